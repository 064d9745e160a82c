//! `execute_change`: a scheduled change whose timelock has passed.

use super::*;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, ChangeApplied},
    notary::NotarySet,
};
use anchor_lang::prelude::*;

/// Executes a scheduled change. The present authority signs; it can differ from the key that scheduled the change.
/// New terms are refused if the registry's terms have changed since the change was scheduled.
#[event_cpi]
#[derive(Accounts)]
pub struct ExecuteChange<'info> {
    /// The registry's authority.
    pub authority: Signer<'info>,
    /// The registry.
    #[account(mut)]
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
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

/// See [`ExecuteChange`].
pub fn execute_change(ctx: Context<ExecuteChange>) -> Result<()> {
    let now = now()?;
    let registry = &mut ctx.accounts.registry;
    registry.require_authority(&ctx.accounts.authority)?;
    registry.require_unpaused(now)?;
    ctx.accounts.scheduled.require_due(&registry.pause, now)?;
    ctx.accounts.scheduled.require_same_terms(&registry.policy.terms)?;
    let change = ctx.accounts.scheduled.change;
    let epoch = {
        let mut notaries = ctx.accounts.notaries.load_mut()?;
        change.apply(registry, &mut notaries)?;
        notaries.epoch
    };
    let registry = registry.key();
    emit_event(&ctx.accounts.event_authority, &ChangeApplied { registry, change, epoch, applied_at: now })
}
