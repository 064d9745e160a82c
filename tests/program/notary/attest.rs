//! `attest`: who votes, on what, and when it counts.

use super::claimed;
use carbon_client::{
    instructions as ix,
    program::{claim::Claim, errors::CarbonError, notary::*, registry::Change, seeds},
};
use carbon_tests::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn a_vote_binds_to_the_digest_of_the_wire_crate() {
    use carbon_wire::digest::{BallotDigest, SubjectKind};
    let (world, key) = claimed();
    let claim: Claim = world.runtime.get(&key);
    let digest = BallotDigest {
        program: &carbon_client::program::ID.to_bytes(),
        registry: &world.registry.to_bytes(),
        subject: &key.to_bytes(),
        kind: SubjectKind::Claim,
        epoch: claim.subject.ballot.epoch,
        round: 1,
        expires: NOW + 7 * SECONDS_PER_DAY,
    };
    assert_eq!(claim.subject.ballot.digest, digest.over(&claim.subject.content));
    let (address, bump) =
        Pubkey::find_program_address(&[seeds::NOTARIES, world.registry.as_ref()], &carbon_client::program::ID);
    assert_eq!(address, carbon_client::addresses::notaries(&world.registry));
    assert!(bump > 0);
}

#[test]
fn quorum_is_exact() {
    let (mut world, claim) = claimed();
    world.vote(claim, &[0, 1, 2], Verdict::Approve).unwrap();
    assert_refused(world.notarize(claim), CarbonError::BallotVoting);
    world.vote(claim, &[4], Verdict::Approve).unwrap();
    assert_refused(world.vote(claim, &[3], Verdict::Approve), CarbonError::BallotApproved);
    world.notarize(claim).unwrap();
}

#[test]
fn at_the_threshold_and_one_below() {
    // 6,667 of 10,000: exactly the threshold; 6,666 is one short.
    for (weight, approved) in [(6_667, true), (6_666, false)] {
        let mut world = World::set_up(1);
        for index in 2..NOTARIES {
            let key = world.notaries[index].pubkey();
            world.apply(Change::RemoveNotary { key }).unwrap();
        }
        for (index, weight) in [(0, weight), (1, 10_000 - weight)] {
            let key = world.notaries[index].pubkey();
            world.apply(Change::SetWeight { key, weight }).unwrap();
        }
        let open = ix::open_registry(world.authority.pubkey(), world.registry);
        world.authority_sends(&[open]).unwrap();
        let source = world.source(World::source_args(1));
        let args = world.emission(5);
        let claim = world.submit(source, args);
        world.vote(claim, &[0], Verdict::Approve).unwrap();
        match approved {
            true => drop(world.notarize(claim).unwrap()),
            false => assert_refused(world.notarize(claim), CarbonError::BallotVoting),
        }
    }
}

#[test]
fn a_notary_votes_once() {
    let (mut world, claim) = claimed();
    assert_refused(world.vote(claim, &[1, 1], Verdict::Approve), CarbonError::AlreadyVoted);
    world.vote(claim, &[1], Verdict::Approve).unwrap();
    assert_refused(world.vote(claim, &[1], Verdict::Approve), CarbonError::AlreadyVoted);
    assert_refused(world.vote(claim, &[2, 1], Verdict::Reject), CarbonError::AlreadyVoted);
    let claim: Claim = world.runtime.get(&claim);
    assert_eq!((claim.subject.ballot.approve, claim.subject.ballot.reject), (0b10, 0), "a refused call leaves no vote");
}

#[test]
fn who_may_not_vote() {
    let (mut world, claim) = claimed();
    let digest = world.digest(&claim);
    let registry = world.registry;
    let stranger = key(70);
    let attest = |voters: &[Pubkey]| ix::attest(registry, claim, digest, Verdict::Approve, [0; 32], voters);
    assert_refused(world.runtime.send(&[attest(&[stranger.pubkey()])], &[&stranger]), CarbonError::UnknownNotary);
    assert_refused(world.runtime.send(&[attest(&[])], &[]), CarbonError::NoVoters);
    let mut unsigned = attest(&[world.notaries[0].pubkey()]);
    unsigned.accounts.last_mut().unwrap().is_signer = false;
    assert_refused(world.runtime.send(&[unsigned], &[]), CarbonError::VoterNotSigner);
    assert_refused(world.vote_for(claim, [1; 32], &[0], Verdict::Approve), CarbonError::DigestMismatch);
    assert_refused(world.vote_for(registry, digest, &[0], Verdict::Approve), CarbonError::NotASubject);
}

#[test]
fn accreditation_is_a_window() {
    for (from, until, error) in
        [(NOW + 1, i64::MAX, CarbonError::NotYetAccredited), (0, NOW, CarbonError::AccreditationEnded)]
    {
        let mut world = World::set_up(1);
        let key = world.notaries[0].pubkey();
        assert_refused(
            world.apply(Change::SetAccreditation { key, from: until, until: from }),
            CarbonError::InvalidAccreditation,
        );
        world.apply(Change::SetAccreditation { key, from, until }).unwrap();
        let open = ix::open_registry(world.authority.pubkey(), world.registry);
        world.authority_sends(&[open]).unwrap();
        let source = world.source(World::source_args(1));
        let args = world.emission(5);
        let claim = world.submit(source, args);
        assert_refused(world.vote(claim, &[0], Verdict::Approve), error);
    }
}

#[test]
fn an_interested_notary_is_refused() {
    let mut world = World::set_up(1);
    let tied = key(71).pubkey();
    let notary = NotaryTerms { affiliates: [Pubkey::default(), world.owner.pubkey()], ..notary_terms(tied) };
    world.apply(Change::AddNotary { notary }).unwrap();
    let open = ix::open_registry(world.authority.pubkey(), world.registry);
    world.authority_sends(&[open]).unwrap();
    let operator = world.notaries[2].pubkey();
    let source = world.source(carbon_client::program::source::RegisterSourceArgs {
        operators: vec![operator],
        ..World::source_args(1)
    });
    let args = world.emission(5);
    let claim = world.submit(source, args);
    let digest = world.digest(&claim);
    let affiliated = ix::attest(world.registry, claim, digest, Verdict::Approve, [0; 32], &[tied]);
    assert_refused(world.runtime.send(&[affiliated], &[&key(71)]), CarbonError::InterestedNotary);
    assert_refused(world.vote(claim, &[2], Verdict::Reject), CarbonError::InterestedNotary);
}

#[test]
fn rejection_is_certain_once_no_quorum_can_come() {
    let (mut world, claim) = claimed();
    world.vote(claim, &[0], Verdict::Reject).unwrap();
    let stranger = key(72);
    assert_refused(world.close(claim, &stranger), CarbonError::BallotVoting);
    world.vote(claim, &[1], Verdict::Reject).unwrap();
    assert_refused(world.vote(claim, &[2], Verdict::Approve), CarbonError::BallotRejected);
    assert_refused(world.notarize(claim), CarbonError::BallotRejected);
    let owner = world.owner.pubkey();
    world.close(claim, &stranger).unwrap();
    assert_eq!(world.balance(&owner, carbon_client::program::token::TokenClass::Emission), 0);
}

#[test]
fn votes_and_execution_have_their_time() {
    let (mut world, claim) = claimed();
    world.pass(7 * SECONDS_PER_DAY);
    world.vote(claim, &[0, 1, 2], Verdict::Approve).unwrap();
    world.pass(1);
    assert_refused(world.vote(claim, &[3], Verdict::Approve), CarbonError::BallotExpired);
    world.close(claim, &key(72)).unwrap();

    let (mut world, claim) = claimed();
    world.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let owner = key(12);
    assert_refused(world.close(claim, &owner), CarbonError::BallotApproved);
    world.pass(14 * SECONDS_PER_DAY + 1);
    assert_refused(world.notarize(claim), CarbonError::BallotExpired);
    world.close(claim, &key(72)).unwrap();
}

#[test]
fn a_pause_moves_the_deadline() {
    let (mut world, claim) = claimed();
    let pause = ix::pause_registry(world.guardian.pubkey(), world.registry);
    let unpause = ix::unpause_registry(world.guardian.pubkey(), world.registry);
    world.runtime.send(&[pause], &[&key(11)]).unwrap();
    world.pass(5 * SECONDS_PER_DAY);
    world.runtime.send(&[unpause], &[&key(11)]).unwrap();
    world.pass(7 * SECONDS_PER_DAY);
    world.vote(claim, &[0], Verdict::Approve).unwrap();
    world.pass(1);
    assert_refused(world.vote(claim, &[1], Verdict::Approve), CarbonError::BallotExpired);
}

#[test]
fn changed_content_at_the_same_address_has_another_digest() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = world.emission(1_000);
    let claim = world.submit(source, args.clone());
    let old = world.digest(&claim);
    let owner = key(12);
    world.close(claim, &owner).unwrap();
    let again = carbon_client::program::claim::SubmitClaimArgs { grams: 1_001, ..args };
    assert_eq!(world.submit(source, again), claim);
    assert_refused(world.vote_for(claim, old, &[0], Verdict::Approve), CarbonError::DigestMismatch);
}
