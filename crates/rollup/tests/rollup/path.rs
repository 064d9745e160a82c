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
    assert!(refused.contains("no new leaf since batch 1"), "{refused}");
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
    assert!(lines[1].starts_with("correction 1, leaf 2: transaction 0x"), "{printed}");
    let (batch, root, registered) = deployment.ledger_state();
    assert_eq!((batch, registered), (2, deployment.status()["corrections"].as_u64().unwrap()));
    deployment.run(&["proof", &certificate, "--out", "certificate.json"]);
    // It is still in the log; the ledger answers that it is void.
    assert!(deployment.verify("certificate.json", &root).unwrap().contains("the ledger on the L1 answers"));
    assert!(!deployment.answer("certificate.json"));
    // It can still be proven against the older root, which the ledger no longer accepts.
    deployment.run(&["proof", &certificate, "--batch", "1", "--out", "older.json"]);
    assert!(deployment.verify("older.json", &root).is_err());
    deployment.run(&["proof", &inventory, "--out", "year.json"]);
    assert!(!deployment.answer("year.json"), "the year's figures are corrected too");
}

impl TestDeployment {
    /// `carbon-rollup status --json`, with the L1.
    fn status(&self) -> Value {
        let text = self.run(&["status", "--registry", &self.registry(), "--l1", self.l1.url(), "--json"]);
        serde_json::from_str(&text).unwrap()
    }
}
