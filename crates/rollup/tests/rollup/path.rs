//! The whole way: from a burn to the L1's answer, and what a correction does to it.

use super::site::Site;
use carbon_client::addresses as at;
use serde_json::Value;

#[test]
fn a_burn_is_published_relayed_proven_and_answered_for_and_a_correction_takes_it_back() {
    let mut site = Site::new();
    let burnt = site.test.burn(1_000_000).unwrap();
    let (certificate, registry) = (burnt.certificate.to_string(), site.registry());
    let refused = site.refused(&["proof", &certificate]);
    assert!(refused.contains("not in any batch yet") && refused.contains("carbon rollup publish"), "{refused}");

    let unstated = at::inventory(&burnt.source, 2023).to_string();
    let refused = site.refused(&["proof", &unstated]);
    assert!(refused.contains("is not stated in the log") && refused.contains("log_year"), "{refused}");
    site.test.close_year(burnt.source, 1_000_000).unwrap();
    let inventory = site.test.log_year(burnt.source, [1; 32]).unwrap().to_string();
    let fresh = site.status();
    assert_eq!((&fresh["leaves"], &fresh["unpublished"], &fresh["l1"]["batch"]), (&2.into(), &2.into(), &0.into()));
    let told = site.publish();
    assert!(told.starts_with("batch 1: leaves 0 to 1, root "), "{told}");
    let refused = site.refused(&["publish", "--registry", &registry, "--payer", "payer.json"]);
    assert!(refused.contains("nothing is new since batch 1"), "{refused}");
    assert_eq!((&site.status()["unpublished"], &site.status()["l1"]["behind"]), (&0.into(), &1.into()));

    let told = site.relay();
    assert!(told.starts_with("batch 1, message 0: transaction 0x"), "{told}");
    assert_eq!(site.relay(), "the ledger has all there is\n");
    let (batch, root, _) = site.known();
    let after = site.status();
    assert_eq!((batch, &after["l1"]["behind"], &after["l1"]["answers"]), (1, &0.into(), &true.into()));
    assert_eq!(after["batches"][0]["root"], root);

    for (account, file, says) in [
        (&certificate, "certificate.json", "1000000 g of emission and 1000000 g of absorption credit burned"),
        (&inventory, "year.json", "1000000 of 1000000 g emitted are neutralized"),
    ] {
        site.run(&["proof", account, "--out", file]);
        let proven = site.verify(file, &root).unwrap();
        assert!(proven.contains(says), "{proven}");
        assert!(site.answer(file), "{file}");
    }

    site.test.restate_down(burnt.credit, 600_000).unwrap();
    site.test.impair(burnt.certificate).unwrap();
    site.publish();
    let told = site.relay();
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].starts_with("batch 2, message 1: transaction 0x"), "{told}");
    assert!(lines[1].starts_with("correction 1, leaf 2: transaction 0x"), "{told}");
    let (batch, root, registered) = site.known();
    assert_eq!((batch, registered), (2, site.status()["corrections"].as_u64().unwrap()));
    site.run(&["proof", &certificate, "--out", "certificate.json"]);
    // It is in the log as before; that it no longer stands is the ledger's to say.
    assert!(site.verify("certificate.json", &root).unwrap().contains("answered by the ledger"));
    assert!(!site.answer("certificate.json"));
    // To the older root it is proven still, which the ledger does not take any more.
    site.run(&["proof", &certificate, "--batch", "1", "--out", "older.json"]);
    assert!(site.verify("older.json", &root).is_err());
    site.run(&["proof", &inventory, "--out", "year.json"]);
    assert!(!site.answer("year.json"), "the year's figures are corrected, too");
}

impl Site {
    /// `carbon-rollup status --json`, with the L1.
    fn status(&self) -> Value {
        let text = self.run(&["status", "--registry", &self.registry(), "--l1", self.l1.url(), "--json"]);
        serde_json::from_str(&text).unwrap()
    }
}
