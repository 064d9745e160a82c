//! A registry: its keys, rules and mints.

use super::policy::Policy;
use crate::{errors::CarbonError, notary::NotarySet, pause::Pause, token::class::TokenClass};
use anchor_lang::prelude::*;

/// Maximum length of a registry's name, in bytes. The four mints have it in their metadata.
pub const MAX_NAME: usize = 32;

/// A registry. PDA `[b"registry", creator, id]`.
#[account]
#[derive(InitSpace, Debug)]
pub struct Registry {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// Bump of the mint-authority PDA.
    pub mint_authority_bump: u8,
    /// Bump of the buffer PDA.
    pub buffer_bump: u8,
    /// Number that the creator chose; part of the address.
    pub id: u16,
    /// The creator; part of the address, without rights.
    pub creator: Pubkey,
    /// Sets policy, notaries, factors and providers.
    pub authority: Pubkey,
    /// Key that may accept the authority; default for none.
    pub pending_authority: Pubkey,
    /// May pause, suspend a notary and cancel a scheduled change, except a change of the guardian. It can only restrict.
    pub guardian: Pubkey,
    /// Receives claim fees, and the market's fees in its associated token accounts.
    pub treasury: Pubkey,
    /// Owner of the buffer's lots and tokens: a PDA without data.
    pub buffer: Pubkey,
    /// Mints by class; default before creation.
    pub mints: [Pubkey; TokenClass::COUNT],
    /// Whether it accepts data. Before that, the authority sets it up without timelock. Opening cannot be undone.
    pub open: bool,
    /// Pauses.
    pub pause: Pause,
    /// Rules.
    pub policy: Policy,
    /// Name for people, UTF-8, padded with zeros.
    pub name: [u8; MAX_NAME],
    /// Room for later fields.
    pub reserved: [u8; 54],
}

impl Registry {
    /// Refuses unless the registry is open and not paused.
    pub fn require_live(&self, now: i64) -> Result<()> {
        require!(self.open, CarbonError::RegistryNotOpen);
        self.require_unpaused(now)
    }

    /// Refuses while paused.
    pub fn require_unpaused(&self, now: i64) -> Result<()> {
        require!(!self.pause.is_active(now), CarbonError::Paused);
        Ok(())
    }

    /// First second at which something that loosens the rules and is listed at `now` counts: after the timelock, or at once
    /// while the registry is being set up.
    pub fn active_at(&self, now: i64) -> i64 {
        if self.open {
            now + self.policy.terms.timelock
        } else {
            now
        }
    }

    /// Refuses a small notary set, unless the policy allows it.
    pub fn require_sound(&self, notaries: &NotarySet) -> Result<()> {
        require!(self.policy.small_notary_set || !notaries.is_small(), CarbonError::SmallNotarySet);
        Ok(())
    }

    /// Refuses signers other than the authority.
    pub fn require_authority(&self, signer: &Signer) -> Result<()> {
        require_keys_eq!(signer.key(), self.authority, CarbonError::Unauthorized);
        Ok(())
    }

    /// The mint of a class; default before creation.
    pub fn mint(&self, class: TokenClass) -> Pubkey {
        self.mints[class as usize]
    }
}
