//! A batch: a message to the L1, kept so that it can be posted again.

use crate::account::Invariant;
use anchor_lang::prelude::*;
use carbon_wire::payload::LEN;

/// Header of a published batch. PDA `[b"batch", registry, index]`, never closed: a message that was lost, or that
/// arrives when its guardians have been replaced, can be posted again with the same bytes.
#[account]
#[derive(InitSpace, Debug)]
pub struct Batch {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// Number of the batch, from 1.
    pub index: u64,
    /// Wormhole's sequence number of the first message with this batch.
    pub sequence: u64,
    /// The message's payload.
    pub payload: [u8; LEN],
    /// Room for later fields.
    pub reserved: [u8; 32],
}

impl Invariant for Batch {}
