//! The ledger on the L1: its root is that of the log, and its answers agree with the accounts.

use super::{
    leaf::year_leaf,
    year::{emitters, inventory_key},
    AuditInput,
};
use crate::{
    l1::{is_ledger, ledger_address, L1State, LeafProof, Question, Status, L1},
    layout::Inventory,
    report::{differ, format::day_of, AuditReport, Check, Step},
};
use anyhow::{Context, Result};
use carbon_wire::ledger::{Core, EvmAddress, CORES};

/// The ledger on the L1, as it answered.
struct AnsweredLedger<'a> {
    l1: &'a dyn L1,
    address: EvmAddress,
    state: L1State,
}

pub fn check(input: &AuditInput, l1: &dyn L1, report: &mut AuditReport) -> Result<()> {
    let chain_id = l1.chain_id()?;
    let published = CORES.iter().find(|core| core.evm_chain == chain_id);
    let Some(core) = input.given.core.or(published.map(|core| core.address)) else {
        let check = Check::new(Step::L1, "the ledger", format!("EVM chain {chain_id}"));
        report.add(check.open("Wormhole's core contract on this chain is not known here: name it with --core"));
        return Ok(());
    };
    let address = ledger_address(&core, &input.chain.program().0);
    let check = Check::new(Step::L1, "the ledger", contract_name(&address));
    let whose = match input.given.core {
        Some(_) => "that you gave",
        None => "that Wormhole publishes",
    };
    report.facts.ledger = format!(
        "0x{} on EVM chain {chain_id} (by its node), by program, code and the core contract 0x{} {whose}",
        hex::encode(address),
        hex::encode(core)
    );
    let Some(state) = l1.state(&address, &input.registry_key.0)? else {
        report.add(check.open("nobody has deployed the ledger on this chain"));
        return Ok(());
    };
    if state.batch == 0 {
        report.add(check.open("it has no batch of the registry yet"));
        return Ok(());
    }
    let as_of = i64::try_from(state.time).map_or_else(|_| format!("unix time {}", state.time), day_of);
    report.facts.ledger += &format!("; as of {as_of}");
    let wrong = contradictions(input, &state, &core, published);
    let same = wrong.iter().all(Option::is_none);
    report.add(check.unless(wrong, summary(&state)));
    if !same {
        return Ok(());
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

fn contract_name(address: &EvmAddress) -> String {
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

fn contradictions(
    input: &AuditInput,
    state: &L1State,
    core: &EvmAddress,
    published: Option<&Core>,
) -> Vec<Option<String>> {
    let rebuilt = input.leaves.frontier(state.leaf_count).map(|frontier| frontier.root());
    vec![
        (!is_ledger(&state.code)).then(|| "its code is not that of the ledger's contract".to_string()),
        differ("its program", hex::encode(state.program), hex::encode(input.chain.program().0)),
        differ("its Wormhole core contract", hex::encode(state.core), hex::encode(core)),
        published.and_then(|core| differ("Wormhole's id of its chain", state.chain, core.chain)),
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
    let status = ledger.l1.ask(&ledger.address, &input.registry_key.0, question, proof)?;
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
