//! The ledger on the L1: its root is that of the log, and it gives the answer that the accounts give.

use super::{
    leaf::stated,
    year::{emitters, inventory_key},
    Case,
};
use crate::{
    l1::{Answer, Ledger, L1},
    layout::Inventory,
    report::{differ, Report, Step},
};
use anyhow::{Context, Result};

pub fn check(case: &Case, l1: &dyn L1, report: &mut Report) -> Result<()> {
    let target = case.log.bridge.target_contract;
    let about = "the ledger".to_string();
    let Some(address) = target.strip_prefix(&[0; 12]).and_then(|address| <[u8; 20]>::try_from(address).ok()) else {
        report.fail(Step::L1, &about, "the register is for no contract of an EVM", "the log's account");
        return Ok(());
    };
    let ledger = l1.ledger(&address)?;
    let source = format!("contract 0x{}", hex::encode(address));
    report.facts.ledger = format!("0x{} on EVM chain {}", hex::encode(address), ledger.evm_chain);
    let same = report.require((Step::L1, &about), contradictions(case, &ledger), holds(&ledger), &source);
    if !same {
        return Ok(());
    }
    if ledger.registered < ledger.corrections {
        let what = format!(
            "it gives no answer while {} of {} corrections are not registered there: anyone may register them",
            ledger.corrections - ledger.registered,
            ledger.corrections
        );
        report.open(Step::L1, &about, what, &source);
        return Ok(());
    }
    for certified in &case.certificates {
        let stands = certified.content.shortfall == 0;
        ask(case, l1, (&address, &ledger), ("isOffset", certified.content.leaf, stands), report)?;
    }
    for (source, year) in emitters(case)? {
        let key = inventory_key(case, &source, year);
        let inventory: Inventory = case.chain.account(&key)?.context("an emitter's inventory is missing")?;
        if let Some(leaf) = stated(case, &key, &inventory) {
            let stands = inventory.neutralized >= leaf.neutralized;
            let neutral = stands && leaf.emitted > 0 && leaf.emitted == leaf.neutralized;
            ask(case, l1, (&address, &ledger), ("isNeutral", leaf.index, neutral), report)?;
        }
    }
    Ok(())
}

fn holds(ledger: &Ledger) -> String {
    format!(
        "batch {} of {} entries, {} of {} corrections registered, root {}",
        ledger.batch,
        ledger.leaf_count,
        ledger.registered,
        ledger.corrections,
        hex::encode(ledger.root)
    )
}

fn contradictions(case: &Case, ledger: &Ledger) -> Vec<Option<String>> {
    let log = case.chain.derived(&[b"log", &case.registry_key.0]);
    let rebuilt = case.leaves.frontier(ledger.leaf_count).map(|frontier| frontier.root());
    vec![
        differ("its registry", hex::encode(ledger.registry), hex::encode(case.registry_key.0)),
        differ("its emitter", hex::encode(ledger.emitter), hex::encode(log.0)),
        differ("its chain in Wormhole's numbers", ledger.chain, case.log.bridge.target_chain),
        (ledger.batch == 0).then(|| "it has no batch yet".to_string()),
        (ledger.batch > case.log.batches).then(|| "it has a batch that the chain does not know of".to_string()),
        match rebuilt {
            Some(root) => differ("its root", hex::encode(ledger.root), hex::encode(root)),
            None => Some(format!("it counts {} entries, the events {}", ledger.leaf_count, case.leaves.count())),
        },
    ]
}

/// Asks about a leaf, and compares the answer with that of the accounts.
fn ask(
    case: &Case,
    l1: &dyn L1,
    (address, ledger): (&[u8; 20], &Ledger),
    (question, index, expected): (&'static str, u64, bool),
    report: &mut Report,
) -> Result<()> {
    let (about, source) = (format!("entry {index}"), format!("contract 0x{}", hex::encode(address)));
    let proof = case.leaves.entry(index).zip(case.leaves.path(index, ledger.leaf_count));
    let Some((entry, path)) = proof else {
        let what = format!("it is not published there yet: batch {} ends before it", ledger.batch);
        report.open(Step::L1, &about, what, source);
        return Ok(());
    };
    match l1.ask(address, question, entry, path.siblings())? {
        Answer::Says(answer) if answer == expected => {
            let meaning = match (question, answer) {
                ("isOffset", true) => "the certificate is registered and stands for every gram it names",
                ("isOffset", false) => "the certificate does not stand for every gram it names, as its account says",
                (_, true) => "the year is carbon neutral",
                (_, false) => "the year is not carbon neutral, as its account says",
            };
            let siblings = path.siblings().len();
            report.pass(
                Step::L1,
                &about,
                format!("{question} = {answer}, with a path of {siblings}: {meaning}"),
                source,
            );
        }
        Answer::Says(answer) => {
            report.fail(Step::L1, &about, format!("{question} = {answer}, and the accounts say {expected}"), source);
        }
        Answer::Refuses(why) => report.open(Step::L1, &about, format!("{question} is not answered: {why}"), source),
    }
    Ok(())
}
