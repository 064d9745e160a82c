//! Data providers that sign evidence: meter operators, utilities, accredited verifiers.

use crate::errors::CarbonError;
use anchor_lang::prelude::*;

/// Maximum length of a data provider's name, in bytes.
pub const MAX_PROVIDER_NAME: usize = 64;

/// A listed data provider. PDA `[b"provider", registry, key]`, closed when delisted.
#[account]
#[derive(InitSpace, Debug)]
pub struct Provider {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// ed25519 key that signs evidence.
    pub key: Pubkey,
    /// First second at which claims may name it. Listing is a loosening, so it waits for the timelock.
    pub active_at: i64,
    /// Key that paid the rent and gets it back.
    pub rent_payer: Pubkey,
    /// Name for people, UTF-8, padded with zeros.
    pub name: [u8; MAX_PROVIDER_NAME],
    /// Room for later fields.
    pub reserved: [u8; 16],
}

impl Provider {
    /// Refuses before the listing has taken effect.
    pub fn require_active(&self, now: i64) -> Result<()> {
        require!(now >= self.active_at, CarbonError::ProviderNotActive);
        Ok(())
    }
}
