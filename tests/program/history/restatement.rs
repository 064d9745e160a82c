//! Restatements.

use super::snapshot::Snapshot;
use carbon_client::{
    addresses as at,
    program::{
        notary::Verdict,
        pool::{Member, MemberState, PoolUnit},
        record::Record,
        restatement::Restatement,
        source::Provider,
    },
    trails::TrailKind,
};
use carbon_notary_history::{report::Decision, RecomputedEvidence, SubjectAddress};
use carbon_testkit::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// A proposal to correct a record, with the grams of its evidence.
struct Fixture {
    test: TestRegistry,
    record: Pubkey,
    restatement: Pubkey,
    snapshot: Snapshot,
}

/// A proposal to correct a record to `grams`: an emission record of 1,000,000 g with 600,000 g neutralized, or an absorption record.
fn proposed(absorption: bool, grams: u64) -> Fixture {
    let mut test = TestRegistry::new();
    let (emission, credit) = test.lots(1, 1_000_000);
    test.burn(&[(emission, credit, 600_000)]);
    let record = test.lot(if absorption { &credit } else { &emission }).record;
    let restatement = test.propose_restatement(record, grams);
    let content: Restatement = test.restatement(&restatement);
    let mut snapshot = Snapshot::of(&mut test, SubjectAddress::Restatement(restatement));
    snapshot.request.evidence = Some(RecomputedEvidence { sha256: content.evidence_sha256, item: content.item, grams });
    Fixture { test, record, restatement, snapshot }
}

#[test]
fn honest_corrections_are_approved_and_made_by_votes_for_the_recomputed_digest() {
    for (absorption, grams) in [(false, 700_000), (false, 1_300_000), (true, 1_000_000), (true, 2_600_001), (true, 0)] {
        let Fixture { mut test, record, restatement, snapshot } = proposed(absorption, grams);
        let digest = snapshot.assert_approved().digest.unwrap();
        test.vote_for(restatement, digest, &[0, 1, 2, 3], Verdict::Approve).unwrap();
        if grams > test.record_at(&record).valid_grams {
            test.execute_supplement(record).unwrap();
        } else {
            test.execute_lowering(record).unwrap();
        }
        test.assert_conservation();
    }
}

#[test]
fn every_event_of_the_record_matters_to_the_byte() {
    proposed(true, 2_600_001).snapshot.assert_rests_on(
        // Earlier burns matter, too: all of them determine the neutralized units.
        &[
            ("Attested", 2, 3),
            ("BurnExecuted", 1, 1),
            ("BurnProposed", 1, 1),
            ("BurnSubmitted", 1, 1),
            ("ChangeApplied", 5, 5),
            ("ClaimSubmitted", 1, 2),
            ("LeafAppended", 1, 1),
            ("LegAdded", 1, 1),
            ("LineageExtended", 2, 3),
            ("LotSplit", 2, 2),
            ("RecordNotarized", 1, 2),
            ("RegistryCreated", 1, 1),
            ("RestatementProposed", 1, 1),
        ],
        &[
            ("Attested", 64..121),
            // The earlier burn: proposer, beneficiary, and expiry of its ballot.
            ("BurnProposed", 32..128),
            ("BurnSubmitted", 72..80),
            ("ChangeApplied", 157..165),
            ("ClaimSubmitted", 96..104),
            ("RegistryCreated", 32..64),
            ("RegistryCreated", 118..126),
        ],
    );
}

#[test]
fn a_forged_field_of_an_account_is_refused() {
    let Fixture { test, record, restatement, snapshot } = proposed(true, 2_600_001);
    let provider = at::provider(&test.registry, &test.people.provider.pubkey());
    let of_restatement = |change: fn(&mut Restatement)| snapshot.forge(restatement, change);
    let of_record = |change: fn(&mut Record)| snapshot.forge(record, change);
    Snapshot::assert_all_refused([
        ("restatement: proposer", "proposal", of_restatement(|it| it.proposer.as_mut()[0] ^= 1)),
        ("restatement: old valid grams", "proposal", of_restatement(|it| it.old_valid_grams += 1)),
        ("restatement: new valid grams", "proposal", of_restatement(|it| it.new_valid_grams += 1)),
        ("restatement: evidence", "proposal", of_restatement(|it| it.evidence_sha256[0] ^= 1)),
        ("restatement: buffer", "bounds", of_restatement(|it| it.buffer_grams -= 1)),
        ("restatement: item", "digest", of_restatement(|it| it.item += 1)),
        ("restatement: reason", "digest", of_restatement(|it| it.reason[0] ^= 1)),
        ("restatement: provider", "digest", of_restatement(|it| it.provider.as_mut()[0] ^= 1)),
        ("restatement: no provider", "provider", of_restatement(|it| it.provider = Pubkey::default())),
        ("restatement: content", "digest", of_restatement(|it| it.subject.content[0] ^= 1)),
        ("restatement: digest", "digest", of_restatement(|it| it.subject.ballot.digest[0] ^= 1)),
        ("restatement: expires", "ballot", of_restatement(|it| it.subject.ballot.expires_at += 1)),
        ("restatement: registry", "ballot", of_restatement(|it| it.subject.registry.as_mut()[0] ^= 1)),
        ("restatement: a party left out", "conflict", of_restatement(|it| it.subject.conflicted.clear())),
        ("record: not frozen", "records", of_record(|record| record.frozen = false)),
        ("record: valid grams", "records", of_record(|record| record.valid_grams -= 1)),
        ("record: grams", "records", of_record(|record| record.data.grams += 1)),
        ("record: digest", "records", of_record(|record| record.digest[0] ^= 1)),
        ("record: neutralized", "bounds", of_record(|record| record.neutralized_end += 1)),
        ("record: item", "address", of_record(|record| record.data.item += 1)),
        ("record: registry", "address", of_record(|record| record.registry.as_mut()[0] ^= 1)),
        ("no provider", "provider", snapshot.without(provider)),
        ("provider: key", "provider", snapshot.forge(provider, |it: &mut Provider| it.key.as_mut()[0] ^= 1)),
    ]);
}

#[test]
fn neutralized_units_stay_whatever_is_proposed() {
    let Fixture { record, restatement, snapshot, .. } = proposed(false, 600_000);
    snapshot.assert_approved();
    let lower = snapshot.forge(restatement, |it: &mut Restatement| it.new_valid_grams = 599_999);
    lower.assert_refused("a neutralized gram would be void", "bounds");
    snapshot
        .forge(record, |record: &mut Record| record.neutralized_end = 0)
        .assert_refused("the certificate is known", "bounds");
}

#[test]
fn evidence_that_was_not_recomputed_is_escalated() {
    let Fixture { snapshot, .. } = proposed(false, 700_000);
    let evidence = snapshot.request.evidence.unwrap();
    let decide = |evidence| {
        let mut snapshot = snapshot.clone();
        snapshot.request.evidence = evidence;
        snapshot.verification().unwrap().report.decision
    };
    assert_eq!(decide(None), Decision::Escalate);
    assert_eq!(decide(Some(RecomputedEvidence { sha256: [1; 32], ..evidence })), Decision::Escalate, "other evidence");
    assert_eq!(decide(Some(RecomputedEvidence { item: 1, ..evidence })), Decision::Escalate, "another item");
    for grams in [699_999, 700_001] {
        assert_eq!(decide(Some(RecomputedEvidence { grams, ..evidence })), Decision::Reject, "to the gram");
    }
    assert_eq!(decide(Some(evidence)), Decision::Approve);
}

#[test]
fn the_proposer_abstains() {
    let mut test = TestRegistry::new();
    let (emission, _) = test.lots(1, 1_000_000);
    let record = test.lot(&emission).record;
    let (notary, args) = (test.people.notaries[4].clone(), test.restate_args(900_000));
    let evidence = RecomputedEvidence { sha256: args.evidence_sha256, item: args.item, grams: args.valid_grams };
    test.propose_restatement_with(record, &notary, args).unwrap();
    let mut snapshot = Snapshot::of(&mut test, SubjectAddress::Restatement(at::restatement(&record)));
    snapshot.request.evidence = Some(evidence);
    assert_eq!(snapshot.verification().unwrap().report.decision, Decision::Abstain);
    snapshot.request.notary = test.people.notaries[0].pubkey();
    snapshot.assert_approved();
}

/// The restatement was proposed before the settlement opened; the program will not execute it.
#[test]
fn records_in_a_settlement_are_not_corrected() {
    let mut test = TestRegistry::before();
    let (pool, sources) = test.locked(PoolUnit::Gram, &[100 * TONNE]);
    let source = sources[0];
    let emission = test.emission(60 * TONNE);
    let record = test.record(source, emission);
    test.propose_and_execute_year_closing(source);
    test.pass_deadline();
    let restatement = test.propose_restatement(record, 59 * TONNE);
    let subject = SubjectAddress::Restatement(restatement);
    let content = test.restatement(&restatement);
    let evidence = RecomputedEvidence { sha256: content.evidence_sha256, item: content.item, grams: 59 * TONNE };
    let snapshot = |test: &mut TestRegistry| {
        let mut snapshot = Snapshot::of(test, subject);
        snapshot.request.evidence = Some(evidence);
        snapshot
    };
    snapshot(&mut test).assert_approved();
    test.open_settlement(pool).unwrap();
    let settling = snapshot(&mut test);
    settling.assert_refused("its pool is being settled", "pool");
    let member = at::member(&source, YEAR);
    let forged = settling.forge(member, |member: &mut Member| member.header.state = MemberState::Collecting);
    forged.assert_refused("the member's account denies it", "pool");
}

/// A raise of a member's reduction rests on a data provider and on the reporting deadline, as a claim does.
#[test]
fn a_reduction_is_raised_with_a_provider_and_before_the_deadline() {
    let mut test = TestRegistry::before();
    let (_, sources) = test.locked(PoolUnit::Gram, &[100 * TONNE]);
    test.report(sources[0], MemberReport { reduced: TONNE, ..MemberReport::tonnes(100, 60, 0, 0) });
    let record = test.runtime.trails().of(&sources[0], YEAR, TrailKind::Reductions)[0];
    test.runtime.warp_to(DEADLINE);
    let key = test.propose_restatement(record, 40 * TONNE);
    let Restatement { evidence_sha256: sha256, item, .. } = test.restatement(&key);
    // The notaries read it after the deadline.
    test.pass_deadline();
    let mut snapshot = Snapshot::of(&mut test, SubjectAddress::Restatement(key));
    snapshot.request.evidence = Some(RecomputedEvidence { sha256, item, grams: 40 * TONNE });
    snapshot.assert_approved();
    snapshot
        .forge(key, |it: &mut Restatement| it.provider = Pubkey::default())
        .assert_refused("without a provider", "provider");
    snapshot
        .forge(at::member(&sources[0], YEAR), |member: &mut Member| member.header.deadline.ends_at = DEADLINE - 1)
        .assert_refused("proposed after the deadline", "pool");
}
