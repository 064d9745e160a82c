//! `cure_pool`: which credits cure a pool.

use super::one_member;
use carbon_client::{
    addresses as at,
    program::{errors::CarbonError, lot::Lot, pool::*, record::SerialRange, token::TokenClass},
};
use carbon_testkit::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// A member that emitted 130 tonnes against a target of 100, and a lot of absorption credit of at least 50.
fn missed() -> (TestRegistry, Pubkey, Pubkey, Pubkey) {
    let (mut test, pool, source) = one_member();
    test.report(source, MemberReport::tonnes(100, 130, 0, 0));
    let credit = test.credit(50 * TONNE);
    (test, pool, source, credit)
}

#[test]
fn a_cure_burns_the_credits_and_covers_the_pool() {
    let (mut test, pool, source, credit) = missed();
    let (before, supply) = (test.lot(&credit), test.supply(TokenClass::AbsorptionCredit));
    test.cure(source, credit, 10 * TONNE).unwrap();
    test.cure(source, credit, 20 * TONNE).unwrap();
    let after = test.lot(&credit);
    assert_eq!((after.start, after.end, after.head), (30 * TONNE, before.end, before.head), "a part, with its history");
    assert_eq!(test.supply(TokenClass::AbsorptionCredit), supply - 30 * TONNE);
    assert_eq!(test.member(&source).cured, 30 * TONNE);
    test.assert_conservation();
    test.pass_deadline();
    test.run_settlement(pool);
    let totals = test.pool(&pool).totals.unwrap();
    assert_eq!((totals.outcome, totals.credits, totals.net), (PoolOutcome::Covered, 0, 100 * TONNE as i128));
}

#[test]
fn only_credits_cure() {
    let (mut test, _, source, _) = missed();
    let (_, others) = test.locked(PoolUnit::Gram, &[100 * TONNE]);
    test.report(others[0], MemberReport::tonnes(100, 60, 0, 0));
    let emission = test.runtime.trails().of(&source, YEAR, carbon_client::trails::TrailKind::Emissions)[0];
    let reduction = test.reduction_lots(&others[0])[0];
    for lot in [at::lot(&emission, 0), reduction] {
        assert_refused(test.cure(source, lot, TONNE), CarbonError::NotCredit);
    }
}

#[test]
fn void_frozen_locked_and_foreign_credits_do_not_cure() {
    let (mut test, _, source, credit) = missed();
    let record = test.lot(&credit).record;
    let restatement = test.propose_restatement(record, TONNE);
    assert_refused(test.cure(source, credit, TONNE), CarbonError::RecordFrozen);
    test.vote(restatement, &[0, 1, 2, 3], carbon_client::program::notary::Verdict::Approve).unwrap();
    test.execute_lowering(record).unwrap();
    assert_refused(test.cure(source, credit, TONNE + 1), CarbonError::VoidUnits);
    test.cure(source, credit, TONNE).unwrap();
    assert_refused(test.cure(source, credit, 1), CarbonError::VoidUnits);

    let credit = test.credit(50 * TONNE);
    assert_refused(test.cure(source, credit, 0), CarbonError::ZeroQuantity);
    assert_refused(test.cure(source, credit, u64::MAX / 2), CarbonError::NotEnoughGrams);
    let (owner, buyer) = (test.people.owner.clone(), test.person(40));
    let sold = test.transfer(credit, &owner, &buyer, TONNE);
    assert_refused(test.cure_by(&buyer, source, sold, TONNE), CarbonError::NotSubmitter);
    let emission = test.runtime.trails().of(&source, YEAR, carbon_client::trails::TrailKind::Emissions)[0];
    let proof = test.propose_burn();
    let grams = test.lot(&credit).grams();
    test.add_leg(proof, at::lot(&emission, 0), credit, grams).unwrap();
    assert_refused(test.cure(source, credit, TONNE), CarbonError::LotLocked);
}

#[test]
fn a_cure_comes_before_the_deadline() {
    let (mut test, pool, source, credit) = missed();
    test.runtime.warp_to(DEADLINE);
    test.cure(source, credit, TONNE).unwrap();
    test.pass_deadline();
    assert_refused(test.cure(source, credit, TONNE), CarbonError::DeadlinePassed);
    test.open_settlement(pool).unwrap();
    assert_refused(test.cure(source, credit, TONNE), CarbonError::PoolNotCollecting);
    assert_eq!(test.member(&source).cured, TONNE);
}

/// Emissions that a burn has neutralized need no cure.
#[test]
fn emissions_neutralized_by_a_burn_proof_count_as_cured() {
    let (mut test, pool, source, credit) = missed();
    let record = test.runtime.trails().of(&source, YEAR, carbon_client::trails::TrailKind::Emissions)[0];
    test.burn(&[(at::lot(&record, 0), credit, 30 * TONNE)]);
    test.pass_deadline();
    test.run_settlement(pool);
    let totals = test.pool(&pool).totals.unwrap();
    assert_eq!((totals.cured, totals.outcome), (30 * TONNE as u128, PoolOutcome::Covered));
}

/// A reduction credit of one pool is transferred and cures another pool, but cannot neutralize emissions.
#[test]
fn a_reduction_credit_cures_another_pool_and_neutralizes_nothing() {
    let (mut test, _, source, absorption) = missed();
    let (first, others) = test.locked(PoolUnit::Gram, &[100 * TONNE]);
    test.report(others[0], MemberReport::tonnes(100, 60, 0, 0));
    test.pass_deadline();
    test.run_settlement(first);
    test.convert_all(first);
    let credit = test.reduction_lots(&others[0])[0];
    assert_eq!(test.lot(&credit).class, TokenClass::ReductionCredit);
    test.runtime.warp_to(NOW);
    let (owner, buyer) = (test.people.owner.clone(), test.person(40));
    let sold = test.transfer(credit, &owner, &buyer, 30 * TONNE);
    let back = test.transfer(sold, &buyer, &owner, 30 * TONNE);
    let history = test.runtime.histories().of(&back).unwrap();
    assert_eq!(history.len(), 4, "issued, converted, sold and sold back");
    assert_eq!(
        history.iter().fold([0; 32], |head, entry| carbon_wire::lineage::extend(&head, entry)),
        test.lot(&back).head
    );

    let record = test.runtime.trails().of(&source, YEAR, carbon_client::trails::TrailKind::Emissions)[0];
    let proof = test.propose_burn();
    let refused = test.add_leg(proof, at::lot(&record, 0), back, TONNE);
    assert_refused(refused, CarbonError::NotAbsorptionCredit);
    test.add_leg(proof, at::lot(&record, 0), absorption, TONNE).unwrap();

    let supply = test.supply(TokenClass::ReductionCredit);
    test.cure(source, back, 30 * TONNE).unwrap();
    assert_eq!(test.supply(TokenClass::ReductionCredit), supply - 30 * TONNE);
    assert_eq!(test.runtime.get::<Lot>(&back).grams(), 0);
    assert_eq!((test.member(&source).cured, owner.pubkey()), (30 * TONNE, test.lot(&back).owner));
    test.assert_conservation();
}

/// The same absorption as credit and as reduction: the amount credited first is added back.
#[test]
fn a_members_own_absorption_is_added_back() {
    let (mut test, pool, source) = one_member();
    let absorption = test.absorption(40 * TONNE);
    test.record(source, absorption);
    test.report(source, MemberReport::tonnes(100, 60, 0, 0));
    test.pass_deadline();
    test.run_settlement(pool);
    test.convert_all(pool);
    let totals = test.pool(&pool).totals.unwrap();
    assert_eq!((totals.outcome, totals.add_back, totals.credits), (PoolOutcome::Achieved, 40 * TONNE as u128, 0));
    assert_eq!(test.supply(TokenClass::ReductionCredit), 0);
    assert_eq!(test.supply(TokenClass::Reduction), 0);
}

/// Credits that are recalled after they cured the pool do not cure it: no settlement opens before that is counted.
#[test]
fn a_void_cure_counts_no_more() {
    let (mut test, pool, source, credit) = missed();
    let record = test.lot(&credit).record;
    test.cure(source, credit, 30 * TONNE).unwrap();
    let cure = at::cure(&at::member(&source, YEAR), &record);
    assert_eq!(test.runtime.get::<Cure>(&cure).serials.ranges, [SerialRange { start: 0, end: 30 * TONNE }]);
    assert_refused(test.impair_cure(source, record), CarbonError::NothingVoid);
    test.restate_down(record, 10 * TONNE);
    // Neither cured again nor settled before it was looked at.
    assert_refused(test.cure(source, credit, 1), CarbonError::VoidUnits);
    test.pass_deadline();
    assert_refused(test.open_settlement(pool), CarbonError::ImpairDue);
    test.impair_cure(source, record).unwrap();
    assert_refused(test.impair_cure(source, record), CarbonError::NothingVoid);
    assert_eq!((test.member(&source).cured, test.runtime.get::<Cure>(&cure).void), (10 * TONNE, 20 * TONNE));
    test.run_settlement(pool);
    let totals = test.pool(&pool).totals.unwrap();
    assert_eq!((totals.outcome, totals.cured), (PoolOutcome::Failed, u128::from(10 * TONNE)));
    test.assert_conservation();
}

/// Credits of a record that was lowered are not added to a cure that was not looked at.
#[test]
fn a_cure_that_is_due_takes_no_more() {
    let (mut test, _, source, credit) = missed();
    let record = test.lot(&credit).record;
    test.cure(source, credit, TONNE).unwrap();
    test.restate_down(record, 20 * TONNE);
    assert_refused(test.cure(source, credit, TONNE), CarbonError::ImpairDue);
    test.impair_cure(source, record).unwrap();
    test.cure(source, credit, TONNE).unwrap();
    assert_eq!(test.member(&source).cured, 2 * TONNE);
}

#[test]
fn a_cure_has_at_most_32_ranges_of_a_record() {
    let (mut test, _, source, credit) = missed();
    let (owner, buyer) = (test.people.owner.clone(), test.person(40));
    let mut apart = vec![];
    for _ in 0..33 {
        // Every second gram goes to another person.
        test.transfer(credit, &owner, &buyer, 1);
        let there = test.transfer(credit, &owner, &buyer, 1);
        apart.push(test.transfer(there, &buyer, &owner, 1));
    }
    for lot in &apart[..32] {
        test.cure(source, *lot, 1).unwrap();
    }
    assert_refused(test.cure(source, apart[32], 1), CarbonError::TooManyRanges);
    assert_eq!(test.member(&source).cured, 32);
}
