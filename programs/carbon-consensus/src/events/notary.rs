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
    /// Epoch of the notary set after it.
    pub epoch: u64,
}

/// Notaries voted.
#[event]
pub struct Attested {
    /// The registry.
    pub registry: Pubkey,
    /// What they voted on.
    pub subject: Pubkey,
    /// The content they signed.
    pub digest: [u8; 32],
    /// Their verdict.
    pub verdict: Verdict,
    /// sha256 of the notarization engine's report.
    pub report: [u8; 32],
    /// Who voted now, by index in the set.
    pub voters: u64,
    /// All who have approved.
    pub approvals: u64,
    /// All who have rejected.
    pub rejections: u64,
    /// Where the ballot stands after it.
    pub phase: Phase,
}

/// A stale ballot was opened anew.
#[event]
pub struct BallotReopened {
    /// The registry.
    pub registry: Pubkey,
    /// What is voted on.
    pub subject: Pubkey,
    /// The new digest.
    pub digest: [u8; 32],
    /// Epoch of the notary set.
    pub epoch: u64,
    /// Round.
    pub round: u8,
    /// Unix time after which no vote counts.
    pub expires_at: i64,
}
