//! Rebuilds a registry's log from the chain's history and compares it with the accounts on chain.

use anyhow::{bail, ensure, Context, Result};
use carbon_client::{
    addresses as at,
    program::{rollup::RollupLog, wormhole::Batch},
    rollup::Leaves,
    wormhole::Message,
};
use carbon_rpc::{Cursor, History, Node};
use carbon_wire::{
    leaf::LEN,
    log::{leaf_hash, Frontier},
    payload::Payload,
    Hash,
};
use solana_pubkey::Pubkey;

/// A batch, from its account on chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The payload of its message to the L1.
    pub payload: Payload,
    /// Wormhole's sequence number of the first message with this batch.
    pub sequence: u64,
}

/// The leaves and messages of a registry's log that were read from the history so far.
pub struct LogHistory {
    registry: Pubkey,
    emitter: Pubkey,
    shim: Pubkey,
    leaves: Leaves,
    messages: Vec<Message>,
    cursor: Option<Cursor>,
}

/// A log with all its leaves, which agrees with the accounts on chain.
pub struct Rebuilt {
    /// The entries of the leaves, in order.
    pub entries: Vec<[u8; LEN]>,
    /// All batches; batch 1 is at index 0.
    pub batches: Vec<Published>,
}

impl LogHistory {
    /// The empty history of a log.
    pub fn new(log: &RollupLog) -> Self {
        let registry = log.registry;
        let (emitter, shim) = (at::log(&registry), log.bridge.shim);
        Self { registry, emitter, shim, leaves: Leaves::default(), messages: vec![], cursor: None }
    }

    /// Reads the transactions since the last update. All leaves and messages are in transactions that name the log, so the
    /// program's other transactions need not be read.
    pub fn update(&mut self, node: &Node) -> Result<()> {
        let history = History::of(node, self.emitter);
        let mut walk = history.after(self.cursor.as_ref())?;
        for executed in &mut walk {
            let executed = executed?;
            executed.events().for_each(|event| self.leaves.observe(event));
            let messages = executed.messages(&self.shim);
            self.messages.extend(messages.into_iter().filter(|message| message.emitter == self.emitter));
        }
        self.cursor = walk.cursor().cloned();
        Ok(())
    }

    /// The entries of the first `count` leaves.
    pub fn entries(&self, count: u64) -> Result<Vec<[u8; LEN]>> {
        let entry = |index| {
            self.leaves.get(&self.registry, index).with_context(|| {
                format!(
                    "the history of {} lacks the event of leaf {index}: use a Solana node that keeps the whole history",
                    self.emitter
                )
            })
        };
        (0..count).map(entry).collect()
    }

    /// The newest message with a batch. A republished batch has a new sequence number, and may have signatures of other guardians.
    pub fn message_of(&self, batch: u64) -> Option<&Message> {
        let carries =
            |message: &&Message| Payload::decode(&message.payload).is_ok_and(|payload| payload.batch == batch);
        self.messages.iter().rev().find(carries)
    }

    /// Updates the history and compares it with the accounts of the log and its batches.
    ///
    /// # Errors
    /// An event is missing, or the leaves do not give the roots on chain.
    pub fn rebuild(&mut self, node: &Node) -> Result<Rebuilt> {
        let log = node.log(&self.registry)?;
        // Several nodes may answer at one URL, and the one with the history may be behind the one that returned the account.
        // Leaves that are newer than the account are ignored.
        for tries in 1..=node.backoff().tries {
            self.update(node)?;
            if self.leaves.first(&self.registry, log.count).is_some() || tries == node.backoff().tries {
                break;
            }
            node.wait(node.backoff().pause(tries));
        }
        let entries = self.entries(log.count)?;
        let batches = batches(node, &self.registry, log.batches)?;
        check(&log, &entries, &batches)?;
        Ok(Rebuilt { entries, batches })
    }
}

impl Rebuilt {
    /// Hashes of the first `count` leaves.
    pub fn hashes(&self, count: u64) -> Vec<Hash> {
        self.entries[..count as usize].iter().map(|entry| leaf_hash(entry)).collect()
    }
}

/// The first `count` batches of a registry.
pub fn batches(node: &Node, registry: &Pubkey, count: u64) -> Result<Vec<Published>> {
    let keys: Vec<Pubkey> = (1..=count).map(|index| at::batch(registry, index)).collect();
    let found = node.accounts::<Batch>(&keys)?;
    let read = |(key, batch): (&Pubkey, Option<Batch>)| {
        let batch = batch.with_context(|| format!("batch account {key} is missing on chain"))?;
        let payload = Payload::decode(&batch.payload).map_err(|error| anyhow::anyhow!("batch {key}: {error:?}"))?;
        Ok(Published { payload, sequence: batch.sequence })
    };
    keys.iter().zip(found).map(read).collect()
}

/// Checks that leaves give the roots of all batches and of the log.
fn check(log: &RollupLog, entries: &[[u8; LEN]], batches: &[Published]) -> Result<()> {
    let mut tree = Frontier::EMPTY;
    let mut batches = batches.iter().map(|batch| &batch.payload).peekable();
    for entry in entries {
        tree.append(leaf_hash(entry)).context("more leaves than a log can have")?;
        // Several batches end at one leaf if those after the first have no new leaf.
        while let Some(batch) = batches.next_if(|batch| batch.leaf_count == tree.count) {
            ensure!(
                batch.root == tree.root(),
                "batch {} has root {} on chain, but the {} leaves before it give {}: the node's history is not the chain's",
                batch.batch,
                hex::encode(batch.root),
                tree.count,
                hex::encode(tree.root())
            );
        }
    }
    if let Some(batch) = batches.next() {
        bail!(
            "batch {} has {} leaves, a number that the log did not have when it was published",
            batch.batch,
            batch.leaf_count
        );
    }
    ensure!(
        tree.root() == log.frontier().root(),
        "the log's root on chain is {}, but the {} leaves of the history give {}: the node's history is not the chain's",
        hex::encode(log.frontier().root()),
        tree.count,
        hex::encode(tree.root())
    );
    Ok(())
}
