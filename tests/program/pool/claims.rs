//! What members submit: the pool cannot be left out, and nothing comes too late unseen.

use super::one_member;
use carbon_client::{
    addresses as at,
    claims::{self, ClaimContext},
    program::{claim::*, errors::CarbonError, notary::Verdict, pool::*, record::Inventory, token::TokenClass},
    years,
};
use carbon_tests::*;
use solana_signer::Signer;

#[test]
fn a_members_claim_names_its_membership() {
    let (mut world, _, source) = one_member();
    let args = world.emission(TONNE);
    let without = ClaimContext { pooled: false, ..world.context(source) };
    assert_refused(world.submit_with(without, args.clone()), CarbonError::WrongMember);
    let (_, others) = world.locked(PoolUnit::Gram, &[TONNE]);
    let mut foreign = claims::submit_claim(world.context(source), args.clone(), YEAR);
    let member = foreign.accounts.iter_mut().find(|meta| meta.pubkey == at::member(&source, YEAR)).unwrap();
    member.pubkey = at::member(&others[0], YEAR);
    let signers = [world.payer.insecure_clone(), world.owner.insecure_clone()];
    assert_refused(world.runtime.send(&[foreign], &[&signers[0], &signers[1]]), CarbonError::WrongMember);

    let claim = world.submit(source, args);
    assert_eq!(world.member(&source).pending, 1);
    world.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let mut notarize = world.notarization(claim);
    let member = notarize.accounts.iter_mut().find(|meta| meta.pubkey == at::member(&source, YEAR)).unwrap();
    member.pubkey = at::member(&others[0], YEAR);
    let crank = world.crank.insecure_clone();
    assert_refused(world.runtime.send(&[notarize], &[&crank]), CarbonError::WrongAddress);
    world.notarize(claim).unwrap();
    assert_eq!(world.member(&source).pending, 0);
}

#[test]
fn a_closed_claim_is_waited_for_no_more() {
    let (mut world, _, source) = one_member();
    let args = world.emission(TONNE);
    let claim = world.submit(source, args);
    let owner = world.owner.insecure_clone();
    let mut close = claims::close_claim(owner.pubkey(), claim, &world.runtime.get(&claim));
    let last = close.accounts.iter_mut().find(|meta| meta.pubkey == at::member(&source, YEAR)).unwrap();
    last.pubkey = carbon_client::program::ID;
    last.is_writable = false;
    assert_refused(world.runtime.send(&[close], &[&owner]), CarbonError::WrongMember);
    world.close(claim, &owner).unwrap();
    assert_eq!(world.member(&source).pending, 0);
}

#[test]
fn reductions_and_add_backs_are_about_members() {
    let mut world = World::before();
    let (alone, _) = world.candidate(1, TONNE);
    world.runtime.warp_to(NOW);
    let (reduction, add_back) = (world.reduction(TONNE), world.without_stream(ClaimKind::AddBack, TONNE));
    for args in [reduction, add_back] {
        assert_refused(world.submit_with(world.context(alone), args), CarbonError::PoolRequired);
    }
    // In a pool that was never locked there is nothing to convert reductions.
    world.runtime.warp_to(BEFORE);
    let pool = world.create_pool(PoolUnit::Gram);
    let (source, baseline) = world.candidate(2, TONNE);
    world.join(pool, source, baseline, TONNE).unwrap();
    world.runtime.warp_to(NOW);
    let reduction = world.reduction(TONNE);
    assert_refused(world.submit_with(world.context(source), reduction), CarbonError::PoolRequired);
}

#[test]
fn a_reduction_needs_its_stream_a_provider_and_days_of_its_own() {
    let (mut world, _, source) = one_member();
    let good = world.reduction(TONNE);
    let context = world.context(source);
    let without = ClaimContext { provider: None, ..context };
    assert_refused(world.submit_with(without, good.clone()), CarbonError::ProviderRequired);
    for stream in [0, 1, NO_STREAM] {
        let args = SubmitClaimArgs { stream, ..good.clone() };
        assert_refused(world.submit_with(context, args), CarbonError::WrongStream);
    }
    let emission = SubmitClaimArgs { stream: 2, ..world.emission(TONNE) };
    assert_refused(world.submit_with(context, emission), CarbonError::WrongStream);
    let record = world.record(source, good);
    assert_eq!(world.lot(&at::lot(&record, 0)).class, TokenClass::Reduction);
    let again = world.reduction(TONNE);
    assert_refused(world.submit_with(context, again), CarbonError::DaysCovered);
    world.assert_conservation();
}

#[test]
fn reductions_of_one_second_would_have_no_order() {
    let (mut world, _, source) = one_member();
    let first = SubmitClaimArgs { last_day: day(2023, 12, 31), ..world.reduction(TONNE) };
    let second = SubmitClaimArgs { first_day: day(2024, 1, 1), ..world.reduction(TONNE) };
    world.record(source, first);
    let claim = world.submit(source, second);
    world.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_refused(world.notarize(claim), CarbonError::ReductionTooSoon);
    world.pass(1);
    world.notarize(claim).unwrap();
}

#[test]
fn anyone_adds_back_what_was_issued_elsewhere_and_several_schemes_may_have() {
    let (mut world, _, source) = one_member();
    let stranger = world.person(40);
    for grams in [3, 4] {
        let args = world.without_stream(ClaimKind::AddBack, grams);
        let (nonce, context) = (args.nonce, world.context(source));
        let context =
            ClaimContext { payer: stranger.pubkey(), submitter: stranger.pubkey(), provider: None, ..context };
        world.runtime.send(&[claims::submit_claim(context, args, YEAR)], &[&stranger]).unwrap();
        let claim = at::claim(&source, nonce);
        world.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
        world.notarize(claim).unwrap();
    }
    let inventory: Inventory = world.runtime.get(&at::inventory(&source, YEAR));
    assert_eq!((inventory.add_back, inventory.emitted), (7, 0));
    let emission = world.emission(1);
    let context = ClaimContext { submitter: stranger.pubkey(), payer: stranger.pubkey(), ..world.context(source) };
    let submit = claims::submit_claim(context, emission, YEAR);
    assert_refused(world.runtime.send(&[submit], &[&stranger]), CarbonError::NotSubmitter);
    let streamed = SubmitClaimArgs { stream: 0, ..world.without_stream(ClaimKind::AddBack, 1) };
    assert_refused(world.submit_with(world.context(source), streamed), CarbonError::WrongStream);
}

#[test]
fn a_claim_made_in_time_is_waited_for() {
    let (mut world, pool, source) = one_member();
    world.report(source, Report::tonnes(100, 60, 0, 0));
    world.runtime.warp_to(DEADLINE);
    let args = world.without_stream(ClaimKind::AddBack, 10 * TONNE);
    let claim = world.submit(source, args);
    assert_refused(world.begin(pool), CarbonError::DeadlineNotPassed);
    world.pass_deadline();
    assert_refused(world.begin(pool), CarbonError::ClaimsPending);
    world.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    world.notarize(claim).unwrap();
    world.close_year(source);
    world.settled(pool);
    let totals = world.pool(&pool).totals.unwrap();
    assert_eq!((totals.add_back, totals.credits), (10 * TONNE as u128, 30 * TONNE), "what is notarized late counts");
}

/// Nobody can hold a settlement up by claims made after the deadline; until the totals are frozen they count.
#[test]
fn a_claim_made_late_is_not_waited_for() {
    let (mut world, pool, source) = one_member();
    world.report(source, Report { target: 100 * TONNE, gross: 60 * TONNE, ..Report::default() });
    world.pass_deadline();
    let reduction = world.reduction(TONNE);
    assert_refused(world.submit_with(world.context(source), reduction), CarbonError::DeadlinePassed);
    let args = world.without_stream(ClaimKind::AddBack, 10 * TONNE);
    let claim = world.submit(source, args);
    assert_eq!(world.member(&source).pending, 0);
    world.begin(pool).unwrap();
    world.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    world.notarize(claim).unwrap();
    let member = world.member(&source);
    assert_eq!((member.late, member.figures.add_back), (10 * TONNE, 0), "late, in the inventory and in no verdict");
    assert_eq!(world.runtime.get::<Inventory>(&at::inventory(&source, YEAR)).add_back, 10 * TONNE);
}

#[test]
fn a_record_of_other_days_leaves_a_gap_in_the_year() {
    let (mut world, pool, source) = one_member();
    // The last month of the year, dated a month later.
    let early = SubmitClaimArgs { last_day: day(2024, 5, 31), ..world.emission(10 * TONNE) };
    let moved =
        SubmitClaimArgs { first_day: day(2024, 7, 1), last_day: day(2024, 7, 31), ..world.emission(90 * TONNE) };
    world.record(source, early.clone());
    let context = ClaimContext { pooled: false, ..world.context(source) };
    let claim = at::claim(&source, moved.nonce);
    world.submit_with(context, moved.clone()).unwrap();
    world.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    world.notarize(claim).unwrap();
    let across = SubmitClaimArgs { first_day: day(2024, 6, 1), ..moved };
    assert_refused(world.submit_with(world.context(source), across), CarbonError::InvalidPeriod);
    let days = claims::day_map_of(&source, &early, YEAR);
    let (payer, owner) = (world.payer.insecure_clone(), world.owner.insecure_clone());
    let close = years::close_year(payer.pubkey(), owner.pubkey(), world.registry, source, YEAR, 10 * TONNE, 0, &[days]);
    assert_refused(world.runtime.send(&[close], &[&payer, &owner]), CarbonError::DaysMissing);
    world.pass_deadline();
    world.settled(pool);
    assert_eq!(world.pool(&pool).totals.unwrap().outcome, PoolOutcome::Failed);
}

#[test]
fn a_pools_operator_proposes_to_close_a_members_year() {
    let (mut world, _, source) = one_member();
    let args = world.emission(TONNE);
    let days = claims::day_map_of(&source, &args, YEAR);
    world.record(source, args);
    let (crank, stranger) = (world.crank.insecure_clone(), world.person(40));
    let registry = world.registry;
    let close = |by: &solana_keypair::Keypair| {
        years::close_year_by_operator(by.pubkey(), by.pubkey(), registry, source, YEAR, TONNE, 0, &[days])
    };
    assert_refused(world.runtime.send(&[close(&stranger)], &[&stranger]), CarbonError::NotSubmitter);
    world.runtime.send(&[close(&crank)], &[&crank]).unwrap();
}
