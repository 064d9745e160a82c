//! Claims of members: the membership cannot be left out, and late claims are counted.

use super::one_member;
use carbon_client::{
    addresses as at,
    claims::{self, ClaimContext},
    program::{
        claim::*,
        errors::CarbonError,
        notary::{NotarySet, Verdict},
        pool::*,
        record::{ClaimKind, Inventory, NO_STREAM},
        registry::Change,
        token::TokenClass,
    },
    years,
};
use carbon_testkit::*;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::rc::Rc;

#[test]
fn a_members_claim_names_its_membership() {
    let (mut test, _, source) = one_member();
    let args = test.emission(TONNE);
    let without = ClaimContext { pool: None, ..test.context(source) };
    assert_refused(test.submit_with(without, args.clone()), CarbonError::WrongMember);
    let (_, others) = test.locked(PoolUnit::Gram, &[TONNE]);
    let mut foreign = claims::submit_claim(test.context(source), args.clone(), YEAR);
    let member = foreign.accounts.iter_mut().find(|meta| meta.pubkey == at::member(&source, YEAR)).unwrap();
    member.pubkey = at::member(&others[0], YEAR);
    let signers = [test.people.payer.clone(), test.people.owner.clone()];
    assert_refused(test.runtime.send(&[foreign], &[&signers[0], &signers[1]]), CarbonError::WrongMember);

    let claim = test.submit(source, args);
    assert_eq!(test.member(&source).header.pending, 1);
    test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let mut notarize = test.notarize_instruction(claim);
    let member = notarize.accounts.iter_mut().find(|meta| meta.pubkey == at::member(&source, YEAR)).unwrap();
    member.pubkey = at::member(&others[0], YEAR);
    let crank = test.people.crank.clone();
    assert_refused(test.runtime.send(&[notarize], &[&crank]), CarbonError::WrongAddress);
    test.notarize(claim).unwrap();
    assert_eq!(test.member(&source).header.pending, 0);
}

#[test]
fn a_closed_claim_is_waited_for_no_more() {
    let (mut test, _, source) = one_member();
    let args = test.emission(TONNE);
    let claim = test.submit(source, args);
    let owner = test.people.owner.clone();
    let mut close = claims::close_claim(owner.pubkey(), claim, &test.runtime.get(&claim));
    let last = close.accounts.iter_mut().find(|meta| meta.pubkey == at::member(&source, YEAR)).unwrap();
    last.pubkey = carbon_client::program::ID;
    last.is_writable = false;
    assert_refused(test.runtime.send(&[close], &[&owner]), CarbonError::WrongMember);
    test.close(claim, &owner).unwrap();
    assert_eq!(test.member(&source).header.pending, 0);
}

#[test]
fn reductions_and_add_backs_are_about_members() {
    let mut test = TestRegistry::before();
    let (alone, _) = test.candidate(1, TONNE);
    test.runtime.warp_to(NOW);
    let (reduction, add_back) = (test.reduction(TONNE), test.without_stream(ClaimKind::AddBack, TONNE));
    for args in [reduction, add_back] {
        assert_refused(test.submit_with(test.context(alone), args), CarbonError::PoolRequired);
    }
    // A pool that was never locked cannot convert reductions.
    test.runtime.warp_to(BEFORE);
    let pool = test.create_pool(PoolUnit::Gram);
    let (source, baseline) = test.candidate(2, TONNE);
    test.join(pool, source, baseline, TONNE).unwrap();
    test.runtime.warp_to(NOW);
    let reduction = test.reduction(TONNE);
    assert_refused(test.submit_with(test.context(source), reduction), CarbonError::PoolRequired);
}

#[test]
fn a_reduction_needs_its_stream_a_provider_and_days_of_its_own() {
    let (mut test, _, source) = one_member();
    let good = test.reduction(TONNE);
    let context = test.context(source);
    let without = ClaimContext { provider: None, ..context };
    assert_refused(test.submit_with(without, good.clone()), CarbonError::ProviderRequired);
    for stream in [0, 1, NO_STREAM] {
        let args = SubmitClaimArgs { stream, ..good.clone() };
        assert_refused(test.submit_with(context, args), CarbonError::WrongStream);
    }
    let emission = SubmitClaimArgs { stream: 2, ..test.emission(TONNE) };
    assert_refused(test.submit_with(context, emission), CarbonError::WrongStream);
    let record = test.record(source, good);
    assert_eq!(test.lot(&at::lot(&record, 0)).class, TokenClass::Reduction);
    let again = test.reduction(TONNE);
    assert_refused(test.submit_with(context, again), CarbonError::DaysCovered);
    test.assert_conservation();
}

#[test]
fn reductions_of_one_second_would_have_no_order() {
    let (mut test, _, source) = one_member();
    let first = SubmitClaimArgs { last_day: day(2023, 12, 31), ..test.reduction(TONNE) };
    let second = SubmitClaimArgs { first_day: day(2024, 1, 1), ..test.reduction(TONNE) };
    test.record(source, first);
    let claim = test.submit(source, second);
    test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_refused(test.notarize(claim), CarbonError::ReductionTooSoon);
    test.pass(1);
    test.notarize(claim).unwrap();
}

#[test]
fn anyone_adds_back_what_was_issued_elsewhere_and_several_schemes_may_have() {
    let (mut test, _, source) = one_member();
    let stranger = test.person(40);
    for grams in [3, 4] {
        let args = test.without_stream(ClaimKind::AddBack, grams);
        let (nonce, context) = (args.nonce, test.context(source));
        let context =
            ClaimContext { payer: stranger.pubkey(), submitter: stranger.pubkey(), provider: None, ..context };
        test.runtime.send(&[claims::submit_claim(context, args, YEAR)], &[&stranger]).unwrap();
        let claim = at::claim(&source, nonce);
        test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
        test.notarize(claim).unwrap();
    }
    let inventory: Inventory = test.runtime.get(&at::inventory(&source, YEAR));
    assert_eq!((inventory.add_back, inventory.emitted), (7, 0));
    let emission = test.emission(1);
    let context = ClaimContext { submitter: stranger.pubkey(), payer: stranger.pubkey(), ..test.context(source) };
    let submit = claims::submit_claim(context, emission, YEAR);
    assert_refused(test.runtime.send(&[submit], &[&stranger]), CarbonError::NotSubmitter);
    let streamed = SubmitClaimArgs { stream: 0, ..test.without_stream(ClaimKind::AddBack, 1) };
    assert_refused(test.submit_with(test.context(source), streamed), CarbonError::WrongStream);
}

#[test]
fn a_claim_made_in_time_is_waited_for() {
    let (mut test, pool, source) = one_member();
    test.report(source, MemberReport::tonnes(100, 60, 0, 0));
    // The last second that leaves the notaries a whole voting period.
    test.runtime.warp_to(DEADLINE - policy().terms.voting_period);
    let args = test.without_stream(ClaimKind::AddBack, 10 * TONNE);
    let claim = test.submit(source, args);
    assert_refused(test.open_settlement(pool), CarbonError::DeadlineNotPassed);
    test.runtime.warp_to(DEADLINE);
    test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.pass_deadline();
    assert_refused(test.open_settlement(pool), CarbonError::ClaimsPending);
    test.notarize(claim).unwrap();
    test.run_settlement(pool);
    let totals = test.pool(&pool).totals.unwrap();
    assert_eq!((totals.add_back, totals.credits), (10 * TONNE as u128, 30 * TONNE), "what is notarized late counts");
}

/// A stranger's add-back is the protection against credits issued twice: the member cannot delete it while notaries vote.
#[test]
fn the_owner_cannot_close_a_strangers_add_back() {
    let (mut test, _, source) = one_member();
    let (stranger, claim) = strangers_add_back(&mut test, source);
    let owner = test.people.owner.clone();
    assert_refused(test.close(claim, &owner), CarbonError::BallotVoting);
    test.vote(claim, &[0, 1, 2], Verdict::Approve).unwrap();
    assert_refused(test.close(claim, &owner), CarbonError::BallotVoting);
    test.close(claim, &stranger).unwrap();
}

/// Sends an add-back claim of somebody who is neither owner nor operator. Returns the submitter and the claim.
fn strangers_add_back(test: &mut TestRegistry, source: Pubkey) -> (Rc<Keypair>, Pubkey) {
    let stranger = test.person(40);
    let args = test.without_stream(ClaimKind::AddBack, 7);
    let claim = at::claim(&source, args.nonce);
    let context = ClaimContext { submitter: stranger.pubkey(), payer: stranger.pubkey(), ..test.context(source) };
    let submit = claims::submit_claim(context, args, YEAR);
    test.runtime.send(&[submit], &[&stranger]).unwrap();
    (stranger, claim)
}

/// What a stranger pays for holding others up: the bond is kept when the notaries reject the claim, also if it is withdrawn
/// after the first vote against it, and comes back otherwise.
#[test]
fn a_strangers_bond_is_kept_if_the_notaries_vote_against_the_claim() {
    let terms = policy().terms;
    let (fee, bond) = (terms.claim_fee, terms.add_back_bond);
    for (rejections, expires, approved, kept) in [
        (&[0usize, 1][..], false, false, true),
        (&[0], false, false, true),
        (&[], false, false, false),
        (&[0], true, false, false),
        (&[], false, true, false),
    ] {
        let (mut test, _, source) = one_member();
        test.runtime.warp_to(NOW);
        let before = test.runtime.lamports(&source);
        let (stranger, claim) = strangers_add_back(&mut test, source);
        assert_eq!(test.runtime.get::<Claim>(&claim).bond, bond);
        if !rejections.is_empty() {
            test.vote(claim, rejections, Verdict::Reject).unwrap();
        }
        if expires {
            test.pass(terms.voting_period + 1);
        }
        if approved {
            test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
            let paid = test.runtime.lamports(&stranger.pubkey());
            test.notarize(claim).unwrap();
            assert!(test.runtime.lamports(&stranger.pubkey()) >= paid + bond);
        } else {
            test.close(claim, &stranger).unwrap();
        }
        let expected = fee + if kept { bond } else { 0 };
        assert_eq!(test.runtime.lamports(&source) - before, expected, "{rejections:?} {expires} {approved}");
    }
}

/// Absorption of a member is added back before the settlement. After the deadline it would be credited a second time.
#[test]
fn absorption_after_the_deadline_is_refused() {
    let (mut test, pool, source) = one_member();
    test.report(source, MemberReport::tonnes(100, 60, 0, 0));
    test.runtime.warp_to(DEADLINE);
    let args = test.absorption(40 * TONNE);
    let claim = test.submit(source, args);
    test.pass_deadline();
    let args = test.absorption(TONNE);
    assert_refused(test.submit_with(test.context(source), args), CarbonError::DeadlinePassed);
    // Submitted in the last second, it is not waited for, and after the freeze it is refused, too.
    test.open_settlement(pool).unwrap();
    test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_refused(test.notarize(claim), CarbonError::PoolNotCollecting);
}

/// Claims after the deadline cannot delay a settlement; they count until the totals are frozen.
#[test]
fn a_claim_made_late_is_not_waited_for() {
    let (mut test, pool, source) = one_member();
    test.report(source, MemberReport { target: 100 * TONNE, gross: 60 * TONNE, ..MemberReport::default() });
    test.pass_deadline();
    let reduction = test.reduction(TONNE);
    assert_refused(test.submit_with(test.context(source), reduction), CarbonError::DeadlinePassed);
    let args = test.without_stream(ClaimKind::AddBack, 10 * TONNE);
    let claim = test.submit(source, args);
    assert_eq!(test.member(&source).header.pending, 0);
    test.open_settlement(pool).unwrap();
    test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.notarize(claim).unwrap();
    let member = test.member(&source);
    assert_eq!(
        (member.header.late, member.figures.add_back),
        (10 * TONNE, 0),
        "late, in the inventory and in no verdict"
    );
    assert_eq!(test.runtime.get::<Inventory>(&at::inventory(&source, YEAR)).add_back, 10 * TONNE);
}

#[test]
fn a_record_of_other_days_leaves_a_gap_in_the_year() {
    let (mut test, pool, source) = one_member();
    // The last month of the year, dated a month later.
    let early = SubmitClaimArgs { last_day: day(2024, 5, 31), ..test.emission(10 * TONNE) };
    let moved = SubmitClaimArgs { first_day: day(2024, 7, 1), last_day: day(2024, 7, 31), ..test.emission(90 * TONNE) };
    test.record(source, early.clone());
    let context = ClaimContext { pool: None, ..test.context(source) };
    let claim = at::claim(&source, moved.nonce);
    test.submit_with(context, moved.clone()).unwrap();
    test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.notarize(claim).unwrap();
    let across = SubmitClaimArgs { first_day: day(2024, 6, 1), ..moved };
    assert_refused(test.submit_with(test.context(source), across), CarbonError::InvalidPeriod);
    let days = claims::day_map_of(&source, &early, YEAR);
    let (payer, owner) = (test.people.payer.clone(), test.people.owner.clone());
    let close = years::propose_year_closing(
        payer.pubkey(),
        owner.pubkey(),
        test.registry,
        source,
        Some(pool),
        YEAR,
        10 * TONNE,
        0,
        &[days],
    );
    assert_refused(test.runtime.send(&[close], &[&payer, &owner]), CarbonError::DaysMissing);
    test.pass_grace_period();
    test.run_settlement(pool);
    assert_eq!(test.pool(&pool).totals.unwrap().outcome, PoolOutcome::Failed);
}

#[test]
fn a_pools_operator_proposes_to_close_a_members_year() {
    let (mut test, pool, source) = one_member();
    let args = test.emission(TONNE);
    let days = claims::day_map_of(&source, &args, YEAR);
    test.record(source, args);
    let (crank, stranger) = (test.people.crank.clone(), test.person(40));
    let registry = test.registry;
    let close = |by: &solana_keypair::Keypair| {
        let pool = Some(pool);
        years::propose_year_closing(by.pubkey(), by.pubkey(), registry, source, pool, YEAR, TONNE, 0, &[days])
    };
    assert_refused(test.runtime.send(&[close(&stranger)], &[&stranger]), CarbonError::NotSubmitter);
    test.runtime.send(&[close(&crank)], &[&crank]).unwrap();
}

/// The figures of a member decide over the credits of all: their owners and the pool's operator do not vote about them.
#[test]
fn co_members_and_the_pools_operator_do_not_vote() {
    let mut test = TestRegistry::before();
    let pool = test.create_pool(PoolUnit::Gram);
    let (first, baseline) = test.candidate(1, TONNE);
    test.join(pool, first, baseline, TONNE).unwrap();
    let (owner, notary) = (test.people.owner.clone(), test.people.notaries[2].clone());
    test.people.owner = notary.clone();
    test.runtime.fund(&notary.pubkey(), INITIAL_LAMPORTS);
    let (second, baseline) = test.candidate(2, TONNE);
    test.join(pool, second, baseline, TONNE).unwrap();
    test.people.owner = owner.clone();
    test.lock(pool).unwrap();
    test.runtime.warp_to(NOW);
    // The operator becomes a notary, too.
    let operator = test.people.crank.clone();
    test.loosen(Change::AddNotary { notary: notary_terms(operator.pubkey()) }).unwrap();
    test.people.notaries.push(operator.clone());
    let seats = test.runtime.get::<NotarySet>(&at::notaries(&test.registry));
    let seat = |key: &Pubkey| 1 << seats.index_of(key).unwrap();
    let args = test.emission(TONNE);
    let days = claims::day_map_of(&first, &args, YEAR);
    let claim = test.submit(first, args);
    let conflicted = seat(&notary.pubkey()) | seat(&operator.pubkey());
    assert_eq!(test.runtime.get::<Claim>(&claim).subject.ballot.conflicted, conflicted);
    // Five of six would be needed, and four are left: the ballot is rejected at once.
    assert_refused(test.vote(claim, &[0], Verdict::Approve), CarbonError::BallotRejected);
    let key = test.people.notaries[5].pubkey();
    test.loosen(Change::RemoveNotary { key }).unwrap();
    test.close(claim, &owner).unwrap();
    let args = test.emission(TONNE);
    let record = at::record(&test.registry, &args.evidence_sha256, 0);
    let claim = test.submit(first, args);
    assert_refused(test.vote(claim, &[2], Verdict::Approve), CarbonError::NotaryConflicted);
    test.vote(claim, &[0, 1, 3, 4], Verdict::Approve).unwrap();
    test.notarize(claim).unwrap();
    let restatement = test.propose_restatement(record, 1);
    assert_refused(test.vote(restatement, &[2], Verdict::Approve), CarbonError::NotaryConflicted);
    let authority = test.people.authority.clone();
    test.drop_restatement(record, &authority).unwrap();
    let close = years::propose_year_closing(
        owner.pubkey(),
        owner.pubkey(),
        test.registry,
        first,
        Some(pool),
        YEAR,
        TONNE,
        0,
        &[days],
    );
    test.runtime.send(&[close], &[&owner]).unwrap();
    assert_refused(test.vote(at::closing(&first, YEAR), &[2], Verdict::Approve), CarbonError::NotaryConflicted);
}

/// Too many conflicts of interest reject a claim at once, without a vote: the stranger did nothing wrong.
#[test]
fn a_claim_rejected_by_conflicts_alone_forfeits_no_bond() {
    let mut test = TestRegistry::before();
    let pool = test.create_pool(PoolUnit::Gram);
    let (source, baseline) = test.candidate(1, TONNE);
    test.join(pool, source, baseline, TONNE).unwrap();
    test.lock(pool).unwrap();
    test.runtime.warp_to(NOW);
    let operator = test.people.crank.clone();
    test.loosen(Change::AddNotary { notary: notary_terms(operator.pubkey()) }).unwrap();
    // The pool's operator and the submitter, both notaries, have a conflict: four of six are no quorum.
    let stranger = test.people.notaries[0].clone();
    test.runtime.fund(&stranger.pubkey(), INITIAL_LAMPORTS);
    let args = test.without_stream(ClaimKind::AddBack, 7);
    let claim = at::claim(&source, args.nonce);
    let context = ClaimContext { submitter: stranger.pubkey(), payer: stranger.pubkey(), ..test.context(source) };
    let before = test.runtime.lamports(&source);
    test.runtime.send(&[claims::submit_claim(context, args, YEAR)], &[&stranger]).unwrap();
    assert_refused(test.vote(claim, &[1], Verdict::Approve), CarbonError::BallotRejected);
    let anyone = test.people.payer.clone();
    test.close(claim, &anyone).unwrap();
    assert_eq!(test.runtime.lamports(&source) - before, policy().terms.claim_fee, "the fee, and no bond");
}
