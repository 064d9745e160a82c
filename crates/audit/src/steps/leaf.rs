//! The log's entries, rebuilt from certificates and inventories.

use super::{
    burn::legs_of,
    year::{emitters, inventory_key},
    AuditInput,
};
use crate::{
    key::Key,
    layout::*,
    report::{AuditFinding, AuditReport, Check, Step},
};
use anyhow::{Context, Result};
use carbon_wire::leaf::{CertificateLeaf, Leaf, YearLeaf};

pub fn check(input: &AuditInput, report: &mut AuditReport) -> Result<()> {
    for audited in &input.certificates {
        let content = &audited.content;
        let leaf = Leaf::Certificate(CertificateLeaf {
            registry: input.registry_key.0,
            index: content.leaf,
            certificate: audited.key.0,
            beneficiary: content.beneficiary.0,
            legs: legs_of(audited),
            emission: content.grams,
            credit: content.grams,
            slot: content.slot,
            time: content.burned_at,
            metadata: input.hash,
        });
        let about = format!("certificate {}", audited.key);
        report.add(compare(input, &about, content.leaf, &leaf));
    }
    let listed = |key: &Key| {
        let mut all = input.all_certificates.iter();
        all.any(|(listed, content)| listed == key && content.metadata_sha256 == input.hash)
    };
    if let Some(key) = input.leaves.naming(&input.hash).find(|key| !listed(key)) {
        let check = Check::new(Step::Leaf, format!("certificate {key}"), "entries of the register");
        report.add(check.fail("it names this statement in the register, and the node does not list it"));
    }
    for (source, year) in emitters(input)? {
        report.add(check_year(input, &source, year)?);
    }
    Ok(())
}

fn check_year(input: &AuditInput, source: &Key, year: u16) -> Result<AuditFinding> {
    let key = inventory_key(input, source, year);
    let inventory: Inventory = input.chain.account(&key)?.context("an emitter's inventory is missing")?;
    let about = format!("year {year} of source {source}");
    let check = Check::new(Step::Leaf, &about, format!("account {key}"));
    Ok(match inventory.logged.zip(year_leaf(input, &key, &inventory)) {
        Some((LoggedYear { emitted, neutralized, .. }, leaf)) => {
            let owner = input.chain.account::<Source>(source)?.context("a source is missing")?.owner;
            let rebuilt = YearLeaf {
                registry: input.registry_key.0,
                inventory: key.0,
                source: source.0,
                owner: owner.0,
                emitted,
                neutralized,
                year,
                ..leaf
            };
            compare(input, &about, leaf.index, &Leaf::Year(rebuilt))
        }
        None if inventory.logged.is_some() => check.fail("its entry in the register is about something else"),
        None => check.pass("the register has no entry in force for this year"),
    })
}

/// The leaf in force that logs an inventory's figures, if the log has one.
pub fn year_leaf(input: &AuditInput, key: &Key, inventory: &Inventory) -> Option<YearLeaf> {
    let logged = inventory.logged?;
    match input.leaves.decoded(logged.leaf) {
        Some(Leaf::Year(leaf)) if leaf.inventory == key.0 => Some(leaf),
        _ => None,
    }
}

/// Compares the leaf at an index of the log with the one rebuilt from accounts.
fn compare(input: &AuditInput, about: &str, index: u64, rebuilt: &Leaf) -> AuditFinding {
    let check = Check::new(Step::Leaf, about, format!("entry {index} of the register"));
    match input.leaves.decoded(index) {
        Some(found) if found == *rebuilt => {
            let hash = hex::encode(rebuilt.hash());
            check.pass(format!("entry {index} rebuilt from the account is the same: {hash}"))
        }
        Some(_) => check.fail(format!("entry {index} differs from the account")),
        None => check.fail(format!("there is no readable entry {index}")),
    }
}
