//! One carbon programme: who runs it, by which rules, with which mints.

use super::policy::Policy;
use crate::{errors::CarbonError, pause::Pause, token::class::TokenClass};
use anchor_lang::prelude::*;

/// Longest registry name in bytes: the four mints carry it in their metadata.
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
    /// Number the creator gave it; part of the address.
    pub id: u16,
    /// Who created it; part of the address, no power.
    pub creator: Pubkey,
    /// Sets policy, notaries, factors and providers.
    pub authority: Pubkey,
    /// Who may accept the authority; default for nobody.
    pub pending_authority: Pubkey,
    /// May pause, suspend a notary and cancel a scheduled change: only ever less, never more.
    pub guardian: Pubkey,
    /// Receives claim fees, and the market's fees in its associated token accounts.
    pub treasury: Pubkey,
    /// Owner of the buffer's lots: a PDA without data.
    pub buffer: Pubkey,
    /// Mints by class; default while not created.
    pub mints: [Pubkey; TokenClass::COUNT],
    /// Whether it takes data. Before, the authority sets it up without timelock; opening is for good.
    pub open: bool,
    /// Pauses.
    pub pause: Pause,
    /// Rules.
    pub policy: Policy,
    /// Name for people: see [`crate::text`].
    pub name: [u8; MAX_NAME],
    /// Room for later fields.
    pub reserved: [u8; 62],
}

impl Registry {
    /// Refuses unless the registry takes data now.
    pub fn require_live(&self, now: i64) -> Result<()> {
        require!(self.open, CarbonError::RegistryNotOpen);
        self.require_unpaused(now)
    }

    /// Refuses while paused.
    pub fn require_unpaused(&self, now: i64) -> Result<()> {
        require!(!self.pause.is_active(now), CarbonError::Paused);
        Ok(())
    }

    /// Refuses any signer but the authority.
    pub fn require_authority(&self, signer: &Signer) -> Result<()> {
        require_keys_eq!(signer.key(), self.authority, CarbonError::Unauthorized);
        Ok(())
    }

    /// The mint of a class, once created.
    pub fn mint(&self, class: TokenClass) -> Pubkey {
        self.mints[class as usize]
    }
}
