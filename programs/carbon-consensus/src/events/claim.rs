//! Events of claims and records.

use crate::{notary::Phase, record::CarbonData};
use anchor_lang::prelude::*;

/// A claim was submitted and its ballot opened.
#[event]
pub struct ClaimSubmitted {
    /// The registry.
    pub registry: Pubkey,
    /// The claim.
    pub claim: Pubkey,
    /// Its source.
    pub source: Pubkey,
    /// Digest that a vote must name.
    pub digest: [u8; 32],
    /// Unix time after which votes are refused; later by the length of any pause.
    pub expires_at: i64,
    /// The data.
    pub data: CarbonData,
}

/// A claim was closed without a record.
#[event]
pub struct ClaimClosed {
    /// The registry.
    pub registry: Pubkey,
    /// The claim.
    pub claim: Pubkey,
    /// Phase of its ballot.
    pub phase: Phase,
    /// Key that closed it.
    pub by: Pubkey,
}

/// A claim was notarized and became a record.
#[event]
pub struct RecordNotarized {
    /// The registry.
    pub registry: Pubkey,
    /// The record.
    pub record: Pubkey,
    /// The claim, closed.
    pub claim: Pubkey,
    /// Its source.
    pub source: Pubkey,
    /// Owner of the source.
    pub owner: Pubkey,
    /// The data that the notaries verified.
    pub data: CarbonData,
    /// Digest that the notaries approved.
    pub digest: [u8; 32],
}
