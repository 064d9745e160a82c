use carbon_client::{
    burns,
    program::{
        burn::*,
        errors::CarbonError,
        notary::*,
        registry::{Adjustment, Change, Terms},
        text,
    },
};
use carbon_testkit::*;
use carbon_wire::{
    calendar::SECONDS_PER_DAY,
    digest::{
        content_hash, legs_hash, to_bytes, BallotDigest, BurnContent, LegContent, SideContent, SubjectKind,
        BURN_CONTENT_LEN,
    },
};
use solana_signer::Signer;

fn content(side: &Side) -> SideContent {
    let Units { record, start, end, head, .. } = side.units;
    SideContent { lot: side.lot.to_bytes(), record: record.to_bytes(), start, end, head }
}

#[test]
fn submitting_seals_every_lot_range_and_head() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let proof = test.propose_burn();
    test.add_leg(proof, emission, credit, 600_000).unwrap();
    test.add_leg(proof, emission, credit, 1).unwrap();
    let draft = test.proof(&proof);
    test.submit_burn(proof).unwrap();

    let legs: Vec<_> = draft
        .legs
        .iter()
        .map(|leg| to_bytes(&LegContent { emission: content(&leg.emission), credit: content(&leg.credit) }))
        .collect();
    let owner = test.people.owner.pubkey().to_bytes();
    let sealed = content_hash::<BURN_CONTENT_LEN>(&BurnContent {
        proposer: owner,
        beneficiary: owner,
        purpose: text::pack("Emissions of 2023-24").unwrap(),
        metadata: [3; 32],
        grams: 600_001,
        legs: legs_hash(&legs),
    });
    let (opened, epoch) = (test.runtime.now(), NOTARIES as u64 + 1);
    let expires = opened + 7 * SECONDS_PER_DAY;
    let digest = BallotDigest {
        program: &carbon_client::program::ID.to_bytes(),
        registry: &test.registry.to_bytes(),
        subject: &proof.to_bytes(),
        kind: SubjectKind::BurnProof,
        epoch,
        round: 1,
        expires_at: expires,
    };
    let ballot = Ballot {
        digest: digest.over(&sealed),
        epoch,
        round: 1,
        opened_at: opened,
        expires_at: expires,
        ..Ballot::default()
    };
    let subject = Subject { content: sealed, ballot, ..draft.subject.clone() };
    assert_same(&test.proof(&proof), &BurnProof { subject, ..draft });
}

#[test]
fn a_draft_is_not_voted_on_and_is_submitted_once_by_its_proposer_with_legs() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let proof = test.propose_burn();
    assert_refused(test.submit_burn(proof), CarbonError::NoLegs);
    test.add_leg(proof, emission, credit, 600_000).unwrap();
    assert_refused(test.vote(proof, &[0], Verdict::Approve), CarbonError::BallotNotOpen);
    assert_refused(test.review_lot(proof, 0), CarbonError::BallotNotOpen);
    assert_refused(test.execute_burn(proof), CarbonError::BallotNotOpen);
    let stranger = test.person(40);
    let mut submit = burns::submit_burn(proof, &test.proof(&proof));
    submit.accounts[0].pubkey = stranger.pubkey();
    assert_refused(test.runtime.send(&[submit], &[&stranger]), CarbonError::Unauthorized);
    test.submit_burn(proof).unwrap();
    assert_refused(test.submit_burn(proof), CarbonError::BurnSubmitted);
}

/// A draft does not keep the rules of the day on which it was drawn up: neither at its submission nor at its execution.
#[test]
fn the_policy_is_checked_again_at_submission_and_execution() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let owner = test.people.owner.clone();
    let draft = test.propose_burn();
    test.add_leg(draft, emission, credit, 1_000).unwrap();
    let approved = test.approved_burn(&[(emission, credit, 1_000)]);
    let terms = Terms { required_adjustment: Adjustment::Authorized, ..policy().terms };
    test.apply(Change::SetTerms { terms }).unwrap();
    assert_refused(test.submit_burn(draft), CarbonError::AdjustmentMissing);
    assert_refused(test.execute_burn(approved), CarbonError::AdjustmentMissing);
    test.drop_burn(draft, &owner).unwrap();
    test.drop_burn(approved, &owner).unwrap();
    test.assert_conservation();
    // The vintage, too: the year of the credits becomes too old between the vote and the execution.
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let turn = day(2029, 7, 1) as i64 * SECONDS_PER_DAY;
    test.runtime.warp_to(turn - 10);
    let draft = test.propose_burn();
    test.add_leg(draft, emission, credit, 1_000).unwrap();
    let approved = test.approved_burn(&[(emission, credit, 1_000)]);
    test.runtime.warp_to(turn);
    assert_refused(test.submit_burn(draft), CarbonError::VintageTooOld);
    assert_refused(test.execute_burn(approved), CarbonError::VintageTooOld);
}

#[test]
fn a_draft_is_submitted_within_30_days_which_pauses_move() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let (draft, late) = (test.propose_burn(), test.propose_burn());
    test.add_leg(draft, emission, credit, 1_000).unwrap();
    test.add_leg(late, emission, credit, 1_000).unwrap();
    test.pause_for(SECONDS_PER_DAY);
    test.pass(DRAFT_PERIOD);
    test.submit_burn(draft).unwrap();
    test.pass(1);
    assert_refused(test.submit_burn(late), CarbonError::DraftExpired);
}

/// The records of the credits are those of the legs, all of them and in their order.
#[test]
fn the_records_passed_are_those_of_the_legs() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let (_, other) = test.lots(2, 1_000);
    let proof = test.propose_burn();
    test.add_leg(proof, emission, credit, 1_000).unwrap();
    test.add_leg(proof, emission, other, 1_000).unwrap();
    let right = burns::submit_burn(proof, &test.proof(&proof));
    let last = right.accounts.len() - 1;
    let mut swapped = right.clone();
    swapped.accounts.swap(last, last - 1);
    let mut missing = right.clone();
    missing.accounts.pop();
    let owner = test.people.owner.clone();
    for wrong in [swapped, missing] {
        assert_refused(test.runtime.send(&[wrong], &[&owner]), CarbonError::WrongLegAccounts);
    }
    test.runtime.send(&[right], &[&owner]).unwrap();
}
