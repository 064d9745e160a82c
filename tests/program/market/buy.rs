//! Purchases: payment and credits to the last unit, and every refusal.

use super::*;
use anchor_lang::error::ErrorCode;
use anchor_spl::{
    token,
    token_2022::spl_token_2022::instruction::{approve, freeze_account},
};
use carbon_client::{
    market::Terms,
    program::{
        errors::CarbonError,
        lot::NONCE_WINDOW,
        market::{BuyCreditsArgs, Offer},
        notary::Verdict,
        registry::Change,
        token::TokenClass,
    },
};

/// Errors of the token programs: insufficient funds, and a frozen account.
const INSUFFICIENT_FUNDS: u32 = 1;
const ACCOUNT_FROZEN: u32 = 17;

/// Sells a lot in three pieces, the last of which closes the offer.
fn sells_in_pieces(mut market: MarketTest) {
    let (buyer, seller) = (market.buyer.pubkey(), market.seller.pubkey());
    let credit = TokenClass::AbsorptionCredit;
    let supply = market.test.coins_of_all(&market.coin);
    let offer = market.offer(1_000_001);
    let mut sold = 0;
    let [mut paid, mut earned, mut fees] = [0; 3];
    for grams in [300_000, 1, 700_000] {
        let left = market.test.lot(&market.test.offer(&offer).lot).grams();
        let start = market.test.lot(&market.test.offer(&offer).lot).start;
        let lot = market.test.buy(offer, &market.buyer, grams);
        // ⌈grams × 25,000,000 / 1,000,000⌉, of which ⌊2.5 %⌋ are the treasury's.
        let total = grams * 25;
        let fee = total * 250 / 10_000;
        (sold, paid, earned, fees) = (sold + grams, paid + total, earned + total - fee, fees + fee);
        assert_eq!(market.balances(), [INITIAL_BALANCE - paid, earned, fees]);
        let bought = market.test.lot(&lot);
        assert_eq!((bought.owner, bought.start, bought.end), (buyer, start, start + grams));
        assert_eq!(bought.depth, 2, "issued, then sold");
        assert_eq!(market.test.lot(&market.lot).grams(), LOT_GRAMS - 1_000_001);
        assert_eq!(market.test.balance(&buyer, credit), sold);
        assert_eq!(market.test.balance(&seller, credit), LOT_GRAMS - sold);
        assert_eq!(market.test.coins_of_all(&market.coin), supply);
        assert_eq!(left - grams, 1_000_001 - sold);
        market.test.assert_conservation();
    }
    assert!(market.test.runtime.find::<Offer>(&offer).is_none(), "sold out");
    market.test.close_lot(at::lot(&market.lot, 0)).unwrap();
}

#[test]
fn a_sale_for_a_coin_of_the_classic_program() {
    sells_in_pieces(MarketTest::new());
}

#[test]
fn a_sale_for_a_coin_of_token_2022() {
    let mut test = TestRegistry::new();
    let coin = test.named_coin(61);
    test.allow(&coin);
    sells_in_pieces(MarketTest::with(test, coin));
}

/// Bought credits can be burned like issued ones: their history contains the sale.
#[test]
fn bought_credits_neutralize() {
    let mut market = MarketTest::new();
    let offer = market.offer(LOT_GRAMS);
    let lot = market.test.buy(offer, &market.buyer, 1_000_000);
    // The buyer burns the credits against its own emissions.
    market.test.people.owner = market.buyer.clone();
    let source = market.test.source(TestRegistry::source_args(1));
    let args = market.test.emission(1_000_000);
    let emission = at::lot(&market.test.record(source, args), 0);
    let proof = market.test.submitted_burn(&[(emission, lot, 1_000_000)]);
    market.test.review_all(proof);
    market.test.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    market.test.execute_burn(proof).unwrap();
    market.test.assert_conservation();
}

#[test]
fn dust_is_never_free_and_pieces_never_cheaper() {
    let mut market = MarketTest::new();
    let seller = market.seller.clone();
    let terms = Terms { price_per_tonne: 1, ..market.test.terms(&market.coin, 10) };
    let offer = market.test.list(market.lot, &seller, terms);
    market.test.buy(offer, &market.buyer, 1);
    assert_eq!(
        market.balances(),
        [INITIAL_BALANCE - 1, 1, 0],
        "a gram at a millionth costs a unit, of which no fee can be taken"
    );
    market.test.buy(offer, &market.buyer, 9);
    assert_eq!(market.balances(), [INITIAL_BALANCE - 2, 2, 0]);

    let terms = Terms { price_per_tonne: 1_500_001, ..market.test.terms(&market.coin, 1_000) };
    let offer = market.test.list(market.lot, &seller, terms);
    for _ in 0..4 {
        market.test.buy(offer, &market.buyer, 1);
    }
    // ⌈1.500001⌉ each; all four together would cost ⌈6.000004⌉.
    assert_eq!(market.balances()[0], INITIAL_BALANCE - 2 - 8);
}

#[test]
fn the_buyers_bound_is_exact() {
    let mut market = MarketTest::new();
    let offer = market.offer(1_000);
    let buyer = market.buyer.clone();
    assert_refused(market.test.try_buy(offer, &buyer, 1_000, 24_999), CarbonError::PriceAboveLimit);
    market.test.try_buy(offer, &buyer, 1_000, 25_000).unwrap();
    assert_eq!(market.balances()[0], INITIAL_BALANCE - 25_000);
}

#[test]
fn an_offer_recreated_at_the_same_address_is_bought_on_the_buyers_terms_or_refused() {
    let mut market = MarketTest::new();
    let (seller, buyer, crank) = (market.seller.clone(), market.buyer.clone(), market.test.people.crank.clone());
    let offer = market.offer(LOT_GRAMS);
    let terms = market.test.terms(&market.coin, LOT_GRAMS);
    let other = market.test.classic_coin(62);
    market.test.allow(&other);
    let signed = market.test.buy_instruction(offer, &buyer.pubkey(), 1_000, 25_000);
    for (terms, error) in [
        (Terms { price_per_tonne: PRICE + 1, ..terms }, CarbonError::PriceAboveLimit),
        (Terms { payment_mint: other.mint, ..terms }, CarbonError::WrongMint),
    ] {
        market.test.cancel_listing(offer, &seller).unwrap();
        let expires = market.test.runtime.now() + 1_000;
        assert_eq!(
            market.test.list(market.lot, &seller, Terms { expires_at: expires, ..terms }),
            offer,
            "the same address"
        );
        assert_refused(market.test.runtime.send(std::slice::from_ref(&signed), &[&crank, &buyer]), error);
    }
    // A lower price than the limit is accepted.
    market.test.cancel_listing(offer, &seller).unwrap();
    let expires = market.test.runtime.now() + 1_000;
    market.test.list(market.lot, &seller, Terms { expires_at: expires, price_per_tonne: PRICE - 1_000_000, ..terms });
    market.test.runtime.send(&[signed], &[&crank, &buyer]).unwrap();
    assert_eq!(market.balances()[0], INITIAL_BALANCE - 24_000);
}

#[test]
fn the_fee_is_that_of_the_listing() {
    let mut market = MarketTest::new();
    let seller = market.seller.clone();
    let terms = Terms { expires_at: i64::MAX, ..market.test.terms(&market.coin, 2_000) };
    let offer = market.test.list(market.lot, &seller, terms);
    let mut rules = policy().terms;
    rules.market_fee_bps = 500;
    market.test.loosen(Change::SetTerms { terms: rules }).unwrap();
    market.test.buy(offer, &market.buyer, 1_000);
    assert_eq!(market.balances(), [INITIAL_BALANCE - 25_000, 24_375, 625]);
    let later = market.offer(1_000);
    market.test.buy(later, &market.buyer, 1_000);
    assert_eq!(market.balances(), [INITIAL_BALANCE - 50_000, 24_375 + 23_750, 625 + 1_250]);
}

#[test]
fn a_purchase_needs_another_buyer_and_available_grams() {
    let mut market = MarketTest::new();
    let offer = market.offer(1_000);
    let (seller, buyer) = (market.seller.clone(), market.buyer.clone());
    market.test.give(&market.coin, &seller.pubkey(), INITIAL_BALANCE);
    assert_refused(market.test.try_buy(offer, &seller, 1, u64::MAX), CarbonError::SelfTransfer);
    assert_refused(market.test.try_buy(offer, &buyer, 0, u64::MAX), CarbonError::ZeroQuantity);
    assert_refused(market.test.try_buy(offer, &buyer, 1_001, u64::MAX), CarbonError::NotEnoughGrams);
}

#[test]
fn a_look_alike_is_not_the_coin() {
    let mut market = MarketTest::new();
    let offer = market.offer(1_000);
    let (buyer, crank) = (market.buyer.clone(), market.test.people.crank.clone());
    // Another mint with the same program, decimals and authority: even if allowed, it is not the offer's payment mint.
    let false_coin = market.test.classic_coin(62);
    market.test.give(&false_coin, &buyer.pubkey(), INITIAL_BALANCE);
    market.test.try_allow(&false_coin).unwrap();
    let honest = market.test.buy_instruction(offer, &buyer.pubkey(), 1_000, u64::MAX);
    let at_of = |key: Pubkey| honest.accounts.iter().position(|meta| meta.pubkey == key).unwrap();
    let registry = market.test.registry;
    let mint = (at_of(market.coin.mint), false_coin.mint);
    let listing = (at_of(at::payment(&registry, &market.coin.mint)), at::payment(&registry, &false_coin.mint));
    let purse = (at_of(market.coin.account_of(&buyer.pubkey())), false_coin.account_of(&buyer.pubkey()));
    let not_the_mint = ErrorCode::ConstraintTokenMint.into();
    for (changed, code) in [
        (vec![mint], CarbonError::WrongMint.into()),
        (vec![mint, listing], CarbonError::WrongMint.into()),
        (vec![mint, listing, purse], CarbonError::WrongMint.into()),
        (vec![listing], CarbonError::WrongMint.into()),
        (vec![purse], not_the_mint),
    ] {
        let mut wrong = honest.clone();
        for (index, key) in changed {
            wrong.accounts[index].pubkey = key;
        }
        assert_code(market.test.runtime.send(&[wrong], &[&crank, &buyer]), code);
    }
    market.test.runtime.send(&[honest], &[&crank, &buyer]).unwrap();
}

#[test]
fn a_seller_or_treasury_without_an_account_gets_one() {
    let mut market = MarketTest::new();
    let offer = market.offer(1_000);
    for owner in [market.seller.pubkey(), market.test.people.treasury] {
        let account = market.coin.account_of(&owner);
        assert!(market.test.runtime.svm().get_account(&account).is_none());
    }
    market.test.buy(offer, &market.buyer, 1_000);
    assert_eq!(market.balances(), [INITIAL_BALANCE - 25_000, 24_375, 625]);
}

#[test]
fn what_cannot_be_paid_is_not_delivered() {
    let mut market = MarketTest::new();
    let offer = market.offer(1_000);
    let (poor, rich, minter) = (market.test.person(71), market.buyer.clone(), market.test.minter());
    market.test.give(&market.coin, &poor.pubkey(), 24_999);
    assert_code(market.test.try_buy(offer, &poor, 1_000, u64::MAX), INSUFFICIENT_FUNDS);

    // The coin's issuer freezes the seller's account: purchases fail, and the seller can still cancel.
    market.test.give(&market.coin, &market.seller.pubkey(), 1);
    let account = market.coin.account_of(&market.seller.pubkey());
    let freeze = freeze_account(&token::ID, &account, &market.coin.mint, &minter.pubkey(), &[]).unwrap();
    market.test.runtime.send(&[freeze], &[&minter]).unwrap();
    assert_code(market.test.try_buy(offer, &rich, 1_000, u64::MAX), ACCOUNT_FROZEN);
    let seller = market.seller.clone();
    market.test.cancel_listing(offer, &seller).unwrap();
    assert_eq!(market.test.balance(&rich.pubkey(), TokenClass::AbsorptionCredit), 0);
    market.test.assert_conservation();
}

/// A delegate could pay a seller with the seller's own coins.
#[test]
fn a_buyer_pays_from_an_account_of_its_own() {
    let mut market = MarketTest::new();
    let offer = market.offer(1_000);
    let (seller, buyer, crank) = (market.seller.clone(), market.buyer.clone(), market.test.people.crank.clone());
    market.test.give(&market.coin, &seller.pubkey(), INITIAL_BALANCE);
    let account = market.coin.account_of(&seller.pubkey());
    let approve = approve(&token::ID, &account, &buyer.pubkey(), &seller.pubkey(), &[], INITIAL_BALANCE).unwrap();
    market.test.runtime.send(&[approve], &[&seller]).unwrap();
    let mut buy = market.test.buy_instruction(offer, &buyer.pubkey(), 1_000, u64::MAX);
    let own = market.coin.account_of(&buyer.pubkey());
    let index = buy.accounts.iter().position(|meta| meta.pubkey == own).unwrap();
    buy.accounts[index].pubkey = account;
    let not_the_owner = ErrorCode::ConstraintTokenOwner.into();
    assert_code(market.test.runtime.send(&[buy], &[&crank, &buyer]), not_the_owner);
}

/// The treasury can buy and sell like everyone else.
#[test]
fn the_treasury_may_buy() {
    let mut market = MarketTest::new();
    let treasury = key(16);
    assert_eq!(treasury.pubkey(), market.test.people.treasury);
    market.test.give(&market.coin, &treasury.pubkey(), INITIAL_BALANCE);
    let offer = market.offer(1_000);
    market.test.buy(offer, &treasury, 1_000);
    assert_eq!(market.balances(), [INITIAL_BALANCE, 24_375, INITIAL_BALANCE - 24_375]);
}

/// Two purchases from one offer in one slot do not compete for an address, and a purchase in front does not stop another.
#[test]
fn purchases_of_one_slot_do_not_collide() {
    let mut market = MarketTest::new();
    let (buyer, other, crank) = (market.buyer.clone(), market.test.person(71), market.test.people.crank.clone());
    market.test.give(&market.coin, &other.pubkey(), INITIAL_BALANCE);
    let offer = market.offer(1_000_000);
    let purchases = [&buyer, &other].map(|by| market.test.buy_instruction(offer, &by.pubkey(), 1_000, u64::MAX));
    for (purchase, by) in purchases.iter().zip([&buyer, &other]) {
        market.test.runtime.send(std::slice::from_ref(purchase), &[&crank, by]).unwrap();
    }
    // The same buyer again: another nonce. The same nonce has an account already.
    assert!(market.test.runtime.send(&purchases[..1], &[&crank, &buyer]).is_err());
    market.test.buy(offer, &buyer, 1_000);
    market.test.assert_conservation();
}

#[test]
fn a_nonce_is_a_time_near_now() {
    let mut market = MarketTest::new();
    let (buyer, crank) = (market.buyer.clone(), market.test.people.crank.clone());
    let offer = market.offer(1_000_000);
    let now = market.test.runtime.now();
    let buy = |market: &mut MarketTest, nonce: i64, max_end: u64| {
        let args = BuyCreditsArgs { grams: 1_000, max_total: u64::MAX, max_end, nonce };
        let purchase = market.test.buy_with(offer, &buyer.pubkey(), args);
        market.test.runtime.send(&[purchase], &[&crank, &buyer])
    };
    for nonce in [now - NONCE_WINDOW - 1, now + NONCE_WINDOW + 1, i64::MIN, i64::MAX] {
        assert_refused(buy(&mut market, nonce, u64::MAX), CarbonError::NonceOutOfTime);
    }
    for nonce in [now - NONCE_WINDOW, now + NONCE_WINDOW] {
        buy(&mut market, nonce, u64::MAX).unwrap();
    }
    // Two thousand grams are sold: the buyer does not get higher serials than it has seen.
    assert_refused(buy(&mut market, now, 2_999), CarbonError::SerialsAboveLimit);
    buy(&mut market, now, 3_000).unwrap();
}
