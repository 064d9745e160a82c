//! `apply_change`: a change that needs no timelock.

use super::*;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, ChangeApplied},
    notary::NotarySet,
};
use anchor_lang::prelude::*;

/// Applies a tightening at once, also while the registry is paused. Before the registry is open, applies any change.
#[event_cpi]
#[derive(Accounts)]
pub struct ApplyChange<'info> {
    /// The registry's authority.
    pub authority: Signer<'info>,
    /// The registry.
    #[account(mut)]
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
}

/// See [`ApplyChange`].
pub fn apply_change(ctx: Context<ApplyChange>, change: Change) -> Result<()> {
    let registry = &mut ctx.accounts.registry;
    registry.require_authority(&ctx.accounts.authority)?;
    let epoch = {
        let mut notaries = ctx.accounts.notaries.load_mut()?;
        require!(!registry.open || change.tightens(registry, &notaries), CarbonError::TimelockRequired);
        change.apply(registry, &mut notaries)?;
        notaries.epoch
    };
    let registry = registry.key();
    emit_event(&ctx.accounts.event_authority, &ChangeApplied { registry, change, epoch, applied_at: now()? })
}
