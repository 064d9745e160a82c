//! Verification from the chain's history by the daemon: an honest burn proof is approved, a changed one is rejected, and a
//! restatement is escalated to a person.

use crate::{
    deployment::{network, until, unused_id, TestDeployment},
    operator::{Operator, OperatorSettings},
};
use anchor_lang::AccountSerialize;
use carbon_client::{
    addresses as at,
    program::{burn::BurnProof, claim::SubmitClaimArgs, notary::Verdict, record::ClaimKind, restatement::Restatement},
};
use carbon_notary::state::Status;
use carbon_notary_engine::bench::profiles::Profile;
use carbon_testkit::network::NetworkRegistry;
use serde_json::Value;
use sha2::{Digest, Sha256};
use solana_pubkey::Pubkey;
use solana_rpc_client_api::request::RpcRequest;

/// Index of the daemon's notary. It takes no part in the earlier votes of the others.
const NOTARY: usize = 4;
const GRAMS: u64 = 1_000_000;
const REASON: &str = "read the new evidence: the plot was measured twice";

#[test]
fn a_burn_is_approved_from_history_a_changed_one_rejected_and_a_restatement_escalated() {
    let home = tempfile::tempdir().unwrap();
    let mut test = NetworkRegistry::open(network(), unused_id(), carbon_embedded::wormhole::bridge()).unwrap();
    let deployment = TestDeployment::of(&test);
    let [honest, changed] = proposed_burns(&mut test);
    change(&test, changed);
    let restatement = proposed_restatement(&mut test);
    let mut operator = Operator::new(&deployment, NOTARY, home.path(), &OperatorSettings::direct(home.path()));
    operator.start(None);
    until("the burns are voted on, the restatement is escalated", || {
        [(honest, Status::Done), (changed, Status::Done), (restatement, Status::Escalated)]
            .iter()
            .all(|(subject, status)| operator.entry_of(subject).is_some_and(|entry| entry.status == *status))
    });

    assert_voted(&deployment, &operator, &honest, Verdict::Approve);
    assert_eq!(doubted(&report(&operator, &honest)), [""; 0]);
    let ballot = test.node.account::<BurnProof>(&honest).unwrap().subject.ballot;
    assert_eq!((ballot.approvals, ballot.rejections), (1 << NOTARY, 0));

    assert_voted(&deployment, &operator, &changed, Verdict::Reject);
    assert!(
        doubted(&report(&operator, &changed)).contains(&"proposal".into()),
        "the statement is not the proposed one"
    );
    let ballot = test.node.account::<BurnProof>(&changed).unwrap().subject.ballot;
    assert_eq!((ballot.approvals, ballot.rejections), (0, 1 << NOTARY));

    decide(&test, &deployment, &operator, restatement);
    operator.stop();
}

/// The program knows an item of evidence once in each registry. The daemon sees the record of the other registry.
#[test]
fn a_record_of_another_registry_with_the_same_evidence_is_seen() {
    let home = tempfile::tempdir().unwrap();
    let evidence = home.path().join("evidence");
    let deployment = TestDeployment::new(1);
    let submitted = deployment.submit_clean(Profile::MonthlyGas, "in two registries", &evidence);
    let mut other = NetworkRegistry::open(network(), unused_id(), carbon_embedded::wormhole::bridge()).unwrap();
    let (source, args) = (other.source().unwrap(), other.claim_args(ClaimKind::Emission, GRAMS));
    let evidence_sha256 = deployment.claim(&submitted).unwrap().data.evidence_sha256;
    let record = other.record_of(source, SubmitClaimArgs { evidence_sha256, ..args }).unwrap();

    let mut operator = Operator::new(&deployment, 0, home.path(), &OperatorSettings::direct(&evidence));
    operator.start(None);
    until("the claim is voted on", || operator.is_done(&submitted));
    let report = report(&operator, &submitted.claim);
    let findings = report["checks"].as_array().unwrap();
    let finding = findings.iter().find(|finding| finding["check"] == "registries").unwrap();
    let sentence = format!("item 0 of the bundle also backs record {record} of registry {}", other.registry);
    assert!(finding["sentence"].as_str().unwrap().starts_with(&sentence), "{finding}");
    operator.stop();
}

/// Two submitted and reviewed burn proofs over separate lots.
fn proposed_burns(test: &mut NetworkRegistry) -> [Pubkey; 2] {
    let (plant, forest) = (test.source().unwrap(), test.source().unwrap());
    let emission = test.record(plant, ClaimKind::Emission, 2 * GRAMS).unwrap();
    let credit = test.record(forest, ClaimKind::Absorption, 4 * GRAMS).unwrap();
    let leg = (at::lot(&emission, 0), at::lot(&credit, 0), GRAMS);
    [(); 2].map(|()| test.propose_burn(&[leg]).unwrap())
}

/// Changes a burn proof's account without the program, as a fault of the program might.
fn change(test: &NetworkRegistry, key: Pubkey) {
    let mut data = test.node.ask(|client| client.get_account_data(&key)).unwrap();
    let mut proof: BurnProof = carbon_client::read(&data).unwrap();
    proof.metadata_sha256[0] ^= 1;
    // The account keeps its trailing bytes.
    proof.try_serialize(&mut &mut data[..]).unwrap();
    let request = RpcRequest::Custom { method: "surfnet_setAccount" };
    let account = serde_json::json!([key.to_string(), { "data": hex::encode(data) }]);
    test.node.ask(|client| client.send::<Value>(request, account.clone())).unwrap();
    assert_eq!(test.node.account::<BurnProof>(&key).unwrap().metadata_sha256, proof.metadata_sha256);
}

/// A proposed restatement of credits that are not burned.
fn proposed_restatement(test: &mut NetworkRegistry) -> Pubkey {
    let source = test.source().unwrap();
    let record = test.record(source, ClaimKind::Absorption, 4 * GRAMS).unwrap();
    test.propose_restatement(record, 3 * GRAMS).unwrap()
}

/// The restatement's figures are right; a person decides about its evidence, and the daemon votes accordingly.
fn decide(test: &NetworkRegistry, deployment: &TestDeployment, operator: &Operator, restatement: Pubkey) {
    let ballot = || test.node.account::<Restatement>(&restatement).unwrap().subject.ballot;
    assert_eq!((ballot().approvals, ballot().rejections), (0, 0), "no vote before a person decides");
    let engine = report(operator, &restatement);
    assert_eq!(doubted(&engine), ["evidence"]);
    let address = restatement.to_string();
    let explained = operator.notary(&["explain", &address]).stdout;
    let explained = String::from_utf8(explained).unwrap();
    assert!(explained.contains("decision:      escalate"), "{explained}");
    let why = explained.lines().find(|line| line.contains("doubt")).unwrap_or_else(|| panic!("{explained}"));
    assert!(why.contains("evidence"), "{why}");

    let decided = operator.notary(&["decide", &address, "--approve", "--reason", REASON]);
    assert!(decided.status.success(), "{}", String::from_utf8_lossy(&decided.stderr));
    until("the manual decision is voted", || {
        operator.entry_of(&restatement).is_some_and(|entry| entry.status == Status::Done)
    });
    assert_voted(deployment, operator, &restatement, Verdict::Approve);
    assert_eq!((ballot().approvals, ballot().rejections), (1 << NOTARY, 0));
    let decision = report(operator, &restatement);
    assert_eq!((&decision["reason"], &decision["report"]), (&REASON.into(), &engine));
}

/// Asserts that there is one vote on chain, that it names the stored report, and that `explain` prints that report's bytes.
#[track_caller]
fn assert_voted(deployment: &TestDeployment, operator: &Operator, subject: &Pubkey, verdict: Verdict) {
    let sha256 = operator.entry_of(subject).unwrap().report.unwrap();
    assert_eq!(deployment.votes()[&(*subject, NOTARY)], [(verdict, sha256)]);
    let printed = operator.notary(&["explain", &subject.to_string(), "--json"]).stdout;
    assert_eq!(Sha256::digest(&printed)[..], sha256);
}

/// The newest stored report on a subject.
#[track_caller]
fn report(operator: &Operator, subject: &Pubkey) -> Value {
    let sha256 = operator.entry_of(subject).unwrap().report.unwrap();
    let text = operator.state().unwrap().report(&sha256).unwrap().expect("the report is stored");
    serde_json::from_str(&text).unwrap()
}

/// The checks of a report that did not pass.
fn doubted(report: &Value) -> Vec<String> {
    let checks = report["checks"].as_array().unwrap().iter();
    let passed = |check: &&Value| check["status"] == "pass" || check["status"] == "not_applicable";
    checks.filter(|check| !passed(check)).map(|check| check["check"].as_str().unwrap().to_string()).collect()
}
