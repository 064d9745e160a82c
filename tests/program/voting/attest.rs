//! `attest`: who may vote, on what, and when a vote counts.

use super::claimed;
use carbon_client::{
    instructions as ix,
    program::{claim::Claim, errors::CarbonError, notary::*, registry::Change, seeds},
};
use carbon_testkit::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn a_vote_binds_to_the_digest_of_the_wire_crate() {
    use carbon_wire::digest::{BallotDigest, SubjectKind};
    let (test, key) = claimed();
    let claim: Claim = test.runtime.get(&key);
    let digest = BallotDigest {
        program: &carbon_client::program::ID.to_bytes(),
        registry: &test.registry.to_bytes(),
        subject: &key.to_bytes(),
        kind: SubjectKind::Claim,
        epoch: claim.subject.ballot.epoch,
        round: 1,
        expires_at: NOW + 7 * SECONDS_PER_DAY,
    };
    assert_eq!(claim.subject.ballot.digest, digest.over(&claim.subject.content));
    let (address, bump) =
        Pubkey::find_program_address(&[seeds::NOTARIES, test.registry.as_ref()], &carbon_client::program::ID);
    assert_eq!(address, carbon_client::addresses::notaries(&test.registry));
    assert!(bump > 0);
}

#[test]
fn quorum_is_exact() {
    let (mut test, claim) = claimed();
    test.vote(claim, &[0, 1, 2], Verdict::Approve).unwrap();
    assert_refused(test.notarize(claim), CarbonError::BallotVoting);
    test.vote(claim, &[4], Verdict::Approve).unwrap();
    assert_refused(test.vote(claim, &[3], Verdict::Approve), CarbonError::BallotApproved);
    test.notarize(claim).unwrap();
}

#[test]
fn at_the_threshold_and_one_below() {
    // Of a total weight of 10,000: exactly the threshold, and one less.
    let threshold = u32::from(MIN_THRESHOLD_BPS);
    for (weight, approved) in [(threshold, true), (threshold - 1, false)] {
        let mut test = TestRegistry::set_up_small();
        for index in 2..NOTARIES {
            let key = test.people.notaries[index].pubkey();
            test.apply(Change::RemoveNotary { key }).unwrap();
        }
        for (index, weight) in [(0, weight), (1, 10_000 - weight)] {
            let key = test.people.notaries[index].pubkey();
            test.apply(Change::SetWeight { key, weight }).unwrap();
        }
        let open = ix::open_registry(test.people.authority.pubkey(), test.registry);
        test.authority_sends(&[open]).unwrap();
        let source = test.source(TestRegistry::source_args(1));
        let args = test.emission(5);
        let claim = test.submit(source, args);
        test.vote(claim, &[0], Verdict::Approve).unwrap();
        match approved {
            true => drop(test.notarize(claim).unwrap()),
            false => assert_refused(test.notarize(claim), CarbonError::BallotVoting),
        }
    }
}

#[test]
fn a_notary_votes_once() {
    let (mut test, claim) = claimed();
    assert_refused(test.vote(claim, &[1, 1], Verdict::Approve), CarbonError::AlreadyVoted);
    test.vote(claim, &[1], Verdict::Approve).unwrap();
    assert_refused(test.vote(claim, &[1], Verdict::Approve), CarbonError::AlreadyVoted);
    assert_refused(test.vote(claim, &[2, 1], Verdict::Reject), CarbonError::AlreadyVoted);
    let claim: Claim = test.runtime.get(&claim);
    assert_eq!(
        (claim.subject.ballot.approvals, claim.subject.ballot.rejections),
        (0b10, 0),
        "a refused call leaves no vote"
    );
}

#[test]
fn who_may_not_vote() {
    let (mut test, claim) = claimed();
    let digest = test.digest(&claim);
    let registry = test.registry;
    let stranger = key(70);
    let attest = |voters: &[Pubkey]| ix::attest(registry, claim, digest, Verdict::Approve, [0; 32], voters);
    assert_refused(test.runtime.send(&[attest(&[stranger.pubkey()])], &[&stranger]), CarbonError::UnknownNotary);
    assert_refused(test.runtime.send(&[attest(&[])], &[]), CarbonError::NoVoters);
    let mut unsigned = attest(&[test.people.notaries[0].pubkey()]);
    unsigned.accounts.last_mut().unwrap().is_signer = false;
    assert_refused(test.runtime.send(&[unsigned], &[]), CarbonError::VoterNotSigner);
    assert_refused(test.vote_for(claim, [1; 32], &[0], Verdict::Approve), CarbonError::DigestMismatch);
    assert_refused(test.vote_for(registry, digest, &[0], Verdict::Approve), CarbonError::NotASubject);
}

#[test]
fn accreditation_is_a_window() {
    for (from, until, error) in
        [(NOW + 1, i64::MAX, CarbonError::NotYetAccredited), (0, NOW, CarbonError::AccreditationEnded)]
    {
        let mut test = TestRegistry::set_up(1);
        let key = test.people.notaries[0].pubkey();
        assert_refused(
            test.apply(Change::SetAccreditation { key, starts_at: until, ends_at: from }),
            CarbonError::InvalidAccreditation,
        );
        test.apply(Change::SetAccreditation { key, starts_at: from, ends_at: until }).unwrap();
        let open = ix::open_registry(test.people.authority.pubkey(), test.registry);
        test.authority_sends(&[open]).unwrap();
        let source = test.source(TestRegistry::source_args(1));
        let args = test.emission(5);
        let claim = test.submit(source, args);
        assert_refused(test.vote(claim, &[0], Verdict::Approve), error);
    }
}

/// A registry with `count` notaries, the keys 71 and following, that are affiliated with the source's owner, and a claim.
fn affiliated(count: u8) -> (TestRegistry, Pubkey) {
    let mut test = TestRegistry::set_up(1);
    for number in 0..count {
        let affiliates = [Pubkey::default(), test.people.owner.pubkey()];
        let notary = NotaryTerms { affiliates, ..notary_terms(key(71 + number).pubkey()) };
        test.apply(Change::AddNotary { notary }).unwrap();
    }
    let open = ix::open_registry(test.people.authority.pubkey(), test.registry);
    test.authority_sends(&[open]).unwrap();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(5);
    let claim = test.submit(source, args);
    (test, claim)
}

#[test]
fn a_notary_with_a_conflict_of_interest_is_refused() {
    let (mut test, claim) = affiliated(1);
    let digest = test.digest(&claim);
    let attest = ix::attest(test.registry, claim, digest, Verdict::Approve, [0; 32], &[key(71).pubkey()]);
    assert_refused(test.runtime.send(&[attest], &[&key(71)]), CarbonError::NotaryConflicted);
}

/// With three of eight notaries conflicted, five of eight are no quorum of two thirds: nobody waits for the ballot's end.
#[test]
fn a_ballot_that_cannot_pass_is_rejected_at_once() {
    let (mut test, claim) = affiliated(3);
    assert_eq!(test.runtime.get::<Claim>(&claim).subject.ballot.conflicted.count_ones(), 3);
    assert_refused(test.vote(claim, &[0], Verdict::Approve), CarbonError::BallotRejected);
    test.close(claim, &key(72)).unwrap();
}

#[test]
fn rejection_is_certain_once_no_quorum_can_come() {
    let (mut test, claim) = claimed();
    test.vote(claim, &[0], Verdict::Reject).unwrap();
    let stranger = key(72);
    assert_refused(test.close(claim, &stranger), CarbonError::BallotVoting);
    test.vote(claim, &[1], Verdict::Reject).unwrap();
    assert_refused(test.vote(claim, &[2], Verdict::Approve), CarbonError::BallotRejected);
    assert_refused(test.notarize(claim), CarbonError::BallotRejected);
    let owner = test.people.owner.pubkey();
    test.close(claim, &stranger).unwrap();
    assert_eq!(test.balance(&owner, carbon_client::program::token::TokenClass::Emission), 0);
}

#[test]
fn votes_and_execution_have_their_time() {
    let (mut test, claim) = claimed();
    test.pass(7 * SECONDS_PER_DAY);
    test.vote(claim, &[0, 1, 2], Verdict::Approve).unwrap();
    test.pass(1);
    assert_refused(test.vote(claim, &[3], Verdict::Approve), CarbonError::BallotExpired);
    test.close(claim, &key(72)).unwrap();

    let (mut test, claim) = claimed();
    test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let owner = key(12);
    assert_refused(test.close(claim, &owner), CarbonError::BallotApproved);
    test.pass(14 * SECONDS_PER_DAY + 1);
    assert_refused(test.notarize(claim), CarbonError::BallotExpired);
    test.close(claim, &key(72)).unwrap();
}

#[test]
fn a_pause_moves_the_deadline() {
    let (mut test, claim) = claimed();
    let pause = ix::pause_registry(test.people.guardian.pubkey(), test.registry);
    let unpause = ix::unpause_registry(test.people.guardian.pubkey(), test.registry);
    test.runtime.send(&[pause], &[&key(11)]).unwrap();
    test.pass(5 * SECONDS_PER_DAY);
    test.runtime.send(&[unpause], &[&key(11)]).unwrap();
    test.pass(7 * SECONDS_PER_DAY);
    test.vote(claim, &[0], Verdict::Approve).unwrap();
    test.pass(1);
    assert_refused(test.vote(claim, &[1], Verdict::Approve), CarbonError::BallotExpired);
}

#[test]
fn changed_content_at_the_same_address_has_another_digest() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(1_000);
    let claim = test.submit(source, args.clone());
    let old = test.digest(&claim);
    let owner = key(12);
    test.close(claim, &owner).unwrap();
    let again = carbon_client::program::claim::SubmitClaimArgs { grams: 1_001, ..args };
    assert_eq!(test.submit(source, again), claim);
    assert_refused(test.vote_for(claim, old, &[0], Verdict::Approve), CarbonError::DigestMismatch);
}
