//! Events of notary sets and ballots.

use crate::notary::{Phase, Verdict};
use anchor_lang::prelude::*;

/// A notary was suspended.
#[event]
pub struct NotarySuspended {
    /// The registry.
    pub registry: Pubkey,
    /// The notary.
    pub notary: Pubkey,
    /// Epoch of the notary set after the change.
    pub epoch: u64,
}

/// Notaries voted.
#[event]
pub struct Attested {
    /// The registry.
    pub registry: Pubkey,
    /// The subject of the vote.
    pub subject: Pubkey,
    /// Digest that they signed.
    pub digest: [u8; 32],
    /// Their vote.
    pub verdict: Verdict,
    /// sha256 of the notarization engine's report.
    pub report: [u8; 32],
    /// Notaries that voted now, by index in the set.
    pub voters: u64,
    /// All notaries that have approved, by index in the set.
    pub approvals: u64,
    /// All notaries that have rejected, by index in the set.
    pub rejections: u64,
    /// Phase of the ballot after the votes.
    pub phase: Phase,
}

/// A stale ballot was reopened.
#[event]
pub struct BallotReopened {
    /// The registry.
    pub registry: Pubkey,
    /// The subject of the vote.
    pub subject: Pubkey,
    /// The new digest.
    pub digest: [u8; 32],
    /// Epoch of the notary set.
    pub epoch: u64,
    /// Round.
    pub round: u8,
    /// Unix time after which votes are refused; later by the length of any pause.
    pub expires_at: i64,
}
