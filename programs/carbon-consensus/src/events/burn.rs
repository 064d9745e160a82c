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
    /// Who proposes it.
    pub proposer: Pubkey,
    /// Who may call the emissions neutralized.
    pub beneficiary: Pubkey,
    /// sha256 of the statement behind it.
    pub metadata_sha256: [u8; 32],
}

/// A leg was added to a burn proof, its lots locked.
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

/// A burn proof's legs are sealed and its ballot is open.
#[event]
pub struct BurnSubmitted {
    /// The registry.
    pub registry: Pubkey,
    /// The burn proof.
    pub proof: Pubkey,
    /// Grams on each side.
    pub grams: u64,
    /// What a vote must name.
    pub digest: [u8; 32],
    /// Unix time after which no vote counts.
    pub expires_at: i64,
}

/// A review went back along a lot's history.
#[event]
pub struct LotReviewed {
    /// The registry.
    pub registry: Pubkey,
    /// The burn proof.
    pub proof: Pubkey,
    /// Which of its lots: twice the leg, plus one for the credit.
    pub side: u8,
    /// Head it stands at: zero when the record is reached.
    pub head: [u8; 32],
    /// Notaries found to have an interest so far, by index in the ballot's epoch.
    pub conflicted: u64,
}

/// Emissions were neutralized.
#[event]
pub struct BurnExecuted {
    /// The registry.
    pub registry: Pubkey,
    /// The burn proof, closed.
    pub proof: Pubkey,
    /// Its certificate.
    pub certificate: Pubkey,
    /// Grams burned on each side.
    pub grams: u64,
    /// The digest the notaries approved.
    pub digest: [u8; 32],
}

/// A burn proof came to nothing; its lots are free.
#[event]
pub struct BurnDropped {
    /// The registry.
    pub registry: Pubkey,
    /// The burn proof, closed.
    pub proof: Pubkey,
    /// Where its ballot stood.
    pub phase: Phase,
    /// Who closed it.
    pub by: Pubkey,
}
