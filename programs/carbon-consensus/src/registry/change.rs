//! Changes of a registry's rules: tightening applies at once, loosening only after the timelock (lesson of Drift, April
//! 2026).

use super::{state::Registry, Terms};
use crate::{
    errors::CarbonError,
    notary::{NotarySet, NotaryTerms},
    pause::{Deadline, Pause},
};
use anchor_lang::prelude::*;

/// Seconds after its timelock within which a scheduled change must be executed, so that a forgotten change cannot apply
/// years later.
pub const CHANGE_GRACE: i64 = 14 * 86_400;

/// One change of a registry's rules.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Sets the policy's terms.
    SetTerms {
        /// The new terms, complete.
        terms: Terms,
    },
    /// Sets the quorum.
    SetThreshold {
        /// Basis points of the whole weight, from 6,667 to 10,000.
        threshold_bps: u16,
    },
    /// Adds a notary.
    AddNotary {
        /// The notary's data.
        notary: NotaryTerms,
    },
    /// Removes a notary.
    RemoveNotary {
        /// Its key.
        key: Pubkey,
    },
    /// Sets a notary's weight.
    SetWeight {
        /// Its key.
        key: Pubkey,
        /// The new weight, at least 1.
        weight: u32,
    },
    /// Sets a notary's accreditation window.
    SetAccreditation {
        /// Its key.
        key: Pubkey,
        /// First second of the accreditation, in Unix seconds.
        starts_at: i64,
        /// First second after the accreditation, in Unix seconds.
        ends_at: i64,
    },
    /// Lifts a suspension.
    ReinstateNotary {
        /// Its key.
        key: Pubkey,
    },
    /// Sets the guardian.
    SetGuardian {
        /// The new guardian.
        guardian: Pubkey,
    },
    /// Sets the treasury, which receives the fees.
    SetTreasury {
        /// The new treasury.
        treasury: Pubkey,
    },
}

impl Change {
    /// Refuses values outside their range, before the timelock starts.
    pub fn validate(&self) -> Result<()> {
        match self {
            Self::SetTerms { terms } => terms.validate(),
            Self::SetThreshold { threshold_bps } => NotarySet::validate_threshold(*threshold_bps),
            Self::AddNotary { notary } => notary.validate(),
            Self::SetWeight { weight, .. } => NotaryTerms::validate_weight(*weight),
            Self::SetAccreditation { starts_at, ends_at, .. } => {
                NotaryTerms::validate_accreditation(*starts_at, *ends_at)
            }
            Self::RemoveNotary { .. }
            | Self::ReinstateNotary { .. }
            | Self::SetGuardian { .. }
            | Self::SetTreasury { .. } => Ok(()),
        }
    }

    /// Whether the change only makes the rules stricter. All changes of the notary set wait for the timelock, because
    /// removing honest notaries is an attack too.
    pub fn tightens(&self, registry: &Registry, notaries: &NotarySet) -> bool {
        match self {
            Self::SetTerms { terms } => registry.policy.terms.tightened_by(terms),
            Self::SetThreshold { threshold_bps } => *threshold_bps >= notaries.threshold_bps,
            _ => false,
        }
    }

    /// Refuses a change that sets the registry's present terms, guardian or treasury again.
    pub fn require_changes(&self, registry: &Registry) -> Result<()> {
        let changes = match self {
            Self::SetTerms { terms } => registry.policy.terms != *terms,
            Self::SetGuardian { guardian } => registry.guardian != *guardian,
            Self::SetTreasury { treasury } => registry.treasury != *treasury,
            // The notary set refuses for itself: see `NotarySet`.
            _ => true,
        };
        require!(changes, CarbonError::NothingChanged);
        Ok(())
    }

    /// Applies the change. Refuses one that changes nothing.
    pub fn apply(&self, registry: &mut Registry, notaries: &mut NotarySet) -> Result<()> {
        self.validate()?;
        self.require_changes(registry)?;
        match *self {
            Self::SetTerms { terms } => registry.policy.terms = terms,
            Self::SetThreshold { threshold_bps } => notaries.set_threshold(threshold_bps)?,
            Self::AddNotary { notary } => notaries.add(&notary)?,
            Self::RemoveNotary { key } => {
                require!(!registry.open || notaries.len > 1, CarbonError::LastNotary);
                notaries.remove(&key)?;
            }
            Self::SetWeight { key, weight } => notaries.set_weight(&key, weight)?,
            Self::SetAccreditation { key, starts_at, ends_at } => {
                notaries.set_accreditation(&key, starts_at, ends_at)?
            }
            Self::ReinstateNotary { key } => notaries.reinstate(&key)?,
            Self::SetGuardian { guardian } => registry.guardian = guardian,
            Self::SetTreasury { treasury } => registry.treasury = treasury,
        }
        if registry.open {
            registry.require_sound(notaries)?;
        }
        Ok(())
    }
}

/// A change waiting for its timelock. PDA `[b"change", registry, nonce]`, closed when executed or cancelled.
#[account]
#[derive(InitSpace, Debug)]
pub struct ScheduledChange {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// Number that the authority chose; part of the address.
    pub nonce: u64,
    /// Key that paid the rent and gets it back.
    pub rent_payer: Pubkey,
    /// First second at which it can be executed.
    pub due_at: i64,
    /// The change.
    pub change: Change,
    /// Terms of the registry when the change was scheduled.
    pub terms: Terms,
    /// Total seconds of pause when it was scheduled. The grace period moves by the increase since then.
    pub paused_before: i64,
    /// Room for later fields.
    pub reserved: [u8; 8],
}

impl ScheduledChange {
    /// Refuses before the timelock has passed and after the grace period.
    pub fn require_due(&self, pause: &Pause, now: i64) -> Result<()> {
        require!(now >= self.due_at, CarbonError::ChangeNotDue);
        let grace = Deadline { ends_at: self.due_at + CHANGE_GRACE, paused_before: self.paused_before };
        require!(!grace.has_passed(pause, now), CarbonError::ChangeExpired);
        Ok(())
    }

    /// Refuses to set terms if they are not those from which the change was announced: [`Change::SetTerms`] states all
    /// terms, so it would undo a tightening applied since, without an announcement.
    pub fn require_same_terms(&self, terms: &Terms) -> Result<()> {
        let same = !matches!(self.change, Change::SetTerms { .. }) || self.terms == *terms;
        require!(same, CarbonError::TermsChanged);
        Ok(())
    }
}
