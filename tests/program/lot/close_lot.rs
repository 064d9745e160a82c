use carbon_client::{
    addresses as at, instructions as ix,
    program::{
        errors::CarbonError,
        lot::{Lot, NONCE_WINDOW},
        notary::Verdict,
        token::TokenClass,
    },
};
use carbon_testkit::*;
use solana_signer::Signer;

#[test]
fn an_empty_lot_gives_its_rent_back_to_who_paid_it() {
    let (mut test, _, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, buyer) = (test.people.owner.clone(), test.person(40));
    assert_refused(test.close_lot(credit), CarbonError::LotNotEmpty);
    test.transfer(credit, &owner, &buyer, 1_699_999);
    assert_refused(test.close_lot(credit), CarbonError::LotNotEmpty);
    let last = test.transfer(credit, &owner, &buyer, 1);
    let (rent_payer, rent) = (test.lot(&credit).rent_payer, test.runtime.lamports(&credit));
    assert_eq!(rent_payer, test.people.payer.pubkey(), "the claim's deposit paid for the origin lot");
    let before = test.runtime.lamports(&rent_payer);
    test.close_lot(credit).unwrap();
    assert_eq!(test.runtime.lamports(&rent_payer) - before, rent);
    assert!(test.runtime.find::<Lot>(&credit).is_none());
    assert_refused(test.close_lot(last), CarbonError::LotNotEmpty);
    test.assert_conservation();
}

#[test]
fn the_children_of_closed_lots_are_reviewed_and_burned_all_the_same() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, buyer) = (test.people.owner.clone(), test.person(40));
    let sold = test.transfer(credit, &owner, &buyer, 1_700_000);
    let back = test.transfer(sold, &buyer, &owner, 1_700_000);
    for empty in [credit, sold] {
        test.close_lot(empty).unwrap();
    }
    let proof = test.submitted_burn(&[(emission, back, 1_000_000)]);
    test.review_all(proof);
    test.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.execute_burn(proof).unwrap();
    assert!(test.lot(&emission).grams() == 0);
    test.close_lot(emission).unwrap();
    test.assert_conservation();
}

#[test]
fn a_pause_does_not_keep_rent() {
    let (mut test, _, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, buyer) = (test.people.owner.clone(), test.person(40));
    test.transfer(credit, &owner, &buyer, 1_700_000);
    let guardian = test.people.guardian.clone();
    let pause = ix::pause_registry(guardian.pubkey(), test.registry);
    test.runtime.send(&[pause], &[&guardian]).unwrap();
    test.close_lot(credit).unwrap();
}

/// The nonce of a bought lot is a time near the purchase. Closed earlier, its address could be used again.
#[test]
fn a_lot_is_closed_20_minutes_after_it_was_opened() {
    let (mut test, _, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, buyer) = (test.people.owner.clone(), test.person(40));
    let there = test.transfer(credit, &owner, &buyer, 1_000);
    test.transfer(there, &buyer, &owner, 1_000);
    test.pass(2 * NONCE_WINDOW);
    assert_refused(test.close_lot_now(there), CarbonError::LotTooNew);
    test.pass(1);
    test.close_lot_now(there).unwrap();
}

#[test]
fn a_void_lot_is_closed_with_its_tokens_and_a_lot_with_a_valid_gram_is_not() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, buyer) = (test.people.owner.clone(), test.person(40));
    let record = test.lot(&credit).record;
    // The last gram that stays valid.
    let sold = test.transfer(credit, &owner, &buyer, 999_999);
    test.restate_down(record, 1_000_000);
    assert_refused(test.close_void_lot(credit), CarbonError::ValidUnits);
    assert_refused(test.close_void_lot(sold), CarbonError::ValidUnits);
    let rest = test.transfer(credit, &owner, &buyer, 1);
    let (supply, grams) = (test.supply(TokenClass::AbsorptionCredit), test.lot(&credit).grams());
    let (rent_payer, rent) = (test.lot(&credit).rent_payer, test.runtime.lamports(&credit));
    let before = test.runtime.lamports(&rent_payer);
    test.close_void_lot(credit).unwrap();
    assert!(test.runtime.find::<Lot>(&credit).is_none());
    assert_eq!(test.supply(TokenClass::AbsorptionCredit), supply - grams);
    assert_eq!(test.runtime.lamports(&rent_payer) - before, rent);
    // The buffer's lot, whose tokens no key owns.
    test.close_void_lot(at::lot(&record, 1)).unwrap();
    assert_eq!(test.supply(TokenClass::AbsorptionCredit), 1_000_000);
    test.assert_conservation();
    // Neither a locked nor an empty lot.
    let back = test.transfer(rest, &buyer, &owner, 1);
    let proof = test.submitted_burn(&[(emission, back, 1)]);
    let locked = test.proof(&proof).legs[0].credit.lot;
    test.restate_down(record, 0);
    assert_refused(test.close_void_lot(locked), CarbonError::LotLocked);
    assert_refused(test.close_void_lot(rest), CarbonError::ZeroQuantity);
    test.drop_burn(proof, &owner).unwrap();
    test.close_void_lot(locked).unwrap();
    test.close_void_lot(sold).unwrap();
    assert_eq!(test.supply(TokenClass::AbsorptionCredit), 0);
    test.assert_conservation();
}
