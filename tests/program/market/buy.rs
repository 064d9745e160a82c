//! Purchases: payment and credits to the last unit, and everything that must stop one.

use super::*;
use anchor_lang::error::ErrorCode;
use anchor_spl::{
    token,
    token_2022::spl_token_2022::instruction::{approve, freeze_account},
};
use carbon_client::{
    market::Terms,
    program::{errors::CarbonError, market::Offer, notary::Verdict, registry::Change, token::TokenClass},
};

/// What the token programs answer to a payment that the account does not cover, and to one to a frozen account.
const INSUFFICIENT_FUNDS: u32 = 1;
const ACCOUNT_FROZEN: u32 = 17;

/// Sells a lot in three pieces, the last of which closes the offer.
fn sells_in_pieces(mut stall: Stall) {
    let (buyer, seller) = (stall.buyer.pubkey(), stall.seller.pubkey());
    let credit = TokenClass::AbsorptionCredit;
    let supply = stall.test.coins_of_all(&stall.coin);
    let offer = stall.offer(1_000_001);
    let mut sold = 0;
    let [mut paid, mut earned, mut fees] = [0; 3];
    for grams in [300_000, 1, 700_000] {
        let left = stall.test.lot(&stall.test.offer(&offer).lot).grams();
        let start = stall.test.lot(&stall.test.offer(&offer).lot).start;
        let lot = stall.test.buy(offer, &stall.buyer, grams);
        // ⌈grams × 25,000,000 / 1,000,000⌉, of which ⌊2.5 %⌋ are the treasury's.
        let total = grams * 25;
        let fee = total * 250 / 10_000;
        (sold, paid, earned, fees) = (sold + grams, paid + total, earned + total - fee, fees + fee);
        assert_eq!(stall.purses(), [PURSE - paid, earned, fees]);
        let bought = stall.test.lot(&lot);
        assert_eq!((bought.owner, bought.start, bought.end), (buyer, start, start + grams));
        assert_eq!(bought.depth, 2, "issued, then sold");
        assert_eq!(stall.test.lot(&stall.lot).grams(), STOCK - 1_000_001);
        assert_eq!(stall.test.balance(&buyer, credit), sold);
        assert_eq!(stall.test.balance(&seller, credit), STOCK - sold);
        assert_eq!(stall.test.coins_of_all(&stall.coin), supply);
        assert_eq!(left - grams, 1_000_001 - sold);
        stall.test.assert_conservation();
    }
    assert!(stall.test.runtime.find::<Offer>(&offer).is_none(), "sold out");
    stall.test.close_lot(at::lot(&stall.lot, 0)).unwrap();
}

#[test]
fn a_sale_for_a_coin_of_the_classic_program() {
    sells_in_pieces(Stall::new());
}

#[test]
fn a_sale_for_a_coin_of_token_2022() {
    let mut test = TestRegistry::new();
    let coin = test.named_coin(61);
    test.allow(&coin);
    sells_in_pieces(Stall::with(test, coin));
}

/// What was bought burns like what was issued: its history has the sale.
#[test]
fn bought_credits_neutralize() {
    let mut stall = Stall::new();
    let offer = stall.offer(STOCK);
    let lot = stall.test.buy(offer, &stall.buyer, 1_000_000);
    // The buyer emits and burns.
    stall.test.people.owner = stall.buyer.clone();
    let source = stall.test.source(TestRegistry::source_args(1));
    let args = stall.test.emission(1_000_000);
    let emission = at::lot(&stall.test.record(source, args), 0);
    let proof = stall.test.submitted(&[(emission, lot, 1_000_000)]);
    stall.test.review_all(proof);
    stall.test.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    stall.test.finalize(proof).unwrap();
    stall.test.assert_conservation();
}

#[test]
fn dust_is_never_free_and_pieces_never_cheaper() {
    let mut stall = Stall::new();
    let seller = stall.seller.clone();
    let terms = Terms { price_per_tonne: 1, ..stall.test.terms(&stall.coin, 10) };
    let offer = stall.test.list(stall.lot, &seller, terms);
    stall.test.buy(offer, &stall.buyer, 1);
    assert_eq!(stall.purses(), [PURSE - 1, 1, 0], "a gram at a millionth costs a unit, of which no fee can be taken");
    stall.test.buy(offer, &stall.buyer, 9);
    assert_eq!(stall.purses(), [PURSE - 2, 2, 0]);

    let terms = Terms { price_per_tonne: 1_500_001, ..stall.test.terms(&stall.coin, 1_000) };
    let offer = stall.test.list(stall.lot, &seller, terms);
    for _ in 0..4 {
        stall.test.buy(offer, &stall.buyer, 1);
    }
    // ⌈1.500001⌉ each, where ⌈6.000004⌉ would have bought all four.
    assert_eq!(stall.purses()[0], PURSE - 2 - 8);
}

#[test]
fn the_buyers_bound_is_exact() {
    let mut stall = Stall::new();
    let offer = stall.offer(1_000);
    let buyer = stall.buyer.clone();
    assert_refused(stall.test.try_buy(offer, &buyer, 1_000, 24_999), CarbonError::PriceAboveLimit);
    stall.test.try_buy(offer, &buyer, 1_000, 25_000).unwrap();
    assert_eq!(stall.purses()[0], PURSE - 25_000);
}

#[test]
fn an_offer_made_anew_at_the_same_address_is_bought_on_the_buyers_terms_or_not_at_all() {
    let mut stall = Stall::new();
    let (seller, buyer, crank) = (stall.seller.clone(), stall.buyer.clone(), stall.test.people.crank.clone());
    let offer = stall.offer(STOCK);
    let signed = stall.test.purchase(offer, &buyer.pubkey(), 1_000, 25_000);
    let terms = stall.test.terms(&stall.coin, STOCK);
    let other = stall.test.classic_coin(62);
    stall.test.allow(&other);
    for (terms, error) in [
        (Terms { price_per_tonne: PRICE + 1, ..terms }, CarbonError::PriceAboveLimit),
        (Terms { payment_mint: other.mint, ..terms }, CarbonError::WrongMint),
    ] {
        stall.test.cancel_listing(offer, &seller).unwrap();
        let expires = stall.test.runtime.now() + 1_000;
        assert_eq!(stall.test.list(stall.lot, &seller, Terms { expires, ..terms }), offer, "the same address");
        assert_refused(stall.test.runtime.send(std::slice::from_ref(&signed), &[&crank, &buyer]), error);
    }
    // A better price is welcome.
    stall.test.cancel_listing(offer, &seller).unwrap();
    let expires = stall.test.runtime.now() + 1_000;
    stall.test.list(stall.lot, &seller, Terms { expires, price_per_tonne: PRICE - 1_000_000, ..terms });
    stall.test.runtime.send(&[signed], &[&crank, &buyer]).unwrap();
    assert_eq!(stall.purses()[0], PURSE - 24_000);
}

#[test]
fn the_fee_is_that_of_the_listing() {
    let mut stall = Stall::new();
    let seller = stall.seller.clone();
    let terms = Terms { expires: i64::MAX, ..stall.test.terms(&stall.coin, 2_000) };
    let offer = stall.test.list(stall.lot, &seller, terms);
    let mut rules = policy().terms;
    rules.market_fee_bps = 500;
    stall.test.loosen(Change::SetTerms { terms: rules }).unwrap();
    stall.test.buy(offer, &stall.buyer, 1_000);
    assert_eq!(stall.purses(), [PURSE - 25_000, 24_375, 625]);
    let later = stall.offer(1_000);
    stall.test.buy(later, &stall.buyer, 1_000);
    assert_eq!(stall.purses(), [PURSE - 50_000, 24_375 + 23_750, 625 + 1_250]);
}

#[test]
fn a_purchase_is_of_something_from_somebody_else() {
    let mut stall = Stall::new();
    let offer = stall.offer(1_000);
    let (seller, buyer) = (stall.seller.clone(), stall.buyer.clone());
    stall.test.give(&stall.coin, &seller.pubkey(), PURSE);
    assert_refused(stall.test.try_buy(offer, &seller, 1, u64::MAX), CarbonError::SelfTransfer);
    assert_refused(stall.test.try_buy(offer, &buyer, 0, u64::MAX), CarbonError::ZeroQuantity);
    assert_refused(stall.test.try_buy(offer, &buyer, 1_001, u64::MAX), CarbonError::NotEnoughGrams);
}

#[test]
fn a_look_alike_is_not_the_coin() {
    let mut stall = Stall::new();
    let offer = stall.offer(1_000);
    let (buyer, crank) = (stall.buyer.clone(), stall.test.people.crank.clone());
    // The same program, decimals and authority; even allowed, it is not what the seller asks for.
    let false_coin = stall.test.classic_coin(62);
    stall.test.give(&false_coin, &buyer.pubkey(), PURSE);
    stall.test.try_allow(&false_coin).unwrap();
    let honest = stall.test.purchase(offer, &buyer.pubkey(), 1_000, u64::MAX);
    let at_of = |key: Pubkey| honest.accounts.iter().position(|meta| meta.pubkey == key).unwrap();
    let registry = stall.test.registry;
    let mint = (at_of(stall.coin.mint), false_coin.mint);
    let listing = (at_of(at::payment(&registry, &stall.coin.mint)), at::payment(&registry, &false_coin.mint));
    let purse = (at_of(stall.coin.account_of(&buyer.pubkey())), false_coin.account_of(&buyer.pubkey()));
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
        assert_code(stall.test.runtime.send(&[wrong], &[&crank, &buyer]), code);
    }
    stall.test.runtime.send(&[honest], &[&crank, &buyer]).unwrap();
}

#[test]
fn a_seller_or_treasury_without_an_account_gets_one() {
    let mut stall = Stall::new();
    let offer = stall.offer(1_000);
    for owner in [stall.seller.pubkey(), stall.test.people.treasury] {
        let account = stall.coin.account_of(&owner);
        assert!(stall.test.runtime.svm().get_account(&account).is_none());
    }
    stall.test.buy(offer, &stall.buyer, 1_000);
    assert_eq!(stall.purses(), [PURSE - 25_000, 24_375, 625]);
}

#[test]
fn what_cannot_be_paid_is_not_delivered() {
    let mut stall = Stall::new();
    let offer = stall.offer(1_000);
    let (poor, rich, minter) = (stall.test.person(71), stall.buyer.clone(), stall.test.minter());
    stall.test.give(&stall.coin, &poor.pubkey(), 24_999);
    assert_code(stall.test.try_buy(offer, &poor, 1_000, u64::MAX), INSUFFICIENT_FUNDS);

    // The coin's issuer freezes the seller's account: nobody buys, and nothing is stuck.
    stall.test.give(&stall.coin, &stall.seller.pubkey(), 1);
    let account = stall.coin.account_of(&stall.seller.pubkey());
    let freeze = freeze_account(&token::ID, &account, &stall.coin.mint, &minter.pubkey(), &[]).unwrap();
    stall.test.runtime.send(&[freeze], &[&minter]).unwrap();
    assert_code(stall.test.try_buy(offer, &rich, 1_000, u64::MAX), ACCOUNT_FROZEN);
    let seller = stall.seller.clone();
    stall.test.cancel_listing(offer, &seller).unwrap();
    assert_eq!(stall.test.balance(&rich.pubkey(), TokenClass::AbsorptionCredit), 0);
    stall.test.assert_conservation();
}

/// A delegate could pay a seller with the seller's own coins.
#[test]
fn a_buyer_pays_from_an_account_of_its_own() {
    let mut stall = Stall::new();
    let offer = stall.offer(1_000);
    let (seller, buyer, crank) = (stall.seller.clone(), stall.buyer.clone(), stall.test.people.crank.clone());
    stall.test.give(&stall.coin, &seller.pubkey(), PURSE);
    let account = stall.coin.account_of(&seller.pubkey());
    let approve = approve(&token::ID, &account, &buyer.pubkey(), &seller.pubkey(), &[], PURSE).unwrap();
    stall.test.runtime.send(&[approve], &[&seller]).unwrap();
    let mut buy = stall.test.purchase(offer, &buyer.pubkey(), 1_000, u64::MAX);
    let own = stall.coin.account_of(&buyer.pubkey());
    let index = buy.accounts.iter().position(|meta| meta.pubkey == own).unwrap();
    buy.accounts[index].pubkey = account;
    let not_the_owner = ErrorCode::ConstraintTokenOwner.into();
    assert_code(stall.test.runtime.send(&[buy], &[&crank, &buyer]), not_the_owner);
}

/// A treasury that trades is a buyer or a seller like any other.
#[test]
fn the_treasury_may_buy() {
    let mut stall = Stall::new();
    let treasury = key(16);
    assert_eq!(treasury.pubkey(), stall.test.people.treasury);
    stall.test.give(&stall.coin, &treasury.pubkey(), PURSE);
    let offer = stall.offer(1_000);
    stall.test.buy(offer, &treasury, 1_000);
    assert_eq!(stall.purses(), [PURSE, 24_375, PURSE - 24_375]);
}
