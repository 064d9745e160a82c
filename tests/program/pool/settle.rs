//! When a pool is settled, how often, and what becomes of one that is not.

use super::{one_member, reported};
use carbon_client::{
    addresses as at,
    program::{claim::ClaimKind, errors::CarbonError, notary::Verdict, pool::*, token::TokenClass},
    trails::TrailKind,
};
use carbon_tests::*;
use solana_signer::Signer;

/// Anchor's error for an account that is not there.
const NOT_INITIALIZED: u32 = 3012;

#[test]
fn nothing_is_settled_before_the_deadline_the_quorum_and_the_review() {
    let (mut world, pool, source) = reported();
    world.runtime.warp_to(DEADLINE);
    assert_refused(world.begin(pool), CarbonError::DeadlineNotPassed);
    world.pass_deadline();
    world.begin(pool).unwrap();
    assert_refused(world.settle(pool), CarbonError::BallotVoting);
    world.vote(at::settlement(&pool), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_refused(world.settle(pool), CarbonError::SettlementNotReviewed);
    let lot = world.reduction_lots(&source)[0];
    assert_refused(world.convert(source, lot), CarbonError::PoolNotSettled);
    assert_refused(world.drop_settlement(pool), CarbonError::BallotApproved);
    world.review_pool(pool);
    world.settle(pool).unwrap();
}

#[test]
fn the_verdict_is_given_once_and_the_settlements_rent_goes_back() {
    let (mut world, pool, _) = reported();
    let crank = world.crank.pubkey();
    let before = world.runtime.lamports(&crank);
    world.begin(pool).unwrap();
    assert!(world.runtime.lamports(&crank) < before);
    world.review_pool(pool);
    world.vote(at::settlement(&pool), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let again = carbon_client::pools::settle_pool(pool, &world.pool(&pool), &world.settlement(&pool));
    world.settle(pool).unwrap();
    assert_eq!(world.runtime.lamports(&crank), before);
    assert_code(world.runtime.send(&[again], &[]), NOT_INITIALIZED);
    assert_refused(world.begin(pool), CarbonError::PoolNotCollecting);
    let totals = world.pool(&pool).totals.unwrap();
    assert_eq!((totals.target, totals.gross, totals.credits), (100 * TONNE, 60 * TONNE as u128, 40 * TONNE));
    world.runtime.warp_to(DEADLINE + VOID_AFTER + 1);
    assert_refused(world.void_pool(pool), CarbonError::PoolNotCollecting);
}

#[test]
fn a_rejected_settlement_lets_the_totals_go_for_correction() {
    let (mut world, pool, source) = reported();
    let crank = world.crank.pubkey();
    let before = world.runtime.lamports(&crank);
    world.begin(pool).unwrap();
    assert_refused(world.drop_settlement(pool), CarbonError::BallotVoting);
    let late = world.without_stream(ClaimKind::AddBack, 15 * TONNE);
    world.record(source, late);
    assert_eq!(world.member(&source).late, 15 * TONNE);
    world.vote(at::settlement(&pool), &[0, 1], Verdict::Reject).unwrap();
    assert_refused(world.settle(pool), CarbonError::BallotRejected);
    assert_refused(world.review_emissions(source), CarbonError::BallotRejected);
    world.drop_settlement(pool).unwrap();
    assert_eq!(world.runtime.lamports(&crank), before, "the rent went back");
    assert_eq!((world.pool(&pool).state, world.member(&source).late), (PoolState::Locked, 0));
    world.close_year(source);
    world.settled(pool);
    world.convert_all(pool);
    let totals = world.pool(&pool).totals.unwrap();
    assert_eq!((totals.add_back, totals.credits), (15 * TONNE as u128, 25 * TONNE), "what was late counts now");
    assert_eq!(world.supply(TokenClass::ReductionCredit), 25 * TONNE);
    world.assert_conservation();
}

#[test]
fn an_expired_settlement_is_dropped_and_begun_anew() {
    let (mut world, pool, source) = reported();
    world.begin(pool).unwrap();
    let piece = world.review_emissions(source);
    piece.unwrap();
    world.pass(policy().terms.voting_period + 1);
    assert_refused(world.settle(pool), CarbonError::BallotExpired);
    world.drop_settlement(pool).unwrap();
    world.settled(pool);
}

#[test]
fn a_pool_that_nobody_settles_is_void_after_180_days() {
    let (mut world, pool, source) = reported();
    world.runtime.warp_to(DEADLINE + VOID_AFTER);
    assert_refused(world.void_pool(pool), CarbonError::PoolNotOverdue);
    world.pass(1);
    assert_refused(world.begin(pool), CarbonError::PoolOverdue);
    world.void_pool(pool).unwrap();
    assert_refused(world.void_pool(pool), CarbonError::PoolNotCollecting);
    world.convert_all(pool);
    let member = world.member(&source);
    assert_eq!((world.pool(&pool).state, member.converted, member.voided), (PoolState::Void, 0, 40 * TONNE));
    assert_eq!(world.supply(TokenClass::Reduction), 0);
    assert_eq!(world.supply(TokenClass::ReductionCredit), 0);
    world.assert_conservation();
    let lot = world.reduction_lots(&source)[0];
    world.close_lot(lot).unwrap();
}

/// Once 180 days are over, a settlement under way still counts, and one that fails cannot be repeated.
#[test]
fn a_settlement_begun_in_time_may_end_later() {
    let (mut world, pool, _) = reported();
    world.runtime.warp_to(DEADLINE + VOID_AFTER);
    world.begin(pool).unwrap();
    world.pass(1);
    assert_refused(world.void_pool(pool), CarbonError::PoolNotCollecting);
    world.review_pool(pool);
    world.vote(at::settlement(&pool), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    world.settle(pool).unwrap();
}

#[test]
fn a_pause_moves_the_deadlines_and_leaves_only_the_exits() {
    let (mut world, pool, source) = reported();
    world.begin(pool).unwrap();
    world.vote(at::settlement(&pool), &[0, 1], Verdict::Reject).unwrap();
    let guardian = world.guardian.insecure_clone();
    let pause = carbon_client::instructions::pause_registry(guardian.pubkey(), world.registry);
    world.runtime.send(&[pause], &[&guardian]).unwrap();
    assert_refused(world.settle(pool), CarbonError::Paused);
    assert_refused(world.review_emissions(source), CarbonError::Paused);
    world.drop_settlement(pool).unwrap();
    assert_refused(world.begin(pool), CarbonError::Paused);
    let args = world.pool_args();
    assert_refused(world.create_pool_with(args), CarbonError::Paused);
    world.pass(100);
    let unpause = carbon_client::instructions::unpause_registry(guardian.pubkey(), world.registry);
    world.runtime.send(&[unpause], &[&guardian]).unwrap();
    world.runtime.warp_to(DEADLINE + VOID_AFTER + 100);
    assert_refused(world.void_pool(pool), CarbonError::PoolNotOverdue);
    world.pass(1);
    world.void_pool(pool).unwrap();
}

/// A verdict stands on its records: from the freeze on they are not restated, before it they are.
#[test]
fn records_are_not_restated_from_the_freeze_on() {
    let (mut world, pool, source) = one_member();
    world.report(source, Report::tonnes(100, 60, 0, 0));
    let emission = world.runtime.trails().of(&source, YEAR, TrailKind::Emissions)[0];
    world.restate_down(emission, 50 * TONNE);
    world.restate_up(emission, 55 * TONNE);
    world.close_year(source);
    world.pass_deadline();
    world.begin(pool).unwrap();
    assert_refused(world.try_restate(emission, TONNE), CarbonError::PoolSettled);
    world.review_pool(pool);
    world.vote(at::settlement(&pool), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    world.settle(pool).unwrap();
    assert_refused(world.try_restate(emission, TONNE), CarbonError::PoolSettled);
    let totals = world.pool(&pool).totals.unwrap();
    assert_eq!((totals.gross, totals.credits), (55 * TONNE as u128, 45 * TONNE), "50 of 60, and 5 supplemented");
}

/// A restatement proposed before the freeze cannot be carried out after it, and is dropped.
#[test]
fn a_restatement_under_way_waits_for_nothing() {
    let (mut world, pool, source) = reported();
    let reduction = world.runtime.trails().of(&source, YEAR, TrailKind::Reductions)[0];
    let restatement = world.propose_restatement(reduction, 10 * TONNE);
    world.settled(pool);
    let lot = world.reduction_lots(&source)[0];
    assert_refused(world.convert(source, lot), CarbonError::RecordFrozen);
    world.vote(restatement, &[0, 1], Verdict::Reject).unwrap();
    let crank = world.crank.insecure_clone();
    world.drop_restatement(reduction, &crank).unwrap();
    world.convert(source, lot).unwrap();
    assert_eq!(world.member(&source).converted, 40 * TONNE);
}
