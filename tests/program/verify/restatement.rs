//! Restatements.

use super::scene::Scene;
use carbon_client::{
    addresses as at,
    program::{
        notary::Verdict,
        pool::{Member, MemberState, PoolUnit},
        record::Record,
        restatement::Restatement,
        source::Provider,
    },
};
use carbon_notary_history::{report::Decision, Recomputed, Subject};
use carbon_testkit::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// A proposal to correct a record, with what its evidence comes to.
struct Case {
    test: TestRegistry,
    record: Pubkey,
    restatement: Pubkey,
    scene: Scene,
}

/// A record of emission, of whose million grams 600,000 are neutralized, or of absorption, proposed to have so many grams.
fn proposed(absorption: bool, grams: u64) -> Case {
    let mut test = TestRegistry::new();
    let (emission, credit) = test.lots(1, 1_000_000);
    test.burn(&[(emission, credit, 600_000)]);
    let record = test.lot(if absorption { &credit } else { &emission }).record;
    let restatement = test.propose_restatement(record, grams);
    let content: Restatement = test.restatement(&restatement);
    let mut scene = Scene::of(&mut test, Subject::Restatement(restatement));
    scene.question.evidence = Some(Recomputed { sha256: content.evidence_sha256, item: content.item, grams });
    Case { test, record, restatement, scene }
}

#[test]
fn honest_corrections_are_approved_and_made_by_votes_for_the_recomputed_digest() {
    for (absorption, grams) in [(false, 700_000), (false, 1_300_000), (true, 1_000_000), (true, 2_600_001), (true, 0)] {
        let Case { mut test, record, restatement, scene } = proposed(absorption, grams);
        let digest = scene.approved().digest.unwrap();
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
    proposed(true, 2_600_001).scene.rests_on(
        // Burns before matter too: which units are neutralized follows from all of them.
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
            // Of the burn before: who proposed it and for whom, and when its ballot ended.
            ("BurnProposed", 32..128),
            ("BurnSubmitted", 72..80),
            ("ChangeApplied", 157..165),
            ("ClaimSubmitted", 96..104),
            ("RegistryCreated", 32..64),
            ("RegistryCreated", 109..117),
        ],
    );
}

#[test]
fn a_ledger_that_lies_about_a_field_is_refused() {
    let Case { test, record, restatement, scene } = proposed(true, 2_600_001);
    let provider = at::provider(&test.registry, &test.people.provider.pubkey());
    let of_restatement = |change: fn(&mut Restatement)| scene.lie(restatement, change);
    let of_record = |change: fn(&mut Record)| scene.lie(record, change);
    Scene::refuses([
        ("restatement: proposer", "proposal", of_restatement(|it| it.proposer.as_mut()[0] ^= 1)),
        ("restatement: before", "proposal", of_restatement(|it| it.before += 1)),
        ("restatement: after", "proposal", of_restatement(|it| it.after += 1)),
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
        ("restatement: a party left out", "interest", of_restatement(|it| it.subject.conflicted.clear())),
        ("record: not frozen", "records", of_record(|record| record.frozen = false)),
        ("record: valid grams", "records", of_record(|record| record.valid_grams -= 1)),
        ("record: grams", "records", of_record(|record| record.data.grams += 1)),
        ("record: digest", "records", of_record(|record| record.digest[0] ^= 1)),
        ("record: neutralized", "bounds", of_record(|record| record.neutralized_end += 1)),
        ("record: item", "address", of_record(|record| record.data.item += 1)),
        ("record: registry", "address", of_record(|record| record.registry.as_mut()[0] ^= 1)),
        ("no provider", "provider", scene.without(provider)),
        ("provider: key", "provider", scene.lie(provider, |it: &mut Provider| it.key.as_mut()[0] ^= 1)),
    ]);
}

#[test]
fn neutralized_units_stay_whatever_is_proposed() {
    let Case { record, restatement, scene, .. } = proposed(false, 600_000);
    scene.approved();
    let lower = scene.lie(restatement, |it: &mut Restatement| it.after = 599_999);
    lower.refused("a neutralized gram would be void", "bounds");
    scene.lie(record, |record: &mut Record| record.neutralized_end = 0).refused("the certificate is known", "bounds");
}

#[test]
fn evidence_that_nobody_recomputed_is_for_a_person() {
    let Case { scene, .. } = proposed(false, 700_000);
    let evidence = scene.question.evidence.unwrap();
    let decide = |evidence| {
        let mut scene = scene.clone();
        scene.question.evidence = evidence;
        scene.verdict().unwrap().report.decision
    };
    assert_eq!(decide(None), Decision::Escalate);
    assert_eq!(decide(Some(Recomputed { sha256: [1; 32], ..evidence })), Decision::Escalate, "other evidence");
    assert_eq!(decide(Some(Recomputed { item: 1, ..evidence })), Decision::Escalate, "another item");
    for grams in [699_999, 700_001] {
        assert_eq!(decide(Some(Recomputed { grams, ..evidence })), Decision::Reject, "to the gram");
    }
    assert_eq!(decide(Some(evidence)), Decision::Approve);
}

#[test]
fn who_proposes_abstains() {
    let mut test = TestRegistry::new();
    let (emission, _) = test.lots(1, 1_000_000);
    let record = test.lot(&emission).record;
    let (notary, args) = (test.people.notaries[4].clone(), test.restate_args(900_000));
    let evidence = Recomputed { sha256: args.evidence_sha256, item: args.item, grams: args.valid_grams };
    test.propose_restatement_with(record, &notary, args).unwrap();
    let mut scene = Scene::of(&mut test, Subject::Restatement(at::restatement(&record)));
    scene.question.evidence = Some(evidence);
    assert_eq!(scene.verdict().unwrap().report.decision, Decision::Abstain);
    scene.question.notary = test.people.notaries[0].pubkey();
    scene.approved();
}

/// Proposed before the settlement began: the program will not carry it out.
#[test]
fn records_that_a_verdict_rests_on_are_not_corrected() {
    let mut test = TestRegistry::before();
    let (pool, sources) = test.locked(PoolUnit::Gram, &[100 * TONNE]);
    let source = sources[0];
    let emission = test.emission(60 * TONNE);
    let record = test.record(source, emission);
    test.close_year(source);
    test.pass_deadline();
    let restatement = test.propose_restatement(record, 59 * TONNE);
    let subject = Subject::Restatement(restatement);
    let content = test.restatement(&restatement);
    let evidence = Recomputed { sha256: content.evidence_sha256, item: content.item, grams: 59 * TONNE };
    let scene = |test: &mut TestRegistry| {
        let mut scene = Scene::of(test, subject);
        scene.question.evidence = Some(evidence);
        scene
    };
    scene(&mut test).approved();
    test.open_settlement(pool).unwrap();
    let settling = scene(&mut test);
    settling.refused("its pool is being settled", "pool");
    let member = at::member(&source, YEAR);
    let lie = settling.lie(member, |member: &mut Member| member.header.state = MemberState::Collecting);
    lie.refused("the ledger says it is not", "pool");
}
