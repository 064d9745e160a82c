//! Publishes a registry's rollup log from Solana (the L2), relays its batches to the L1, and proves its leaves.
//!
//! The binary is `carbon-rollup`; `carbon rollup` runs the same commands.

pub mod contract;
pub mod devnet;
mod guardians;
mod impair;
mod keys;
pub mod ledger;
mod log;
mod proof;
mod publish;
mod relay;
mod state;
mod status;
mod subject;

use anyhow::Result;
use carbon_rpc::{backoff, Backoff, CommitmentConfig, Node};
use clap::Subcommand;
use solana_pubkey::Pubkey;
use std::time::Duration;

/// Publish a registry's log to the L1, relay it, and prove its leaves.
#[derive(Subcommand)]
pub enum Command {
    /// Look at burned credits whose record was lowered, so that the L1 answers again.
    ///
    /// Anyone may. A lowering makes every certificate, cover and cure that burned units of the record due; until each was looked at,
    /// the L1 gives no answer and no pool of the registry is settled.
    Impair(impair::Options),
    /// Publish the log's new leaves as a batch, in a Wormhole message to the L1.
    ///
    /// Anyone may publish. The payer pays the rent of the batch's account and Wormhole's fee. Before, it does what `impair` does.
    Publish(publish::Options),
    /// Print how much of the log is published and, with --l1, the state of the ledger there.
    Status(status::Options),
    /// Write a proof that a certificate or a logged year is in the log, for the L1 and for `carbon rollup verify`.
    ///
    /// Needs only a Solana node: the log is rebuilt from the chain's history and compared with the log's account and with every
    /// published batch. The proof leads to the newest batch's root.
    Proof(proof::Options),
    /// Check a proof file against a root that you trust, offline.
    Verify(proof::VerifyOptions),
    /// Submit batches that Wormhole's guardians signed to the ledger on the L1, and register corrections there.
    ///
    /// Anyone may relay. The relay continues where it stopped: the ledger's state shows what is missing, and the state file holds
    /// the one transaction that may be pending.
    Relay(relay::Options),
    /// Replace Wormhole's guardians on a local network: sign the messages on chain with a key that is public.
    ///
    /// Answers GET /v1/signed_vaa/1/EMITTER/SEQUENCE as the guardians' API does. For tests and demos only: its signatures prove
    /// nothing.
    DevnetGuardian(devnet::Options),
}

/// Runs a command.
pub fn run(command: &Command) -> Result<()> {
    match command {
        Command::Impair(options) => impair::run(options),
        Command::Publish(options) => publish::run(options),
        Command::Status(options) => status::run(options),
        Command::Proof(options) => proof::run(options),
        Command::Verify(options) => proof::verify(options),
        Command::Relay(options) => relay::run(options),
        Command::DevnetGuardian(options) => devnet::run(options),
    }
}

/// Options for the Solana node.
#[derive(clap::Args, Clone, Debug)]
pub struct Solana {
    /// URL of a Solana node's JSON-RPC.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8899")]
    pub rpc: String,
    #[command(flatten)]
    pub retry: RetryOptions,
}

/// Option that says which core contract of Wormhole the ledger on the L1 is of.
#[derive(clap::Args, Clone, Copy, Debug)]
pub struct Core {
    /// Wormhole's core contract on the L1, from whose address that of the ledger follows [default: the published one of the chain].
    #[arg(long, value_name = "ADDRESS")]
    pub core: Option<alloy::primitives::Address>,
}

/// Options for repeating requests that may succeed later.
#[derive(clap::Args, Clone, Copy, Debug)]
pub struct RetryOptions {
    /// Maximum attempts of a request that a server cannot answer at the moment.
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..))]
    pub tries: u32,
    /// Pause after the first attempt, in milliseconds; it doubles after each attempt, up to 20 times the first.
    #[arg(long, value_name = "MS", default_value_t = 500)]
    pub pause_ms: u64,
}

impl RetryOptions {
    /// The same options as a [`Backoff`].
    pub fn backoff(&self) -> Backoff {
        let first = Duration::from_millis(self.pause_ms);
        Backoff { tries: self.tries, first, longest: 20 * first }
    }
}

impl Solana {
    /// A client of the node that reads at this commitment.
    pub fn node(&self, commitment: CommitmentConfig) -> Node {
        Node::new(&self.rpc, commitment).with_backoff(self.retry.backoff(), backoff::sleeping())
    }
}

/// The commitment at which the chain is read.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finality {
    /// Voted for by two thirds of the stake.
    Confirmed,
    /// Cannot be rolled back.
    Finalized,
}

impl From<Finality> for CommitmentConfig {
    fn from(finality: Finality) -> Self {
        match finality {
            Finality::Confirmed => Self::confirmed(),
            Finality::Finalized => Self::finalized(),
        }
    }
}

/// Parses an address of the command line.
fn address(text: &str) -> Result<Pubkey, String> {
    text.parse().map_err(|_| format!("{text:?} is not a Solana address"))
}
