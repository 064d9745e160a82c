//! Burn proofs.

use super::snapshot::Snapshot;
use carbon_client::{
    addresses as at, instructions as ix,
    program::{
        burn::{BurnProof, Certificate, ProposeBurnArgs},
        lot::{Lot, LotState},
        notary::Verdict,
        record::Record,
        registry::Change,
        restatement::Cover,
        token::TokenClass,
    },
};
use carbon_notary_history::{report::Decision, SubjectAddress};
use carbon_testkit::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::rc::Rc;

/// A proof of two legs. The first credit had three holders; a certificate and a cover burned other units of its record before. The
/// second emission was transferred twice.
struct Fixture {
    test: TestRegistry,
    proof: Pubkey,
    certificate: Pubkey,
    snapshot: Snapshot,
}

impl Fixture {
    fn new() -> Self {
        let mut test = TestRegistry::new();
        let (emission, credit) = test.lots(1, 1_000_000);
        let (other_emission, other_credit) = test.lots(2, 1_000_000);
        let (owner, crank, buyer) = (test.people.owner.clone(), test.people.crank.clone(), test.person(40));
        // A certificate with units that become void, covered by units of the first record.
        let certificate = test.burn(&[(emission, credit, 1_000), (other_emission, other_credit, 2_000)]);
        let void = test.lot(&other_credit).record;
        test.restate_down(void, 500);
        test.impair(certificate, 1, None).unwrap();
        test.cover(certificate, 1, &owner, credit, 700).unwrap();
        let (third_emission, third_credit) = test.lots(3, 1_000_000);
        let bought = test.transfer(credit, &owner, &buyer, 100_000);
        let resold = test.transfer(bought, &buyer, &crank, 60_000);
        let back = test.transfer(resold, &crank, &owner, 50_000);
        let down = test.transfer(third_emission, &owner, &buyer, 9_000);
        let down = test.transfer(down, &buyer, &owner, 8_000);
        let proof = test.submitted_burn(&[(emission, back, 40_000), (down, third_credit, 8_000)]);
        let snapshot = Snapshot::of(&mut test, SubjectAddress::BurnProof(proof));
        Self { test, proof, certificate, snapshot }
    }
}

#[test]
fn an_honest_proof_is_approved_and_burned_by_votes_for_the_recomputed_digest() {
    let Fixture { mut test, proof, snapshot, .. } = Fixture::new();
    let digest = snapshot.assert_approved().digest.unwrap();
    test.review_all(proof);
    let reviewed = Snapshot::of(&mut test, SubjectAddress::BurnProof(proof));
    assert_eq!(reviewed.assert_approved().digest, Some(digest));
    test.vote_for(proof, digest, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.execute_burn(proof).unwrap();
    assert!(test.runtime.find::<Certificate>(&at::certificate(&proof)).is_some());
}

#[test]
fn every_event_of_the_units_matters_to_the_byte() {
    Fixture::new().snapshot.assert_rests_on(EVENTS, FREE);
}

const EVENTS: &[(&str, usize, usize)] = &[
    // Votes on the four records of the proof and on the earlier burn, not on two other records and a correction.
    ("Attested", 5, 8),
    ("BurnExecuted", 1, 1),
    ("BurnProposed", 2, 2),
    ("BurnSubmitted", 2, 2),
    ("CertificateCovered", 1, 1),
    ("CertificateImpaired", 1, 1),
    ("ChangeApplied", 5, 5),
    ("ClaimSubmitted", 4, 6),
    ("LeafAppended", 2, 2),
    ("LegAdded", 4, 4),
    // All except the issues of the buffer's three lots.
    ("LineageExtended", 11, 14),
    ("LotSplit", 7, 7),
    ("RecordNotarized", 4, 6),
    ("RegistryCreated", 1, 1),
];

const FREE: &[(&str, std::ops::Range<usize>)] = &[
    ("Attested", 64..121),
    ("ChangeApplied", 157..165),
    ("ClaimSubmitted", 96..104),
    // Earlier burns: proposer, beneficiary, and expiry of their ballots.
    ("BurnProposed", 32..128),
    ("BurnSubmitted", 72..80),
    // A cover: holder, lot, head and time. The history of the units before does not matter any more.
    ("CertificateCovered", 65..129),
    ("CertificateCovered", 177..217),
    // Which leg of a certificate is impaired.
    ("CertificateImpaired", 32..33),
    ("RegistryCreated", 32..64),
    ("RegistryCreated", 118..126),
];

#[test]
fn a_forged_field_of_an_account_is_refused() {
    let Fixture { mut test, proof, certificate, .. } = Fixture::new();
    let cover = at::cover(&certificate, 1, &test.proof(&proof).legs[0].credit.units.record);
    test.review_all(proof);
    let snapshot = Snapshot::of(&mut test, SubjectAddress::BurnProof(proof));
    snapshot.assert_approved();
    let legs = test.proof(&proof).legs;
    let (first, second) = (legs[0], legs[1]);
    let of_proof = |change: fn(&mut BurnProof)| snapshot.forge(proof, change);
    let of_lot = |key: Pubkey, change: fn(&mut Lot)| snapshot.forge(key, change);
    let of_record = |key: Pubkey, change: fn(&mut Record)| snapshot.forge(key, change);
    let (lot, record) = (first.credit.lot, first.credit.units.record);
    Snapshot::assert_all_refused([
        ("proof: proposer", "address", of_proof(|proof| proof.proposer.as_mut()[0] ^= 1)),
        ("proof: nonce", "address", of_proof(|proof| proof.nonce += 1)),
        ("proof: beneficiary", "proposal", of_proof(|proof| proof.beneficiary.as_mut()[0] ^= 1)),
        ("proof: statement", "proposal", of_proof(|proof| proof.metadata_sha256[0] ^= 1)),
        ("proof: purpose", "digest", of_proof(|proof| proof.purpose[0] ^= 1)),
        ("proof: content", "digest", of_proof(|proof| proof.subject.content[0] ^= 1)),
        ("proof: digest", "digest", of_proof(|proof| proof.subject.ballot.digest[0] ^= 1)),
        ("proof: expires", "ballot", of_proof(|proof| proof.subject.ballot.expires_at += 1)),
        ("proof: round", "ballot", of_proof(|proof| proof.subject.ballot.round += 1)),
        ("proof: registry", "ballot", of_proof(|proof| proof.subject.registry.as_mut()[0] ^= 1)),
        ("proof: a party left out", "conflict", of_proof(|proof| proof.subject.conflicted.clear())),
        ("proof: another lot", "lineage", of_proof(|proof| proof.legs[0].credit.lot.as_mut()[0] ^= 1)),
        ("proof: legs exchanged", "proposal", of_proof(|proof| proof.legs.swap(0, 1))),
        (
            "proof: a leg left out",
            "proposal",
            of_proof(|proof| {
                proof.legs.pop();
            }),
        ),
        (
            "proof: another record",
            "lots",
            of_proof(|proof| proof.legs[0].credit.units.record = proof.legs[1].credit.units.record),
        ),
        ("proof: a gram less", "balance", of_proof(|proof| proof.legs[0].emission.units.end -= 1)),
        (
            "proof: a gram earlier",
            "lots",
            of_proof(|proof| {
                let units = &mut proof.legs[0].credit.units;
                (units.start, units.end) = (units.start - 1, units.end - 1)
            }),
        ),
        ("proof: head", "lineage", of_proof(|proof| proof.legs[0].credit.units.head[0] ^= 1)),
        ("proof: vintage", "records", of_proof(|proof| proof.legs[1].credit.units.vintage += 1)),
        ("lot: owner", "lots", of_lot(lot, |lot| lot.owner.as_mut()[0] ^= 1)),
        ("lot: class", "lots", of_lot(lot, |lot| lot.class = TokenClass::ReductionCredit)),
        ("lot: record", "lots", of_lot(lot, |lot| lot.record.as_mut()[0] ^= 1)),
        ("lot: start", "lots", of_lot(lot, |lot| lot.start -= 1)),
        ("lot: end", "lots", of_lot(lot, |lot| lot.end += 1)),
        ("lot: head", "lots", of_lot(lot, |lot| lot.head[0] ^= 1)),
        ("lot: depth", "lots", of_lot(lot, |lot| lot.depth += 1)),
        ("lot: open", "lots", of_lot(lot, |lot| lot.state = LotState::Open)),
        ("lot: locked by another", "lots", of_lot(lot, |lot| lot.state = LotState::Locked { by: lot.record })),
        ("lot: registry", "lots", of_lot(second.emission.lot, |lot| lot.registry.as_mut()[0] ^= 1)),
        ("no lot", "lots", snapshot.without(second.emission.lot)),
        ("record: void units", "records", of_record(record, |record| record.valid_grams = 500)),
        ("record: a gram valid less", "records", of_record(record, |record| record.valid_grams -= 1)),
        ("record: frozen", "records", of_record(record, |record| record.frozen = true)),
        ("record: grams", "records", of_record(record, |record| record.data.grams += 1)),
        ("record: year", "records", of_record(record, |record| record.data.year -= 1)),
        ("record: digest", "records", of_record(record, |record| record.digest[0] ^= 1)),
        ("record: owner", "records", of_record(record, |record| record.owner.as_mut()[0] ^= 1)),
        ("record: notarized a second later", "lineage", of_record(record, |record| record.notarized_at += 1)),
        ("no record", "records", snapshot.without(record)),
        ("cover: grams", "burned", snapshot.forge(cover, |cover: &mut Cover| cover.serials.ranges[0].end += 1)),
        ("cover: a leg", "burned", snapshot.forge(cover, |cover: &mut Cover| cover.leg = 0)),
        ("no cover", "burned", snapshot.without(cover)),
        // After the discriminator and the registry; two leaves have one peak, the second.
        ("log: neutralized", "log", snapshot.forge_bytes(at::log(&test.registry), |log| log[8 + 32] ^= 1)),
        ("log: leaves", "log", snapshot.forge_bytes(at::log(&test.registry), |log| log[8 + 56] ^= 1)),
        ("log: a peak", "log", snapshot.forge_bytes(at::log(&test.registry), |log| log[8 + 64 + 32] ^= 1)),
        ("no log", "log", snapshot.without(at::log(&test.registry))),
    ]);
}

/// Accounts and events may both be forged; then they must still be consistent.
#[test]
fn units_that_were_burned_before_are_found_in_the_history() {
    let Fixture { mut test, .. } = Fixture::new();
    let (emission, credit) = test.lots(9, 1_000_000);
    test.burn(&[(emission, credit, 10_000)]);
    let proof = test.submitted_burn(&[(emission, credit, 5_000)]);
    let snapshot = Snapshot::of(&mut test, SubjectAddress::BurnProof(proof));
    snapshot.assert_approved();
    let back = |units: &mut carbon_client::program::burn::Units| {
        (units.start, units.end) = (units.start - 5_000, units.end - 5_000)
    };
    let forged = snapshot.forge(proof, |proof: &mut BurnProof| back(&mut proof.legs[0].credit.units));
    forged.assert_refused("units of the certificate before", "burned");
    let twice = snapshot.forge(proof, |proof: &mut BurnProof| proof.legs.push(proof.legs[0]));
    twice.doubled("LegAdded").assert_refused("a leg twice", "burned");
}

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

#[test]
fn an_earlier_holder_abstains_before_the_review_has_found_it() {
    let (mut test, proof) = held_by(|test| test.people.notaries[4].clone());
    let mut snapshot = Snapshot::of(&mut test, SubjectAddress::BurnProof(proof));
    assert_eq!(snapshot.verification().unwrap().report.decision, Decision::Abstain);
    snapshot.request.notary = test.people.notaries[0].pubkey();
    snapshot.assert_approved();
    test.review_all(proof);
    let mut reviewed = Snapshot::of(&mut test, SubjectAddress::BurnProof(proof));
    assert_eq!(reviewed.verification().unwrap().report.decision, Decision::Abstain);
    reviewed.request.notary = test.people.notaries[0].pubkey();
    reviewed.assert_approved();
    let forgotten = reviewed.forge(proof, |proof: &mut BurnProof| proof.subject.ballot.conflicted = 0);
    forgotten.assert_refused("the review's mark is missing", "holders");
}

#[test]
fn a_beneficiary_abstains_and_a_notary_that_may_not_vote_waits() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let args = ProposeBurnArgs { beneficiary: test.people.notaries[4].pubkey(), ..test.proposal(9) };
    test.propose_burn_with(args).unwrap();
    let proof = at::burn_proof(&test.registry, &test.people.owner.pubkey(), 9);
    let draft = Snapshot::of(&mut test, SubjectAddress::BurnProof(proof));
    assert_eq!(draft.verification().unwrap().report.decision, Decision::Abstain);
    test.add_leg(proof, emission, credit, 1_000).unwrap();
    test.submit_burn(proof).unwrap();
    let mut snapshot = Snapshot::of(&mut test, SubjectAddress::BurnProof(proof));
    assert_eq!(snapshot.verification().unwrap().report.decision, Decision::Abstain);
    snapshot.request.notary = test.people.owner.pubkey();
    snapshot.assert_refused("not a notary", "conflict");
    snapshot.request.notary = test.people.notaries[3].pubkey();
    snapshot.assert_approved();
    let suspend = ix::suspend_notary(test.people.guardian.pubkey(), test.registry, test.people.notaries[3].pubkey());
    test.runtime.send(&[suspend], &[&test.people.guardian]).unwrap();
    let mut stale = Snapshot::of(&mut test, SubjectAddress::BurnProof(proof));
    stale.request.notary = test.people.notaries[2].pubkey();
    stale.assert_refused("the set is another", "ballot");
    test.runtime.send(&[ix::reopen_ballot(test.registry, proof)], &[]).unwrap();
    let mut reopened = Snapshot::of(&mut test, SubjectAddress::BurnProof(proof));
    reopened.request.notary = test.people.notaries[3].pubkey();
    reopened.assert_refused("suspended", "conflict");
    reopened.request.notary = test.people.notaries[2].pubkey();
    assert_ne!(reopened.assert_approved().digest, snapshot.assert_approved().digest, "another round");
}

#[test]
fn only_an_open_ballot_of_standing_records_is_approved() {
    let Fixture { mut test, proof, snapshot, .. } = Fixture::new();
    let subject = snapshot.request.subject;
    let record = test.proof(&proof).legs[1].credit.units.record;
    let mut fork = test.fork();
    fork.propose_restatement(record, 1_000);
    Snapshot::of(&mut fork, subject).assert_refused("a record is being restated", "records");
    fork.vote(at::restatement(&record), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    fork.execute_lowering(record).unwrap();
    Snapshot::of(&mut fork, subject).assert_refused("its units are void", "records");

    // A later change of the policy applies to later legs only.
    let mut terms = policy().terms;
    terms.max_vintage_age = 0;
    let mut fork = test.fork();
    fork.apply(Change::SetTerms { terms }).unwrap();
    Snapshot::of(&mut fork, subject).assert_approved();

    test.pass(8 * SECONDS_PER_DAY);
    Snapshot::of(&mut test, subject).assert_refused("too late", "ballot");
}

#[test]
fn credits_bought_on_the_market_have_a_history_too() {
    let mut test = TestRegistry::new();
    let coin = test.allowed_coin();
    let (emission, credit) = test.lots(1, 1_000_000);
    let (owner, seller) = (test.people.owner.clone(), test.person(41));
    test.give(&coin, &owner.pubkey(), 1_000_000_000);
    let stock = test.transfer(credit, &owner, &seller, 500_000);
    let taken_back = test.terms(&coin, 10_000);
    let taken_back = test.list(stock, &seller, taken_back);
    test.cancel_listing(taken_back, &seller).unwrap();
    let terms = test.terms(&coin, 300_000);
    let offer = test.list(stock, &seller, terms);
    let legs = [100_000, 200_000].map(|grams| (emission, test.buy(offer, &owner, grams), grams / 2));
    // Sold out and closed.
    test.close_lot(at::lot(&stock, 1)).unwrap();
    let proof = test.submitted_burn(&legs);
    Snapshot::of(&mut test, SubjectAddress::BurnProof(proof)).assert_approved();
}
