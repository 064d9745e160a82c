//! The ledger on the L1: its root is that of the log, and its answers agree with the accounts.

use super::{
    leaf::year_leaf,
    year::{emitters, inventory_key},
    AuditInput,
};
use crate::{
    l1::{Answer, L1State, L1},
    layout::Inventory,
    report::{differ, AuditReport, Check, Step},
};
use anyhow::{Context, Result};

/// The ledger on the L1, as it answered.
struct AnsweredLedger<'a> {
    l1: &'a dyn L1,
    address: [u8; 20],
    state: L1State,
}

/// A question to the ledger.
struct Question {
    /// The contract's function.
    function: &'static str,
    /// Index of the leaf that it is about.
    index: u64,
    /// The answer that follows from the accounts.
    expected: bool,
}

pub fn check(input: &AuditInput, l1: &dyn L1, report: &mut AuditReport) -> Result<()> {
    let target = input.log.bridge.target_contract;
    let Some(address) = target.strip_prefix(&[0; 12]).and_then(|address| <[u8; 20]>::try_from(address).ok()) else {
        let check = Check::new(Step::L1, "the ledger", "the log's account");
        report.add(check.fail("the target of the register is not a contract of an EVM chain"));
        return Ok(());
    };
    let state = l1.state(&address)?;
    let check = Check::new(Step::L1, "the ledger", contract_name(&address));
    report.facts.ledger = format!("0x{} on EVM chain {}", hex::encode(address), state.evm_chain);
    let wrong = contradictions(input, &state);
    let same = wrong.iter().all(Option::is_none);
    report.add(check.unless(wrong, summary(&state)));
    if !same {
        return Ok(());
    }
    if state.registered < state.corrections {
        report.add(check.open(format!(
            "it gives no answer while {} of {} corrections are not registered there: anyone may register them",
            state.corrections - state.registered,
            state.corrections
        )));
        return Ok(());
    }
    let ledger = AnsweredLedger { l1, address, state };
    for audited in &input.certificates {
        let (index, expected) = (audited.content.leaf, audited.content.shortfall == 0);
        ask(input, &ledger, &Question { function: "isOffset", index, expected }, report)?;
    }
    for (source, year) in emitters(input)? {
        let key = inventory_key(input, &source, year);
        let inventory: Inventory = input.chain.account(&key)?.context("an emitter's inventory is missing")?;
        if let Some(leaf) = year_leaf(input, &key, &inventory) {
            let in_force = inventory.neutralized >= leaf.neutralized;
            let expected = in_force && leaf.emitted > 0 && leaf.emitted == leaf.neutralized;
            ask(input, &ledger, &Question { function: "isNeutral", index: leaf.index, expected }, report)?;
        }
    }
    Ok(())
}

fn contract_name(address: &[u8; 20]) -> String {
    format!("contract 0x{}", hex::encode(address))
}

fn summary(state: &L1State) -> String {
    format!(
        "batch {} of {} entries, {} of {} corrections registered, root {}",
        state.batch,
        state.leaf_count,
        state.registered,
        state.corrections,
        hex::encode(state.root)
    )
}

fn contradictions(input: &AuditInput, state: &L1State) -> Vec<Option<String>> {
    let log = input.chain.derived(&[b"log", &input.registry_key.0]);
    let rebuilt = input.leaves.frontier(state.leaf_count).map(|frontier| frontier.root());
    vec![
        differ("its registry", hex::encode(state.registry), hex::encode(input.registry_key.0)),
        differ("its emitter", hex::encode(state.emitter), hex::encode(log.0)),
        differ("its Wormhole chain id", state.chain, input.log.bridge.target_chain),
        (state.batch == 0).then(|| "it has no batch yet".to_string()),
        (state.batch > input.log.batches).then(|| "it has a batch that is unknown on Solana".to_string()),
        match rebuilt {
            Some(root) => differ("its root", hex::encode(state.root), hex::encode(root)),
            None => Some(format!("it counts {} entries, the events {}", state.leaf_count, input.leaves.count())),
        },
    ]
}

/// Asks the ledger about a leaf and compares the answer with the accounts.
fn ask(input: &AuditInput, ledger: &AnsweredLedger, question: &Question, report: &mut AuditReport) -> Result<()> {
    let Question { function, index, expected } = *question;
    let check = Check::new(Step::L1, format!("entry {index}"), contract_name(&ledger.address));
    let proof = input.leaves.entry(index).zip(input.leaves.path(index, ledger.state.leaf_count));
    let Some((entry, path)) = proof else {
        report.add(check.open(format!("it is not published there yet: batch {} ends before it", ledger.state.batch)));
        return Ok(());
    };
    report.add(match ledger.l1.ask(&ledger.address, function, entry, path.siblings())? {
        Answer::Says(answer) if answer == expected => {
            let meaning = match (function, answer) {
                ("isOffset", true) => "the certificate is registered and valid for every gram it names",
                ("isOffset", false) => "the certificate is not valid for every gram it names, as its account says",
                (_, true) => "the year is carbon neutral",
                (_, false) => "the year is not carbon neutral, as its account says",
            };
            let siblings = path.siblings().len();
            check.pass(format!("{function} = {answer}, with a path of {siblings}: {meaning}"))
        }
        Answer::Says(answer) => check.fail(format!("{function} = {answer}, and the accounts say {expected}")),
        Answer::Refuses(reason) => check.open(format!("{function} is not answered: {reason}")),
    });
    Ok(())
}
