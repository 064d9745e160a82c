//! Notaries that held the units before, and further rounds.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{
        burn::{Certificate, ProposeBurnArgs},
        errors::CarbonError,
        notary::{NotaryTerms, Phase, Verdict},
        registry::Change,
    },
};
use carbon_tests::*;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// A submitted burn of credits that went from the owner to `holder` and back.
fn held_by(holder: impl FnOnce(&mut World) -> Keypair) -> (World, Pubkey) {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let (owner, holder) = (world.owner.insecure_clone(), holder(&mut world));
    world.runtime.fund(&holder.pubkey(), FUNDS);
    let there = world.transfer(credit, &owner, &holder, 1_000);
    let back = world.transfer(there, &holder, &owner, 1_000);
    let proof = world.submitted(&[(emission, back, 500)]);
    (world, proof)
}

fn phase(world: &mut World, proof: Pubkey) -> Phase {
    let account = world.runtime.svm().get_account(&at::notaries(&world.registry)).unwrap();
    let set = bytemuck::from_bytes(&account.data[8..]);
    world.proof(&proof).subject.ballot.phase(set, &world.registry().pause, world.runtime.now())
}

#[test]
fn after_the_review_an_earlier_holder_does_not_vote() {
    let (mut world, proof) = held_by(|world| world.notaries[2].insecure_clone());
    let tied = world.notaries[2].pubkey();
    assert!(!world.proof(&proof).subject.interested.contains(&tied));
    world.review_all(proof);
    let subject = world.proof(&proof).subject;
    assert_eq!(subject.interested, [world.owner.pubkey(), world.owner.pubkey(), tied]);
    assert_eq!(subject.ballot.interest, 1 << 2);
    assert_refused(world.vote(proof, &[2], Verdict::Approve), CarbonError::InterestedNotary);
    assert_refused(world.vote(proof, &[0, 2], Verdict::Approve), CarbonError::InterestedNotary);
    world.vote(proof, &[0, 1, 3, 4], Verdict::Approve).unwrap();
    world.finalize(proof).unwrap();
}

#[test]
fn a_vote_cast_before_the_review_is_taken_back_by_it() {
    let (mut world, proof) = held_by(|world| world.notaries[2].insecure_clone());
    world.review(proof, 0).unwrap();
    world.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_eq!(phase(&mut world, proof), Phase::Approved);
    world.review(proof, 1).unwrap();
    assert_eq!(phase(&mut world, proof), Phase::Voting, "three of five are no quorum");
    assert_refused(world.finalize(proof), CarbonError::BallotVoting);
    world.vote(proof, &[4], Verdict::Approve).unwrap();
    world.finalize(proof).unwrap();
    assert_eq!(world.runtime.get::<Certificate>(&at::certificate(&proof)).approve, 0b11011, "the votes that counted");
}

#[test]
fn without_the_interested_there_may_be_no_quorum_left() {
    let mut world = World::new();
    let proof = held_by_two(&mut world);
    world.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_eq!(phase(&mut world, proof), Phase::Approved);
    world.review_all(proof);
    assert_eq!(phase(&mut world, proof), Phase::Rejected, "of five, three are left that could approve");
    assert_refused(world.finalize(proof), CarbonError::BallotRejected);
    let stranger = world.person(70);
    world.cancel(proof, &stranger).unwrap();
    world.assert_conservation();
}

/// A burn of units that two notaries held, in a leg each.
fn held_by_two(world: &mut World) -> Pubkey {
    let (emission, credit) = world.lots(2, 1_000);
    let owner = world.owner.insecure_clone();
    let mut legs = vec![];
    for index in [0, 1] {
        let notary = world.notaries[index].insecure_clone();
        world.runtime.fund(&notary.pubkey(), FUNDS);
        let there = world.transfer(credit, &owner, &notary, 100);
        let back = world.transfer(there, &notary, &owner, 100);
        legs.push((emission, back, 100));
    }
    world.submitted(&legs)
}

/// The notary's source: it is the owner of the record, and the first in the credits' history.
#[test]
fn a_notary_that_the_units_were_issued_to_is_found() {
    let mut world = World::new();
    let (owner, notary) = (world.owner.insecure_clone(), world.notaries[1].insecure_clone());
    let (emission, _) = world.lots(1, 1_000);
    world.runtime.fund(&notary.pubkey(), FUNDS);
    world.owner = notary.insecure_clone();
    let source = world.source(World::source_args(1));
    let args = world.absorption(1_000);
    let nonce = args.nonce;
    let claim = world.submit(source, args.clone());
    assert_eq!(claim, at::claim(&source, nonce));
    world.vote(claim, &[0, 2, 3, 4], Verdict::Approve).unwrap();
    world.notarize(claim).unwrap();
    let issued = at::lot(&at::record(&world.registry, &args.evidence_sha256, 0), 0);
    let bought = world.transfer(issued, &notary, &owner, 500);
    world.owner = owner;
    let proof = world.submitted(&[(emission, bought, 500)]);
    world.review_all(proof);
    assert_eq!(world.proof(&proof).subject.ballot.interest, 1 << 1);
    assert_refused(world.vote(proof, &[1], Verdict::Reject), CarbonError::InterestedNotary);
}

#[test]
fn a_key_affiliated_to_a_notary_is_the_notarys() {
    let affiliate = key(61);
    let (mut world, proof) = held_by(|world| {
        // A sixth notary, one of whose two affiliates holds the units.
        let affiliates = [key(60).pubkey(), key(61).pubkey()];
        let notary = NotaryTerms { affiliates, ..notary_terms(key(62).pubkey()) };
        world.loosen(Change::AddNotary { notary }).unwrap();
        world.notaries.push(key(62));
        world.notaries.sort_by_key(Signer::pubkey);
        key(61)
    });
    let index = world.notaries.iter().position(|notary| notary.pubkey() == key(62).pubkey()).unwrap();
    assert!(world.notaries.iter().all(|notary| notary.pubkey() != affiliate.pubkey()));
    world.review_all(proof);
    assert_eq!(world.proof(&proof).subject.ballot.interest, 1 << index);
    assert_refused(world.vote(proof, &[index], Verdict::Approve), CarbonError::InterestedNotary);
}

#[test]
fn proposer_and_beneficiary_do_not_vote_whatever_the_review_finds() {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let args = ProposeBurnArgs { beneficiary: world.notaries[0].pubkey(), ..world.proposal(9) };
    world.propose_with(args).unwrap();
    let proof = at::burn_proof(&world.registry, &world.owner.pubkey(), 9);
    world.add_leg(proof, emission, credit, 10).unwrap();
    world.submit_burn(proof).unwrap();
    assert_refused(world.vote(proof, &[0], Verdict::Approve), CarbonError::InterestedNotary);
    world.review_all(proof);
    world.vote(proof, &[1, 2, 3, 4], Verdict::Approve).unwrap();
    world.finalize(proof).unwrap();
}

#[test]
fn the_next_round_keeps_the_reviews_and_keeps_the_interested_out() {
    let (mut world, proof) = held_by(|world| world.notaries[2].insecure_clone());
    world.review_all(proof);
    world.vote(proof, &[0, 1, 3, 4], Verdict::Approve).unwrap();
    let (before, tied) = (world.proof(&proof), world.notaries[2].pubkey());

    // Another notary is suspended: a new epoch, and the approval is stale.
    let (guardian, suspended) = (world.guardian.insecure_clone(), world.notaries[4].pubkey());
    let suspend = ix::suspend_notary(guardian.pubkey(), world.registry, suspended);
    world.runtime.send(&[suspend], &[&guardian]).unwrap();
    assert_refused(world.finalize(proof), CarbonError::BallotStale);
    world.pass(60);
    world.runtime.send(&[ix::reopen_ballot(world.registry, proof)], &[]).unwrap();
    let after = world.proof(&proof);
    assert_eq!(after.legs, before.legs, "the reviews are kept");
    assert_eq!(after.subject.content, before.subject.content);
    let ballot = after.subject.ballot;
    assert_eq!((ballot.round, ballot.approve, ballot.reject), (2, 0, 0));
    assert_ne!(ballot.digest, before.subject.ballot.digest, "a vote of the first round does not fit");
    assert!(after.subject.interested.contains(&tied));
    let old = before.subject.ballot.digest;
    assert_refused(world.vote_for(proof, old, &[0], Verdict::Approve), CarbonError::DigestMismatch);
    assert_refused(world.vote(proof, &[2], Verdict::Approve), CarbonError::InterestedNotary);
    assert_refused(world.vote(proof, &[4], Verdict::Approve), CarbonError::NotarySuspended);
    world.vote(proof, &[0, 1, 3], Verdict::Approve).unwrap();
    assert_refused(world.finalize(proof), CarbonError::BallotVoting);

    // Reinstated, in a third round, they carry it.
    world.loosen(Change::ReinstateNotary { key: suspended }).unwrap();
    world.runtime.send(&[ix::reopen_ballot(world.registry, proof)], &[]).unwrap();
    assert_refused(world.vote(proof, &[2], Verdict::Approve), CarbonError::InterestedNotary);
    world.vote(proof, &[0, 1, 3, 4], Verdict::Approve).unwrap();
    world.finalize(proof).unwrap();
    world.assert_conservation();
}

/// A review in a stale ballot speaks of the new set's notaries, whose places the old bitmap does not know.
#[test]
fn an_interest_found_while_stale_counts_in_the_next_round() {
    let (mut world, proof) = held_by(|world| world.notaries[2].insecure_clone());
    world.apply(Change::SetThreshold { threshold_bps: 7_000 }).unwrap();
    world.review_all(proof);
    let subject = world.proof(&proof).subject;
    assert_eq!(subject.ballot.interest, 0);
    assert!(subject.interested.contains(&world.notaries[2].pubkey()));
    world.runtime.send(&[ix::reopen_ballot(world.registry, proof)], &[]).unwrap();
    assert_refused(world.vote(proof, &[2], Verdict::Approve), CarbonError::InterestedNotary);
}

/// Who joins the set after a review may be an earlier holder too: the review begins anew, and finds out.
#[test]
fn a_notary_that_joins_after_the_review_is_looked_for_as_well() {
    let holder = key(77);
    let (mut world, proof) = held_by(|_| key(77));
    world.review_all(proof);
    assert_refused(world.review(proof, 1), CarbonError::AlreadyReviewed);
    world.loosen(Change::AddNotary { notary: notary_terms(holder.pubkey()) }).unwrap();
    world.runtime.send(&[ix::reopen_ballot(world.registry, proof)], &[]).unwrap();

    // The review did not know the newcomer, who can vote until it is made again.
    let digest = world.digest(&proof);
    let vote = ix::attest(world.registry, proof, digest, Verdict::Approve, [9; 32], &[holder.pubkey()]);
    world.runtime.send(&[vote], &[&holder]).unwrap();
    world.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_refused(world.finalize(proof), CarbonError::NotReviewed);
    world.review_all(proof);
    // Four of six are no quorum of 66.67 %: the fifth vote was the holder's.
    assert_refused(world.finalize(proof), CarbonError::BallotVoting);
    world.vote(proof, &[4], Verdict::Approve).unwrap();
    world.finalize(proof).unwrap();
    world.assert_conservation();
}
