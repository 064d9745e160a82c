use carbon_client::{
    instructions as ix,
    program::{errors::CarbonError, lot::Lot, notary::Verdict},
};
use carbon_tests::*;
use solana_signer::Signer;

#[test]
fn an_empty_lot_gives_its_rent_back_to_who_paid_it() {
    let (mut world, _, credit) = World::with_lots(1_000_000);
    let (owner, buyer) = (world.owner.insecure_clone(), world.person(40));
    assert_refused(world.close_lot(credit), CarbonError::LotNotEmpty);
    world.transfer(credit, &owner, &buyer, 1_699_999);
    assert_refused(world.close_lot(credit), CarbonError::LotNotEmpty);
    let last = world.transfer(credit, &owner, &buyer, 1);
    let (rent_payer, rent) = (world.lot(&credit).rent_payer, world.runtime.lamports(&credit));
    assert_eq!(rent_payer, world.payer.pubkey(), "the claim's deposit paid for the origin lot");
    let before = world.runtime.lamports(&rent_payer);
    world.close_lot(credit).unwrap();
    assert_eq!(world.runtime.lamports(&rent_payer) - before, rent);
    assert!(world.runtime.find::<Lot>(&credit).is_none());
    assert_refused(world.close_lot(last), CarbonError::LotNotEmpty);
    world.assert_conservation();
}

#[test]
fn the_children_of_closed_lots_are_reviewed_and_burned_all_the_same() {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let (owner, buyer) = (world.owner.insecure_clone(), world.person(40));
    let sold = world.transfer(credit, &owner, &buyer, 1_700_000);
    let back = world.transfer(sold, &buyer, &owner, 1_700_000);
    for empty in [credit, sold] {
        world.close_lot(empty).unwrap();
    }
    let proof = world.submitted(&[(emission, back, 1_000_000)]);
    world.review_all(proof);
    world.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    world.finalize(proof).unwrap();
    assert!(world.lot(&emission).grams() == 0);
    world.close_lot(emission).unwrap();
    world.assert_conservation();
}

#[test]
fn a_pause_does_not_keep_rent() {
    let (mut world, _, credit) = World::with_lots(1_000_000);
    let (owner, buyer) = (world.owner.insecure_clone(), world.person(40));
    world.transfer(credit, &owner, &buyer, 1_700_000);
    let guardian = world.guardian.insecure_clone();
    let pause = ix::pause_registry(guardian.pubkey(), world.registry);
    world.runtime.send(&[pause], &[&guardian]).unwrap();
    world.close_lot(credit).unwrap();
}
