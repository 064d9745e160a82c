//! A certificate: emissions were neutralized, for good.

use super::state::{BurnProof, Leg, Units, MAX_LEGS, MAX_PURPOSE};
use crate::{
    account::VERSION,
    errors::{CarbonError, OrOverflow},
};
use anchor_lang::prelude::*;
use carbon_wire::quantity::Grams;

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
    pub approvals: u64,
    /// Slot of the burn.
    pub slot: u64,
    /// Unix time of the burn.
    pub burned_at: i64,
    /// Accounts of credits burned against the shortfall, ever.
    pub covers: u32,
    /// Room for later fields.
    pub reserved: [u8; 60],
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
    /// Grams of the credit that have been counted as void.
    pub void: u64,
    /// Grams of those that other credits have been burned against since.
    pub covered: u64,
}

impl From<&Leg> for CertificateLeg {
    fn from(leg: &Leg) -> Self {
        Self { emission: leg.emission.units, credit: leg.credit.units, void: 0, covered: 0 }
    }
}

impl CertificateLeg {
    /// Grams that are void and not covered: never more are covered than void.
    pub fn shortfall(&self) -> u64 {
        self.void - self.covered
    }
}

impl Certificate {
    /// Account size with so many legs.
    pub const fn space(legs: usize) -> usize {
        crate::account::space::<Self>() - (MAX_LEGS - legs) * CertificateLeg::INIT_SPACE
    }

    /// A leg by its number.
    pub fn leg_mut(&mut self, number: u8) -> Result<&mut CertificateLeg> {
        self.legs.get_mut(number as usize).ok_or_else(|| error!(CarbonError::NoSuchLeg))
    }

    /// Sums the legs' shortfalls up after one of them changed.
    pub fn settle(&mut self) -> Result<()> {
        let sum = self.legs.iter().try_fold(Grams::ZERO, |sum, leg| sum.plus(Grams(leg.shortfall())));
        self.shortfall = sum.or_overflow()?.0;
        self.status = if self.shortfall == 0 { CertificateStatus::Active } else { CertificateStatus::Impaired };
        Ok(())
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
            approvals: ballot.approvals & !ballot.conflicted,
            slot: clock.slot,
            burned_at: clock.unix_timestamp,
            covers: 0,
            reserved: [0; 60],
            legs: proof.legs.iter().map(CertificateLeg::from).collect(),
        }
    }
}
