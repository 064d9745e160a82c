//! The rollup log of a registry, from Solana (the L2) to the L1: publish batches, relay them, and prove leaves.
//!
//! The binary is `carbon-rollup`; `carbon rollup` runs the same commands.

mod certified;
pub mod devnet;
mod guardians;
mod keys;
pub mod ledger;
mod log;
mod proof;
mod publish;
mod relay;
mod state;
mod status;

use anyhow::Result;
use carbon_rpc::{backoff, Backoff, CommitmentConfig, Node};
use clap::Subcommand;
use solana_pubkey::Pubkey;
use std::time::Duration;

/// What to do with the rollup log.
#[derive(Subcommand)]
pub enum Command {
    /// Publish the log's new leaves as a batch, by a Wormhole message to the L1.
    ///
    /// Anyone may. The payer pays the rent of the batch's account and Wormhole's fee.
    Publish(publish::Options),
    /// Tell how far the log is published and, with --l1, what the ledger there knows.
    Status(status::Options),
    /// Write a proof that a certificate or a stated year is in the log, for the L1 and for `carbon rollup verify`.
    ///
    /// Needs nothing but a Solana node: the log is rebuilt from the chain's history, compared with the account on chain and
    /// with every batch published. The proof is to the newest batch's root.
    Proof(proof::Options),
    /// Check a proof file against a root that you trust, offline.
    Verify(proof::VerifyOptions),
    /// Bring batches from Wormhole's guardians to the ledger on the L1, and register corrections there.
    ///
    /// Anyone may. It goes on where it stopped: the ledger itself says what it has, and the state file remembers the one
    /// transaction that may be on its way.
    Relay(relay::Options),
    /// Stand in for Wormhole's guardians on a local network: sign what the chain posted, with a key that is public.
    ///
    /// Answers GET /v1/signed_vaa/1/EMITTER/SEQUENCE as their API does. For tests and demos: what it signs proves nothing.
    DevnetGuardian(devnet::Options),
}

/// Does it.
pub fn run(command: &Command) -> Result<()> {
    match command {
        Command::Publish(options) => publish::run(options),
        Command::Status(options) => status::run(options),
        Command::Proof(options) => proof::run(options),
        Command::Verify(options) => proof::verify(options),
        Command::Relay(options) => relay::run(options),
        Command::DevnetGuardian(options) => devnet::run(options),
    }
}

/// Which Solana node is asked.
#[derive(clap::Args, Clone, Debug)]
pub struct Solana {
    /// URL of a Solana node's JSON-RPC.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8899")]
    pub rpc: String,
    #[command(flatten)]
    pub patience: Patience,
}

/// How long to try again what may succeed later.
#[derive(clap::Args, Clone, Copy, Debug)]
pub struct Patience {
    /// Most tries of a request that a server cannot answer at the moment.
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..))]
    pub tries: u32,
    /// Pause after the first try, in milliseconds; it doubles from try to try, up to 20 times as much.
    #[arg(long, value_name = "MS", default_value_t = 500)]
    pub pause_ms: u64,
}

impl Patience {
    /// The same, as servers are asked by it.
    pub fn backoff(&self) -> Backoff {
        let first = Duration::from_millis(self.pause_ms);
        Backoff { tries: self.tries, first, longest: 20 * first }
    }
}

impl Solana {
    /// The node, telling of what is so final.
    pub fn node(&self, commitment: CommitmentConfig) -> Node {
        Node::new(&self.rpc, commitment).with_backoff(self.patience.backoff(), backoff::sleeping())
    }
}

/// How final what is read must be.
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

/// An address as people write it, on the command line.
fn address(text: &str) -> Result<Pubkey, String> {
    text.parse().map_err(|_| format!("{text:?} is no Solana address"))
}
