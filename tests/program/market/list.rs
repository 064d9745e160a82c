//! Offers: what may be offered, what an offer locks, and who may cancel it.

use super::*;
use anchor_lang::error::ErrorCode;
use carbon_client::{
    instructions as ix,
    market::Terms,
    program::{
        errors::CarbonError,
        lot::LotState,
        market::Offer,
        pause::{PAUSE_COOLDOWN, PAUSE_LAPSE},
    },
};
use carbon_wire::calendar::SECONDS_PER_DAY;

#[test]
fn an_offer_locks_a_part_in_a_child_and_a_whole_lot_as_it_is() {
    let mut market = MarketTest::new();
    let before = market.test.lot(&market.lot);
    let offer = market.offer(700_000);
    let content = market.test.offer(&offer);
    assert_eq!((content.lot, content.grams), (at::lot(&market.lot, 0), 700_000));
    assert_eq!((content.seller, content.price_per_tonne), (market.seller.pubkey(), PRICE));
    assert_eq!((content.payment_mint, content.fee_bps), (market.coin.mint, 250));
    let part = market.test.lot(&content.lot);
    assert_eq!((part.start, part.end, part.owner), (0, 700_000, market.seller.pubkey()));
    assert_eq!(part.state, LotState::Locked { by: offer });
    assert_eq!((part.head, part.depth), (before.head, before.depth), "locking is no event of the units' history");

    let rest = market.offer(LOT_GRAMS - 700_000);
    assert_eq!(market.test.offer(&rest).lot, market.lot);
    assert_eq!(market.test.lot(&market.lot).state, LotState::Locked { by: rest });
    market.test.assert_conservation();
}

#[test]
fn what_is_offered_is_promised() {
    let mut market = MarketTest::new();
    market.offer(LOT_GRAMS);
    let terms = market.test.terms(&market.coin, 1);
    assert_refused(market.test.try_list(market.lot, &market.seller, terms), CarbonError::LotLocked);
    let (seller, buyer) = (market.seller.clone(), market.buyer.clone());
    assert_refused(market.test.try_transfer(market.lot, &seller, &buyer, 1), CarbonError::LotLocked);
    let source = market.test.source(TestRegistry::source_args(2));
    let args = market.test.emission(1_000);
    let emission = at::lot(&market.test.record(source, args), 0);
    let proof = market.test.propose_burn();
    assert_refused(market.test.add_leg(proof, emission, market.lot, 1), CarbonError::LotLocked);
}

#[test]
fn a_lot_promised_to_a_burn_is_not_for_sale() {
    let mut market = MarketTest::new();
    let source = market.test.source(TestRegistry::source_args(2));
    let args = market.test.emission(LOT_GRAMS);
    let emission = at::lot(&market.test.record(source, args), 0);
    let proof = market.test.propose_burn();
    market.test.add_leg(proof, emission, market.lot, LOT_GRAMS).unwrap();
    let terms = market.test.terms(&market.coin, 1);
    assert_refused(market.test.try_list(market.lot, &market.seller, terms), CarbonError::LotLocked);
}

#[test]
fn what_no_offer_can_say() {
    let mut market = MarketTest::new();
    let good = market.test.terms(&market.coin, 1_000);
    let now = market.test.runtime.now();
    for (terms, error) in [
        (Terms { grams: 0, ..good }, CarbonError::ZeroQuantity),
        (Terms { grams: LOT_GRAMS + 1, ..good }, CarbonError::NotEnoughGrams),
        (Terms { price_per_tonne: 0, ..good }, CarbonError::ZeroPrice),
        // At the highest price per tonne, the cost of more than a tonne overflows.
        (Terms { grams: 1_000_001, price_per_tonne: u64::MAX, ..good }, CarbonError::Overflow),
        (Terms { expires_at: now, ..good }, CarbonError::InvalidExpiry),
        (Terms { expires_at: i64::MIN, ..good }, CarbonError::InvalidExpiry),
    ] {
        assert_refused(market.test.try_list(market.lot, &market.seller, terms), error);
    }
    let most = Terms { grams: 1_000_000, price_per_tonne: u64::MAX, expires_at: i64::MAX, ..good };
    market.test.try_list(market.lot, &market.seller, most).unwrap();
}

#[test]
fn a_child_is_passed_for_a_part_and_for_nothing_else() {
    let mut market = MarketTest::new();
    let content = market.test.lot(&market.lot);
    let (payer, child) = (market.test.people.payer.clone(), at::lot(&market.lot, 0));
    for (grams, passed, offer) in
        [(LOT_GRAMS, child, at::offer(&child)), (1_000, carbon_client::program::ID, at::offer(&market.lot))]
    {
        let terms = market.test.terms(&market.coin, grams);
        let mut list = carbon_client::market::list_credits(payer.pubkey(), market.lot, &content, terms);
        list.accounts[5].pubkey = passed;
        list.accounts[5].is_writable = passed == child;
        list.accounts[8].pubkey = offer;
        assert_refused(market.test.runtime.send(&[list], &[&payer, &market.seller]), CarbonError::WrongChild);
    }
}

#[test]
fn only_credits_are_for_sale_and_only_by_their_owner() {
    let mut market = MarketTest::new();
    let source = market.test.source(TestRegistry::source_args(2));
    let args = market.test.emission(1_000);
    let emission = at::lot(&market.test.record(source, args), 0);
    let terms = market.test.terms(&market.coin, 1_000);
    assert_refused(market.test.try_list(emission, &market.seller, terms), CarbonError::NotCredit);

    let mut content = market.test.lot(&market.lot);
    content.owner = market.buyer.pubkey();
    let payer = market.test.people.payer.clone();
    let list = carbon_client::market::list_credits(payer.pubkey(), market.lot, &content, terms);
    assert_refused(market.test.runtime.send(&[list], &[&payer, &market.buyer]), CarbonError::NotLotOwner);
    // The buffer has no private key, so its lots cannot be listed.
    let buffer = at::lot(&content.record, 1);
    let list = carbon_client::market::list_credits(payer.pubkey(), buffer, &content, terms);
    assert_refused(market.test.runtime.send(&[list], &[&payer, &market.buyer]), CarbonError::NotLotOwner);
}

#[test]
fn the_seller_cancels_at_any_time_and_anyone_after_the_expiry() {
    let mut market = MarketTest::new();
    let paid = market.test.runtime.lamports(&market.test.people.payer.pubkey());
    let (seller, buyer) = (market.seller.clone(), market.buyer.clone());
    let offer = market.offer(LOT_GRAMS);
    assert_refused(market.test.cancel_listing(offer, &buyer), CarbonError::OfferNotExpired);
    market.test.cancel_listing(offer, &seller).unwrap();
    assert_eq!(market.test.lot(&market.lot).state, LotState::Open);
    assert!(market.test.runtime.find::<Offer>(&offer).is_none());
    assert_eq!(
        market.test.runtime.lamports(&market.test.people.payer.pubkey()),
        paid,
        "the rent is back with who paid it"
    );

    let offer = market.offer(LOT_GRAMS);
    market.test.pass(SECONDS_PER_DAY);
    assert_refused(market.test.cancel_listing(offer, &buyer), CarbonError::OfferNotExpired);
    market.test.pass(1);
    assert_refused(market.test.try_buy(offer, &buyer, 1, u64::MAX), CarbonError::OfferExpired);
    market.test.cancel_listing(offer, &buyer).unwrap();
    assert_eq!(market.test.lot(&market.lot).owner, seller.pubkey());
}

#[test]
fn a_pause_stops_trade_but_not_the_way_out_and_moves_the_expiry() {
    let mut market = MarketTest::new();
    let offer = market.offer(700_000);
    let rest = market.offer(LOT_GRAMS - 700_000);
    let pause = ix::pause_registry(market.test.people.guardian.pubkey(), market.test.registry);
    let guardian = market.test.people.guardian.clone();
    market.test.runtime.send(&[pause], &[&guardian]).unwrap();
    let (seller, buyer) = (market.seller.clone(), market.buyer.clone());
    assert_refused(market.test.try_buy(offer, &buyer, 1, u64::MAX), CarbonError::Paused);
    market.test.pass(3 * SECONDS_PER_DAY);
    assert_refused(market.test.cancel_listing(offer, &buyer), CarbonError::OfferNotExpired);
    market.test.cancel_listing(rest, &seller).unwrap();
    let terms = market.test.terms(&market.coin, 1);
    assert_refused(market.test.try_list(market.lot, &seller, terms), CarbonError::Paused);
    market.test.pass(PAUSE_LAPSE - 3 * SECONDS_PER_DAY);
    market.test.pass(SECONDS_PER_DAY);
    market.test.buy(offer, &buyer, 1);
    market.test.pass(1);
    assert_refused(market.test.try_buy(offer, &buyer, 1, u64::MAX), CarbonError::OfferExpired);
}

/// Pauses cannot move an expiry at the largest time, and do not overflow it.
#[test]
fn an_offer_without_end_survives_a_pause() {
    let mut market = MarketTest::new();
    let terms = Terms { expires_at: i64::MAX, ..market.test.terms(&market.coin, 1_000) };
    let seller = market.seller.clone();
    let offer = market.test.list(market.lot, &seller, terms);
    let guardian = market.test.people.guardian.clone();
    let pause = ix::pause_registry(guardian.pubkey(), market.test.registry);
    market.test.runtime.send(&[pause], &[&guardian]).unwrap();
    market.test.pass(PAUSE_LAPSE + PAUSE_COOLDOWN);
    market.test.buy(offer, &market.buyer, 1);
    market.test.cancel_listing(offer, &seller).unwrap();
}

#[test]
fn an_offer_closed_twice_or_bought_after_is_no_offer() {
    let mut market = MarketTest::new();
    let offer = market.offer(1_000);
    let (seller, buyer) = (market.seller.clone(), market.buyer.clone());
    let late = market.test.buy_instruction(offer, &buyer.pubkey(), 1, u64::MAX);
    let again = carbon_client::market::cancel_listing(seller.pubkey(), &market.test.offer(&offer));
    market.test.cancel_listing(offer, &seller).unwrap();
    let crank = market.test.people.crank.clone();
    let not_initialized = ErrorCode::AccountNotInitialized.into();
    assert_code(market.test.runtime.send(&[late], &[&crank, &buyer]), not_initialized);
    assert_code(market.test.runtime.send(&[again], &[&seller]), not_initialized);
}
