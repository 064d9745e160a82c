//! The relay: killed, refused, kept waiting and lied to.

use super::site::{failed, guardian, succeeded, Site};
use carbon_testkit::server::{forward, serve, Answer};
use serde_json::{json, Value};
use std::{
    process::Output,
    time::{Duration, Instant},
};

/// A registry with one batch that is not on the L1 yet.
fn with_batch() -> Site {
    let mut site = Site::new();
    site.test.burn(5_000).unwrap();
    site.publish();
    site
}

/// Waits for something that another process is about to do.
#[track_caller]
fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(60), "in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The transaction that a relay's state file remembers.
fn pending(site: &Site) -> Value {
    let state: Value = serde_json::from_slice(&std::fs::read(site.file("relay.json")).unwrap()).unwrap();
    state["pending"].clone()
}

#[test]
fn a_relay_that_is_killed_goes_on_with_its_transaction_and_sends_no_other() {
    let site = with_batch();
    site.ask_l1("evm_setAutomine", json!([false]));
    for lost in [false, true] {
        let mut relay = site.relay_on();
        until("a transaction is sent", || site.sent("pending") == 1);
        relay.kill().unwrap();
        relay.wait().unwrap();
        assert_eq!((site.sent("pending"), site.sent("latest"), site.known().0), (1, 0, 0));
        let hash = pending(&site)["hash"].clone();
        if !lost {
            continue;
        }
        // The L1 forgets it, as one does that is restarted; and the relay, killed a second time, still knows the same one.
        site.ask_l1("hardhat_dropTransaction", json!([hash]));
        assert_eq!(site.sent("pending"), 0);
    }
    let hash = pending(&site)["hash"].as_str().unwrap().to_owned();

    // While it is not executed, the relay says so, and sends it again.
    let waiting = failed(site.relay_once(site.guardian.url(), &["--looks", "3"]));
    assert!(waiting.contains(&hash) && waiting.contains("run the relay again"), "{waiting}");
    assert_eq!(site.sent("pending"), 1);

    site.ask_l1("evm_setAutomine", json!([true]));
    site.ask_l1("evm_mine", json!([]));
    let told = site.relay();
    assert!(told.contains(&format!("batch 1, message 0: transaction {hash}")), "{told}");
    assert_eq!(
        (site.sent("pending"), site.sent("latest"), site.known().0),
        (1, 1, 1),
        "one transaction, executed once"
    );
    assert_eq!(pending(&site), Value::Null);
    assert_eq!(site.relay(), "the ledger has all there is\n");
}

#[test]
fn a_transaction_that_gave_way_to_another_is_given_up() {
    let site = with_batch();
    site.ask_l1("evm_setAutomine", json!([false]));
    failed(site.relay_once(site.guardian.url(), &["--looks", "1"]));
    let first = pending(&site);
    // The L1 forgets it, and another transaction takes its number.
    site.ask_l1("hardhat_dropTransaction", json!([first["hash"]]));
    site.ask_l1("evm_setAutomine", json!([true]));
    site.pay_itself(0);
    let told = site.relay();
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].contains(first["hash"].as_str().unwrap()) && lines[0].contains("gave way to another"), "{told}");
    assert!(lines[1].starts_with("batch 1, message 0: transaction 0x"), "{told}");
    assert_eq!((site.sent("latest"), site.known().0), (2, 1));
}

/// Relays by a guardian in between that answers the first requests by these and then as the devnet guardian does.
fn relay_after(site: &Site, answers: Vec<Answer>) -> Output {
    let (url, mut answers) = (site.guardian.url().to_owned(), answers.into_iter());
    let between = serve(move |asked| answers.next().unwrap_or_else(|| forward(&url, &asked)));
    site.relay_once(&between, &[])
}

#[test]
fn guardians_that_have_not_signed_yet_or_are_busy_are_asked_again() {
    let site = with_batch();
    let busy = |status| (status, b"{}".to_vec());
    let told =
        succeeded(relay_after(&site, vec![busy(404), busy(404), busy(500), busy(429), (200, b"<html>".to_vec())]));
    assert!(told.starts_with("batch 1, message 0: transaction 0x"), "{told}");
    assert_eq!((site.sent("latest"), site.known().0), (1, 1));
}

#[test]
fn guardians_that_never_answer_are_named_with_what_to_do() {
    let site = with_batch();
    let unsigned = failed(relay_after(&site, vec![(404, vec![]); 9]));
    assert!(unsigned.contains("have not signed message 0 yet") && unsigned.contains("run it again"), "{unsigned}");
    let broken = failed(relay_after(&site, vec![(503, vec![]); 9]));
    assert!(broken.contains("status 503") && broken.contains("--guardian"), "{broken}");
    assert_eq!((site.sent("pending"), site.known().0), (0, 0));
    // Of two servers, one is enough.
    let second = ["--guardian", "http://127.0.0.1:1"];
    succeeded(site.relay_once(site.guardian.url(), &second));
    assert_eq!(site.known().0, 1);
}

#[test]
fn what_the_chain_did_not_say_is_not_submitted() {
    let mut site = with_batch();
    site.test.burn(7_000).unwrap();
    site.publish();
    // The newest batch is asked for, and the older one's VAA answered.
    let url = site.guardian.url().to_owned();
    let other = serve(move |mut asked| {
        asked.path = format!("{}0", asked.path.strip_suffix('1').unwrap());
        forward(&url, &asked)
    });
    let refused = failed(site.relay_once(&other, &[]));
    assert!(refused.contains("not what the chain says") && refused.contains("another message"), "{refused}");
    let short = serve(|_| (200, br#"{"vaaBytes":"AQAAAAAB"}"#.to_vec()));
    let refused = failed(site.relay_once(&short, &[]));
    assert!(refused.contains("too short"), "{refused}");
    assert_eq!(site.sent("pending"), 0);
    // A batch that nobody relayed is no loss.
    assert!(site.relay().starts_with("batch 2, message 1"));
    assert_eq!(site.known().0, 2);
}

#[test]
fn after_a_rotation_of_the_guardians_the_batch_is_posted_again() {
    let site = with_batch();
    let rotated = site.ask_l1("carbon_replaceGuardians", json!(["next"]));
    site.ask_l1("evm_increaseTime", json!([2 * 86_400]));
    let refused = failed(site.relay_once(site.guardian.url(), &[]));
    assert!(refused.contains("guardian set has expired") && refused.contains("--republish 1"), "{refused}");
    let registry = site.registry();
    let again = |batch| ["publish", "--registry", &registry, "--payer", "payer.json", "--republish", batch];
    let told = site.run(&[&again("1")[..], &["--finality", "finalized"]].concat());
    assert!(told.contains("Wormhole message 1 of emitter"), "{told}");
    let refused = site.refused(&again("2"));
    assert!(refused.contains("no batch 2"), "{refused}");

    let set = rotated["index"].to_string();
    let next = guardian(&["--set", &set, "--key", rotated["keys"][0].as_str().unwrap()]);
    let told = succeeded(site.relay_once(next.url(), &[]));
    assert!(told.starts_with("batch 1, message 1: transaction 0x"), "{told}");
    assert_eq!(site.known().0, 1);
}

#[test]
fn what_is_missing_or_wrong_is_told() {
    let (site, other) = (with_batch(), Site::new());
    std::fs::write(site.file("l1.key"), "none").unwrap();
    let refused = failed(site.relay_once(site.guardian.url(), &[]));
    assert!(refused.contains("l1.key is no private key"), "{refused}");
    let key = other.l1.ready["account"]["key"].as_str().unwrap();
    std::fs::write(site.file("l1.key"), key).unwrap();

    // The L1 of another registry has a ledger at the same address.
    let foreign = site.refused(&["status", "--registry", &site.registry(), "--l1", other.l1.url()]);
    assert!(foreign.contains(&format!("is of registry {}", other.registry())), "{foreign}");
    let nobody =
        site.refused(&["status", "--registry", &site.registry(), "--l1", "http://127.0.0.1:1", "--tries", "2"]);
    assert!(nobody.contains("did not answer") && nobody.contains("2 times"), "{nobody}");
    let nobody = site.refused_at("http://127.0.0.1:1", &["status", "--registry", &site.registry(), "--tries", "2"]);
    assert!(nobody.contains("is it running"), "{nobody}");
    let missing = site.refused(&["publish", "--registry", &site.registry(), "--payer", "nobody.json"]);
    assert!(missing.contains("nobody.json") && missing.contains("--payer"), "{missing}");

    let mut relay = site.relay_on();
    until("the batch is brought", || site.known().0 == 1);
    let second = failed(site.relay_once(site.guardian.url(), &[]));
    assert!(second.contains("another relay uses relay.json"), "{second}");
    relay.kill().unwrap();
    relay.wait().unwrap();
}
