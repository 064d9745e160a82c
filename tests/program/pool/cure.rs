//! What cures a pool, and what does not.

use super::one_member;
use carbon_client::{
    addresses as at,
    program::{errors::CarbonError, lot::Lot, pool::*, token::TokenClass},
};
use carbon_tests::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// A member that emitted 130 tonnes against a target of 100, and a lot of absorption credit of at least 50.
fn missed() -> (World, Pubkey, Pubkey, Pubkey) {
    let (mut world, pool, source) = one_member();
    world.report(source, Report::tonnes(100, 130, 0, 0));
    let credit = world.credit(50 * TONNE);
    (world, pool, source, credit)
}

#[test]
fn a_cure_burns_the_credits_and_covers_the_pool() {
    let (mut world, pool, source, credit) = missed();
    let (before, supply) = (world.lot(&credit), world.supply(TokenClass::AbsorptionCredit));
    world.cure(source, credit, 10 * TONNE).unwrap();
    world.cure(source, credit, 20 * TONNE).unwrap();
    let after = world.lot(&credit);
    assert_eq!((after.start, after.end, after.head), (30 * TONNE, before.end, before.head), "a part, with its history");
    assert_eq!(world.supply(TokenClass::AbsorptionCredit), supply - 30 * TONNE);
    assert_eq!(world.member(&source).cured, 30 * TONNE);
    world.assert_conservation();
    world.pass_deadline();
    world.settled(pool);
    let totals = world.pool(&pool).totals.unwrap();
    assert_eq!((totals.outcome, totals.credits, totals.net), (PoolOutcome::Covered, 0, 100 * TONNE as i128));
}

#[test]
fn only_credits_cure() {
    let (mut world, _, source, _) = missed();
    let (_, others) = world.locked(PoolUnit::Gram, &[100 * TONNE]);
    world.report(others[0], Report::tonnes(100, 60, 0, 0));
    let emission = world.runtime.trails().of(&source, YEAR, carbon_client::trails::TrailKind::Emissions)[0];
    let reduction = world.reduction_lots(&others[0])[0];
    for lot in [at::lot(&emission, 0), reduction] {
        assert_refused(world.cure(source, lot, TONNE), CarbonError::NotACredit);
    }
}

#[test]
fn void_frozen_locked_and_foreign_credits_do_not_cure() {
    let (mut world, _, source, credit) = missed();
    let record = world.lot(&credit).record;
    let restatement = world.propose_restatement(record, TONNE);
    assert_refused(world.cure(source, credit, TONNE), CarbonError::RecordFrozen);
    world.vote(restatement, &[0, 1, 2, 3], carbon_client::program::notary::Verdict::Approve).unwrap();
    world.lower(record).unwrap();
    assert_refused(world.cure(source, credit, TONNE + 1), CarbonError::VoidUnits);
    world.cure(source, credit, TONNE).unwrap();
    assert_refused(world.cure(source, credit, 1), CarbonError::VoidUnits);

    let credit = world.credit(50 * TONNE);
    assert_refused(world.cure(source, credit, 0), CarbonError::ZeroQuantity);
    assert_refused(world.cure(source, credit, u64::MAX / 2), CarbonError::NotEnoughGrams);
    let (owner, buyer) = (world.owner.insecure_clone(), world.person(40));
    let sold = world.transfer(credit, &owner, &buyer, TONNE);
    assert_refused(world.cure_by(&buyer, source, sold, TONNE), CarbonError::NotSubmitter);
    let emission = world.runtime.trails().of(&source, YEAR, carbon_client::trails::TrailKind::Emissions)[0];
    let proof = world.propose();
    let grams = world.lot(&credit).grams();
    world.add_leg(proof, at::lot(&emission, 0), credit, grams).unwrap();
    assert_refused(world.cure(source, credit, TONNE), CarbonError::LotLocked);
}

#[test]
fn a_cure_comes_before_the_deadline() {
    let (mut world, pool, source, credit) = missed();
    world.runtime.warp_to(DEADLINE);
    world.cure(source, credit, TONNE).unwrap();
    world.pass_deadline();
    assert_refused(world.cure(source, credit, TONNE), CarbonError::DeadlinePassed);
    world.begin(pool).unwrap();
    assert_refused(world.cure(source, credit, TONNE), CarbonError::PoolNotCollecting);
    assert_eq!(world.member(&source).cured, TONNE);
}

/// Nobody pays twice: what a burn proof has neutralized needs no cure.
#[test]
fn emissions_neutralized_by_a_burn_proof_count_as_cured() {
    let (mut world, pool, source, credit) = missed();
    let record = world.runtime.trails().of(&source, YEAR, carbon_client::trails::TrailKind::Emissions)[0];
    world.burn(&[(at::lot(&record, 0), credit, 30 * TONNE)]);
    world.pass_deadline();
    world.settled(pool);
    let totals = world.pool(&pool).totals.unwrap();
    assert_eq!((totals.cured, totals.outcome), (30 * TONNE as u128, PoolOutcome::Covered));
}

/// A reduction credit of one pool changes hands, cures another pool and cannot neutralize.
#[test]
fn a_reduction_credit_cures_another_pool_and_neutralizes_nothing() {
    let (mut world, _, source, absorption) = missed();
    let (first, others) = world.locked(PoolUnit::Gram, &[100 * TONNE]);
    world.report(others[0], Report::tonnes(100, 60, 0, 0));
    world.pass_deadline();
    world.settled(first);
    world.convert_all(first);
    let credit = world.reduction_lots(&others[0])[0];
    assert_eq!(world.lot(&credit).class, TokenClass::ReductionCredit);
    world.runtime.warp_to(NOW);
    let (owner, buyer) = (world.owner.insecure_clone(), world.person(40));
    let sold = world.transfer(credit, &owner, &buyer, 30 * TONNE);
    let back = world.transfer(sold, &buyer, &owner, 30 * TONNE);
    let history = world.runtime.histories().of(&back).unwrap();
    assert_eq!(history.len(), 4, "issued, converted, sold and sold back");
    assert_eq!(
        history.iter().fold([0; 32], |head, entry| carbon_wire::lineage::extend(&head, entry)),
        world.lot(&back).head
    );

    let record = world.runtime.trails().of(&source, YEAR, carbon_client::trails::TrailKind::Emissions)[0];
    let proof = world.propose();
    let refused = world.add_leg(proof, at::lot(&record, 0), back, TONNE);
    assert_refused(refused, CarbonError::NotAbsorptionCredit);
    world.add_leg(proof, at::lot(&record, 0), absorption, TONNE).unwrap();

    let supply = world.supply(TokenClass::ReductionCredit);
    world.cure(source, back, 30 * TONNE).unwrap();
    assert_eq!(world.supply(TokenClass::ReductionCredit), supply - 30 * TONNE);
    assert_eq!(world.runtime.get::<Lot>(&back).grams(), 0);
    assert_eq!((world.member(&source).cured, owner.pubkey()), (30 * TONNE, world.lot(&back).owner));
    world.assert_conservation();
}

/// The same forest as absorption credit and as reduction: what is credited once is added back.
#[test]
fn a_members_own_absorption_is_added_back() {
    let (mut world, pool, source) = one_member();
    let absorption = world.absorption(40 * TONNE);
    world.record(source, absorption);
    world.report(source, Report::tonnes(100, 60, 0, 0));
    world.pass_deadline();
    world.settled(pool);
    world.convert_all(pool);
    let totals = world.pool(&pool).totals.unwrap();
    assert_eq!((totals.outcome, totals.add_back, totals.credits), (PoolOutcome::Achieved, 40 * TONNE as u128, 0));
    assert_eq!(world.supply(TokenClass::ReductionCredit), 0);
    assert_eq!(world.supply(TokenClass::Reduction), 0);
}
