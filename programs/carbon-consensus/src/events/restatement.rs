//! Events of restatements, and of certificates with void credits.

use crate::{notary::Phase, record::CarbonData};
use anchor_lang::prelude::*;

/// A restatement was proposed, and its record was frozen.
#[event]
pub struct RestatementProposed {
    /// The registry.
    pub registry: Pubkey,
    /// The record.
    pub record: Pubkey,
    /// The restatement.
    pub restatement: Pubkey,
    /// The proposer.
    pub proposer: Pubkey,
    /// Valid grams of the record and its supplements now.
    pub old_valid_grams: u64,
    /// The valid grams that the record and its supplements should have.
    pub new_valid_grams: u64,
    /// sha256 of the evidence.
    pub evidence_sha256: [u8; 32],
    /// Digest that a vote must name.
    pub digest: [u8; 32],
    /// Unix time after which votes are refused; later by the length of any pause.
    pub expires_at: i64,
}

/// A restatement was dropped, and its record was unfrozen without a change.
#[event]
pub struct RestatementDropped {
    /// The registry.
    pub registry: Pubkey,
    /// The record.
    pub record: Pubkey,
    /// Phase of its ballot.
    pub phase: Phase,
    /// Key that dropped it.
    pub by: Pubkey,
}

/// A record was lowered, or only supplements of it were: units are void.
#[event]
pub struct RecordLowered {
    /// The registry.
    pub registry: Pubkey,
    /// The record.
    pub record: Pubkey,
    /// The record's valid grams until now.
    pub old_valid_grams: u64,
    /// The record's valid grams from now on: units from this serial on are void.
    pub new_valid_grams: u64,
    /// Valid grams of the record and its supplements from now on.
    pub total: u64,
    /// Digest that the notaries approved.
    pub digest: [u8; 32],
}

/// A supplement of a record was lowered: units of it are void.
#[event]
pub struct SupplementLowered {
    /// The registry.
    pub registry: Pubkey,
    /// The record that it supplements.
    pub record: Pubkey,
    /// The supplement.
    pub supplement: Pubkey,
    /// The supplement's valid grams until now.
    pub old_valid_grams: u64,
    /// The supplement's valid grams from now on: units from this serial on are void.
    pub new_valid_grams: u64,
    /// Digest that the notaries approved.
    pub digest: [u8; 32],
}

/// A record was raised by a supplementary record of the same days.
#[event]
pub struct RecordSupplemented {
    /// The registry.
    pub registry: Pubkey,
    /// The record that was too low.
    pub record: Pubkey,
    /// The supplementary record.
    pub supplement: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Owner of the source.
    pub owner: Pubkey,
    /// The data that the notaries verified.
    pub data: CarbonData,
    /// Digest that the notaries approved.
    pub digest: [u8; 32],
}

/// Void credits were counted as a shortfall of a certificate.
#[event]
pub struct CertificateImpaired {
    /// The registry.
    pub registry: Pubkey,
    /// The certificate.
    pub certificate: Pubkey,
    /// Number of the leg, from 0.
    pub leg: u8,
    /// Grams newly counted as void.
    pub void: u64,
    /// The certificate's shortfall in grams.
    pub shortfall: u64,
}

/// Credits were burned against a certificate's shortfall.
#[event]
pub struct CertificateCovered {
    /// The registry.
    pub registry: Pubkey,
    /// The certificate.
    pub certificate: Pubkey,
    /// Number of the leg, from 0.
    pub leg: u8,
    /// The cover account.
    pub cover: Pubkey,
    /// Owner of the burned lot.
    pub holder: Pubkey,
    /// The lot that was burned from.
    pub lot: Pubkey,
    /// The record that backed the burned units.
    pub record: Pubkey,
    /// First serial burned, included.
    pub start: u64,
    /// Last serial, excluded.
    pub end: u64,
    /// Head of the history of the burned units.
    pub head: [u8; 32],
    /// Unix time of the burn.
    pub burned_at: i64,
    /// The certificate's remaining shortfall in grams.
    pub shortfall: u64,
}
