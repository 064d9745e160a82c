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
        source::Source,
    },
    restatements,
};
use carbon_tests::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// An open pool and a candidate with a baseline of 100 tonnes.
fn open() -> (World, Pubkey, Pubkey, Pubkey) {
    let mut world = World::before();
    let pool = world.create_pool(PoolUnit::Gram);
    let (source, baseline) = world.candidate(1, 100 * TONNE);
    (world, pool, source, baseline)
}

#[test]
fn a_pool_is_of_one_whole_reporting_year_that_has_not_started() {
    let mut world = World::before();
    let good = world.pool_args();
    let over = day(2024, 7, 1) as i64 * SECONDS_PER_DAY;
    for (args, error) in [
        (CreatePoolArgs { last_day: day(2025, 6, 30), ..good }, CarbonError::MultiYearPool),
        (CreatePoolArgs { last_day: day(2024, 5, 31), ..good }, CarbonError::MultiYearPool),
        (CreatePoolArgs { first_day: day(2023, 8, 1), ..good }, CarbonError::MultiYearPool),
        (CreatePoolArgs { first_day: u32::MAX, ..good }, CarbonError::InvalidPeriod),
        (CreatePoolArgs { deadline: over - 1, ..good }, CarbonError::InvalidDeadline),
        (CreatePoolArgs { deadline: over + MAX_REPORTING + 1, ..good }, CarbonError::InvalidDeadline),
        (CreatePoolArgs { deadline: i64::MAX, ..good }, CarbonError::InvalidDeadline),
    ] {
        assert_refused(world.create_pool_with(args), error);
    }
    world.create_pool_with(CreatePoolArgs { deadline: over, ..good }).unwrap();
    world.runtime.warp_to(day(2023, 7, 1) as i64 * SECONDS_PER_DAY);
    let late = world.pool_args();
    assert_refused(world.create_pool_with(late), CarbonError::PeriodStarted);
}

#[test]
fn a_target_is_at_most_the_notarized_baseline() {
    let (mut world, pool, source, baseline) = open();
    assert_refused(world.join(pool, source, baseline, 100 * TONNE + 1), CarbonError::TargetAboveBaseline);
    world.join(pool, source, baseline, 100 * TONNE).unwrap();
    let member = world.member(&source);
    assert_eq!((member.baseline, member.target, member.pool), (100 * TONNE, 100 * TONNE, pool));
    assert_eq!((world.pool(&pool).target, world.pool(&pool).members), (100 * TONNE, vec![source]));
}

#[test]
fn a_baseline_is_a_record_of_this_source_and_year() {
    let (mut world, pool, source, _) = open();
    let (_, of_another) = world.candidate(2, 200 * TONNE);
    assert_refused(world.join(pool, source, of_another, TONNE), CarbonError::WrongBaseline);
    // An emission record of the year before, which is over.
    let args =
        SubmitClaimArgs { first_day: day(2022, 7, 1), last_day: day(2023, 4, 30), ..world.emission(500 * TONNE) };
    let emission = at::record(&world.registry, &args.evidence_sha256, 0);
    let context = ClaimContext { provider: None, ..world.context(source) };
    let claim = at::claim(&source, args.nonce);
    world.submit_with(context, args).unwrap();
    world.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    world.notarize(claim).unwrap();
    assert_refused(world.join(pool, source, emission, TONNE), CarbonError::WrongBaseline);
}

#[test]
fn a_baseline_that_is_being_restated_is_nobodys() {
    let (mut world, pool, source, baseline) = open();
    let (payer, authority) = (world.payer.insecure_clone(), world.authority.insecure_clone());
    let (content, args) = (world.record_at(&baseline), world.restate_args(90 * TONNE));
    // Without a data provider: the registry's was listed later.
    let restate = restatements::restate(payer.pubkey(), authority.pubkey(), (baseline, &content), None, args);
    world.runtime.send(&[restate], &[&payer, &authority]).unwrap();
    assert_refused(world.join(pool, source, baseline, TONNE), CarbonError::RecordFrozen);
    world.vote(at::restatement(&baseline), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    world.lower(baseline).unwrap();
    assert_refused(world.join(pool, source, baseline, 90 * TONNE + 1), CarbonError::TargetAboveBaseline);
    world.join(pool, source, baseline, 90 * TONNE).unwrap();
}

#[test]
fn a_member_joins_by_its_own_signature_and_the_operators() {
    let (mut world, pool, source, baseline) = open();
    let content = world.pool(&pool);
    let stranger = world.person(40);
    let join = |owner| pools::join_pool(stranger.pubkey(), owner, pool, &content, source, baseline, TONNE);
    let crank = world.crank.insecure_clone();
    assert_refused(world.runtime.send(&[join(stranger.pubkey())], &[&stranger, &crank]), CarbonError::NotSubmitter);
    let mut alone = join(world.owner.pubkey());
    alone.accounts[2].pubkey = stranger.pubkey();
    let owner = world.owner.insecure_clone();
    assert_refused(world.runtime.send(&[alone], &[&stranger, &owner]), CarbonError::Unauthorized);
}

#[test]
fn a_source_is_in_one_pool_of_a_year() {
    let (mut world, pool, source, baseline) = open();
    let other = world.create_pool(PoolUnit::Gram);
    world.join(pool, source, baseline, TONNE).unwrap();
    assert_refused(world.join(other, source, baseline, TONNE), CarbonError::MemberExists);
    assert_refused(world.join(pool, source, baseline, TONNE), CarbonError::MemberExists);
}

#[test]
fn nobody_joins_or_leaves_after_the_lock() {
    let (mut world, pool, source, baseline) = open();
    assert_refused(world.lock(pool), CarbonError::NoMembers);
    world.join(pool, source, baseline, TONNE).unwrap();
    world.lock(pool).unwrap();
    let (late, record) = world.candidate(2, TONNE);
    assert_refused(world.join(pool, late, record, TONNE), CarbonError::PoolLocked);
    let owner = world.owner.insecure_clone();
    assert_refused(world.leave(source, &owner), CarbonError::PoolLocked);
    assert_refused(world.lock(pool), CarbonError::PoolLocked);
    let crank = world.crank.insecure_clone();
    assert_refused(world.close_pool(pool, &crank), CarbonError::PoolLocked);
    // Not even once the period has started.
    world.runtime.warp_to(NOW);
    assert_refused(world.leave(source, &owner), CarbonError::PoolLocked);
}

#[test]
fn the_lock_comes_before_the_period() {
    let (mut world, pool, source, baseline) = open();
    world.join(pool, source, baseline, TONNE).unwrap();
    world.runtime.warp_to(day(2023, 7, 1) as i64 * SECONDS_PER_DAY);
    assert_refused(world.lock(pool), CarbonError::PeriodStarted);
    let (late, record) = world.candidate(2, TONNE);
    assert_refused(world.join(pool, late, record, TONNE), CarbonError::PeriodStarted);
}

#[test]
fn the_lock_takes_the_members_of_this_pool_in_its_order() {
    let (mut world, pool, source, baseline) = open();
    let (other, record) = world.candidate(2, TONNE);
    world.join(pool, source, baseline, TONNE).unwrap();
    world.join(pool, other, record, TONNE).unwrap();
    let crank = world.crank.insecure_clone();
    let right = pools::lock_pool(pool, &world.pool(&pool));
    let first = right.accounts.len() - 2;
    let mut swapped = right.clone();
    swapped.accounts.swap(first, first + 1);
    let mut missing = right.clone();
    missing.accounts.pop();
    let mut repeated = right.clone();
    repeated.accounts[first + 1] = repeated.accounts[first].clone();
    for wrong in [swapped, missing, repeated] {
        assert_refused(world.runtime.send(&[wrong], &[&crank]), CarbonError::WrongMember);
    }
    world.runtime.send(&[right], &[&crank]).unwrap();
    assert_eq!(world.member(&other).place, 1);
}

#[test]
fn sixteen_members_and_no_more() {
    let mut world = World::before();
    let pool = world.create_pool(PoolUnit::Gram);
    for index in 0..16 {
        let (source, baseline) = world.candidate(index, TONNE);
        world.join(pool, source, baseline, TONNE).unwrap();
    }
    let (source, baseline) = world.candidate(16, TONNE);
    assert_refused(world.join(pool, source, baseline, TONNE), CarbonError::PoolFull);
    world.lock(pool).unwrap();
}

#[test]
fn targets_that_leave_the_range_of_shares_are_refused() {
    let mut world = World::before();
    let terms = Terms { record_cap: u64::MAX, ..policy().terms };
    world.loosen(Change::SetTerms { terms }).unwrap();
    let pool = world.create_pool(PoolUnit::Gram);
    let (source, baseline) = world.candidate(1, u64::MAX);
    world.join(pool, source, baseline, u64::MAX).unwrap();
    let (other, record) = world.candidate(2, TONNE);
    assert_refused(world.join(pool, other, record, 1), CarbonError::Overflow);
}

#[test]
fn who_leaves_gets_the_rent_back_and_may_join_again() {
    let (mut world, pool, source, baseline) = open();
    let payer = world.payer.pubkey();
    let before = world.runtime.lamports(&payer);
    world.join(pool, source, baseline, TONNE).unwrap();
    assert!(world.runtime.lamports(&payer) < before);
    let (owner, stranger) = (world.owner.insecure_clone(), world.person(40));
    assert_refused(world.leave(source, &stranger), CarbonError::Unauthorized);
    world.leave(source, &owner).unwrap();
    assert_eq!(world.runtime.lamports(&payer), before);
    assert_eq!((world.pool(&pool).target, world.pool(&pool).members), (0, vec![]));
    assert!(!world.runtime.get::<Source>(&source).is_pooled(YEAR));
    world.join(pool, source, baseline, 2 * TONNE).unwrap();
    assert_eq!(world.pool(&pool).target, 2 * TONNE);
}

#[test]
fn a_pool_that_was_not_locked_is_taken_apart_by_anyone() {
    let (mut world, pool, source, baseline) = open();
    world.join(pool, source, baseline, TONNE).unwrap();
    let (crank, stranger) = (world.crank.insecure_clone(), world.person(40));
    assert_refused(world.close_pool(pool, &crank), CarbonError::MembersLeft);
    assert_refused(world.close_pool(pool, &stranger), CarbonError::Unauthorized);
    world.runtime.warp_to(NOW);
    // Data of the year before that: it counts in no pool.
    let args = world.emission(TONNE);
    world.record(source, args);
    assert_refused(world.close_pool(pool, &stranger), CarbonError::MembersLeft);
    let before = world.runtime.lamports(&world.payer.pubkey());
    world.leave(source, &stranger).unwrap();
    world.close_pool(pool, &stranger).unwrap();
    assert!(world.runtime.lamports(&world.payer.pubkey()) > before);
    assert!(world.runtime.find::<Pool>(&pool).is_none());
}

#[test]
fn an_empty_pool_is_closed_by_its_operator_at_any_time() {
    let (mut world, pool, _, _) = open();
    let crank = world.crank.insecure_clone();
    world.close_pool(pool, &crank).unwrap();
}
