//! `carbon rollup status`: how far the log has come, on Solana and on the L1.

use super::{address, ledger::Ledger, log::batches, Finality, Solana};
use anyhow::Result;
use carbon_client::addresses as at;
use carbon_rpc::backoff;
use serde::Serialize;
use solana_pubkey::Pubkey;

/// Options of `carbon rollup status`.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    #[command(flatten)]
    pub solana: Solana,
    /// The registry.
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    pub registry: Pubkey,
    /// URL of the L1's JSON-RPC, to compare with the ledger there.
    #[arg(long, value_name = "URL")]
    pub l1: Option<String>,
    /// Write JSON.
    #[arg(long)]
    pub json: bool,
    /// How final what is told must be.
    #[arg(long, value_enum, default_value_t = Finality::Confirmed)]
    pub finality: Finality,
}

/// What is told.
#[derive(Serialize)]
struct Status {
    registry: String,
    log: String,
    leaves: u64,
    root: String,
    unpublished: u64,
    neutralized_grams: String,
    corrections: u64,
    batches: Vec<BatchStatus>,
    target: Target,
    #[serde(skip_serializing_if = "Option::is_none")]
    l1: Option<L1Status>,
}

#[derive(Serialize)]
struct BatchStatus {
    index: u64,
    leaves: u64,
    root: String,
    sequence: u64,
    time: i64,
}

#[derive(Serialize)]
struct Target {
    wormhole_chain: u16,
    contract: String,
}

#[derive(Serialize)]
struct L1Status {
    ledger: String,
    batch: u64,
    leaves: u64,
    root: String,
    behind: u64,
    corrections: u64,
    registered: u64,
    answers: bool,
}

/// Tells it.
pub fn run(options: &Options) -> Result<()> {
    let node = options.solana.node(options.finality.into());
    let log = node.log(&options.registry)?;
    let published = batches(&node, &options.registry, log.batches)?;
    let l1 = options.l1.as_ref().map(|url| {
        let ledger = Ledger::of(&log, url, options.solana.patience.backoff(), backoff::sleeping())?;
        let known = ledger.known()?;
        anyhow::Ok(L1Status {
            ledger: ledger.address().to_string(),
            batch: known.batch,
            leaves: known.leaf_count,
            root: hex::encode(known.root),
            behind: log.batches.saturating_sub(known.batch),
            corrections: known.corrections,
            registered: known.registered,
            answers: known.batch > 0 && known.registered >= known.corrections,
        })
    });
    let status = Status {
        registry: options.registry.to_string(),
        log: at::log(&options.registry).to_string(),
        leaves: log.count,
        root: hex::encode(log.frontier().root()),
        unpublished: log.count - log.published,
        neutralized_grams: log.neutralized().to_string(),
        corrections: log.corrections,
        batches: published
            .iter()
            .map(|batch| BatchStatus {
                index: batch.payload.batch,
                leaves: batch.payload.leaf_count,
                root: hex::encode(batch.payload.root),
                sequence: batch.sequence,
                time: batch.payload.time,
            })
            .collect(),
        target: Target {
            wormhole_chain: log.bridge.target_chain,
            contract: format!("0x{}", hex::encode(log.bridge.target_contract)),
        },
        l1: l1.transpose()?,
    };
    match options.json {
        true => println!("{}", serde_json::to_string_pretty(&status)?),
        false => tell(&status),
    }
    Ok(())
}

fn tell(status: &Status) {
    println!("registry {}, log {}", status.registry, status.log);
    println!(
        "{} leaves, {} g neutralized, {} corrections, root {}",
        status.leaves, status.neutralized_grams, status.corrections, status.root
    );
    for batch in &status.batches {
        println!(
            "  batch {}: {} leaves, Wormhole message {}, root {}",
            batch.index, batch.leaves, batch.sequence, batch.root
        );
    }
    match status.unpublished {
        0 => println!("all of it is published"),
        leaves => println!("{leaves} leaves are not published: `carbon rollup publish`"),
    }
    let Some(l1) = &status.l1 else { return };
    println!("L1 ledger {}: batch {}, {} leaves, root {}", l1.ledger, l1.batch, l1.leaves, l1.root);
    match l1.behind {
        0 => println!("it has all that is published"),
        batches => println!("it is {batches} batches behind: `carbon rollup relay`"),
    }
    match l1.corrections - l1.registered.min(l1.corrections) {
        0 if l1.answers => println!("it answers"),
        0 => println!("it knows no batch yet"),
        lacking => {
            println!("it does not answer until {lacking} more corrections are registered: `carbon rollup relay`")
        }
    }
}
