//! Data providers that sign evidence: meter operators, utilities, accredited verifiers.

use crate::{account, errors::CarbonError, seeds};
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

/// Whether the provider `key` that data names is listed at `now`. `account` is the account at its derived address, passed exactly
/// when `key` is not the default. Delisting closes the account, and a new listing of the same key counts after the timelock.
///
/// # Errors
/// `WrongAddress` for another account, or one too many or missing.
pub fn is_listed(account: Option<&AccountInfo>, registry: &Pubkey, key: &Pubkey, now: i64) -> Result<bool> {
    require!(account.is_some() == (*key != Pubkey::default()), CarbonError::WrongAddress);
    let Some(account) = account else { return Ok(true) };
    if let Some(provider) = account::read::<Provider>(account)? {
        require!(provider.registry == *registry && provider.key == *key, CarbonError::WrongAddress);
        return Ok(provider.active_at <= now);
    }
    let (address, _) = account::derive(&[seeds::PROVIDER, registry.as_ref(), key.as_ref()], &crate::ID)?;
    require_keys_eq!(account.key(), address, CarbonError::WrongAddress);
    Ok(false)
}

impl Provider {
    /// Refuses before the listing has taken effect.
    pub fn require_active(&self, now: i64) -> Result<()> {
        require!(self.active_at <= now, CarbonError::ProviderNotActive);
        Ok(())
    }
}
