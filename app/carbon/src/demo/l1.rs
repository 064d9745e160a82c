//! The end of the story: a registry's log goes to the L1, and its leaves are proven there.

use super::{
    chain::Chain,
    registry::Registry,
    report::{Figures, L1Report},
};
use anyhow::{bail, ensure, Context, Result};
use carbon_client::{addresses as at, rollup};
use carbon_wire::{leaf::Leaf, payload::Payload};
use serde_json::{json, Value};
use solana_signer::Signer;
use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// `publish_batch` by the crank. Then, on an embedded EVM: the message, signed by a guardian that stands in for Wormhole's,
/// is verified by Wormhole's real core contract and taken by the ledger, which is asked about every leaf.
pub fn publish_and_prove(chain: &mut Chain, registry: &Registry) -> Result<L1Report> {
    let log = chain.runtime.log(&registry.key);
    let publish = rollup::publish_batch(registry.crank.pubkey(), &log);
    chain.send("publish_batch", publish, &[&registry.crank])?;
    let message = chain.runtime.messages().last().context("Wormhole has no message")?;
    let payload = Payload::decode(&message.payload).map_err(|error| anyhow::anyhow!("the message: {error}"))?;

    let (mut certificates, mut years, mut corrections) = (vec![], vec![], vec![]);
    for index in 0..payload.leaf_count {
        let proof = chain.runtime.leaves().proof(&registry.key, index, payload.leaf_count);
        let (entry, path) = proof.context("the event of a leaf is missing")?;
        let path: Vec<String> = path.siblings().iter().map(hex::encode).collect();
        let (kind, leaves) = match Leaf::decode(&entry) {
            Ok(Leaf::Certificate(_)) => ("certificate", &mut certificates),
            Ok(Leaf::Year(_)) => ("year", &mut years),
            Ok(Leaf::Correction(_)) => ("correction", &mut corrections),
            Err(error) => bail!("leaf {index}: {error}"),
        };
        let name = format!("leaf {index}, a {kind}");
        leaves.push(json!({ "name": name, "entry": hex::encode(entry), "path": path }));
    }
    let input = json!({
        "registry": hex::encode(registry.key.to_bytes()),
        "emitter": hex::encode(at::log(&registry.key).to_bytes()),
        "body": hex::encode(message.body()),
        "certificates": certificates,
        "years": years,
        "corrections": corrections,
    });
    let report: L1Report = serde_json::from_value(prove(&input)?).context("reading the answer of l1/prove.js")?;
    ensure!(report.root == hex::encode(payload.root), "the L1 has another root than the message");
    Ok(report)
}

/// Runs `l1/prove.js`.
fn prove(input: &Value) -> Result<Value> {
    let script = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../l1/prove.js"));
    let mut node = Command::new("node")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("starting node: the L1 needs Node.js 20")?;
    let mut stdin = node.stdin.take().context("node's input")?;
    stdin.write_all(input.to_string().as_bytes()).context("writing to node")?;
    drop(stdin);
    let done = node.wait_with_output().context("running node")?;
    ensure!(done.status.success(), "{} failed: are its packages installed (scripts/npm.sh)?", script.display());
    serde_json::from_slice(&done.stdout).context("the output of node")
}

impl L1Report {
    /// What must come of it, whatever the seed.
    pub fn figures(&self, label: &str) -> Figures {
        let mut figures = Figures::from([
            (format!("{label}/L1/batch"), self.batch),
            (format!("{label}/L1/leaves"), self.leaf_count),
            (format!("{label}/L1/neutralized"), self.neutralized),
            (format!("{label}/L1/corrections"), self.corrections),
        ]);
        for proof in &self.proofs {
            figures.insert(format!("{label}/L1/{}: {}", proof.name, proof.question), proof.answer.into());
        }
        figures
    }
}
