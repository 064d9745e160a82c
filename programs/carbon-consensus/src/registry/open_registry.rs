//! `open_registry`: ends the set-up; the registry accepts data.

use super::*;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, RegistryOpened},
    notary::NotarySet,
};
use anchor_lang::prelude::*;

/// Opens a registry. This cannot be undone. Needs all four mints and at least one notary; unless the policy allows a small set,
/// at least three, none of whom holds a quorum alone. From now on, loosening waits
/// for the timelock.
#[event_cpi]
#[derive(Accounts)]
pub struct OpenRegistry<'info> {
    /// The registry's authority.
    pub authority: Signer<'info>,
    /// The registry.
    #[account(mut)]
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
}

/// See [`OpenRegistry`].
pub fn open_registry(ctx: Context<OpenRegistry>) -> Result<()> {
    let registry = &mut ctx.accounts.registry;
    registry.require_authority(&ctx.accounts.authority)?;
    registry.require_unpaused(now()?)?;
    require!(!registry.open, CarbonError::RegistryAlreadyOpen);
    require!(registry.mints.iter().all(|mint| *mint != Pubkey::default()), CarbonError::MintsMissing);
    let (notaries, total_weight) = {
        let set = ctx.accounts.notaries.load()?;
        require!(set.len > 0, CarbonError::LastNotary);
        registry.require_sound(&set)?;
        (set.len, set.total_weight)
    };
    registry.open = true;
    let registry = registry.key();
    emit_event(&ctx.accounts.event_authority, &RegistryOpened { registry, notaries, total_weight })
}
