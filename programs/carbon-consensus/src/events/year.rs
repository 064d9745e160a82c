//! Events of reporting years that are closed.

use crate::notary::Phase;
use anchor_lang::prelude::*;

/// A year is proposed to be closed.
#[event]
pub struct YearClosingProposed {
    /// The registry.
    pub registry: Pubkey,
    /// The proposal.
    pub closing: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Reporting year.
    pub year: u16,
    /// Emitted grams.
    pub emitted: u64,
    /// Add-back grams.
    pub add_back: u64,
    /// What a vote must name.
    pub digest: [u8; 32],
    /// Unix time after which no vote counts.
    pub expires_at: i64,
}

/// A year is closed.
#[event]
pub struct YearClosed {
    /// The registry.
    pub registry: Pubkey,
    /// Its inventory.
    pub inventory: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Reporting year.
    pub year: u16,
    /// Emitted grams.
    pub emitted: u64,
}

/// A proposal to close a year was dropped.
#[event]
pub struct YearClosingDropped {
    /// The registry.
    pub registry: Pubkey,
    /// The proposal.
    pub closing: Pubkey,
    /// Where its ballot stood.
    pub phase: Phase,
    /// Who dropped it.
    pub by: Pubkey,
}
