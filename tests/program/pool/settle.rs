//! When and how often a pool is settled, and the end of a pool that is not settled.

use super::{one_member, reported};
use carbon_client::{
    addresses as at,
    program::{errors::CarbonError, notary::Verdict, pool::*, record::ClaimKind, token::TokenClass},
    trails::TrailKind,
};
use carbon_testkit::*;
use solana_signer::Signer;

/// Anchor's error for a missing account.
const NOT_INITIALIZED: u32 = 3012;

#[test]
fn nothing_is_settled_before_the_deadline_the_quorum_and_the_review() {
    let (mut test, pool, source) = reported();
    test.runtime.warp_to(DEADLINE);
    assert_refused(test.open_settlement(pool), CarbonError::DeadlineNotPassed);
    test.pass_deadline();
    test.open_settlement(pool).unwrap();
    assert_refused(test.execute_settlement(pool), CarbonError::BallotVoting);
    test.vote(at::settlement(&pool), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_refused(test.execute_settlement(pool), CarbonError::SettlementNotReviewed);
    let lot = test.reduction_lots(&source)[0];
    assert_refused(test.convert(source, lot), CarbonError::PoolNotSettled);
    assert_refused(test.drop_settlement(pool), CarbonError::BallotApproved);
    test.review_pool(pool);
    test.execute_settlement(pool).unwrap();
}

#[test]
fn the_verdict_is_given_once_and_the_settlements_rent_goes_back() {
    let (mut test, pool, _) = reported();
    let crank = test.people.crank.pubkey();
    let before = test.runtime.lamports(&crank);
    test.open_settlement(pool).unwrap();
    assert!(test.runtime.lamports(&crank) < before);
    test.review_pool(pool);
    test.vote(at::settlement(&pool), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let again = carbon_client::pools::execute_settlement(pool, &test.pool(&pool), &test.settlement(&pool));
    test.execute_settlement(pool).unwrap();
    assert_eq!(test.runtime.lamports(&crank), before);
    assert_code(test.runtime.send(&[again], &[]), NOT_INITIALIZED);
    assert_refused(test.open_settlement(pool), CarbonError::PoolNotCollecting);
    let totals = test.pool(&pool).totals.unwrap();
    assert_eq!((totals.target, totals.gross, totals.credits), (100 * TONNE, 60 * TONNE as u128, 40 * TONNE));
    test.runtime.warp_to(DEADLINE + VOID_AFTER + 1);
    assert_refused(test.void_pool(pool), CarbonError::PoolNotCollecting);
}

#[test]
fn a_rejected_settlement_lets_the_totals_go_for_correction() {
    let (mut test, pool, source) = reported();
    let crank = test.people.crank.pubkey();
    let before = test.runtime.lamports(&crank);
    test.open_settlement(pool).unwrap();
    assert_refused(test.drop_settlement(pool), CarbonError::BallotVoting);
    let late = test.without_stream(ClaimKind::AddBack, 15 * TONNE);
    test.record(source, late);
    assert_eq!(test.member(&source).header.late, 15 * TONNE);
    test.vote(at::settlement(&pool), &[0, 1], Verdict::Reject).unwrap();
    assert_refused(test.execute_settlement(pool), CarbonError::BallotRejected);
    assert_refused(test.review_emissions(source), CarbonError::BallotRejected);
    test.drop_settlement(pool).unwrap();
    assert_eq!(test.runtime.lamports(&crank), before, "the rent went back");
    assert_eq!((test.pool(&pool).state, test.member(&source).header.late), (PoolState::Locked, 0));
    // Records can be corrected for one voting period before the next settlement.
    assert_refused(test.open_settlement(pool), CarbonError::CorrectionPeriod);
    test.pass(policy().terms.voting_period + 1);
    test.run_settlement(pool);
    test.convert_all(pool);
    let totals = test.pool(&pool).totals.unwrap();
    assert_eq!((totals.add_back, totals.credits), (15 * TONNE as u128, 25 * TONNE), "what was late counts now");
    assert_eq!(test.supply(TokenClass::ReductionCredit), 25 * TONNE);
    test.assert_conservation();
}

#[test]
fn an_expired_settlement_is_dropped_and_opened_again() {
    let (mut test, pool, source) = reported();
    test.open_settlement(pool).unwrap();
    let piece = test.review_emissions(source);
    piece.unwrap();
    test.pass(policy().terms.voting_period + 1);
    assert_refused(test.execute_settlement(pool), CarbonError::BallotExpired);
    test.drop_settlement(pool).unwrap();
    test.run_settlement(pool);
}

#[test]
fn a_pool_that_is_not_settled_is_void_after_180_days() {
    let (mut test, pool, source) = reported();
    test.runtime.warp_to(DEADLINE + VOID_AFTER);
    assert_refused(test.void_pool(pool), CarbonError::PoolNotOverdue);
    test.pass(1);
    assert_refused(test.open_settlement(pool), CarbonError::PoolOverdue);
    test.void_pool(pool).unwrap();
    assert_refused(test.void_pool(pool), CarbonError::PoolNotCollecting);
    test.convert_all(pool);
    let member = test.member(&source);
    assert_eq!((test.pool(&pool).state, member.converted, member.voided), (PoolState::Void, 0, 40 * TONNE));
    assert_eq!(test.supply(TokenClass::Reduction), 0);
    assert_eq!(test.supply(TokenClass::ReductionCredit), 0);
    test.assert_conservation();
    let lot = test.reduction_lots(&source)[0];
    test.close_lot(lot).unwrap();
}

/// The shares of a settlement that the notaries rejected issue nothing after the pool was voided.
#[test]
fn shares_of_a_dropped_settlement_issue_nothing() {
    let (mut test, pool, source) = reported();
    test.open_settlement(pool).unwrap();
    assert_eq!(test.member(&source).figures.share, 40 * TONNE);
    test.vote(at::settlement(&pool), &[0, 1], Verdict::Reject).unwrap();
    test.drop_settlement(pool).unwrap();
    test.runtime.warp_to(DEADLINE + VOID_AFTER + 1);
    test.void_pool(pool).unwrap();
    test.convert_all(pool);
    let member = test.member(&source);
    assert_eq!((member.figures.share, member.converted, member.voided), (0, 0, 40 * TONNE));
    assert_eq!(test.supply(TokenClass::ReductionCredit), 0);
    test.assert_conservation();
}

/// Once 180 days are over, a settlement under way still counts, and one that fails cannot be repeated.
#[test]
fn a_settlement_opened_in_time_may_end_later() {
    let (mut test, pool, _) = reported();
    test.runtime.warp_to(DEADLINE + VOID_AFTER);
    test.open_settlement(pool).unwrap();
    test.pass(1);
    assert_refused(test.void_pool(pool), CarbonError::PoolNotCollecting);
    test.review_pool(pool);
    test.vote(at::settlement(&pool), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.execute_settlement(pool).unwrap();
}

#[test]
fn a_pause_moves_the_deadlines_and_leaves_only_the_exits() {
    let (mut test, pool, source) = reported();
    test.open_settlement(pool).unwrap();
    test.vote(at::settlement(&pool), &[0, 1], Verdict::Reject).unwrap();
    let guardian = test.people.guardian.clone();
    let pause = carbon_client::instructions::pause_registry(guardian.pubkey(), test.registry);
    test.runtime.send(&[pause], &[&guardian]).unwrap();
    assert_refused(test.execute_settlement(pool), CarbonError::Paused);
    assert_refused(test.review_emissions(source), CarbonError::Paused);
    test.drop_settlement(pool).unwrap();
    assert_refused(test.open_settlement(pool), CarbonError::Paused);
    let args = test.pool_args();
    assert_refused(test.create_pool_with(args), CarbonError::Paused);
    test.pass(100);
    let unpause = carbon_client::instructions::unpause_registry(guardian.pubkey(), test.registry);
    test.runtime.send(&[unpause], &[&guardian]).unwrap();
    test.runtime.warp_to(DEADLINE + VOID_AFTER + 100);
    assert_refused(test.void_pool(pool), CarbonError::PoolNotOverdue);
    test.pass(1);
    test.void_pool(pool).unwrap();
}

/// The records of a settlement cannot be restated after the freeze; before it they can.
#[test]
fn records_are_not_restated_after_the_freeze() {
    let (mut test, pool, source) = one_member();
    test.report(source, MemberReport::tonnes(100, 60, 0, 0));
    let emission = test.runtime.trails().of(&source, YEAR, TrailKind::Emissions)[0];
    test.restate_down(emission, 50 * TONNE);
    test.restate_up(emission, 55 * TONNE);
    test.propose_and_execute_year_closing(source);
    test.pass_deadline();
    test.open_settlement(pool).unwrap();
    assert_refused(test.try_propose_restatement(emission, TONNE), CarbonError::PoolSettled);
    test.review_pool(pool);
    test.vote(at::settlement(&pool), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.execute_settlement(pool).unwrap();
    assert_refused(test.try_propose_restatement(emission, TONNE), CarbonError::PoolSettled);
    let totals = test.pool(&pool).totals.unwrap();
    assert_eq!((totals.gross, totals.credits), (55 * TONNE as u128, 45 * TONNE), "50 of 60, and 5 supplemented");
}

/// A restatement proposed before the freeze cannot be executed after it and must be dropped.
#[test]
fn a_restatement_proposed_after_the_deadline_is_not_waited_for() {
    let (mut test, pool, source) = reported();
    let reduction = test.runtime.trails().of(&source, YEAR, TrailKind::Reductions)[0];
    let restatement = test.propose_restatement(reduction, 10 * TONNE);
    test.run_settlement(pool);
    let lot = test.reduction_lots(&source)[0];
    assert_refused(test.convert(source, lot), CarbonError::RecordFrozen);
    test.vote(restatement, &[0, 1], Verdict::Reject).unwrap();
    let crank = test.people.crank.clone();
    test.drop_restatement(reduction, &crank).unwrap();
    test.convert(source, lot).unwrap();
    assert_eq!(test.member(&source).converted, 40 * TONNE);
}

/// A correction that the quorum approved is not outrun: the settlement waits until it is executed.
#[test]
fn a_restatement_proposed_in_time_is_waited_for() {
    let (mut test, pool, source) = one_member();
    test.report(source, MemberReport::tonnes(100, 60, 0, 0));
    test.runtime.warp_to(DEADLINE);
    let emission = test.runtime.trails().of(&source, YEAR, TrailKind::Emissions)[0];
    let total = test.record_at(&emission).valid_grams;
    let key = test.propose_restatement(emission, total + 70 * TONNE);
    test.pass_deadline();
    assert_refused(test.open_settlement(pool), CarbonError::ClaimsPending);
    test.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_refused(test.open_settlement(pool), CarbonError::ClaimsPending);
    test.execute_supplement(emission).unwrap();
    // The correction reopened the year: the owner has time to close it again.
    assert_refused(test.open_settlement(pool), CarbonError::YearsOpen);
    test.propose_and_execute_year_closing(source);
    test.run_settlement(pool);
    assert_eq!(test.pool(&pool).totals.unwrap().outcome, PoolOutcome::Failed, "130 tonnes, and the target is 100");
}

/// After a rejected settlement nobody can open the next one in the same transaction: a correction finds its time, and one
/// proposed then is waited for.
#[test]
fn a_rejected_settlement_leaves_time_for_corrections() {
    let (mut test, pool, source) = reported();
    test.open_settlement(pool).unwrap();
    let emission = test.runtime.trails().of(&source, YEAR, TrailKind::Emissions)[0];
    let total = test.record_at(&emission).valid_grams;
    assert_refused(test.try_propose_restatement(emission, total + TONNE), CarbonError::PoolSettled);
    test.vote(at::settlement(&pool), &[0, 1], Verdict::Reject).unwrap();
    test.drop_settlement(pool).unwrap();
    test.pass(policy().terms.voting_period);
    assert_refused(test.open_settlement(pool), CarbonError::CorrectionPeriod);
    let key = test.propose_restatement(emission, total + TONNE);
    test.pass(1);
    assert_refused(test.open_settlement(pool), CarbonError::ClaimsPending);
    test.vote(key, &[0, 1], Verdict::Reject).unwrap();
    let crank = test.people.crank.clone();
    test.drop_restatement(emission, &crank).unwrap();
    test.run_settlement(pool);
}
