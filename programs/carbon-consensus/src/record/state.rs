//! A record: notarized data, immutable.

use crate::{
    claim::{CarbonData, Claim},
    errors::CarbonError,
    registry::VERSION,
};
use anchor_lang::prelude::*;

/// A record. PDA `[b"record", registry, evidence sha256, item]`: one item of evidence backs one record, ever. Exists only
/// after a quorum of notaries approved its digest; never closed.
#[account]
#[derive(InitSpace, Debug)]
pub struct Record {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Owner of the source.
    pub owner: Pubkey,
    /// What the notaries verified.
    pub data: CarbonData,
    /// Grams still held valid; falls when the record is restated downward.
    pub valid_grams: u64,
    /// Grams of the buffer's lot, the tail of the serial range.
    pub buffer_grams: u64,
    /// The digest the notaries approved.
    pub digest: [u8; 32],
    /// Epoch of the notary set.
    pub epoch: u64,
    /// Notaries that approved, by index in that epoch's set.
    pub approve: u64,
    /// Unix time of notarization.
    pub notarized_at: i64,
    /// Whether a restatement is being decided: nothing of it moves until then.
    pub frozen: bool,
    /// Room for later fields.
    pub reserved: [u8; 63],
}

impl Record {
    /// Refuses to use units up to serial `end`, excluded, while the record is frozen or when one of them is void.
    pub fn require_units(&self, end: u64) -> Result<()> {
        require!(!self.frozen, CarbonError::RecordFrozen);
        require!(end <= self.valid_grams, CarbonError::VoidUnits);
        Ok(())
    }

    /// The record of an approved claim.
    pub fn of(claim: &Claim, bump: u8, now: i64) -> Self {
        Self {
            version: VERSION,
            bump,
            registry: claim.subject.registry,
            source: claim.source,
            owner: claim.owner,
            data: claim.data,
            valid_grams: claim.data.grams,
            buffer_grams: claim.buffer_grams,
            digest: claim.subject.ballot.digest,
            epoch: claim.subject.ballot.epoch,
            approve: claim.subject.ballot.approve,
            notarized_at: now,
            frozen: false,
            reserved: [0; 63],
        }
    }
}
