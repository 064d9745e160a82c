//! Events of burn proofs and certificates.

use crate::notary::Phase;
use anchor_lang::prelude::*;

/// A burn proof was opened.
#[event]
pub struct BurnProposed {
    /// The registry.
    pub registry: Pubkey,
    /// The burn proof.
    pub proof: Pubkey,
    /// The proposer.
    pub proposer: Pubkey,
    /// Key that may claim the neutralization.
    pub beneficiary: Pubkey,
    /// sha256 of the statement behind it.
    pub metadata_sha256: [u8; 32],
}

/// A leg was added to a burn proof, and its lots were locked.
#[event]
pub struct LegAdded {
    /// The registry.
    pub registry: Pubkey,
    /// The burn proof.
    pub proof: Pubkey,
    /// Locked lot of emission.
    pub emission: Pubkey,
    /// Locked lot of absorption credit.
    pub credit: Pubkey,
    /// Grams of each.
    pub grams: u64,
}

/// A burn proof was submitted: its legs are final and its ballot is open.
#[event]
pub struct BurnSubmitted {
    /// The registry.
    pub registry: Pubkey,
    /// The burn proof.
    pub proof: Pubkey,
    /// Grams on each side.
    pub grams: u64,
    /// Digest that a vote must name.
    pub digest: [u8; 32],
    /// Unix time after which votes are refused; later by the length of any pause.
    pub expires_at: i64,
}

/// Entries of a lot's history were reviewed.
#[event]
pub struct LotReviewed {
    /// The registry.
    pub registry: Pubkey,
    /// The burn proof.
    pub proof: Pubkey,
    /// Number of the side: twice the leg's number, plus one for the credit.
    pub side: u8,
    /// Head of the review; zero when the record is reached.
    pub head: [u8; 32],
    /// Notaries with a conflict of interest found so far, by index in the set of the ballot's epoch.
    pub conflicted: u64,
}

/// A burn proof was executed: emissions are neutralized.
#[event]
pub struct BurnExecuted {
    /// The registry.
    pub registry: Pubkey,
    /// The burn proof, closed.
    pub proof: Pubkey,
    /// The certificate.
    pub certificate: Pubkey,
    /// Grams burned on each side.
    pub grams: u64,
    /// Digest that the notaries approved.
    pub digest: [u8; 32],
}

/// A burn proof was closed without burning, and its lots were unlocked.
#[event]
pub struct BurnDropped {
    /// The registry.
    pub registry: Pubkey,
    /// The burn proof, closed.
    pub proof: Pubkey,
    /// Phase of its ballot.
    pub phase: Phase,
    /// Key that closed it.
    pub by: Pubkey,
}
