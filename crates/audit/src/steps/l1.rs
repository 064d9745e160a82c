//! The ledger on the L1: its root is that of the log, and its answers agree with the accounts.

use super::{
    leaf::year_leaf,
    year::{emitters, inventory_key},
    AuditInput,
};
use crate::{
    l1::{is_ledger, Core, L1State, LeafProof, Question, Status, CORES, L1},
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

pub fn check(input: &AuditInput, l1: &dyn L1, report: &mut AuditReport) -> Result<()> {
    let target = input.log.bridge.target_contract;
    let Some(address) = target.strip_prefix(&[0; 12]).and_then(|address| <[u8; 20]>::try_from(address).ok()) else {
        let check = Check::new(Step::L1, "the ledger", "the log's account");
        report.add(check.fail("the target of the register is not a contract of an EVM chain"));
        return Ok(());
    };
    let check = Check::new(Step::L1, "the ledger", contract_name(&address));
    if let Some(given) = input.given.ledger.filter(|given| *given != address) {
        report.add(check.fail(format!(
            "the register is published to this contract, not to 0x{}, which you gave",
            hex::encode(given)
        )));
        return Ok(());
    }
    let state = l1.state(&address)?;
    let chosen = match input.given.ledger {
        Some(_) => "given by you",
        None => "named by the Solana node, not by you",
    };
    report.facts.ledger = format!("0x{} on EVM chain {}, {chosen}", hex::encode(address), state.evm_chain);
    let wrong = contradictions(input, &state);
    let same = wrong.iter().all(Option::is_none);
    report.add(check.unless(wrong, summary(&state)));
    if !same {
        return Ok(());
    }
    if input.given.ledger.is_none() && !input.given.local {
        // The same code with another history of its storage can be at another address.
        let sentence = "a Solana node named the ledger: name it yourself with --ledger, from a source that you trust";
        report.add(check.open(sentence));
    }
    if expected_core(input, &state).is_none() && !input.given.local {
        report.add(check.open(format!(
            "it verifies messages by Wormhole's core contract 0x{}, and the published one of EVM chain {} is not known here: name it \
             with --core",
            hex::encode(state.core),
            state.evm_chain
        )));
    }
    let ledger = AnsweredLedger { l1, address, state };
    for audited in &input.certificates {
        let (index, expected) = (audited.content.leaf, audited.content.shortfall == 0);
        ask(input, &ledger, Question::Certificate, index, expected, report)?;
    }
    for (source, year) in emitters(input)? {
        let key = inventory_key(input, &source, year);
        let inventory: Inventory = input.chain.account(&key)?.context("an emitter's inventory is missing")?;
        if let Some(leaf) = year_leaf(input, &key, &inventory) {
            let in_force = inventory.neutralized >= leaf.neutralized;
            let expected = in_force && leaf.emitted > 0 && leaf.emitted == leaf.neutralized;
            ask(input, &ledger, Question::Year, leaf.index, expected, report)?;
        }
    }
    Ok(())
}

fn contract_name(address: &[u8; 20]) -> String {
    format!("contract 0x{}", hex::encode(address))
}

fn summary(state: &L1State) -> String {
    format!(
        "the ledger's code, over Wormhole's core contract 0x{}; batch {} of {} entries at unix time {}, {} of {} corrections \
         registered, root {}",
        hex::encode(state.core),
        state.batch,
        state.leaf_count,
        state.time,
        state.registered,
        state.corrections,
        hex::encode(state.root)
    )
}

/// Wormhole's published core contract on the ledger's chain.
fn published_core(state: &L1State) -> Option<&'static Core> {
    CORES.iter().find(|core| core.evm_chain == state.evm_chain)
}

/// The core contract that the ledger must have: the one that the auditor gave, or the published one. A node names none.
fn expected_core(input: &AuditInput, state: &L1State) -> Option<[u8; 20]> {
    input.given.core.or(published_core(state).map(|core| core.address))
}

fn contradictions(input: &AuditInput, state: &L1State) -> Vec<Option<String>> {
    let log = input.chain.derived(&[b"log", &input.registry_key.0]);
    let published = published_core(state);
    let core = expected_core(input, state);
    let rebuilt = input.leaves.frontier(state.leaf_count).map(|frontier| frontier.root());
    vec![
        differ("its registry", hex::encode(state.registry), hex::encode(input.registry_key.0)),
        differ("its emitter", hex::encode(state.emitter), hex::encode(log.0)),
        differ("its Wormhole chain id", state.chain, input.log.bridge.target_chain),
        (!is_ledger(&state.code)).then(|| "its code is not that of the ledger's contract".to_string()),
        published.and_then(|core| differ("Wormhole's id of its chain", state.chain, core.chain)),
        core.and_then(|core| differ("its Wormhole core contract", hex::encode(state.core), hex::encode(core))),
        (state.batch == 0).then(|| "it has no batch yet".to_string()),
        (state.batch > input.log.batches).then(|| "it has a batch that is unknown on Solana".to_string()),
        match rebuilt {
            Some(root) => differ("its root", hex::encode(state.root), hex::encode(root)),
            None => Some(format!("it counts {} entries, the events {}", state.leaf_count, input.leaves.count())),
        },
    ]
}

/// Asks the ledger about a leaf and compares the answer with the accounts, which say whether it stands (`expected`).
fn ask(
    input: &AuditInput,
    ledger: &AnsweredLedger,
    question: Question,
    index: u64,
    expected: bool,
    report: &mut AuditReport,
) -> Result<()> {
    let check = Check::new(Step::L1, format!("entry {index}"), contract_name(&ledger.address));
    let proof = input.leaves.entry(index).zip(input.leaves.path(index, ledger.state.leaf_count));
    let Some((leaf, path)) = proof else {
        report.add(check.open(format!("it is not published there yet: batch {} ends before it", ledger.state.batch)));
        return Ok(());
    };
    let proof = LeafProof { leaf, path: path.siblings(), root: ledger.state.root };
    let status = ledger.l1.ask(&ledger.address, question, proof)?;
    let function = question.function();
    let siblings = path.siblings().len();
    let meaning = match (question, status) {
        (_, Status::Pending) => {
            let waits = "corrections that may concern it are not registered there, or burned credits of lowered records are to be \
                         looked at on Solana. Anyone may do both";
            report.add(check.open(format!("{function} is {status:?}: {waits}")));
            return Ok(());
        }
        (Question::Certificate, Status::Valid) => "the certificate is registered and valid for every gram it names",
        (Question::Certificate, Status::Impaired) => {
            "the certificate is not valid for every gram it names, as its account says"
        }
        (Question::Year, Status::Valid) => "the year is carbon neutral",
        (Question::Year, Status::NotNeutral | Status::Impaired | Status::Superseded) => {
            "the year is not carbon neutral, as its account says"
        }
        _ => {
            report.add(check.fail(format!("{function} is {status:?} for a leaf of the log")));
            return Ok(());
        }
    };
    report.add(match (status == Status::Valid) == expected {
        true => check.pass(format!("{function} is {status:?}, with a path of {siblings}: {meaning}")),
        false => check.fail(format!(
            "{function} is {status:?}, and the accounts say {}",
            match expected {
                true => "that it stands",
                false => "that it does not",
            }
        )),
    });
    Ok(())
}
