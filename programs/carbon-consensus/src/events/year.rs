//! Events of closing a reporting year.

use crate::notary::Phase;
use anchor_lang::prelude::*;

/// The closing of a year was proposed.
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
    /// Digest that a vote must name.
    pub digest: [u8; 32],
    /// Unix time after which votes are refused; later by the length of any pause.
    pub expires_at: i64,
}

/// A year was closed.
#[event]
pub struct YearClosed {
    /// The registry.
    pub registry: Pubkey,
    /// The year's inventory.
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
    /// Phase of its ballot.
    pub phase: Phase,
    /// Key that dropped it.
    pub by: Pubkey,
}
