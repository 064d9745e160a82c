//! Conflicts of interest: notaries that held the units before, and further rounds.

use carbon_client::{
    addresses as at,
    conflicts::{conflicts, holders, Conflicts},
    instructions as ix,
    offsets::DISCRIMINATOR_LEN,
    program::{
        burn::{Certificate, ProposeBurnArgs},
        errors::CarbonError,
        notary::{NotarySet, NotaryTerms, Phase, Verdict},
        registry::Change,
        source::RegisterSourceArgs,
    },
};
use carbon_testkit::*;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::rc::Rc;

/// A submitted burn of credits that went from the owner to `holder` and back.
fn held_by(holder: impl FnOnce(&mut TestRegistry) -> Rc<Keypair>) -> (TestRegistry, Pubkey) {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, holder) = (test.people.owner.clone(), holder(&mut test));
    test.runtime.fund(&holder.pubkey(), INITIAL_LAMPORTS);
    let there = test.transfer(credit, &owner, &holder, 1_000);
    let back = test.transfer(there, &holder, &owner, 1_000);
    let proof = test.submitted_burn(&[(emission, back, 500)]);
    (test, proof)
}

fn phase(test: &mut TestRegistry, proof: Pubkey) -> Phase {
    let account = test.runtime.svm().get_account(&at::notaries(&test.registry)).unwrap();
    let set = bytemuck::from_bytes(&account.data[DISCRIMINATOR_LEN..]);
    test.proof(&proof).subject.ballot.phase(set, &test.registry().pause, test.runtime.now())
}

#[test]
fn after_the_review_an_earlier_holder_does_not_vote() {
    let (mut test, proof) = held_by(|test| test.people.notaries[2].clone());
    let conflicted = test.people.notaries[2].pubkey();
    assert!(!test.proof(&proof).subject.conflicted.contains(&conflicted));
    // The client says so before the burn is proposed.
    let credit = test.proof(&proof).legs[0].credit.lot;
    let set: NotarySet = test.runtime.get(&at::notaries(&test.registry));
    let holders = holders(&test.runtime.histories().of(&credit).unwrap());
    let owner = test.people.owner.pubkey();
    assert_eq!(holders, [owner, conflicted]);
    let notaries = vec![conflicted];
    assert_eq!(conflicts(&set, &holders), Conflicts { notaries, quorum_is_left: true });
    let others = test.people.notaries[0].pubkey();
    assert!(!conflicts(&set, &[conflicted, others]).quorum_is_left);

    test.review_all(proof);
    let subject = test.proof(&proof).subject;
    assert_eq!(subject.conflicted, [test.people.owner.pubkey(), test.people.owner.pubkey(), conflicted]);
    assert_eq!(subject.ballot.conflicted, 1 << 2);
    assert_refused(test.vote(proof, &[2], Verdict::Approve), CarbonError::NotaryConflicted);
    assert_refused(test.vote(proof, &[0, 2], Verdict::Approve), CarbonError::NotaryConflicted);
    test.vote(proof, &[0, 1, 3, 4], Verdict::Approve).unwrap();
    test.execute_burn(proof).unwrap();
}

#[test]
fn a_vote_cast_before_the_review_is_taken_back_by_it() {
    let (mut test, proof) = held_by(|test| test.people.notaries[2].clone());
    test.review_lot(proof, 0).unwrap();
    test.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_eq!(phase(&mut test, proof), Phase::Approved);
    test.review_lot(proof, 1).unwrap();
    assert_eq!(phase(&mut test, proof), Phase::Voting, "three of five are no quorum");
    assert_refused(test.execute_burn(proof), CarbonError::BallotVoting);
    test.vote(proof, &[4], Verdict::Approve).unwrap();
    test.execute_burn(proof).unwrap();
    assert_eq!(test.runtime.get::<Certificate>(&at::certificate(&proof)).approvals, 0b11011, "the votes that counted");
}

#[test]
fn without_conflicted_notaries_the_rest_may_be_less_than_a_quorum() {
    let mut test = TestRegistry::new();
    let proof = held_by_two(&mut test);
    test.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_eq!(phase(&mut test, proof), Phase::Approved);
    test.review_all(proof);
    assert_eq!(phase(&mut test, proof), Phase::Rejected, "of five, three are left that could approve");
    assert_refused(test.execute_burn(proof), CarbonError::BallotRejected);
    let stranger = test.person(70);
    test.drop_burn(proof, &stranger).unwrap();
    test.assert_conservation();
}

/// A burn of two legs, whose units were held by one notary each.
fn held_by_two(test: &mut TestRegistry) -> Pubkey {
    let (emission, credit) = test.lots(2, 1_000);
    let owner = test.people.owner.clone();
    let mut legs = vec![];
    for index in [0, 1] {
        let notary = test.people.notaries[index].clone();
        test.runtime.fund(&notary.pubkey(), INITIAL_LAMPORTS);
        let there = test.transfer(credit, &owner, &notary, 100);
        let back = test.transfer(there, &notary, &owner, 100);
        legs.push((emission, back, 100));
    }
    test.submitted_burn(&legs)
}

/// The source of a notary: the notary owns the record and is the first holder in the credits' history.
#[test]
fn a_notary_that_the_units_were_issued_to_is_found() {
    let mut test = TestRegistry::new();
    let (owner, notary) = (test.people.owner.clone(), test.people.notaries[1].clone());
    let (emission, _) = test.lots(1, 1_000);
    test.runtime.fund(&notary.pubkey(), INITIAL_LAMPORTS);
    test.people.owner = notary.clone();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.absorption(1_000);
    let nonce = args.nonce;
    let claim = test.submit(source, args.clone());
    assert_eq!(claim, at::claim(&source, nonce));
    test.vote(claim, &[0, 2, 3, 4], Verdict::Approve).unwrap();
    test.notarize(claim).unwrap();
    let issued = at::lot(&at::record(&test.registry, &args.evidence_sha256, 0), 0);
    let bought = test.transfer(issued, &notary, &owner, 500);
    test.people.owner = owner;
    let proof = test.submitted_burn(&[(emission, bought, 500)]);
    test.review_all(proof);
    assert_eq!(test.proof(&proof).subject.ballot.conflicted, 1 << 1);
    assert_refused(test.vote(proof, &[1], Verdict::Reject), CarbonError::NotaryConflicted);
}

#[test]
fn a_key_affiliated_to_a_notary_is_the_notarys() {
    let affiliate = key(61);
    let (mut test, proof) = held_by(|test| {
        // A sixth notary, one of whose two affiliates holds the units.
        let affiliates = [key(60).pubkey(), key(61).pubkey()];
        let notary = NotaryTerms { affiliates, ..notary_terms(key(62).pubkey()) };
        test.loosen(Change::AddNotary { notary }).unwrap();
        test.people.notaries.push(Rc::new(key(62)));
        test.people.notaries.sort_by_key(|notary| notary.pubkey());
        Rc::new(key(61))
    });
    let index = test.people.notaries.iter().position(|notary| notary.pubkey() == key(62).pubkey()).unwrap();
    assert!(test.people.notaries.iter().all(|notary| notary.pubkey() != affiliate.pubkey()));
    test.review_all(proof);
    assert_eq!(test.proof(&proof).subject.ballot.conflicted, 1 << index);
    assert_refused(test.vote(proof, &[index], Verdict::Approve), CarbonError::NotaryConflicted);
}

#[test]
fn proposer_and_beneficiary_do_not_vote_whatever_the_review_finds() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let args = ProposeBurnArgs { beneficiary: test.people.notaries[0].pubkey(), ..test.proposal(9) };
    test.propose_burn_with(args).unwrap();
    let proof = at::burn_proof(&test.registry, &test.people.owner.pubkey(), 9);
    test.add_leg(proof, emission, credit, 10).unwrap();
    test.submit_burn(proof).unwrap();
    assert_refused(test.vote(proof, &[0], Verdict::Approve), CarbonError::NotaryConflicted);
    test.review_all(proof);
    test.vote(proof, &[1, 2, 3, 4], Verdict::Approve).unwrap();
    test.execute_burn(proof).unwrap();
}

#[test]
fn the_next_round_keeps_the_reviews_and_excludes_conflicted_notaries() {
    let (mut test, proof) = held_by(|test| test.people.notaries[2].clone());
    test.review_all(proof);
    test.vote(proof, &[0, 1, 3, 4], Verdict::Approve).unwrap();
    let (before, conflicted) = (test.proof(&proof), test.people.notaries[2].pubkey());

    // Another notary is suspended: a new epoch, and the approval is stale.
    let (guardian, suspended) = (test.people.guardian.clone(), test.people.notaries[4].pubkey());
    let suspend = ix::suspend_notary(guardian.pubkey(), test.registry, suspended);
    test.runtime.send(&[suspend], &[&guardian]).unwrap();
    assert_refused(test.execute_burn(proof), CarbonError::BallotStale);
    test.pass(60);
    test.runtime.send(&[ix::reopen_ballot(test.registry, proof)], &[]).unwrap();
    let after = test.proof(&proof);
    assert_eq!(after.legs, before.legs, "the reviews are kept");
    assert_eq!(after.subject.content, before.subject.content);
    let ballot = after.subject.ballot;
    assert_eq!((ballot.round, ballot.approvals, ballot.rejections), (2, 0, 0));
    assert_ne!(ballot.digest, before.subject.ballot.digest, "a vote of the first round does not fit");
    assert!(after.subject.conflicted.contains(&conflicted));
    let old = before.subject.ballot.digest;
    assert_refused(test.vote_for(proof, old, &[0], Verdict::Approve), CarbonError::DigestMismatch);
    assert_refused(test.vote(proof, &[2], Verdict::Approve), CarbonError::NotaryConflicted);
    assert_refused(test.vote(proof, &[4], Verdict::Approve), CarbonError::NotarySuspended);
    test.vote(proof, &[0, 1, 3], Verdict::Approve).unwrap();
    assert_refused(test.execute_burn(proof), CarbonError::BallotVoting);

    // After its reinstatement they approve the burn in a third round.
    test.loosen(Change::ReinstateNotary { key: suspended }).unwrap();
    test.runtime.send(&[ix::reopen_ballot(test.registry, proof)], &[]).unwrap();
    assert_refused(test.vote(proof, &[2], Verdict::Approve), CarbonError::NotaryConflicted);
    test.vote(proof, &[0, 1, 3, 4], Verdict::Approve).unwrap();
    test.execute_burn(proof).unwrap();
    test.assert_conservation();
}

/// A review during a stale ballot finds notaries of the new set, whose indices the old bitmap does not fit.
#[test]
fn a_conflict_found_while_stale_counts_in_the_next_round() {
    let (mut test, proof) = held_by(|test| test.people.notaries[2].clone());
    test.apply(Change::SetThreshold { threshold_bps: STRICTER_THRESHOLDS_BPS[0] }).unwrap();
    test.review_all(proof);
    let subject = test.proof(&proof).subject;
    assert_eq!(subject.ballot.conflicted, 0);
    assert!(subject.conflicted.contains(&test.people.notaries[2].pubkey()));
    test.runtime.send(&[ix::reopen_ballot(test.registry, proof)], &[]).unwrap();
    assert_refused(test.vote(proof, &[2], Verdict::Approve), CarbonError::NotaryConflicted);
}

/// A notary that joins the set after a review may be an earlier holder: a new review finds it.
#[test]
fn a_notary_that_joins_after_the_review_is_looked_for_as_well() {
    let holder = key(77);
    let (mut test, proof) = held_by(|_| key(77).into());
    test.review_all(proof);
    assert_refused(test.review_lot(proof, 1), CarbonError::AlreadyReviewed);
    test.loosen(Change::AddNotary { notary: notary_terms(holder.pubkey()) }).unwrap();
    test.runtime.send(&[ix::reopen_ballot(test.registry, proof)], &[]).unwrap();

    // The review did not know the new notary, which can vote until the review is repeated.
    let digest = test.digest(&proof);
    let vote = ix::attest(test.registry, proof, digest, Verdict::Approve, [9; 32], &[holder.pubkey()]);
    test.runtime.send(&[vote], &[&holder]).unwrap();
    test.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_refused(test.execute_burn(proof), CarbonError::NotReviewed);
    test.review_all(proof);
    // Four of six are less than the quorum of 66.67 %: the fifth vote was the holder's.
    assert_refused(test.execute_burn(proof), CarbonError::BallotVoting);
    test.vote(proof, &[4], Verdict::Approve).unwrap();
    test.execute_burn(proof).unwrap();
    test.assert_conservation();
}

/// A notary that joins after the quorum cannot have voted in the round, so the review of it is complete.
#[test]
fn a_notary_that_joins_after_the_quorum_needs_no_review() {
    let holder = key(77);
    let (mut test, proof) = held_by(|_| key(77).into());
    test.review_all(proof);
    test.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.loosen(Change::AddNotary { notary: notary_terms(holder.pubkey()) }).unwrap();
    assert_refused(test.review_lot(proof, 1), CarbonError::AlreadyReviewed);
    test.execute_burn(proof).unwrap();
    test.assert_conservation();
}

/// A conflict that is found after the set has changed undoes the quorum: it may be of a notary whose vote made it.
#[test]
fn a_conflict_found_in_a_later_epoch_undoes_the_quorum() {
    let (mut test, proof) = held_by(|test| test.people.notaries[2].clone());
    test.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_eq!(phase(&mut test, proof), Phase::Approved);
    test.apply(Change::SetThreshold { threshold_bps: STRICTER_THRESHOLDS_BPS[0] }).unwrap();
    assert_eq!(phase(&mut test, proof), Phase::Approved);
    test.review_all(proof);
    assert_eq!(phase(&mut test, proof), Phase::Stale);
    assert_refused(test.execute_burn(proof), CarbonError::BallotStale);
    test.runtime.send(&[ix::reopen_ballot(test.registry, proof)], &[]).unwrap();
    assert_refused(test.vote(proof, &[2], Verdict::Approve), CarbonError::NotaryConflicted);
    test.vote(proof, &[0, 1, 3, 4], Verdict::Approve).unwrap();
    test.execute_burn(proof).unwrap();
}

/// Who operates the source that emitted has a conflict of interest in the burn, whoever holds the emission by then.
#[test]
fn the_operators_of_the_emitting_source_do_not_vote() {
    let mut test = TestRegistry::new();
    let (owner, holder, operator) = (test.people.owner.clone(), test.person(70), test.person(71));
    let args = RegisterSourceArgs { operators: vec![operator.pubkey()], ..TestRegistry::source_args(1) };
    let source = test.source(args);
    let args = test.emission(1_000);
    let emission = at::lot(&test.record(source, args), 0);
    let (_, credit) = test.lots(2, 1_000);
    let moved = [(emission, 1_000), (credit, 1_000)].map(|(lot, grams)| test.transfer(lot, &owner, &holder, grams));
    test.loosen(Change::AddNotary { notary: notary_terms(operator.pubkey()) }).unwrap();
    test.loosen(Change::AddNotary { notary: notary_terms(owner.pubkey()) }).unwrap();
    test.people.owner = holder;
    let proof = test.submitted_burn(&[(moved[0], moved[1], 1_000)]);
    let conflicted = &test.proof(&proof).subject.conflicted;
    assert!(conflicted.contains(&operator.pubkey()) && conflicted.contains(&owner.pubkey()));
    for notary in [operator, owner] {
        let digest = test.digest(&proof);
        let vote = ix::attest(test.registry, proof, digest, Verdict::Approve, [9; 32], &[notary.pubkey()]);
        assert_refused(test.runtime.send(&[vote], &[&notary]), CarbonError::NotaryConflicted);
    }
}
