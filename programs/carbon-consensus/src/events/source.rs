//! Events of sources, factors and data providers.

use crate::source::{Basis, Gases};
use anchor_lang::prelude::*;

/// A source was registered.
#[event]
pub struct SourceRegistered {
    /// The registry.
    pub registry: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// The source's owner.
    pub owner: Pubkey,
}

/// A source was admitted: it can submit claims.
#[event]
pub struct SourceAdmitted {
    /// The registry.
    pub registry: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Key that admitted it: the authority or a notary.
    pub by: Pubkey,
}

/// The guardian suspended a source.
#[event]
pub struct SourceSuspended {
    /// The registry.
    pub registry: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Unix time of the suspension.
    pub suspended_at: i64,
}

/// The authority lifted the suspension of a source.
#[event]
pub struct SourceReinstated {
    /// The registry.
    pub registry: Pubkey,
    /// The source.
    pub source: Pubkey,
}

/// Claim fees were moved to the treasury.
#[event]
pub struct FeesCollected {
    /// The registry.
    pub registry: Pubkey,
    /// The source that held the fees.
    pub source: Pubkey,
    /// Lamports moved.
    pub lamports: u64,
}

/// A factor was published.
#[event]
pub struct FactorPublished {
    /// The registry.
    pub registry: Pubkey,
    /// The factor.
    pub factor: Pubkey,
    /// Number of the activity that it is a factor of.
    pub family: u32,
    /// Edition within the family.
    pub edition: u16,
    /// Micrograms of each gas per activity unit.
    pub gases: Gases,
    /// Meaning of the amounts of CH4 and N2O.
    pub basis: Basis,
    /// First second at which claims may use it.
    pub active_at: i64,
}

/// A factor was withdrawn.
#[event]
pub struct FactorWithdrawn {
    /// The registry.
    pub registry: Pubkey,
    /// The factor.
    pub factor: Pubkey,
}

/// A data provider was listed.
#[event]
pub struct ProviderListed {
    /// The registry.
    pub registry: Pubkey,
    /// The provider's key.
    pub key: Pubkey,
    /// First second at which claims may name it.
    pub active_at: i64,
}

/// A data provider was delisted.
#[event]
pub struct ProviderDelisted {
    /// The registry.
    pub registry: Pubkey,
    /// The provider's key.
    pub key: Pubkey,
}
