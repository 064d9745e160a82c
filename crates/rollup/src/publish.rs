//! `carbon rollup publish`: publishes the log's new leaves to the L1.

use super::{address, impair::impair_all, keys, Finality, Solana};
use anyhow::{bail, Context, Result};
use carbon_client::{addresses as at, program::wormhole::Batch, rollup};
use carbon_rpc::History;
use carbon_wire::payload::Payload;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::path::PathBuf;

/// Options of `carbon rollup publish`.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    #[command(flatten)]
    pub solana: Solana,
    /// The registry whose log is published.
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    pub registry: Pubkey,
    /// Key file of the payer [default: ~/.config/solana/id.json].
    #[arg(long, value_name = "FILE")]
    pub payer: Option<PathBuf>,
    /// Post this batch again instead, with the same bytes. Use it if its message was lost, or was signed by guardians that have
    /// been replaced since.
    #[arg(long, value_name = "BATCH", value_parser = clap::value_parser!(u64).range(1..))]
    pub republish: Option<u64>,
    /// Commitment to wait for.
    #[arg(long, value_enum, default_value_t = Finality::Confirmed)]
    pub finality: Finality,
}

/// Publishes a batch and prints it.
pub fn run(options: &Options) -> Result<()> {
    let node = options.solana.node(options.finality.into());
    let payer = keys::solana(options.payer.as_deref())?;
    if options.republish.is_none() {
        impair_all(&node, &payer, &options.registry, false)?;
    }
    let log = node.log(&options.registry)?;
    let news = log.has_news(node.clock()?.unix_timestamp);
    let (index, instruction) = match options.republish {
        Some(batch) if batch > log.batches => bail!("there is no batch {batch} yet: the newest is {}", log.batches),
        Some(batch) => (batch, rollup::republish(payer.pubkey(), &log, batch)),
        None if !news => bail!(
            "there is nothing new since batch {} of {} leaves: a certificate, a logged year or a correction adds a leaf, and without \
             news a batch may follow a day after the last (to post a batch again: --republish N)",
            log.batches,
            log.published
        ),
        None => (log.batches + 1, rollup::publish_batch(payer.pubkey(), &log)),
    };
    let sent = node.send(&[instruction], &[&payer], &[])?;
    let batch: Batch = node.account(&at::batch(&options.registry, index))?;
    let payload = Payload::decode(&batch.payload).map_err(|error| anyhow::anyhow!("the batch's account: {error:?}"))?;
    let leaves = match payload.leaf_count.checked_sub(payload.first_leaf) {
        None | Some(0) => "no new leaf".to_string(),
        Some(_) => format!("leaves {} to {}", payload.first_leaf, payload.leaf_count - 1),
    };
    println!("batch {index}: {leaves}, root {}", hex::encode(payload.root));
    if payload.unimpaired > 0 {
        println!(
            "{} burned credits of lowered records are to be looked at: `carbon rollup impair`",
            payload.unimpaired
        );
    }
    let posted = History::of(&node, at::log(&options.registry)).transaction(sent.signature)?.messages(&log.bridge.shim);
    let message = posted.first().context("the transaction posted no message")?;
    println!("Wormhole message {} of emitter {}, in transaction {}", message.sequence, message.emitter, sent.signature);
    Ok(())
}
