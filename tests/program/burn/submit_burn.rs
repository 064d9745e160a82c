use carbon_client::{
    burns,
    program::{burn::*, errors::CarbonError, notary::*, text},
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
