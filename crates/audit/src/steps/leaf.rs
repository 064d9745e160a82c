//! The log's entries, rebuilt from certificates and inventories.

use super::{
    burn::legs_of,
    year::{emitters, inventory_key},
    Case,
};
use crate::{
    key::Key,
    layout::*,
    report::{Report, Step},
};
use anyhow::{Context, Result};
use carbon_wire::leaf::{CertificateLeaf, Leaf, YearLeaf};

pub fn check(case: &Case, report: &mut Report) -> Result<()> {
    for certified in &case.certificates {
        let content = &certified.content;
        let leaf = Leaf::Certificate(CertificateLeaf {
            registry: case.registry_key.0,
            index: content.leaf,
            certificate: certified.key.0,
            beneficiary: content.beneficiary.0,
            legs: legs_of(certified),
            emission: content.grams,
            credit: content.grams,
            slot: content.slot,
            time: content.burned_at,
            metadata: case.hash,
        });
        let about = format!("certificate {}", certified.key);
        compare(case, (&about, content.leaf), &leaf, report);
    }
    let mut carrying: Vec<Key> = case.leaves.carrying(&case.hash).collect();
    carrying
        .retain(|key| !case.all.iter().any(|(listed, content)| listed == key && content.metadata_sha256 == case.hash));
    if let Some(key) = carrying.first() {
        let what = "it names this statement in the register, and the node does not list it";
        report.fail(Step::Leaf, &format!("certificate {key}"), what, "entries of the register");
    }
    for (source, year) in emitters(case)? {
        let key = inventory_key(case, &source, year);
        let inventory: Inventory = case.chain.account(&key)?.context("an emitter's inventory is missing")?;
        let about = format!("year {year} of source {source}");
        match inventory.logged.zip(stated(case, &key, &inventory)) {
            Some((LoggedYear { emitted, neutralized, .. }, leaf)) => {
                let owner = case.chain.account::<Source>(&source)?.context("a source is missing")?.owner;
                let rebuilt = YearLeaf {
                    registry: case.registry_key.0,
                    inventory: key.0,
                    source: source.0,
                    owner: owner.0,
                    emitted,
                    neutralized,
                    ..leaf
                };
                compare(case, (&about, leaf.index), &Leaf::Year(rebuilt), report);
            }
            None if inventory.logged.is_some() => {
                report.fail(Step::Leaf, &about, "the entry that states it is another one", format!("account {key}"));
            }
            None => report.pass(Step::Leaf, &about, "no entry in force states this year", format!("account {key}")),
        }
    }
    Ok(())
}

/// The leaf that states an inventory's figures, if the log has one in force.
pub fn stated(case: &Case, key: &Key, inventory: &Inventory) -> Option<YearLeaf> {
    let stated = inventory.logged?;
    match case.leaves.decoded(stated.leaf) {
        Some(Leaf::Year(leaf)) if leaf.inventory == key.0 => Some(leaf),
        _ => None,
    }
}

fn compare(case: &Case, (about, index): (&String, u64), rebuilt: &Leaf, report: &mut Report) {
    let source = format!("entry {index} of the register");
    match case.leaves.decoded(index) {
        Some(found) if found == *rebuilt => {
            let hash = hex::encode(rebuilt.hash());
            report.pass(
                Step::Leaf,
                about,
                format!("entry {index} rebuilt from the account is the same: {hash}"),
                source,
            );
        }
        Some(_) => report.fail(Step::Leaf, about, format!("entry {index} is not what the account says"), source),
        None => report.fail(Step::Leaf, about, format!("there is no readable entry {index}"), source),
    }
}
