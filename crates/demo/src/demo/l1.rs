//! The registry's log goes to the L1, and its leaves are proven there. The L1 is an embedded EVM in a process of its own
//! (l1/devnet/node.js), with Wormhole's real core contract and the ledger behind Ethereum's JSON-RPC.

use super::{
    chain::DemoChain,
    registry::DemoRegistry,
    report::{Figures, L1Report, ProofReport},
};
use alloy::{primitives::Address, signers::local::PrivateKeySigner};
use anyhow::{bail, ensure, Context, Result};
use carbon_audit::l1::{Http, LeafProof, Question, Status, L1};
use carbon_client::rollup;
use carbon_rollup::{
    devnet::{self, DEVNET_KEY},
    ledger::{Call, LedgerClient, LedgerError, TxStatus},
};
use carbon_rpc::backoff::{sleeping, Backoff};
use carbon_wire::{leaf::Leaf, payload::Payload};
use serde::Deserialize;
use solana_signer::Signer;
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

/// The process of an L1. It ends when this value is dropped.
pub struct L1Process {
    process: Child,
    /// What it printed when it was ready.
    pub ready: Ready,
}

/// The process's first line of output.
#[derive(Deserialize)]
pub struct Ready {
    url: String,
    /// Wormhole's core contract.
    pub core: Address,
    /// The ledger.
    pub ledger: Address,
    account: Account,
}

/// A funded account of the L1.
#[derive(Deserialize)]
struct Account {
    key: String,
}

impl L1Process {
    /// Starts an L1 with the ledger.
    pub fn start() -> Result<Self> {
        let script = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../l1/devnet/node.js"));
        let mut process = Command::new("node")
            .arg(script)
            // The child ends with this process, even when this process is killed.
            .arg("--with-parent")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("starting node: the L1 needs Node.js 20")?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().context("node's output")?).read_line(&mut line).context("asking node")?;
        let ready = serde_json::from_str(&line).with_context(|| {
            format!("{} did not start: are its packages installed (scripts/npm.sh)?", script.display())
        })?;
        Ok(Self { process, ready })
    }

    /// URL of its JSON-RPC.
    pub fn url(&self) -> &str {
        &self.ready.url
    }

    /// Sends a call to the ledger as a transaction. Returns the gas used.
    fn send(&self, ledger: &LedgerClient, call: Call) -> Result<u64> {
        let key: PrivateKeySigner = self.ready.account.key.parse().context("the key that node printed")?;
        let signed = ledger.sign(call, &key).map_err(|error| match error {
            LedgerError::Refused(refusal) => anyhow::anyhow!("the ledger refused: {refusal:?}"),
            LedgerError::Other(error) => error,
        })?;
        ledger.send(&signed)?;
        match ledger.status(&signed, key.address())? {
            TxStatus::Executed { gas } => Ok(gas),
            status => bail!("a transaction to the ledger failed: {status:?}"),
        }
    }
}

impl Drop for L1Process {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Sends `publish_batch` by the crank. On the L1, a guardian that stands in for Wormhole's signs the message, Wormhole's real core
/// contract verifies it, the ledger accepts it and answers a question about every leaf.
pub fn publish_and_prove(chain: &mut DemoChain, registry: &DemoRegistry, node: &L1Process) -> Result<L1Report> {
    let log = chain.runtime.log(&registry.key);
    let publish = rollup::publish_batch(registry.crank.pubkey(), &log);
    chain.send("publish_batch", publish, &[&registry.crank])?;
    let message = chain.runtime.messages().last().context("Wormhole has no message")?;
    let payload = Payload::decode(&message.payload).map_err(|error| anyhow::anyhow!("the message: {error}"))?;

    let ledger =
        LedgerClient::connect(&registry.key, node.url(), Some(node.ready.core), Backoff::default(), sleeping())?;
    ensure!(ledger.address() == node.ready.ledger, "the ledger is not at the address that follows from its code");
    let vaa = devnet::vaa(&DEVNET_KEY.parse()?, 0, &message.body())?;
    let gas = node.send(&ledger, ledger.submit(&vaa))?;
    let leaves = (0..payload.leaf_count).map(|index| {
        let proof = chain.runtime.leaves().proof(&registry.key, index, payload.leaf_count);
        let (entry, path) = proof.context("the event of a leaf is missing")?;
        let leaf = Leaf::decode(&entry).map_err(|error| anyhow::anyhow!("leaf {index}: {error}"))?;
        Ok((leaf, entry, path))
    });
    let leaves: Vec<_> = leaves.collect::<Result<_>>()?;
    let corrections = leaves.iter().filter(|(leaf, ..)| matches!(leaf, Leaf::Correction(_)));
    let corrections = corrections.map(|(_, entry, path)| (entry, path.siblings()));
    node.send(&ledger, ledger.register(&payload.root, corrections))?;
    let state = ledger.state()?;
    ensure!(state.root == payload.root, "the L1 has another root than the message");

    let l1 = Http::new(node.url())?;
    let mut proofs = vec![];
    for (leaf, entry, path) in &leaves {
        let (kind, question) = match leaf {
            Leaf::Certificate(_) => ("certificate", Question::Certificate),
            Leaf::Year(_) => ("year", Question::Year),
            Leaf::Correction(_) => continue,
        };
        let proof = LeafProof { leaf: entry, path: path.siblings(), root: payload.root };
        let status = l1.ask(&ledger.address().into_array(), &registry.key.to_bytes(), question, proof)?;
        proofs.push(ProofReport {
            name: format!("leaf {}, a {kind}", leaf.index()),
            question: question.function(),
            status: format!("{status:?}"),
            valid: status == Status::Valid,
            leaf: hex::encode(entry),
            path: path.siblings().iter().map(hex::encode).collect(),
        });
    }
    Ok(L1Report {
        signer: "Wormhole's devnet guardian, standing in for the guardians",
        core: node.ready.core.to_string(),
        ledger: ledger.address().to_string(),
        batch: state.batch,
        root: hex::encode(state.root),
        leaf_count: state.leaf_count,
        neutralized: u64::try_from(state.ever_neutralized).context("the demo neutralizes less")?,
        corrections: state.corrections,
        gas,
        proofs,
    })
}

impl L1Report {
    /// The figures of the report, which do not depend on the seed.
    pub fn figures(&self, label: &str) -> Figures {
        let mut figures = Figures::from([
            (format!("{label}/L1/batch"), self.batch),
            (format!("{label}/L1/leaves"), self.leaf_count),
            (format!("{label}/L1/neutralized"), self.neutralized),
            (format!("{label}/L1/corrections"), self.corrections),
        ]);
        for proof in &self.proofs {
            figures.insert(format!("{label}/L1/{}: {}", proof.name, proof.question), proof.valid.into());
        }
        figures
    }
}
