//! Creating, joining, leaving, locking and closing a pool.

use carbon_client::{
    addresses as at,
    claims::ClaimContext,
    pools,
    program::{
        claim::*,
        errors::CarbonError,
        notary::Verdict,
        pool::*,
        registry::{Change, Terms},
        source::{RegisterSourceArgs, Source, Stream, StreamKind},
    },
    restatements,
};
use carbon_testkit::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// An open pool and a candidate with a baseline of 100 tonnes.
fn open() -> (TestRegistry, Pubkey, Pubkey, Pubkey) {
    let mut test = TestRegistry::before();
    let pool = test.create_pool(PoolUnit::Gram);
    let (source, baseline) = test.candidate(1, 100 * TONNE);
    (test, pool, source, baseline)
}

#[test]
fn a_pool_is_of_one_whole_reporting_year_that_has_not_started() {
    let mut test = TestRegistry::before();
    let good = test.pool_args();
    let over = day(2024, 7, 1) as i64 * SECONDS_PER_DAY;
    for (args, error) in [
        (CreatePoolArgs { last_day: day(2025, 6, 30), ..good }, CarbonError::MultiYearPool),
        (CreatePoolArgs { last_day: day(2024, 5, 31), ..good }, CarbonError::MultiYearPool),
        (CreatePoolArgs { first_day: day(2023, 8, 1), ..good }, CarbonError::MultiYearPool),
        (CreatePoolArgs { first_day: u32::MAX, ..good }, CarbonError::InvalidPeriod),
        (CreatePoolArgs { deadline_at: over - 1, ..good }, CarbonError::InvalidDeadline),
        (CreatePoolArgs { deadline_at: over + MAX_REPORTING + 1, ..good }, CarbonError::InvalidDeadline),
        (CreatePoolArgs { deadline_at: i64::MAX, ..good }, CarbonError::InvalidDeadline),
    ] {
        assert_refused(test.create_pool_with(args), error);
    }
    test.create_pool_with(CreatePoolArgs { deadline_at: over, ..good }).unwrap();
    test.runtime.warp_to(day(2023, 7, 1) as i64 * SECONDS_PER_DAY);
    let late = test.pool_args();
    assert_refused(test.create_pool_with(late), CarbonError::PeriodStarted);
}

#[test]
fn a_target_is_at_most_the_notarized_baseline() {
    let (mut test, pool, source, baseline) = open();
    assert_refused(test.join(pool, source, baseline, 100 * TONNE + 1), CarbonError::TargetAboveBaseline);
    test.join(pool, source, baseline, 100 * TONNE).unwrap();
    let member = test.member(&source);
    assert_eq!((member.baseline, member.target, member.pool), (100 * TONNE, 100 * TONNE, pool));
    assert_eq!((test.pool(&pool).target, test.pool(&pool).members), (100 * TONNE, vec![source]));
}

/// Without one, a member would report nothing, close its year at zero grams, and earn the credits of its whole target.
#[test]
fn a_member_declares_a_stream_that_counts_as_emitted() {
    let mut test = TestRegistry::before();
    let pool = test.create_pool(PoolUnit::Gram);
    let stream = |kind| Stream { kind, factor_family: 3 };
    // The policy counts scope 2 by location.
    let none_counts =
        [StreamKind::Scope2Market, StreamKind::Scope3 { category: 1 }, StreamKind::Absorption, StreamKind::Reduction];
    let mut kinds = vec![vec![], none_counts.to_vec()];
    kinds.extend(none_counts.map(|kind| vec![kind]));
    for (index, kinds) in (1..).zip(kinds) {
        let streams = kinds.into_iter().map(stream).collect();
        let args = RegisterSourceArgs { streams, ..TestRegistry::member_args(index) };
        let (source, baseline) = test.candidate_with(args, 100 * TONNE);
        assert_refused(test.join(pool, source, baseline, TONNE), CarbonError::NoEmittedStream);
    }
    for (index, kind) in [(20, StreamKind::Scope1), (21, StreamKind::Scope2Location)] {
        let args = RegisterSourceArgs { streams: vec![stream(kind)], ..TestRegistry::member_args(index) };
        let (source, baseline) = test.candidate_with(args, 100 * TONNE);
        test.join(pool, source, baseline, TONNE).unwrap();
    }
}

#[test]
fn a_baseline_is_a_record_of_this_source_and_year() {
    let (mut test, pool, source, _) = open();
    let (_, of_another) = test.candidate(2, 200 * TONNE);
    assert_refused(test.join(pool, source, of_another, TONNE), CarbonError::WrongBaseline);
    // An emission record of the year before, which is over.
    let args = SubmitClaimArgs { first_day: day(2022, 7, 1), last_day: day(2023, 4, 30), ..test.emission(500 * TONNE) };
    let emission = at::record(&test.registry, &args.evidence_sha256, 0);
    let context = ClaimContext { provider: None, ..test.context(source) };
    let claim = at::claim(&source, args.nonce);
    test.submit_with(context, args).unwrap();
    test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.notarize(claim).unwrap();
    assert_refused(test.join(pool, source, emission, TONNE), CarbonError::WrongBaseline);
}

#[test]
fn a_baseline_under_restatement_cannot_join() {
    let (mut test, pool, source, baseline) = open();
    let (payer, authority) = (test.people.payer.clone(), test.people.authority.clone());
    let (content, args) = (test.record_at(&baseline), test.restate_args(90 * TONNE));
    // Without a data provider: the registry's was listed later.
    let propose = restatements::propose_restatement(
        payer.pubkey(),
        authority.pubkey(),
        (baseline, &content),
        &[],
        None,
        None,
        args,
    );
    test.runtime.send(&[propose], &[&payer, &authority]).unwrap();
    assert_refused(test.join(pool, source, baseline, TONNE), CarbonError::RecordFrozen);
    test.vote(at::restatement(&baseline), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.execute_lowering(baseline).unwrap();
    assert_refused(test.join(pool, source, baseline, 90 * TONNE + 1), CarbonError::TargetAboveBaseline);
    test.join(pool, source, baseline, 90 * TONNE).unwrap();
}

#[test]
fn a_member_joins_by_its_own_signature_and_the_operators() {
    let (mut test, pool, source, baseline) = open();
    let content = test.pool(&pool);
    let stranger = test.person(40);
    let join = |owner| pools::join_pool(stranger.pubkey(), owner, pool, &content, source, baseline, TONNE);
    let crank = test.people.crank.clone();
    assert_refused(test.runtime.send(&[join(stranger.pubkey())], &[&stranger, &crank]), CarbonError::NotSubmitter);
    let mut alone = join(test.people.owner.pubkey());
    alone.accounts[2].pubkey = stranger.pubkey();
    let owner = test.people.owner.clone();
    assert_refused(test.runtime.send(&[alone], &[&stranger, &owner]), CarbonError::Unauthorized);
}

#[test]
fn a_source_is_in_one_pool_of_a_year() {
    let (mut test, pool, source, baseline) = open();
    let other = test.create_pool(PoolUnit::Gram);
    test.join(pool, source, baseline, TONNE).unwrap();
    assert_refused(test.join(other, source, baseline, TONNE), CarbonError::MemberExists);
    assert_refused(test.join(pool, source, baseline, TONNE), CarbonError::MemberExists);
}

#[test]
fn no_member_joins_or_leaves_after_the_lock() {
    let (mut test, pool, source, baseline) = open();
    assert_refused(test.lock(pool), CarbonError::NoMembers);
    test.join(pool, source, baseline, TONNE).unwrap();
    test.lock(pool).unwrap();
    let (late, record) = test.candidate(2, TONNE);
    assert_refused(test.join(pool, late, record, TONNE), CarbonError::PoolLocked);
    let owner = test.people.owner.clone();
    assert_refused(test.leave(source, &owner), CarbonError::PoolLocked);
    assert_refused(test.lock(pool), CarbonError::PoolLocked);
    let crank = test.people.crank.clone();
    assert_refused(test.close_pool(pool, &crank), CarbonError::PoolLocked);
    // Not even once the period has started.
    test.runtime.warp_to(NOW);
    assert_refused(test.leave(source, &owner), CarbonError::PoolLocked);
}

#[test]
fn the_lock_comes_before_the_period() {
    let (mut test, pool, source, baseline) = open();
    test.join(pool, source, baseline, TONNE).unwrap();
    test.runtime.warp_to(day(2023, 7, 1) as i64 * SECONDS_PER_DAY);
    assert_refused(test.lock(pool), CarbonError::PeriodStarted);
    let (late, record) = test.candidate(2, TONNE);
    assert_refused(test.join(pool, late, record, TONNE), CarbonError::PeriodStarted);
}

#[test]
fn the_lock_takes_the_members_of_this_pool_in_its_order() {
    let (mut test, pool, source, baseline) = open();
    let (other, record) = test.candidate(2, TONNE);
    test.join(pool, source, baseline, TONNE).unwrap();
    test.join(pool, other, record, TONNE).unwrap();
    let crank = test.people.crank.clone();
    let right = test.lock_instruction(pool);
    let first = right.accounts.len() - 6;
    let mut swapped = right.clone();
    swapped.accounts.swap(first, first + 3);
    let mut missing = right.clone();
    missing.accounts.pop();
    let mut repeated = right.clone();
    repeated.accounts[first + 3] = repeated.accounts[first].clone();
    for wrong in [swapped, missing, repeated] {
        assert_refused(test.runtime.send(&[wrong], &[&crank]), CarbonError::WrongMember);
    }
    test.runtime.send(&[right], &[&crank]).unwrap();
    assert_eq!(test.member(&other).index, 1);
}

#[test]
fn sixteen_members_and_no_more() {
    let mut test = TestRegistry::before();
    let pool = test.create_pool(PoolUnit::Gram);
    for index in 0..16 {
        let (source, baseline) = test.candidate(index, TONNE);
        test.join(pool, source, baseline, TONNE).unwrap();
    }
    let (source, baseline) = test.candidate(16, TONNE);
    assert_refused(test.join(pool, source, baseline, TONNE), CarbonError::PoolFull);
    test.lock(pool).unwrap();
}

#[test]
fn targets_that_leave_the_range_of_shares_are_refused() {
    let mut test = TestRegistry::before();
    let terms = Terms { record_cap: u64::MAX, ..policy().terms };
    test.loosen(Change::SetTerms { terms }).unwrap();
    let pool = test.create_pool(PoolUnit::Gram);
    let (source, baseline) = test.candidate(1, u64::MAX);
    test.join(pool, source, baseline, u64::MAX).unwrap();
    let (other, record) = test.candidate(2, TONNE);
    assert_refused(test.join(pool, other, record, 1), CarbonError::Overflow);
}

#[test]
fn who_leaves_gets_the_rent_back_and_may_join_again() {
    let (mut test, pool, source, baseline) = open();
    let payer = test.people.payer.pubkey();
    let before = test.runtime.lamports(&payer);
    test.join(pool, source, baseline, TONNE).unwrap();
    assert!(test.runtime.lamports(&payer) < before);
    let (owner, stranger) = (test.people.owner.clone(), test.person(40));
    assert_refused(test.leave(source, &stranger), CarbonError::Unauthorized);
    test.leave(source, &owner).unwrap();
    assert_eq!(test.runtime.lamports(&payer), before);
    assert_eq!((test.pool(&pool).target, test.pool(&pool).members), (0, vec![]));
    assert!(!test.runtime.get::<Source>(&source).is_pooled(YEAR));
    test.join(pool, source, baseline, 2 * TONNE).unwrap();
    assert_eq!(test.pool(&pool).target, 2 * TONNE);
}

#[test]
fn a_pool_that_was_not_locked_is_taken_apart_by_anyone() {
    let (mut test, pool, source, baseline) = open();
    test.join(pool, source, baseline, TONNE).unwrap();
    let (crank, stranger) = (test.people.crank.clone(), test.person(40));
    assert_refused(test.close_pool(pool, &crank), CarbonError::MembersLeft);
    assert_refused(test.close_pool(pool, &stranger), CarbonError::Unauthorized);
    test.runtime.warp_to(NOW);
    // Data of the year before that: it counts in no pool.
    let args = test.emission(TONNE);
    test.record(source, args);
    assert_refused(test.close_pool(pool, &stranger), CarbonError::MembersLeft);
    let before = test.runtime.lamports(&test.people.payer.pubkey());
    test.leave(source, &stranger).unwrap();
    test.close_pool(pool, &stranger).unwrap();
    assert!(test.runtime.lamports(&test.people.payer.pubkey()) > before);
    assert!(test.runtime.find::<Pool>(&pool).is_none());
}

#[test]
fn an_empty_pool_is_closed_by_its_operator_at_any_time() {
    let (mut test, pool, _, _) = open();
    let crank = test.people.crank.clone();
    test.close_pool(pool, &crank).unwrap();
}

/// A baseline that is lowered after the source joined is looked at again at the lock; the operator can remove the member.
#[test]
fn a_target_above_the_baseline_is_not_locked() {
    let (mut test, pool, source, baseline) = open();
    let (other, record) = test.candidate(2, TONNE);
    test.join(pool, source, baseline, 100 * TONNE).unwrap();
    test.join(pool, other, record, TONNE).unwrap();
    let (payer, authority) = (test.people.payer.clone(), test.people.authority.clone());
    let (content, args) = (test.record_at(&baseline), test.restate_args(10 * TONNE));
    let (keys, of) = ((payer.pubkey(), authority.pubkey()), (baseline, &content));
    let propose = restatements::propose_restatement(keys.0, keys.1, of, &[], Some(pool), None, args);
    test.runtime.send(&[propose], &[&payer, &authority]).unwrap();
    assert_refused(test.lock(pool), CarbonError::RecordFrozen);
    test.vote(at::restatement(&baseline), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.execute_lowering(baseline).unwrap();
    assert_refused(test.lock(pool), CarbonError::TargetAboveBaseline);
    let (operator, stranger) = (test.people.crank.clone(), test.person(40));
    assert_refused(test.leave(source, &stranger), CarbonError::Unauthorized);
    test.leave(source, &operator).unwrap();
    test.join(pool, source, baseline, 10 * TONNE).unwrap();
    test.lock(pool).unwrap();
    let member = test.member(&source);
    assert_eq!(
        (member.baseline, member.target, member.header.state),
        (10 * TONNE, 10 * TONNE, MemberState::Collecting)
    );
}

/// Owners and the operator cannot vote about the settlement. If they leave no quorum, the pool could only become void.
#[test]
fn a_pool_that_no_quorum_could_settle_is_not_locked() {
    let mut test = TestRegistry::before();
    let pool = test.create_pool(PoolUnit::Gram);
    let owned = |test: &mut TestRegistry, index: u32| {
        test.people.owner = test.people.notaries[index as usize].clone();
        test.runtime.fund(&test.people.owner.pubkey(), INITIAL_LAMPORTS);
        let (source, baseline) = test.candidate(index, TONNE);
        test.join(pool, source, baseline, TONNE).unwrap();
        source
    };
    let (_, second) = (owned(&mut test, 0), owned(&mut test, 1));
    // Three of five are left, and four are a quorum.
    assert_refused(test.lock(pool), CarbonError::NoQuorumLeft);
    let operator = test.people.crank.clone();
    test.leave(second, &operator).unwrap();
    test.lock(pool).unwrap();
}

/// A notary that operated a member's source would be excluded by the review of the settlement.
#[test]
fn an_operator_that_became_a_notary_keeps_the_pool_from_being_locked() {
    let mut test = TestRegistry::before();
    let pool = test.create_pool(PoolUnit::Gram);
    let operator = test.person(60);
    let args = RegisterSourceArgs { operators: vec![operator.pubkey()], ..TestRegistry::member_args(1) };
    let (source, baseline) = test.candidate_with(args, TONNE);
    test.join(pool, source, baseline, TONNE).unwrap();
    test.loosen(Change::AddNotary { notary: notary_terms(operator.pubkey()) }).unwrap();
    assert_refused(test.lock(pool), CarbonError::OperatorIsNotary);
}

/// A pause over the first second of the year takes no time away from those who prepare a pool.
#[test]
fn a_pause_over_the_start_of_the_period_moves_the_lock() {
    let start = day(2023, 7, 1) as i64 * SECONDS_PER_DAY;
    for (late, locked) in [(0, true), (1, false)] {
        let (mut test, pool, source, baseline) = open();
        test.join(pool, source, baseline, TONNE).unwrap();
        test.runtime.warp_to(start - SECONDS_PER_DAY);
        test.pause_for(3 * SECONDS_PER_DAY);
        // A day before the start was taken away; it ends three days after the start.
        test.runtime.warp_to(start + 3 * SECONDS_PER_DAY - 1 + late);
        let stranger = test.person(40);
        if locked {
            assert_refused(test.leave(source, &stranger), CarbonError::Unauthorized);
            test.lock(pool).unwrap();
        } else {
            assert_refused(test.lock(pool), CarbonError::PeriodStarted);
            test.leave(source, &stranger).unwrap();
            test.close_pool(pool, &stranger).unwrap();
        }
    }
    // A pause that begins with the period, or ends before it, moves nothing.
    for begins in [start, start - 2 * SECONDS_PER_DAY] {
        let (mut test, pool, source, baseline) = open();
        test.join(pool, source, baseline, TONNE).unwrap();
        test.runtime.warp_to(begins);
        test.pause_for(SECONDS_PER_DAY);
        test.runtime.warp_to(test.runtime.now().max(start));
        assert_refused(test.lock(pool), CarbonError::PeriodStarted);
    }
}
