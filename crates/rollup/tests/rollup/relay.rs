//! The relay when it is killed, refused, delayed, or gets false answers.

use super::deployment::{failed, guardian, succeeded, TestDeployment};
use carbon_testkit::server::{forward, serve, Answer};
use serde_json::{json, Value};
use std::{
    process::Output,
    time::{Duration, Instant},
};

/// A registry with one batch that is not on the L1 yet.
fn with_batch() -> TestDeployment {
    let mut deployment = TestDeployment::new();
    deployment.test.burn(5_000).unwrap();
    deployment.publish();
    deployment
}

/// Waits until another process has done something.
#[track_caller]
fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(60), "timeout: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The pending transaction in the relay's state file.
fn pending(deployment: &TestDeployment) -> Value {
    let state: Value = serde_json::from_slice(&std::fs::read(deployment.file("relay.json")).unwrap()).unwrap();
    state["pending"].clone()
}

#[test]
fn a_relay_that_is_killed_continues_with_its_transaction_and_sends_no_other() {
    let deployment = with_batch();
    deployment.ask_l1("evm_setAutomine", json!([false]));
    for lost in [false, true] {
        let mut relay = deployment.start_relay();
        until("a transaction is sent", || deployment.sent("pending") == 1);
        relay.kill().unwrap();
        relay.wait().unwrap();
        assert_eq!((deployment.sent("pending"), deployment.sent("latest"), deployment.ledger_state().0), (1, 0, 0));
        let hash = pending(&deployment)["hash"].clone();
        if !lost {
            continue;
        }
        // The L1 drops the transaction, as after a restart. The relay, killed a second time, still has the same one.
        deployment.ask_l1("hardhat_dropTransaction", json!([hash]));
        assert_eq!(deployment.sent("pending"), 0);
    }
    let hash = pending(&deployment)["hash"].as_str().unwrap().to_owned();

    // While it is not executed, the relay prints so and sends it again.
    let waiting = failed(deployment.relay_once(deployment.guardian.url(), &["--looks", "3"]));
    assert!(waiting.contains(&hash) && waiting.contains("run the relay again"), "{waiting}");
    assert_eq!(deployment.sent("pending"), 1);

    deployment.ask_l1("evm_setAutomine", json!([true]));
    deployment.ask_l1("evm_mine", json!([]));
    let printed = deployment.relay();
    assert!(printed.contains(&format!("batch 1, message 0: transaction {hash}")), "{printed}");
    assert_eq!(
        (deployment.sent("pending"), deployment.sent("latest"), deployment.ledger_state().0),
        (1, 1, 1),
        "one transaction, executed once"
    );
    assert_eq!(pending(&deployment), Value::Null);
    assert_eq!(deployment.relay(), "the ledger is up to date\n");
}

#[test]
fn a_transaction_that_was_replaced_is_given_up() {
    let deployment = with_batch();
    deployment.ask_l1("evm_setAutomine", json!([false]));
    failed(deployment.relay_once(deployment.guardian.url(), &["--looks", "1"]));
    let first = pending(&deployment);
    // The L1 drops it, and another transaction uses its nonce.
    deployment.ask_l1("hardhat_dropTransaction", json!([first["hash"]]));
    deployment.ask_l1("evm_setAutomine", json!([true]));
    deployment.pay_itself(0);
    let printed = deployment.relay();
    let lines: Vec<&str> = printed.lines().collect();
    assert!(
        lines[0].contains(first["hash"].as_str().unwrap()) && lines[0].contains("was replaced by another"),
        "{printed}"
    );
    assert!(lines[1].starts_with("batch 1, message 0: transaction 0x"), "{printed}");
    assert_eq!((deployment.sent("latest"), deployment.ledger_state().0), (2, 1));
}

/// Relays through a server that gives these answers first and then those of the devnet guardian.
fn relay_after(deployment: &TestDeployment, answers: Vec<Answer>) -> Output {
    let (url, mut answers) = (deployment.guardian.url().to_owned(), answers.into_iter());
    let between = serve(move |asked| answers.next().unwrap_or_else(|| forward(&url, &asked)));
    deployment.relay_once(&between, &[])
}

#[test]
fn guardians_that_have_not_signed_yet_or_are_busy_are_asked_again() {
    let deployment = with_batch();
    let busy = |status| (status, b"{}".to_vec());
    let printed = succeeded(relay_after(
        &deployment,
        vec![busy(404), busy(404), busy(500), busy(429), (200, b"<html>".to_vec())],
    ));
    assert!(printed.starts_with("batch 1, message 0: transaction 0x"), "{printed}");
    assert_eq!((deployment.sent("latest"), deployment.ledger_state().0), (1, 1));
}

#[test]
fn guardians_that_never_answer_are_named_with_what_to_do() {
    let deployment = with_batch();
    let unsigned = failed(relay_after(&deployment, vec![(404, vec![]); 9]));
    assert!(
        unsigned.contains("have not signed message 0 yet") && unsigned.contains("run the command again"),
        "{unsigned}"
    );
    let broken = failed(relay_after(&deployment, vec![(503, vec![]); 9]));
    assert!(broken.contains("status 503") && broken.contains("--guardian"), "{broken}");
    assert_eq!((deployment.sent("pending"), deployment.ledger_state().0), (0, 0));
    // Of two servers, one is enough.
    let second = ["--guardian", "http://127.0.0.1:1"];
    succeeded(deployment.relay_once(deployment.guardian.url(), &second));
    assert_eq!(deployment.ledger_state().0, 1);
}

#[test]
fn a_vaa_of_another_message_is_not_submitted() {
    let mut deployment = with_batch();
    deployment.test.burn(7_000).unwrap();
    deployment.publish();
    // The newest batch is asked for, and the older one's VAA answered.
    let url = deployment.guardian.url().to_owned();
    let other = serve(move |mut asked| {
        asked.path = format!("{}0", asked.path.strip_suffix('1').unwrap());
        forward(&url, &asked)
    });
    let refused = failed(deployment.relay_once(&other, &[]));
    assert!(refused.contains("does not agree with the chain") && refused.contains("another message"), "{refused}");
    let short = serve(|_| (200, br#"{"vaaBytes":"AQAAAAAB"}"#.to_vec()));
    let refused = failed(deployment.relay_once(&short, &[]));
    assert!(refused.contains("too short"), "{refused}");
    assert_eq!(deployment.sent("pending"), 0);
    // A batch may be skipped: the next one contains its leaves.
    assert!(deployment.relay().starts_with("batch 2, message 1"));
    assert_eq!(deployment.ledger_state().0, 2);
}

#[test]
fn after_a_rotation_of_the_guardians_the_batch_is_posted_again() {
    let deployment = with_batch();
    let rotated = deployment.ask_l1("carbon_replaceGuardians", json!(["next"]));
    deployment.ask_l1("evm_increaseTime", json!([2 * 86_400]));
    let refused = failed(deployment.relay_once(deployment.guardian.url(), &[]));
    assert!(refused.contains("guardian set has expired") && refused.contains("--republish 1"), "{refused}");
    let registry = deployment.registry();
    let again = |batch| ["publish", "--registry", &registry, "--payer", "payer.json", "--republish", batch];
    let printed = deployment.run(&[&again("1")[..], &["--finality", "finalized"]].concat());
    assert!(printed.contains("Wormhole message 1 of emitter"), "{printed}");
    let refused = deployment.refused(&again("2"));
    assert!(refused.contains("no batch 2"), "{refused}");

    let set = rotated["index"].to_string();
    let next = guardian(&["--set", &set, "--key", rotated["keys"][0].as_str().unwrap()]);
    let printed = succeeded(deployment.relay_once(next.url(), &[]));
    assert!(printed.starts_with("batch 1, message 1: transaction 0x"), "{printed}");
    assert_eq!(deployment.ledger_state().0, 1);
}

#[test]
fn missing_and_wrong_options_are_explained() {
    let (deployment, other) = (with_batch(), TestDeployment::new());
    std::fs::write(deployment.file("l1.key"), "none").unwrap();
    let refused = failed(deployment.relay_once(deployment.guardian.url(), &[]));
    assert!(refused.contains("l1.key is not a private key"), "{refused}");
    let key = other.l1.ready["account"]["key"].as_str().unwrap();
    std::fs::write(deployment.file("l1.key"), key).unwrap();

    // Another core contract, another ledger.
    let registry = deployment.registry();
    let status = ["status", "--registry", &registry, "--l1", other.l1.url()];
    let unknown = deployment.refused(&status);
    assert!(unknown.contains("chain with id 31337 is not known here: name it with --core"), "{unknown}");
    let elsewhere = deployment.refused(&[&status[..], &["--core", &format!("0x{}", "55".repeat(20))]].concat());
    assert!(elsewhere.contains("there is no ledger at 0x"), "{elsewhere}");
    let unreachable = deployment.refused(&[
        "status",
        "--registry",
        &deployment.registry(),
        "--l1",
        "http://127.0.0.1:1",
        "--tries",
        "2",
    ]);
    assert!(unreachable.contains("did not answer") && unreachable.contains("2 times"), "{unreachable}");
    let unreachable =
        deployment.refused_at("http://127.0.0.1:1", &["status", "--registry", &deployment.registry(), "--tries", "2"]);
    assert!(unreachable.contains("is it running"), "{unreachable}");
    let missing = deployment.refused(&["publish", "--registry", &deployment.registry(), "--payer", "missing.json"]);
    assert!(missing.contains("missing.json") && missing.contains("--payer"), "{missing}");

    let mut relay = deployment.start_relay();
    until("the batch is submitted", || deployment.ledger_state().0 == 1);
    let second = failed(deployment.relay_once(deployment.guardian.url(), &[]));
    assert!(second.contains("another relay uses relay.json"), "{second}");
    relay.kill().unwrap();
    relay.wait().unwrap();
}
