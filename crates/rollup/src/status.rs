//! `carbon rollup status`: the state of the log on Solana and of the ledger on the L1.

use super::{address, ledger::LedgerClient, log::batches, Core, Finality, Solana};
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
    /// URL of the L1's JSON-RPC, to read the ledger there too.
    #[arg(long, value_name = "URL")]
    pub l1: Option<String>,
    #[command(flatten)]
    pub core: Core,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// Commitment at which the chain is read.
    #[arg(long, value_enum, default_value_t = Finality::Confirmed)]
    pub finality: Finality,
}

/// The output, which is JSON with --json.
#[derive(Serialize)]
struct Status {
    registry: String,
    log: String,
    leaves: u64,
    root: String,
    unpublished: u64,
    neutralized_grams: String,
    corrections: u64,
    unimpaired: u64,
    batches: Vec<BatchStatus>,
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
struct L1Status {
    ledger: String,
    batch: u64,
    leaves: u64,
    root: String,
    behind: u64,
    corrections: u64,
    registered: u64,
    unimpaired: u64,
    answers: bool,
}

/// Prints the status.
pub fn run(options: &Options) -> Result<()> {
    let node = options.solana.node(options.finality.into());
    let log = node.log(&options.registry)?;
    let published = batches(&node, &options.registry, log.batches)?;
    let l1 = options.l1.as_ref().map(|url| {
        let ledger = LedgerClient::connect(
            &options.registry,
            url,
            options.core.core,
            options.solana.retry.backoff(),
            backoff::sleeping(),
        )?;
        let state = ledger.state()?;
        anyhow::Ok(L1Status {
            ledger: ledger.address().to_string(),
            batch: state.batch,
            leaves: state.leaf_count,
            root: hex::encode(state.root),
            behind: log.batches.saturating_sub(state.batch),
            corrections: state.corrections,
            registered: state.registered,
            unimpaired: state.unimpaired,
            answers: state.batch > 0 && state.registered >= state.corrections && state.unimpaired == 0,
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
        unimpaired: log.unimpaired,
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
        l1: l1.transpose()?,
    };
    match options.json {
        true => println!("{}", serde_json::to_string_pretty(&status)?),
        false => print(&status),
    }
    Ok(())
}

fn print(status: &Status) {
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
        0 => println!("all leaves are published"),
        leaves => println!("{leaves} leaves are not published: `carbon rollup publish`"),
    }
    if status.unimpaired > 0 {
        println!(
            "{} burned credits of lowered records are to be looked at: `carbon rollup impair`, or `publish`, which does it first",
            status.unimpaired
        );
    }
    let Some(l1) = &status.l1 else { return };
    println!("L1 ledger {}: batch {}, {} leaves, root {}", l1.ledger, l1.batch, l1.leaves, l1.root);
    match l1.behind {
        0 => println!("it has all published batches"),
        batches => println!("it is {batches} batches behind: `carbon rollup relay`"),
    }
    match l1.corrections - l1.registered.min(l1.corrections) {
        0 if l1.answers => println!("it answers"),
        0 if l1.unimpaired > 0 => println!(
            "it does not answer until a batch says that {} burned credits of lowered records were looked at: `carbon rollup publish`",
            l1.unimpaired
        ),
        0 => println!("it has no batch yet"),
        lacking => {
            println!("it does not answer until {lacking} more corrections are registered: `carbon rollup relay`")
        }
    }
}
