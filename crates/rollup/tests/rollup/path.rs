//! The whole path from a burn to the L1's answer, and the effect of a correction.

use super::deployment::TestDeployment;
use carbon_client::addresses as at;
use serde_json::Value;

#[test]
fn a_burn_is_published_relayed_proven_and_confirmed_until_a_correction_voids_it() {
    let mut deployment = TestDeployment::new();
    let burnt = deployment.test.burn(1_000_000).unwrap();
    let (certificate, registry) = (burnt.certificate.to_string(), deployment.registry());
    let refused = deployment.refused(&["proof", &certificate]);
    assert!(refused.contains("not in any batch yet") && refused.contains("carbon rollup publish"), "{refused}");

    let unlogged = at::inventory(&burnt.source, 2023).to_string();
    let refused = deployment.refused(&["proof", &unlogged]);
    assert!(refused.contains("is not in the log") && refused.contains("log_year"), "{refused}");
    deployment.test.propose_and_execute_year_closing(burnt.source, 1_000_000).unwrap();
    let inventory = deployment.test.log_year(burnt.source, [1; 32]).unwrap().to_string();
    let fresh = deployment.status();
    assert_eq!((&fresh["leaves"], &fresh["unpublished"], &fresh["l1"]["batch"]), (&2.into(), &2.into(), &0.into()));
    let printed = deployment.publish();
    assert!(printed.starts_with("batch 1: leaves 0 to 1, root "), "{printed}");
    let refused = deployment.refused(&["publish", "--registry", &registry, "--payer", "payer.json"]);
    assert!(refused.contains("nothing new since batch 1"), "{refused}");
    assert_eq!((&deployment.status()["unpublished"], &deployment.status()["l1"]["behind"]), (&0.into(), &1.into()));

    let printed = deployment.relay();
    assert!(printed.starts_with("batch 1, message 0: transaction 0x"), "{printed}");
    assert_eq!(deployment.relay(), "the ledger is up to date\n");
    let (batch, root, _) = deployment.ledger_state();
    let after = deployment.status();
    assert_eq!((batch, &after["l1"]["behind"], &after["l1"]["answers"]), (1, &0.into(), &true.into()));
    assert_eq!(after["batches"][0]["root"], root);

    for (account, file, says) in [
        (&certificate, "certificate.json", "1000000 g of emission and 1000000 g of absorption credit burned"),
        (&inventory, "year.json", "1000000 of 1000000 g emitted are neutralized"),
    ] {
        deployment.run(&["proof", account, "--out", file]);
        let proven = deployment.verify(file, &root).unwrap();
        assert!(proven.contains(says), "{proven}");
        assert!(deployment.answer(file), "{file}");
    }

    deployment.test.restate_down(burnt.credit, 600_000).unwrap();
    deployment.test.impair(burnt.certificate).unwrap();
    deployment.publish();
    let printed = deployment.relay();
    let lines: Vec<&str> = printed.lines().collect();
    assert!(lines[0].starts_with("batch 2, message 1: transaction 0x"), "{printed}");
    assert!(lines[1].starts_with("corrections 1 to 2: transaction 0x"), "{printed}");
    let (batch, root, registered) = deployment.ledger_state();
    assert_eq!((batch, registered), (2, deployment.status()["corrections"].as_u64().unwrap()));
    deployment.run(&["proof", &certificate, "--out", "certificate.json"]);
    // It is still in the log; the ledger answers that it is void.
    assert!(deployment.verify("certificate.json", &root).unwrap().contains("the ledger on the L1 answers"));
    assert!(!deployment.answer("certificate.json"));
    // It can be proven against the older root, too, and the ledger answers the same.
    deployment.run(&["proof", &certificate, "--batch", "1", "--out", "older.json"]);
    assert!(deployment.verify("older.json", &root).is_err(), "another root");
    assert!(!deployment.answer("older.json"));
    deployment.run(&["proof", &inventory, "--out", "year.json"]);
    assert!(!deployment.answer("year.json"), "the year's figures are corrected too");
}

/// The recall is published before anybody has looked at the burned credits, so the L1 gives no answer. `publish` looks at them
/// first, and the L1 answers again, also if nothing of them is void and no leaf is new.
#[test]
fn publishing_looks_at_burned_credits_of_lowered_records() {
    let mut deployment = TestDeployment::new();
    let burnt = deployment.test.burn(1_000_000).unwrap();
    let registry = deployment.registry();
    let impair = ["impair", "--registry", &registry, "--payer", "payer.json"];
    assert_eq!(deployment.run(&impair), "no burned credits are due\n");
    deployment.publish();
    deployment.relay();
    deployment.run(&["proof", &burnt.certificate.to_string(), "--out", "certificate.json"]);

    // 2,000,000 g, of which the first 1,000,000 are burned.
    deployment.test.restate_down(burnt.credit, 1_500_000).unwrap();
    deployment.test.publish().unwrap();
    let printed = deployment.run(&["status", "--registry", &registry]);
    assert!(printed.contains("1 burned credits of lowered records are to be looked at"), "{printed}");
    deployment.wait_until_final();
    deployment.relay();
    let status = deployment.status();
    assert_eq!((&status["l1"]["unimpaired"], &status["l1"]["answers"]), (&1.into(), &false.into()));
    let printed = deployment.publish();
    assert!(printed.starts_with(&format!("looked at certificate {}, leg 0", burnt.certificate)), "{printed}");
    assert!(printed.contains("\nbatch 3: no new leaf, root "), "{printed}");
    let printed = deployment.relay();
    assert!(printed.starts_with("batch 3, message 2: transaction 0x"), "{printed}");
    assert_eq!(deployment.status()["l1"]["answers"], true);
    assert!(deployment.answer("certificate.json"));

    // Now a part of them is void, and then a part of what covers it.
    deployment.test.restate_down(burnt.credit, 400_000).unwrap();
    let printed = deployment.run(&[&impair[..], &["--json"]].concat());
    let line: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!((&line["kind"], &line["leg"]), (&"leg".into(), &0.into()));
    let cover = deployment.test.cover(burnt.certificate, 600_000).unwrap();
    deployment.test.restate_down(cover, 500_000).unwrap();
    let printed = deployment.run(&impair);
    assert!(
        printed.starts_with(&format!("looked at a cover of certificate {}, leg 0", burnt.certificate)),
        "{printed}"
    );
    deployment.publish();
    deployment.relay();
    let status = deployment.status();
    assert_eq!((&status["corrections"], &status["l1"]["answers"]), (&3.into(), &true.into()));
    deployment.run(&["proof", &burnt.certificate.to_string(), "--out", "certificate.json"]);
    assert!(!deployment.answer("certificate.json"));
}

impl TestDeployment {
    /// `carbon-rollup status --json`, with the L1.
    fn status(&self) -> Value {
        let text = self.run(&[
            "status",
            "--registry",
            &self.registry(),
            "--l1",
            self.l1.url(),
            "--core",
            self.core(),
            "--json",
        ]);
        serde_json::from_str(&text).unwrap()
    }
}
