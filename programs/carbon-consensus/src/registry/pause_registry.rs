//! `pause_registry`: the guardian pauses the registry.

use super::*;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, RegistryPaused},
};
use anchor_lang::prelude::*;

/// Pauses the registry for at most 14 days, and not within 30 days after the last pause. Deadlines move by its length.
#[event_cpi]
#[derive(Accounts)]
pub struct PauseRegistry<'info> {
    /// The registry's guardian.
    pub guardian: Signer<'info>,
    /// The registry.
    #[account(mut, has_one = guardian @ CarbonError::Unauthorized)]
    pub registry: Box<Account<'info, Registry>>,
}

/// See [`PauseRegistry`].
pub fn pause_registry(ctx: Context<PauseRegistry>) -> Result<()> {
    let now = now()?;
    let registry = &mut ctx.accounts.registry;
    registry.pause.begin(now)?;
    let registry = registry.key();
    emit_event(&ctx.accounts.event_authority, &RegistryPaused { registry, paused_at: now })
}
