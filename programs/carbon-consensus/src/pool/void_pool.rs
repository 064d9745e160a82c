//! `void_pool`: voids a pool that was not settled in time.

use super::{members::change_members, *};
use crate::{
    account::{now, Invariant},
    errors::CarbonError,
    events::{emit_event, PoolVoided},
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Voids a locked pool 180 days after its deadline. Anyone may call it. `convert_reduction` then voids its reductions,
/// so that tokens do not wait for a settlement forever. Every membership is passed as a further account, in the pool's
/// order.
#[event_cpi]
#[derive(Accounts)]
pub struct VoidPool<'info> {
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The pool.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub pool: Box<Account<'info, Pool>>,
}

/// See [`VoidPool`].
pub fn void_pool(ctx: Context<VoidPool>) -> Result<()> {
    let now = now()?;
    let registry = &ctx.accounts.registry;
    registry.require_live(now)?;
    let pool = &mut ctx.accounts.pool;
    pool.require_collecting()?;
    require!(pool.deadline.is_long_past(&registry.pause, now), CarbonError::PoolNotOverdue);
    change_members(&pool.key(), pool, ctx.remaining_accounts, |_, member| {
        member.header.state = MemberState::Void;
        member.figures = MemberFigures::default();
        Ok(())
    })?;
    pool.state = PoolState::Void;
    pool.invariant()?;
    emit_event(&ctx.accounts.event_authority, &PoolVoided { registry: pool.registry, pool: pool.key() })
}
