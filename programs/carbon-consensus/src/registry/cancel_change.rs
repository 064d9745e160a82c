//! `cancel_change`: closes a scheduled change without applying it.

use super::*;
use crate::{
    errors::CarbonError,
    events::{emit_event, ChangeCancelled},
};
use anchor_lang::prelude::*;

/// Cancels a scheduled change. The authority or the guardian may call it, also while the registry is paused. The guardian
/// cannot cancel a change of the guardian: otherwise a lost guardian key could never be replaced.
#[event_cpi]
#[derive(Accounts)]
pub struct CancelChange<'info> {
    /// Authority or guardian.
    pub caller: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The change; closed.
    #[account(
        mut,
        close = rent_payer,
        has_one = registry @ CarbonError::WrongRegistry,
        has_one = rent_payer @ CarbonError::WrongRentPayer
    )]
    pub scheduled: Box<Account<'info, ScheduledChange>>,
    /// CHECK: gets the rent back; checked against the scheduled change.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

/// See [`CancelChange`].
pub fn cancel_change(ctx: Context<CancelChange>) -> Result<()> {
    let caller = ctx.accounts.caller.key();
    let registry = &ctx.accounts.registry;
    let replaces_guardian = matches!(ctx.accounts.scheduled.change, Change::SetGuardian { .. });
    let guardian_may = caller == registry.guardian && !replaces_guardian;
    require!(caller == registry.authority || guardian_may, CarbonError::Unauthorized);
    let registry = registry.key();
    emit_event(
        &ctx.accounts.event_authority,
        &ChangeCancelled { registry, scheduled: ctx.accounts.scheduled.key(), by: caller },
    )
}
