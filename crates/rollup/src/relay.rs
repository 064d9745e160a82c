//! `carbon rollup relay`: submits batches that Wormhole's guardians signed to the ledger on the L1, and registers corrections
//! there.
//!
//! The ledger's state shows which batches and corrections are done. The state file holds one transaction, from before it is sent
//! until its status is known. A relay that is stopped in between sends the same transaction again, and no other in its place.

use super::{
    address,
    guardians::Guardians,
    keys,
    ledger::{Call, LedgerClient, LedgerError, Refusal, TxStatus},
    log::LogHistory,
    state::{Pending, StateFile},
    Core, Finality, Solana,
};
use alloy::signers::local::PrivateKeySigner;
use anyhow::{anyhow, bail, ensure, Context, Result};
use carbon_rpc::{backoff, Backoff, Node, Pause};
use carbon_wire::{
    leaf::{Leaf, LEN},
    log::{leaf_hash, Frontier, Path},
    Hash,
};
use solana_pubkey::Pubkey;
use std::{path::PathBuf, time::Duration};

/// Greatest number of corrections that one transaction registers. Each takes about 50,000 gas in a log of a million leaves.
const REGISTERED_AT_ONCE: usize = 32;

/// Options of `carbon rollup relay`.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    #[command(flatten)]
    pub solana: Solana,
    /// The registry whose batches are relayed.
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    pub registry: Pubkey,
    /// URL of the guardians' public API; several are asked in turn.
    #[arg(long = "guardian", value_name = "URL", default_value = "https://api.wormholescan.io")]
    pub guardians: Vec<String>,
    /// URL of the L1's JSON-RPC.
    #[arg(long, value_name = "URL")]
    pub l1: String,
    #[command(flatten)]
    pub core: Core,
    /// File with the private key of the payer on the L1, 32 bytes in hex [default: the variable CARBON_L1_KEY].
    #[arg(long, value_name = "FILE")]
    pub l1_key: Option<PathBuf>,
    /// State file, which holds the pending transaction.
    #[arg(long, value_name = "FILE", default_value = "carbon-relay.json")]
    pub state: PathBuf,
    /// Relay what is new now and end, instead of running on.
    #[arg(long)]
    pub once: bool,
    /// Seconds between two checks for new batches.
    #[arg(long, value_name = "SECONDS", default_value_t = 15.0, conflicts_with = "once")]
    pub every: f64,
    /// Maximum checks of a transaction's status, with the same pauses as between attempts. Then the relay ends; when it is run
    /// again, it continues with the same transaction.
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
    pub looks: u32,
    /// Commitment on Solana of what is relayed.
    #[arg(long, value_enum, default_value_t = Finality::Finalized)]
    pub finality: Finality,
}

/// Relays once, or until it is stopped.
pub fn run(options: &Options) -> Result<()> {
    let pause = backoff::sleeping();
    let mut relay = Relay::start(options, pause.clone())?;
    loop {
        match relay.round() {
            Ok(done) if done.is_empty() => {
                if options.once {
                    println!("the ledger is up to date");
                }
            }
            Ok(done) => done.iter().for_each(|line| println!("{line}")),
            Err(error) if options.once => return Err(error),
            // The next round reads the state of both chains again.
            Err(error) => eprintln!("error: {error:#}; trying again"),
        }
        if options.once {
            return Ok(());
        }
        pause(Duration::from_secs_f64(options.every));
    }
}

/// A relay of one registry.
pub struct Relay {
    node: Node,
    registry: Pubkey,
    history: LogHistory,
    guardians: Guardians,
    ledger: LedgerClient,
    key: PrivateKeySigner,
    state: StateFile,
    status_checks: Backoff,
    pause: Pause,
}

impl Relay {
    /// Creates a relay, which waits with `pause`.
    pub fn start(options: &Options, pause: Pause) -> Result<Self> {
        let backoff = options.solana.retry.backoff();
        let node = Node::new(&options.solana.rpc, options.finality.into()).with_backoff(backoff, pause.clone());
        let key = keys::l1(options.l1_key.as_deref())?;
        let log = node.log(&options.registry)?;
        let ledger = LedgerClient::connect(&options.registry, &options.l1, options.core.core, backoff, pause.clone())?;
        let state = StateFile::open(&options.state, ledger.chain_id()?, ledger.address().to_string())?;
        Ok(Self {
            node,
            registry: options.registry,
            history: LogHistory::new(&log),
            guardians: Guardians::at(&options.guardians, backoff, pause.clone()),
            ledger,
            key,
            state,
            status_checks: Backoff { tries: options.looks, ..backoff },
            pause,
        })
    }

    /// Submits the newest batch and registers its corrections, if the ledger lacks them. Returns a line for each transaction.
    pub fn round(&mut self) -> Result<Vec<String>> {
        let mut done = vec![];
        if let Some(pending) = self.state.pending().cloned() {
            done.push(format!("{}: {}", pending.what, self.wait_for(&pending)?.1));
        }
        done.extend(self.submit_batch()?);
        self.register_corrections(&mut done)?;
        Ok(done)
    }

    /// Submits the newest batch, if the ledger lacks it. Roots are cumulative, so earlier batches need not be submitted.
    fn submit_batch(&mut self) -> Result<Option<String>> {
        let newest = self.node.log(&self.registry)?.batches;
        if newest <= self.ledger.state()?.batch {
            return Ok(None);
        }
        self.history.update(&self.node)?;
        let message = self.history.message_of(newest).with_context(|| {
            format!("the history of the log lacks the message of batch {newest}: use a Solana node that keeps the whole history")
        })?;
        let (vaa, sequence) = (self.guardians.signed(message)?, message.sequence);
        let what = format!("batch {newest}, message {sequence}");
        match self.transact(&what, self.ledger.submit(&vaa)) {
            Ok(text) => Ok(Some(format!("{what}: {text}"))),
            Err(error) => {
                // Another relay may have submitted it in the meantime.
                if self.ledger.state()?.batch >= newest {
                    return Ok(Some(format!("batch {newest}: another relay has submitted it")));
                }
                Err(explain(error, newest))
            }
        }
    }

    /// Registers the corrections that the ledger's newest batch counts, in order.
    fn register_corrections(&mut self, done: &mut Vec<String>) -> Result<()> {
        let state = self.ledger.state()?;
        if state.registered >= state.corrections {
            return Ok(());
        }
        self.history.update(&self.node)?;
        let entries = self.history.entries(state.leaf_count)?;
        let hashes: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
        let root = Frontier::over(&hashes).context("more leaves than a log can have")?.root();
        ensure!(
            root == state.root,
            "the ledger's root over {} leaves is {}, and that of Solana's history is {}: the two chains do not belong together",
            state.leaf_count,
            hex::encode(state.root),
            hex::encode(root)
        );
        let corrections = corrections(&entries);
        ensure!(
            corrections.len() as u64 == state.corrections,
            "the ledger counts {} corrections, and Solana's history has {}",
            state.corrections,
            corrections.len()
        );
        let mut last = state.registered;
        for chunk in corrections[state.registered as usize..].chunks(REGISTERED_AT_ONCE) {
            let first = last + 1;
            last += chunk.len() as u64;
            let what = match chunk.len() {
                1 => format!("correction {first}"),
                _ => format!("corrections {first} to {last}"),
            };
            let path = |index: &usize| Path::to(*index as u64, &hashes).context("the path of a leaf of the log");
            let paths = chunk.iter().map(path).collect::<Result<Vec<_>>>()?;
            let proofs = chunk.iter().zip(&paths).map(|(index, path)| (&entries[*index], path.siblings()));
            match self.transact(&what, self.ledger.register(&root, proofs)) {
                Ok(text) => done.push(format!("{what}: {text}")),
                Err(_) if self.ledger.state()?.registered >= last => {
                    done.push(format!("{what}: another relay has registered them"));
                }
                Err(error) => return Err(explain(error, state.batch)),
            }
        }
        Ok(())
    }

    /// Signs a call, stores it in the state file, sends it and waits until it is executed.
    fn transact(&mut self, what: &str, call: Call) -> Result<String, LedgerError> {
        let signed = self.ledger.sign(call, &self.key)?;
        let pending = Pending::new(what, &self.key.address().to_string(), &signed);
        self.state.store(Some(pending.clone()))?;
        self.ledger.send(&signed)?;
        match self.wait_for(&pending)? {
            (TxStatus::Executed { .. }, text) => Ok(text),
            (_, text) => Err(LedgerError::Other(anyhow!("{what}: {text}"))),
        }
    }

    /// Waits until the status of the stored transaction is final, then removes it from the state file. Returns the status, and a
    /// text on it.
    fn wait_for(&mut self, pending: &Pending) -> Result<(TxStatus, String)> {
        let signed = pending.signed()?;
        let sender = pending.sender.parse().context("the sender in the state file")?;
        let (hash, nonce) = (signed.hash, signed.nonce);
        for checks in 1..=self.status_checks.tries {
            let status = self.ledger.status(&signed, sender)?;
            let text = match status {
                TxStatus::Executed { gas } => format!("transaction {hash}, {gas} gas"),
                TxStatus::Reverted => format!("transaction {hash} was executed and reverted by the ledger"),
                TxStatus::Replaced => {
                    format!("transaction {hash} was replaced by another one of {sender} with nonce {nonce}")
                }
                TxStatus::Pending => {
                    // It may not have been sent, or the L1 may have dropped it.
                    self.ledger.send(&signed)?;
                    (self.pause)(self.status_checks.pause(checks));
                    continue;
                }
            };
            self.state.store(None)?;
            return Ok((status, text));
        }
        bail!(
            "transaction {hash} for {} was not executed after {} checks: run the relay again to continue with it. If its fee is \
             too low, replace it by any transaction of {sender} with nonce {nonce} and a higher fee",
            pending.what,
            self.status_checks.tries
        )
    }
}

/// Indices of the correction leaves. Their order is that of the corrections' numbers.
fn corrections(entries: &[[u8; LEN]]) -> Vec<usize> {
    let is_one = |entry: &[u8; LEN]| matches!(Leaf::decode(entry), Ok(Leaf::Correction(_)));
    (0..entries.len()).filter(|index| is_one(&entries[*index])).collect()
}

/// The ledger's refusal, with advice.
fn explain(error: LedgerError, batch: u64) -> anyhow::Error {
    match error {
        LedgerError::Other(error) => error,
        LedgerError::Refused(Refusal::InvalidVaa(refusal)) => anyhow!(
            "the L1's core contract refuses the guardians' signatures ({}): if the guardians have been replaced since, post the \
             batch again with `carbon rollup publish --republish {batch}`, and relay that",
            refusal.reason
        ),
        LedgerError::Refused(refusal) => anyhow!("the ledger refuses batch {batch}: {refusal:?}"),
    }
}
