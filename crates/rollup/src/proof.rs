//! `carbon rollup proof` and `carbon rollup verify`: proofs that a certificate or a year is in the log, against a trusted root.

use super::{
    address,
    log::LogHistory,
    subject::{account_of, describe, kind_of, registry_of, ProofSubject},
    Finality, Solana,
};
use anyhow::{bail, ensure, Context, Result};
use carbon_client::program;
use carbon_wire::{
    leaf::Leaf,
    log::{includes, leaf_hash, Path, LEVELS},
    Hash,
};
use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;
use std::path::PathBuf;

/// Options of `carbon rollup proof`.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    #[command(flatten)]
    pub solana: Solana,
    /// A certificate, or the inventory of a source's year.
    #[arg(value_name = "CERTIFICATE", value_parser = address)]
    pub account: Pubkey,
    /// Prove it against the root of this batch instead of the newest one.
    #[arg(long, value_name = "BATCH", value_parser = clap::value_parser!(u64).range(1..))]
    pub batch: Option<u64>,
    /// File for the proof instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Commitment at which the log is read.
    #[arg(long, value_enum, default_value_t = Finality::Confirmed)]
    pub finality: Finality,
}

/// Options of `carbon rollup verify`.
#[derive(clap::Args, Clone, Debug)]
pub struct VerifyOptions {
    /// The proof file: docs/schema/rollup-proof.schema.json.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The root that you trust: the root on the L1, or that of a batch whose message you have.
    #[arg(long, value_name = "HEX", value_parser = hash)]
    pub root: Hash,
}

/// A proof file: docs/schema/rollup-proof.schema.json. Hashes and bytes are in hex.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Proof {
    format: String,
    program: String,
    registry: String,
    kind: String,
    account: String,
    batch: ProofBatch,
    leaf: ProofLeaf,
    path: Vec<String>,
}

/// The batch to whose root the path leads.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProofBatch {
    index: u64,
    sequence: u64,
    leaf_count: u64,
    root: String,
    corrections: u64,
}

/// The leaf that is proven.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProofLeaf {
    index: u64,
    entry: String,
}

/// Value of `format` in a proof file of this version.
const FORMAT: &str = "carbon-rollup-proof-1";

fn hash(text: &str) -> Result<Hash, String> {
    let bytes = hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok();
    bytes
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| format!("{text:?} is not a root: 32 bytes in hex are needed"))
}

/// Rebuilds the log and writes the proof.
pub fn run(options: &Options) -> Result<()> {
    let node = options.solana.node(options.finality.into());
    let subject = ProofSubject::find(&node, options.account)?;
    let rebuilt = LogHistory::new(&node.log(&subject.registry)?).rebuild(&node)?;
    let entry = rebuilt.entries.get(subject.leaf as usize).context("the log is shorter than its leaf's index")?;
    let leaf = Leaf::decode(entry).map_err(|error| anyhow::anyhow!("leaf {}: {error:?}", subject.leaf))?;
    ensure!(
        account_of(&leaf) == subject.account && leaf.index() == subject.leaf,
        "leaf {} is of {}, not of {}",
        subject.leaf,
        account_of(&leaf),
        subject.account
    );
    let batch = match options.batch {
        None => rebuilt.batches.last(),
        Some(index) => rebuilt.batches.get(index as usize - 1),
    };
    let Some(batch) = batch.filter(|batch| batch.payload.leaf_count > subject.leaf) else {
        bail!(
            "leaf {} is not in {}: publish it with `carbon rollup publish --registry {}`, then ask for the proof again",
            subject.leaf,
            options.batch.map_or("any batch yet".into(), |batch| format!("batch {batch}")),
            subject.registry
        );
    };
    let path =
        Path::to(subject.leaf, &rebuilt.hashes(batch.payload.leaf_count)).context("the path of a leaf of the log")?;
    let proof = Proof {
        format: FORMAT.into(),
        program: program::ID.to_string(),
        registry: subject.registry.to_string(),
        kind: kind_of(&leaf).into(),
        account: subject.account.to_string(),
        batch: ProofBatch {
            index: batch.payload.batch,
            sequence: batch.sequence,
            leaf_count: batch.payload.leaf_count,
            root: hex::encode(batch.payload.root),
            corrections: batch.payload.corrections,
        },
        leaf: ProofLeaf { index: subject.leaf, entry: hex::encode(entry) },
        path: path.siblings().iter().map(hex::encode).collect(),
    };
    proof.check(&batch.payload.root)?;
    let text = serde_json::to_string_pretty(&proof)? + "\n";
    let Some(path) = &options.out else {
        print!("{text}");
        return Ok(());
    };
    std::fs::write(path, text)
        .with_context(|| format!("writing {}: choose another file with --out", path.display()))?;
    println!(
        "{} leaves agree with the chain; leaf {} is proven against batch {}: {}",
        rebuilt.entries.len(),
        subject.leaf,
        proof.batch.index,
        path.display()
    );
    Ok(())
}

/// Checks a proof file and prints what it proves.
pub fn verify(options: &VerifyOptions) -> Result<()> {
    let text = std::fs::read_to_string(&options.file).with_context(|| format!("reading {}", options.file.display()))?;
    let proof: Proof =
        serde_json::from_str(&text).with_context(|| format!("{} is not a proof file", options.file.display()))?;
    let leaf = proof.check(&options.root).with_context(|| format!("{} proves nothing", options.file.display()))?;
    println!("proven: {}", describe(&leaf));
    let root = hex::encode(options.root);
    println!("it is leaf {} under the root {root}, of registry {}", leaf.index(), registry_of(&leaf));
    println!("the ledger on the L1 answers whether a later correction voids it");
    Ok(())
}

impl Proof {
    /// The leaf that this proves to be under the root.
    ///
    /// # Errors
    /// The proof is inconsistent, or does not lead to the root.
    fn check(&self, root: &Hash) -> Result<Leaf> {
        ensure!(self.format == FORMAT, "its format is {:?}, and only {FORMAT} is supported", self.format);
        ensure!(self.program == program::ID.to_string(), "it is of another program, {}", self.program);
        let named = hash(&self.batch.root).map_err(anyhow::Error::msg)?;
        ensure!(
            named == *root,
            "it leads to root {}, and the trusted root is {}: ask for a proof to the trusted root (--batch)",
            self.batch.root,
            hex::encode(root)
        );
        let entry = hex::decode(&self.leaf.entry).context("the leaf's entry")?;
        let leaf = Leaf::decode(&entry).map_err(|error| anyhow::anyhow!("the entry is not a leaf: {error:?}"))?;
        let said = (self.registry.as_str(), self.account.as_str(), self.kind.as_str(), self.leaf.index);
        let (registry, account) = (registry_of(&leaf).to_string(), account_of(&leaf).to_string());
        let read = (registry.as_str(), account.as_str(), kind_of(&leaf), leaf.index());
        ensure!(said == read, "it states (registry, account, kind, index) {said:?}, but its leaf {read:?}");
        ensure!(self.path.len() <= LEVELS, "its path is longer than the log's tree is high");
        let path: Vec<Hash> =
            self.path.iter().map(|text| hash(text)).collect::<Result<_, _>>().map_err(anyhow::Error::msg)?;
        ensure!(
            includes(root, self.batch.leaf_count, leaf.index(), &leaf_hash(&entry), &path),
            "its path does not lead from leaf {} to the root",
            leaf.index()
        );
        Ok(leaf)
    }
}
