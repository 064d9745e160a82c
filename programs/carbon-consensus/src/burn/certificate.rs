//! A certificate: the permanent result of a burn.

use super::state::{BurnProof, Leg, Units, MAX_LEGS, MAX_PURPOSE};
use crate::{
    account::{holds, Invariant, VERSION},
    errors::{CarbonError, OrOverflow},
};
use anchor_lang::prelude::*;

/// Status of a certificate.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateStatus {
    /// All its grams are neutralized.
    Active,
    /// Some of its credits are void and not covered.
    Impaired,
}

/// The result of an executed burn proof. PDA `[b"certificate", burn proof]`, never closed. The rollup log has a leaf of
/// it.
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
    /// Whether all its grams are still neutralized.
    pub status: CertificateStatus,
    /// Grams whose credits are void and not covered.
    pub shortfall: u64,
    /// Proposer of the burn and owner of the lots.
    pub proposer: Pubkey,
    /// Key that may claim the neutralization.
    pub beneficiary: Pubkey,
    /// Purpose, UTF-8, padded with zeros.
    pub purpose: [u8; MAX_PURPOSE],
    /// sha256 of the statement behind it.
    pub metadata_sha256: [u8; 32],
    /// Grams burned on each side.
    pub grams: u64,
    /// Digest that the notaries approved.
    pub digest: [u8; 32],
    /// Epoch of the notary set.
    pub epoch: u64,
    /// Notaries whose approval counted, by index in the set of that epoch.
    pub approvals: u64,
    /// Slot of the burn.
    pub slot: u64,
    /// Unix time of the burn.
    pub burned_at: i64,
    /// Room for later fields.
    pub reserved: [u8; 64],
    /// The legs. The last field, so that the others have fixed offsets.
    #[max_len(MAX_LEGS)]
    pub legs: Vec<CertificateLeg>,
}

/// Units of emission, and the same number of units of absorption credit burned against them.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateLeg {
    /// The neutralized emission.
    pub emission: Units,
    /// The credit burned against it.
    pub credit: Units,
    /// Grams of the credit counted as void so far.
    pub void: u64,
    /// Grams of the void credit that covers have replaced.
    pub covered: u64,
    /// Number of lowerings of the credit's record that the leg has seen.
    pub lowerings: u32,
}

impl CertificateLeg {
    fn new(leg: &Leg, lowerings: u32) -> Self {
        Self { emission: leg.emission.units, credit: leg.credit.units, void: 0, covered: 0, lowerings }
    }
}

impl CertificateLeg {
    /// Grams that are void and not covered. Cannot underflow: covered grams never exceed void grams.
    pub fn shortfall(&self) -> u64 {
        self.void - self.covered
    }
}

impl Certificate {
    /// Account size with this number of legs.
    pub const fn space(legs: usize) -> usize {
        crate::account::space::<Self>() - (MAX_LEGS - legs) * CertificateLeg::INIT_SPACE
    }

    /// The leg with this number, from 0.
    pub fn leg_mut(&mut self, number: u8) -> Result<&mut CertificateLeg> {
        self.legs.get_mut(number as usize).ok_or_else(|| error!(CarbonError::NoSuchLeg))
    }

    /// Recomputes shortfall and status from the legs, after one of them changed.
    pub fn recompute_shortfall(&mut self) -> Result<()> {
        let sum = self.legs.iter().try_fold(0u64, |sum, leg| sum.checked_add(leg.shortfall()));
        self.shortfall = sum.or_overflow()?;
        self.status = if self.shortfall == 0 { CertificateStatus::Active } else { CertificateStatus::Impaired };
        Ok(())
    }

    /// The certificate of an approved proof. `lowerings` are those of each leg's credit record.
    pub fn new(proof: &BurnProof, lowerings: &[u32], bump: u8, leaf: u64, grams: u64, clock: &Clock) -> Self {
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
            reserved: [0; 64],
            legs: proof
                .legs
                .iter()
                .zip(lowerings)
                .map(|(leg, lowerings)| CertificateLeg::new(leg, *lowerings))
                .collect(),
        }
    }
}

impl Invariant for Certificate {
    fn invariant(&self) -> Result<()> {
        let grams = self.legs.iter().try_fold(0u64, |sum, leg| sum.checked_add(leg.credit.grams()));
        holds([
            grams == Some(self.grams),
            self.shortfall <= self.grams,
            (self.status == CertificateStatus::Active) == (self.shortfall == 0),
        ])
    }
}
