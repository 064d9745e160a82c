//! Events of restatements, and of certificates that rest on records restated.

use crate::{notary::Phase, record::CarbonData};
use anchor_lang::prelude::*;

/// A record is proposed to be corrected; it is frozen.
#[event]
pub struct RestatementProposed {
    /// The registry.
    pub registry: Pubkey,
    /// The record.
    pub record: Pubkey,
    /// The restatement.
    pub restatement: Pubkey,
    /// Who proposes it.
    pub proposer: Pubkey,
    /// Its valid grams until now.
    pub before: u64,
    /// The valid grams it should have.
    pub after: u64,
    /// sha256 of the evidence.
    pub evidence_sha256: [u8; 32],
    /// What a vote must name.
    pub digest: [u8; 32],
    /// Unix time after which no vote counts.
    pub expires_at: i64,
}

/// A restatement was dropped; the record is as it was.
#[event]
pub struct RestatementDropped {
    /// The registry.
    pub registry: Pubkey,
    /// The record.
    pub record: Pubkey,
    /// Where its ballot stood.
    pub phase: Phase,
    /// Who dropped it.
    pub by: Pubkey,
}

/// Units of a record are void.
#[event]
pub struct RecordLowered {
    /// The registry.
    pub registry: Pubkey,
    /// The record.
    pub record: Pubkey,
    /// Its valid grams before.
    pub before: u64,
    /// Its valid grams: units from this serial on are void.
    pub after: u64,
    /// The digest the notaries approved.
    pub digest: [u8; 32],
}

/// A record was raised by another one of the same days.
#[event]
pub struct RecordSupplemented {
    /// The registry.
    pub registry: Pubkey,
    /// The record that was too low.
    pub record: Pubkey,
    /// The record of the difference.
    pub supplement: Pubkey,
    /// Its source.
    pub source: Pubkey,
    /// Owner of the source.
    pub owner: Pubkey,
    /// What the notaries verified.
    pub data: CarbonData,
    /// The digest they approved.
    pub digest: [u8; 32],
}

/// Credits behind a certificate turned out to be void.
#[event]
pub struct CertificateImpaired {
    /// The registry.
    pub registry: Pubkey,
    /// The certificate.
    pub certificate: Pubkey,
    /// Which of its legs.
    pub leg: u8,
    /// Grams that were not counted as void before.
    pub void: u64,
    /// Grams it is short of.
    pub shortfall: u64,
}

/// Credits were burned against a certificate's shortfall.
#[event]
pub struct CertificateCovered {
    /// The registry.
    pub registry: Pubkey,
    /// The certificate.
    pub certificate: Pubkey,
    /// Which of its legs.
    pub leg: u8,
    /// What remembers the credits.
    pub cover: Pubkey,
    /// Whose they were.
    pub holder: Pubkey,
    /// Grams.
    pub grams: u64,
    /// Grams it is still short of.
    pub shortfall: u64,
}
