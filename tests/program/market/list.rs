//! Offers: what may be offered, what that locks, and who takes it back.

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
    let mut stall = Stall::new();
    let before = stall.test.lot(&stall.lot);
    let offer = stall.offer(700_000);
    let content = stall.test.offer(&offer);
    assert_eq!((content.lot, content.grams), (at::lot(&stall.lot, 0), 700_000));
    assert_eq!((content.seller, content.price_per_tonne), (stall.seller.pubkey(), PRICE));
    assert_eq!((content.payment_mint, content.fee_bps), (stall.coin.mint, 250));
    let part = stall.test.lot(&content.lot);
    assert_eq!((part.start, part.end, part.owner), (0, 700_000, stall.seller.pubkey()));
    assert_eq!(part.state, LotState::Locked { by: offer });
    assert_eq!((part.head, part.depth), (before.head, before.depth), "locking is no event of the units' history");

    let rest = stall.offer(STOCK - 700_000);
    assert_eq!(stall.test.offer(&rest).lot, stall.lot);
    assert_eq!(stall.test.lot(&stall.lot).state, LotState::Locked { by: rest });
    stall.test.assert_conservation();
}

#[test]
fn what_is_offered_is_promised() {
    let mut stall = Stall::new();
    stall.offer(STOCK);
    let terms = stall.test.terms(&stall.coin, 1);
    assert_refused(stall.test.try_list(stall.lot, &stall.seller, terms), CarbonError::LotLocked);
    let (seller, buyer) = (stall.seller.clone(), stall.buyer.clone());
    assert_refused(stall.test.try_transfer(stall.lot, &seller, &buyer, 1), CarbonError::LotLocked);
    let source = stall.test.source(TestRegistry::source_args(2));
    let args = stall.test.emission(1_000);
    let emission = at::lot(&stall.test.record(source, args), 0);
    let proof = stall.test.propose();
    assert_refused(stall.test.add_leg(proof, emission, stall.lot, 1), CarbonError::LotLocked);
}

#[test]
fn a_lot_promised_to_a_burn_is_not_for_sale() {
    let mut stall = Stall::new();
    let source = stall.test.source(TestRegistry::source_args(2));
    let args = stall.test.emission(STOCK);
    let emission = at::lot(&stall.test.record(source, args), 0);
    let proof = stall.test.propose();
    stall.test.add_leg(proof, emission, stall.lot, STOCK).unwrap();
    let terms = stall.test.terms(&stall.coin, 1);
    assert_refused(stall.test.try_list(stall.lot, &stall.seller, terms), CarbonError::LotLocked);
}

#[test]
fn what_no_offer_can_say() {
    let mut stall = Stall::new();
    let good = stall.test.terms(&stall.coin, 1_000);
    let now = stall.test.runtime.now();
    for (terms, error) in [
        (Terms { grams: 0, ..good }, CarbonError::ZeroQuantity),
        (Terms { grams: STOCK + 1, ..good }, CarbonError::NotEnoughGrams),
        (Terms { price_per_tonne: 0, ..good }, CarbonError::ZeroPrice),
        // A tonne for the most there is leaves no room for what is above a tonne.
        (Terms { grams: 1_000_001, price_per_tonne: u64::MAX, ..good }, CarbonError::Overflow),
        (Terms { expires: now, ..good }, CarbonError::InvalidExpiry),
        (Terms { expires: i64::MIN, ..good }, CarbonError::InvalidExpiry),
    ] {
        assert_refused(stall.test.try_list(stall.lot, &stall.seller, terms), error);
    }
    let most = Terms { grams: 1_000_000, price_per_tonne: u64::MAX, expires: i64::MAX, ..good };
    stall.test.try_list(stall.lot, &stall.seller, most).unwrap();
}

#[test]
fn a_child_is_passed_for_a_part_and_for_nothing_else() {
    let mut stall = Stall::new();
    let content = stall.test.lot(&stall.lot);
    let (payer, child) = (stall.test.people.payer.clone(), at::lot(&stall.lot, 0));
    for (grams, passed, offer) in
        [(STOCK, child, at::offer(&child)), (1_000, carbon_client::program::ID, at::offer(&stall.lot))]
    {
        let terms = stall.test.terms(&stall.coin, grams);
        let mut list = carbon_client::market::list_credits(payer.pubkey(), stall.lot, &content, terms);
        list.accounts[5].pubkey = passed;
        list.accounts[5].is_writable = passed == child;
        list.accounts[8].pubkey = offer;
        assert_refused(stall.test.runtime.send(&[list], &[&payer, &stall.seller]), CarbonError::WrongChild);
    }
}

#[test]
fn only_credits_are_for_sale_and_only_by_their_owner() {
    let mut stall = Stall::new();
    let source = stall.test.source(TestRegistry::source_args(2));
    let args = stall.test.emission(1_000);
    let emission = at::lot(&stall.test.record(source, args), 0);
    let terms = stall.test.terms(&stall.coin, 1_000);
    assert_refused(stall.test.try_list(emission, &stall.seller, terms), CarbonError::NotCredit);

    let mut content = stall.test.lot(&stall.lot);
    content.owner = stall.buyer.pubkey();
    let payer = stall.test.people.payer.clone();
    let list = carbon_client::market::list_credits(payer.pubkey(), stall.lot, &content, terms);
    assert_refused(stall.test.runtime.send(&[list], &[&payer, &stall.buyer]), CarbonError::NotLotOwner);
    // Nobody has the buffer's key, so its lots are for sale by nobody.
    let buffer = at::lot(&content.record, 1);
    let list = carbon_client::market::list_credits(payer.pubkey(), buffer, &content, terms);
    assert_refused(stall.test.runtime.send(&[list], &[&payer, &stall.buyer]), CarbonError::NotLotOwner);
}

#[test]
fn the_seller_cancels_at_any_time_and_anyone_after_the_expiry() {
    let mut stall = Stall::new();
    let paid = stall.test.runtime.lamports(&stall.test.people.payer.pubkey());
    let (seller, buyer) = (stall.seller.clone(), stall.buyer.clone());
    let offer = stall.offer(STOCK);
    assert_refused(stall.test.cancel_listing(offer, &buyer), CarbonError::OfferNotExpired);
    stall.test.cancel_listing(offer, &seller).unwrap();
    assert_eq!(stall.test.lot(&stall.lot).state, LotState::Open);
    assert!(stall.test.runtime.find::<Offer>(&offer).is_none());
    assert_eq!(
        stall.test.runtime.lamports(&stall.test.people.payer.pubkey()),
        paid,
        "the rent is back with who paid it"
    );

    let offer = stall.offer(STOCK);
    stall.test.pass(SECONDS_PER_DAY);
    assert_refused(stall.test.cancel_listing(offer, &buyer), CarbonError::OfferNotExpired);
    stall.test.pass(1);
    assert_refused(stall.test.try_buy(offer, &buyer, 1, u64::MAX), CarbonError::OfferExpired);
    stall.test.cancel_listing(offer, &buyer).unwrap();
    assert_eq!(stall.test.lot(&stall.lot).owner, seller.pubkey());
}

#[test]
fn a_pause_stops_trade_but_not_the_way_out_and_moves_the_expiry() {
    let mut stall = Stall::new();
    let offer = stall.offer(700_000);
    let rest = stall.offer(STOCK - 700_000);
    let pause = ix::pause_registry(stall.test.people.guardian.pubkey(), stall.test.registry);
    let guardian = stall.test.people.guardian.clone();
    stall.test.runtime.send(&[pause], &[&guardian]).unwrap();
    let (seller, buyer) = (stall.seller.clone(), stall.buyer.clone());
    assert_refused(stall.test.try_buy(offer, &buyer, 1, u64::MAX), CarbonError::Paused);
    stall.test.pass(3 * SECONDS_PER_DAY);
    assert_refused(stall.test.cancel_listing(offer, &buyer), CarbonError::OfferNotExpired);
    stall.test.cancel_listing(rest, &seller).unwrap();
    let terms = stall.test.terms(&stall.coin, 1);
    assert_refused(stall.test.try_list(stall.lot, &seller, terms), CarbonError::Paused);
    stall.test.pass(PAUSE_LAPSE - 3 * SECONDS_PER_DAY);
    stall.test.pass(SECONDS_PER_DAY);
    stall.test.buy(offer, &buyer, 1);
    stall.test.pass(1);
    assert_refused(stall.test.try_buy(offer, &buyer, 1, u64::MAX), CarbonError::OfferExpired);
}

/// An expiry at the end of time cannot be moved, and need not be.
#[test]
fn an_offer_without_end_survives_a_pause() {
    let mut stall = Stall::new();
    let terms = Terms { expires: i64::MAX, ..stall.test.terms(&stall.coin, 1_000) };
    let seller = stall.seller.clone();
    let offer = stall.test.list(stall.lot, &seller, terms);
    let guardian = stall.test.people.guardian.clone();
    let pause = ix::pause_registry(guardian.pubkey(), stall.test.registry);
    stall.test.runtime.send(&[pause], &[&guardian]).unwrap();
    stall.test.pass(PAUSE_LAPSE + PAUSE_COOLDOWN);
    stall.test.buy(offer, &stall.buyer, 1);
    stall.test.cancel_listing(offer, &seller).unwrap();
}

#[test]
fn an_offer_closed_twice_or_bought_after_is_no_offer() {
    let mut stall = Stall::new();
    let offer = stall.offer(1_000);
    let (seller, buyer) = (stall.seller.clone(), stall.buyer.clone());
    let late = stall.test.purchase(offer, &buyer.pubkey(), 1, u64::MAX);
    let again = carbon_client::market::cancel_listing(seller.pubkey(), &stall.test.offer(&offer));
    stall.test.cancel_listing(offer, &seller).unwrap();
    let crank = stall.test.people.crank.clone();
    let not_initialized = ErrorCode::AccountNotInitialized.into();
    assert_code(stall.test.runtime.send(&[late], &[&crank, &buyer]), not_initialized);
    assert_code(stall.test.runtime.send(&[again], &[&seller]), not_initialized);
}
