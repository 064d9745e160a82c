use carbon_client::{
    instructions as ix,
    program::{errors::CarbonError, lot::Lot, notary::Verdict},
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
