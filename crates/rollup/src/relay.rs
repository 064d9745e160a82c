//! `carbon rollup relay`: batches go from Wormhole's guardians to the ledger on the L1, and corrections are registered there.
//!
//! What is done is told by the ledger, and not by a file. The file remembers one transaction, from before it is sent until
//! its fate is known: whatever stops the relay in between, it sends that one again, and no other in its place.

use super::{
    address,
    guardians::Guardians,
    keys,
    ledger::{Call, Fate, Ledger, LedgerError, Refusal},
    log::Told,
    state::{Pending, StateFile},
    Finality, Solana,
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
    /// File with the private key of who pays on the L1, 32 bytes in hex [default: what CARBON_L1_KEY says].
    #[arg(long, value_name = "FILE")]
    pub l1_key: Option<PathBuf>,
    /// File that remembers the transaction on its way.
    #[arg(long, value_name = "FILE", default_value = "carbon-relay.json")]
    pub state: PathBuf,
    /// Bring what there is and end, instead of going on.
    #[arg(long)]
    pub once: bool,
    /// Seconds between two looks for something new.
    #[arg(long, value_name = "SECONDS", default_value_t = 15.0, conflicts_with = "once")]
    pub every: f64,
    /// Most looks for what became of a transaction, with pauses like those between tries; after that the relay ends, and goes
    /// on with it when it is run again.
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
    pub looks: u32,
    /// How final on Solana what is relayed must be.
    #[arg(long, value_enum, default_value_t = Finality::Finalized)]
    pub finality: Finality,
}

/// Relays, once or for good.
pub fn run(options: &Options) -> Result<()> {
    let pause = backoff::sleeping();
    let mut relay = Relay::start(options, pause.clone())?;
    loop {
        match relay.round() {
            Ok(done) if done.is_empty() => {
                if options.once {
                    println!("the ledger has all there is");
                }
            }
            Ok(done) => done.iter().for_each(|line| println!("{line}")),
            Err(error) if options.once => return Err(error),
            // The next round begins at what the chains say then.
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
    told: Told,
    guardians: Guardians,
    ledger: Ledger,
    key: PrivateKeySigner,
    state: StateFile,
    looks: Backoff,
    pause: Pause,
}

impl Relay {
    /// A relay that has done nothing yet. All its waiting is by `pause`.
    pub fn start(options: &Options, pause: Pause) -> Result<Self> {
        let backoff = options.solana.patience.backoff();
        let node = Node::new(&options.solana.rpc, options.finality.into()).with_backoff(backoff, pause.clone());
        let key = keys::l1(options.l1_key.as_deref())?;
        let log = node.log(&options.registry)?;
        let ledger = Ledger::of(&log, &options.l1, backoff, pause.clone())?;
        let state = StateFile::open(&options.state, ledger.chain_id()?, ledger.address().to_string())?;
        Ok(Self {
            node,
            registry: options.registry,
            told: Told::nothing(&log),
            guardians: Guardians::at(&options.guardians, backoff, pause.clone()),
            ledger,
            key,
            state,
            looks: Backoff { tries: options.looks, ..backoff },
            pause,
        })
    }

    /// Brings the newest batch and the corrections it counts, where the ledger has them not. Returns what was done.
    pub fn round(&mut self) -> Result<Vec<String>> {
        let mut done = vec![];
        if let Some(pending) = self.state.pending().cloned() {
            done.push(format!("{}: {}", pending.what, self.settle(&pending)?.1));
        }
        done.extend(self.bring_batch()?);
        self.bring_corrections(&mut done)?;
        Ok(done)
    }

    /// The newest batch, where the ledger has not got it. Roots are cumulative, so those before it need not be brought.
    fn bring_batch(&mut self) -> Result<Option<String>> {
        let newest = self.node.log(&self.registry)?.batches;
        if newest <= self.ledger.known()?.batch {
            return Ok(None);
        }
        self.told.read_on(&self.node)?;
        let message = self.told.message_of(newest).with_context(|| {
            format!("the history of the log lacks the message of batch {newest}: use a Solana node that keeps the whole history")
        })?;
        let (vaa, sequence) = (self.guardians.signed(message)?, message.sequence);
        let what = format!("batch {newest}, message {sequence}");
        match self.transact(&what, self.ledger.submit(&vaa)) {
            Ok(told) => Ok(Some(format!("{what}: {told}"))),
            Err(error) => {
                // Somebody else may have brought it, between the look and the transaction.
                if self.ledger.known()?.batch >= newest {
                    return Ok(Some(format!("batch {newest}: somebody else has brought it")));
                }
                Err(explain(error, newest))
            }
        }
    }

    /// The corrections that the ledger's newest batch counts, in their order.
    fn bring_corrections(&mut self, done: &mut Vec<String>) -> Result<()> {
        let known = self.ledger.known()?;
        if known.registered >= known.corrections {
            return Ok(());
        }
        self.told.read_on(&self.node)?;
        let entries = self.told.first(known.leaf_count)?;
        let hashes: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
        let root = Frontier::over(&hashes).context("more leaves than a log can have")?.root();
        ensure!(
            root == known.root,
            "the ledger's root over {} leaves is {}, and those of Solana's history make {}: the two chains do not belong together",
            known.leaf_count,
            hex::encode(known.root),
            hex::encode(root)
        );
        let corrections = corrections(&entries);
        for number in known.registered + 1..=known.corrections {
            let index =
                *corrections.get(number as usize - 1).with_context(|| format!("the log has no correction {number}"))?;
            let path = Path::to(index as u64, &hashes).context("a leaf of the log")?;
            let what = format!("correction {number}, leaf {index}");
            match self.transact(&what, self.ledger.register(&entries[index], path.siblings())) {
                Ok(told) => done.push(format!("{what}: {told}")),
                Err(_) if self.ledger.known()?.registered >= number => {
                    done.push(format!("{what}: somebody else has registered it"));
                }
                Err(LedgerError::Refused(Refusal::NotIncluded(_))) => {
                    bail!(
                        "a newer batch came to the ledger meanwhile: run it again, it goes on with correction {number}"
                    )
                }
                Err(error) => return Err(explain(error, known.batch)),
            }
        }
        Ok(())
    }

    /// Signs a call, remembers it, sends it and waits until it is executed.
    fn transact(&mut self, what: &str, call: Call) -> Result<String, LedgerError> {
        let signed = self.ledger.sign(call, &self.key)?;
        let pending = Pending::new(what, &self.key.address().to_string(), &signed);
        self.state.remember(Some(pending.clone()))?;
        self.ledger.send(&signed)?;
        match self.settle(&pending)? {
            (Fate::Done { .. }, told) => Ok(told),
            (_, told) => Err(LedgerError::Other(anyhow!("{what}: {told}"))),
        }
    }

    /// Waits for what becomes of the transaction that is remembered, and forgets it when that is known.
    fn settle(&mut self, pending: &Pending) -> Result<(Fate, String)> {
        let signed = pending.signed()?;
        let sender = pending.sender.parse().context("the sender in the state file")?;
        let (hash, nonce) = (signed.hash, signed.nonce);
        for looks in 1..=self.looks.tries {
            let fate = self.ledger.fate(&signed, sender)?;
            let told = match fate {
                Fate::Done { gas } => format!("transaction {hash}, {gas} gas"),
                Fate::Reverted => format!("transaction {hash} was executed, and refused by the ledger"),
                Fate::Replaced => format!("transaction {hash} gave way to another one of {sender} with number {nonce}"),
                Fate::Waiting => {
                    // It may never have been sent, or have been forgotten.
                    self.ledger.send(&signed)?;
                    (self.pause)(self.looks.pause(looks));
                    continue;
                }
            };
            self.state.remember(None)?;
            return Ok((fate, told));
        }
        bail!(
            "{} is on its way in transaction {hash}, not executed after {} looks: run the relay again, it goes on with it. \
             Should its fee be too low: any transaction of {sender} with number {nonce} and a higher one frees the way",
            pending.what,
            self.looks.tries
        )
    }
}

/// Indices of the correction leaves, in the order of their numbers.
fn corrections(entries: &[[u8; LEN]]) -> Vec<usize> {
    let is_one = |entry: &[u8; LEN]| matches!(Leaf::decode(entry), Ok(Leaf::Correction(_)));
    (0..entries.len()).filter(|index| is_one(&entries[*index])).collect()
}

/// What to do about what the ledger said.
fn explain(error: LedgerError, batch: u64) -> anyhow::Error {
    match error {
        LedgerError::Other(error) => error,
        LedgerError::Refused(Refusal::InvalidVaa(refusal)) => anyhow!(
            "the L1's core contract does not take the guardians' signatures ({}): if they have been replaced since, post the \
             batch again with `carbon rollup publish --republish {batch}`, and relay that",
            refusal.reason
        ),
        LedgerError::Refused(refusal) => anyhow!("the ledger refuses batch {batch}: {refusal:?}"),
    }
}
