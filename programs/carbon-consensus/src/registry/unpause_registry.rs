//! `unpause_registry`: ends a pause before it lapses.

use super::*;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, RegistryUnpaused},
};
use anchor_lang::prelude::*;

/// Ends a pause. The guardian or the authority may call it.
#[event_cpi]
#[derive(Accounts)]
pub struct UnpauseRegistry<'info> {
    /// Guardian or authority.
    pub caller: Signer<'info>,
    /// The registry.
    #[account(mut)]
    pub registry: Box<Account<'info, Registry>>,
}

/// See [`UnpauseRegistry`].
pub fn unpause_registry(ctx: Context<UnpauseRegistry>) -> Result<()> {
    let now = now()?;
    let caller = ctx.accounts.caller.key();
    let registry = &mut ctx.accounts.registry;
    require!(caller == registry.guardian || caller == registry.authority, CarbonError::Unauthorized);
    registry.pause.end(now)?;
    let (registry, paused_seconds) = (registry.key(), registry.pause.total_seconds);
    emit_event(&ctx.accounts.event_authority, &RegistryUnpaused { registry, paused_seconds })
}
