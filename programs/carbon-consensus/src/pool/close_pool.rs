//! `close_pool`: closes a pool that was not locked.

use super::*;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, PoolClosed},
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Closes a pool that is not locked and has no members. The operator may call it at any time, anyone once the period
/// has started (`leave_pool` is open to anyone then, too). Works while the registry is paused.
#[event_cpi]
#[derive(Accounts)]
pub struct ClosePool<'info> {
    /// The operator, or anyone once the period has started.
    pub caller: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The pool; closed.
    #[account(
        mut,
        close = rent_payer,
        has_one = registry @ CarbonError::WrongRegistry,
        has_one = rent_payer @ CarbonError::WrongRentPayer
    )]
    pub pool: Box<Account<'info, Pool>>,
    /// CHECK: gets the rent back; checked against the pool.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

/// See [`ClosePool`].
pub fn close_pool(ctx: Context<ClosePool>) -> Result<()> {
    let now = now()?;
    let (pool, by) = (&ctx.accounts.pool, ctx.accounts.caller.key());
    pool.require_open()?;
    require!(by == pool.operator || pool.has_started(&ctx.accounts.registry.pause, now), CarbonError::Unauthorized);
    require!(pool.members.is_empty(), CarbonError::MembersLeft);
    emit_event(&ctx.accounts.event_authority, &PoolClosed { registry: pool.registry, pool: pool.key(), by })
}
