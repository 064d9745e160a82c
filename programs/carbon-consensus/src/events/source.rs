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
    /// Its owner.
    pub owner: Pubkey,
}

/// A source may submit.
#[event]
pub struct SourceAdmitted {
    /// The registry.
    pub registry: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Authority or notary.
    pub by: Pubkey,
}

/// Claim fees went to the treasury.
#[event]
pub struct FeesCollected {
    /// The registry.
    pub registry: Pubkey,
    /// The source they waited at.
    pub source: Pubkey,
    /// Lamports.
    pub lamports: u64,
}

/// A factor was published.
#[event]
pub struct FactorPublished {
    /// The registry.
    pub registry: Pubkey,
    /// The factor.
    pub factor: Pubkey,
    /// What it is a factor of.
    pub family: u32,
    /// Version within the family.
    pub edition: u16,
    /// Micrograms per activity unit.
    pub gases: Gases,
    /// What they are.
    pub basis: Basis,
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
    /// Its key.
    pub key: Pubkey,
    /// First second at which claims may name it.
    pub active_at: i64,
}

/// A data provider was delisted.
#[event]
pub struct ProviderDelisted {
    /// The registry.
    pub registry: Pubkey,
    /// Its key.
    pub key: Pubkey,
}
