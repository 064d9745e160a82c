//! Events of claims, and the records they become.

use crate::{notary::Phase, record::CarbonData};
use anchor_lang::prelude::*;

/// A claim waits for the notaries.
#[event]
pub struct ClaimSubmitted {
    /// The registry.
    pub registry: Pubkey,
    /// The claim.
    pub claim: Pubkey,
    /// Its source.
    pub source: Pubkey,
    /// What a vote must name.
    pub digest: [u8; 32],
    /// Unix time after which no vote counts.
    pub expires_at: i64,
    /// What it says.
    pub data: CarbonData,
}

/// A claim became no record.
#[event]
pub struct ClaimClosed {
    /// The registry.
    pub registry: Pubkey,
    /// The claim.
    pub claim: Pubkey,
    /// Where its ballot stood.
    pub phase: Phase,
    /// Who closed it.
    pub by: Pubkey,
}

/// A claim became a record.
#[event]
pub struct RecordNotarized {
    /// The registry.
    pub registry: Pubkey,
    /// The record.
    pub record: Pubkey,
    /// The claim it was.
    pub claim: Pubkey,
    /// Its source.
    pub source: Pubkey,
    /// Owner of the source.
    pub owner: Pubkey,
    /// What the notaries verified.
    pub data: CarbonData,
    /// The digest they approved.
    pub digest: [u8; 32],
}
