//! `schedule_change`: announces a change that loosens the rules.

use super::*;
use crate::{
    account::{now, VERSION},
    errors::CarbonError,
    events::{emit_event, ChangeScheduled},
    seeds,
};
use anchor_lang::prelude::*;

/// Schedules a change, which is public until the timelock has passed.
#[event_cpi]
#[derive(Accounts)]
#[instruction(nonce: u64)]
pub struct ScheduleChange<'info> {
    /// Pays the rent and gets it back.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The registry's authority.
    pub authority: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The scheduled change.
    #[account(
        init,
        payer = payer,
        space = crate::account::space::<ScheduledChange>(),
        seeds = [seeds::CHANGE, registry.key().as_ref(), &nonce.to_le_bytes()],
        bump
    )]
    pub scheduled: Box<Account<'info, ScheduledChange>>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`ScheduleChange`].
pub fn schedule_change(ctx: Context<ScheduleChange>, nonce: u64, change: Change) -> Result<()> {
    let now = now()?;
    let registry = &ctx.accounts.registry;
    registry.require_authority(&ctx.accounts.authority)?;
    registry.require_unpaused(now)?;
    require!(registry.open, CarbonError::RegistryNotOpen);
    change.validate()?;
    change.require_changes(registry)?;
    let terms = registry.policy.terms;
    let (due, paused_before) = (now + terms.timelock, registry.pause.seconds(now));
    let registry = registry.key();
    ctx.accounts.scheduled.set_inner(ScheduledChange {
        version: VERSION,
        bump: ctx.bumps.scheduled,
        registry,
        nonce,
        rent_payer: ctx.accounts.payer.key(),
        due_at: due,
        change,
        terms,
        paused_before,
        reserved: [0; 8],
    });
    emit_event(
        &ctx.accounts.event_authority,
        &ChangeScheduled { registry, scheduled: ctx.accounts.scheduled.key(), change, due_at: due },
    )
}
