//! The rollup log of a registry: all certificates, logged years and corrections in order, as an append-only Merkle
//! tree.

use super::Bridge;
use crate::{
    account::{holds, Invariant, VERSION},
    errors::{CarbonError, OrOverflow},
};
use anchor_lang::prelude::*;
use carbon_wire::{
    calendar::SECONDS_PER_DAY,
    leaf::{CorrectionLeaf, Leaf, LEN},
    log::{Frontier, LEVELS},
    payload::Payload,
};

/// A registry's log. PDA `[b"log", registry]`, zero-copy. The leaves are in events. The account holds what appending
/// needs and what a message to the L1 carries. It is the emitter of these messages.
#[account(zero_copy)]
#[derive(Debug)]
#[repr(C)]
pub struct RollupLog {
    /// The registry.
    pub registry: Pubkey,
    /// Grams neutralized since the start: `u128`, little-endian.
    pub neutralized: [u8; 16],
    /// Number of correction leaves.
    pub corrections: u64,
    /// Number of leaves.
    pub count: u64,
    /// Roots of the complete subtrees, by height.
    pub peaks: [[u8; 32]; LEVELS],
    /// Number of published batches.
    pub batches: u64,
    /// Number of leaves up to the end of the newest batch.
    pub published: u64,
    /// Root over the published leaves; zero before the first batch.
    pub published_root: [u8; 32],
    /// Number of legs, covers and cures whose credit record was lowered since they were last looked at.
    pub unimpaired: u64,
    /// The same number in the newest batch.
    pub published_unimpaired: u64,
    /// Unix time of the newest batch, in seconds.
    pub published_at: i64,
    /// Bridge that batches are published by.
    pub bridge: Bridge,
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// Room for later fields.
    pub reserved: [u8; 38],
}

impl RollupLog {
    /// Account size.
    pub const SPACE: usize = 8 + std::mem::size_of::<Self>();

    /// Fills a new account.
    pub fn initialize(&mut self, registry: Pubkey, bridge: Bridge, bump: u8) {
        self.registry = registry;
        self.bridge = bridge;
        self.version = VERSION;
        self.bump = bump;
    }

    /// The tree.
    pub fn frontier(&self) -> Frontier {
        Frontier { count: self.count, peaks: self.peaks }
    }

    /// Appends the leaf that `leaf` returns for its index. Returns the index and the leaf's entry.
    pub fn append(&mut self, leaf: impl FnOnce(u64) -> Leaf) -> Result<(u64, [u8; LEN])> {
        let mut frontier = self.frontier();
        let entry = leaf(self.count).encode();
        let index = frontier.append(carbon_wire::log::leaf_hash(&entry)).or_overflow()?;
        Frontier { count: self.count, peaks: self.peaks } = frontier;
        self.invariant()?;
        Ok((index, entry))
    }

    /// Appends a correction: from now on, `void` grams of the leaf at `corrected_index`, which is about the account
    /// `corrected`, do not count. Returns the leaf's entry.
    pub fn correct(&mut self, corrected: Pubkey, corrected_index: u64, void: u64, clock: &Clock) -> Result<[u8; LEN]> {
        self.corrections = self.corrections.checked_add(1).or_overflow()?;
        let (registry, number) = (self.registry.to_bytes(), self.corrections);
        let leaf = |index| {
            Leaf::Correction(CorrectionLeaf {
                registry,
                index,
                corrected: corrected.to_bytes(),
                corrected_index,
                void,
                number,
                slot: clock.slot,
                time: clock.unix_timestamp,
            })
        };
        Ok(self.append(leaf)?.1)
    }

    /// Refuses while a leg, cover or cure is due.
    pub fn require_impaired(&self) -> Result<()> {
        require!(self.unimpaired == 0, CarbonError::ImpairDue);
        Ok(())
    }

    /// Counts legs, covers and cures that became due by a lowering of their credit record.
    pub fn await_impairs(&mut self, due: u32) -> Result<()> {
        self.unimpaired = self.unimpaired.checked_add(due.into()).or_overflow()?;
        self.invariant()
    }

    /// Counts off a leg or cover that was looked at.
    pub fn settle_impair(&mut self) -> Result<()> {
        self.unimpaired = self.unimpaired.checked_sub(1).or_overflow()?;
        self.invariant()
    }

    /// Whether a batch would tell the L1 something: a leaf; another number of unimpaired legs, covers and cures, because the ledger
    /// gives no answer while that is not zero; or that nothing has happened for a day, because its answers hold as of the newest
    /// batch. `now` is a unix time, in seconds.
    pub fn has_news(&self, now: i64) -> bool {
        let quiet = self.batches > 0 && now.saturating_sub(self.published_at) >= SECONDS_PER_DAY;
        self.count > self.published || self.unimpaired != self.published_unimpaired || quiet
    }

    /// Makes a batch of the leaves since the last batch, or of none ([`Self::has_news`]). Returns the message to the L1.
    pub fn next_batch(&mut self, clock: &Clock) -> Result<Payload> {
        require!(self.has_news(clock.unix_timestamp), CarbonError::NothingToPublish);
        let payload = Payload {
            registry: self.registry.to_bytes(),
            batch: self.batches.checked_add(1).or_overflow()?,
            first_leaf: self.published,
            leaf_count: self.count,
            previous_root: self.published_root,
            root: self.frontier().root(),
            neutralized: self.neutralized(),
            corrections: self.corrections,
            unimpaired: self.unimpaired,
            slot: clock.slot,
            time: clock.unix_timestamp,
            bump: self.bump,
        };
        (self.batches, self.published, self.published_root) = (payload.batch, payload.leaf_count, payload.root);
        (self.published_unimpaired, self.published_at) = (payload.unimpaired, payload.time);
        self.invariant()?;
        Ok(payload)
    }

    /// Adds neutralized grams. The total never falls: credits that become void later are handled by corrections.
    pub fn count_neutralized(&mut self, grams: u64) -> Result<()> {
        self.neutralized = self.neutralized().checked_add(grams as u128).or_overflow()?.to_le_bytes();
        Ok(())
    }

    /// Grams neutralized since the start.
    pub fn neutralized(&self) -> u128 {
        u128::from_le_bytes(self.neutralized)
    }
}

impl Invariant for RollupLog {
    fn invariant(&self) -> Result<()> {
        holds([
            self.published <= self.count,
            self.corrections <= self.count,
            self.batches > 0 || self.published == 0,
            (self.batches == 0) == (self.published_root == [0; 32]),
        ])
    }
}
