//! A registry's log as the chain's history tells it, held against the chain's accounts.

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

/// A batch, as its account on chain keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// What the L1 is told.
    pub payload: Payload,
    /// Wormhole's number of the first message that carried it.
    pub sequence: u64,
}

/// What the history of a registry's log has told so far.
pub struct Told {
    registry: Pubkey,
    emitter: Pubkey,
    shim: Pubkey,
    leaves: Leaves,
    messages: Vec<Message>,
    cursor: Option<Cursor>,
}

/// A log whose leaves are all known and which is the one on chain.
pub struct Rebuilt {
    /// The account.
    pub log: RollupLog,
    /// The leaves' entries, in order.
    pub entries: Vec<[u8; LEN]>,
    /// Every batch, the first at 0.
    pub batches: Vec<Published>,
}

impl Told {
    /// Nothing told yet of the registry that this log is of.
    pub fn nothing(log: &RollupLog) -> Self {
        let registry = log.registry;
        let (emitter, shim) = (at::log(&registry), log.bridge.shim);
        Self { registry, emitter, shim, leaves: Leaves::default(), messages: vec![], cursor: None }
    }

    /// Reads on. Every leaf, and every message, is of a transaction that names the log: there is no need to read what else
    /// the program did.
    pub fn read_on(&mut self, node: &Node) -> Result<()> {
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

    /// The first `count` leaves' entries.
    pub fn first(&self, count: u64) -> Result<Vec<[u8; LEN]>> {
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

    /// The newest message that carries a batch: a republished one has another number, and the signatures of other guardians.
    pub fn message_of(&self, batch: u64) -> Option<&Message> {
        let carries =
            |message: &&Message| Payload::decode(&message.payload).is_ok_and(|payload| payload.batch == batch);
        self.messages.iter().rev().find(carries)
    }

    /// Reads on, and compares what history tells with the account of the log and those of its batches.
    ///
    /// # Errors
    /// When an event is missing, or the leaves do not make the roots that are on chain.
    pub fn rebuild(&mut self, node: &Node) -> Result<Rebuilt> {
        let log = node.log(&self.registry)?;
        // Behind one URL there may be several nodes, and one may not have got as far as the one that told the account. What
        // has come to the log since is not looked at.
        for tries in 1..=node.backoff().tries {
            self.read_on(node)?;
            if self.leaves.first(&self.registry, log.count).is_some() || tries == node.backoff().tries {
                break;
            }
            node.wait(node.backoff().pause(tries));
        }
        let entries = self.first(log.count)?;
        let batches = batches(node, &self.registry, log.batches)?;
        check(&log, &entries, &batches)?;
        Ok(Rebuilt { log, entries, batches })
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

/// Whether leaves make the log's tree, and every batch's on the way.
fn check(log: &RollupLog, entries: &[[u8; LEN]], batches: &[Published]) -> Result<()> {
    let mut tree = Frontier::EMPTY;
    let mut batches = batches.iter().map(|batch| &batch.payload).peekable();
    for entry in entries {
        tree.append(leaf_hash(entry)).context("more leaves than a log can have")?;
        if let Some(batch) = batches.next_if(|batch| batch.leaf_count == tree.count) {
            ensure!(
                batch.root == tree.root(),
                "batch {} has root {} on chain, but the {} leaves before it make {}: the node's history is not the chain's",
                batch.batch,
                hex::encode(batch.root),
                tree.count,
                hex::encode(tree.root())
            );
        }
    }
    if let Some(batch) = batches.next() {
        bail!("batch {} says {} leaves, which is not how the log has grown", batch.batch, batch.leaf_count);
    }
    ensure!(
        tree.root() == log.frontier().root(),
        "the log's root on chain is {}, but the {} leaves that history tells of make {}: the node's history is not the chain's",
        hex::encode(log.frontier().root()),
        tree.count,
        hex::encode(tree.root())
    );
    Ok(())
}
