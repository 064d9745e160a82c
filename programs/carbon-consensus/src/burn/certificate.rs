//! A certificate: emissions were neutralized, for good.

use super::state::{BurnProof, Leg, Units, MAX_LEGS, MAX_PURPOSE};
use crate::registry::VERSION;
use anchor_lang::prelude::*;

/// What has become of a certificate.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateStatus {
    /// Every gram is neutralized.
    Active,
    /// Some of the credits turned out to be void.
    Impaired,
}

/// The result of a finalized burn proof. PDA `[b"certificate", burn proof]`, never closed. It is a leaf of the rollup log.
#[account]
#[derive(InitSpace, Debug)]
pub struct Certificate {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// Index of its leaf in the registry's log.
    pub leaf: u64,
    /// Whether every gram still is neutralized.
    pub status: CertificateStatus,
    /// Grams whose credits turned out to be void and that nothing has covered since.
    pub shortfall: u64,
    /// Who proposed the burn and owned the lots.
    pub proposer: Pubkey,
    /// Who may call the emissions neutralized.
    pub beneficiary: Pubkey,
    /// What for: see [`crate::text`].
    pub purpose: [u8; MAX_PURPOSE],
    /// sha256 of the statement behind it.
    pub metadata_sha256: [u8; 32],
    /// Grams burned on each side.
    pub grams: u64,
    /// The digest the notaries approved.
    pub digest: [u8; 32],
    /// Epoch of the notary set.
    pub epoch: u64,
    /// Notaries whose approval counted, by index in that epoch's set.
    pub approve: u64,
    /// Slot of the burn.
    pub slot: u64,
    /// Unix time of the burn.
    pub time: i64,
    /// Room for later fields.
    pub reserved: [u8; 64],
    /// What was neutralized with what. Last, so that everything before has its place.
    #[max_len(MAX_LEGS)]
    pub legs: Vec<CertificateLeg>,
}

/// Units of emission, and as many of absorption credit that they were burned against.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateLeg {
    /// What was neutralized.
    pub emission: Units,
    /// What it was neutralized with.
    pub credit: Units,
}

impl From<&Leg> for CertificateLeg {
    fn from(leg: &Leg) -> Self {
        Self { emission: leg.emission.units, credit: leg.credit.units }
    }
}

impl Certificate {
    /// Account size with so many legs.
    pub const fn space(legs: usize) -> usize {
        crate::account::space::<Self>() - (MAX_LEGS - legs) * CertificateLeg::INIT_SPACE
    }

    /// The certificate of an approved proof.
    pub fn of(proof: &BurnProof, bump: u8, leaf: u64, grams: u64, clock: &Clock) -> Self {
        let ballot = &proof.subject.ballot;
        Self {
            version: VERSION,
            bump,
            registry: proof.subject.registry,
            leaf,
            status: CertificateStatus::Active,
            shortfall: 0,
            proposer: proof.proposer,
            beneficiary: proof.beneficiary,
            purpose: proof.purpose,
            metadata_sha256: proof.metadata_sha256,
            grams,
            digest: ballot.digest,
            epoch: ballot.epoch,
            approve: ballot.approve & !ballot.interest,
            slot: clock.slot,
            time: clock.unix_timestamp,
            reserved: [0; 64],
            legs: proof.legs.iter().map(CertificateLeg::from).collect(),
        }
    }
}
