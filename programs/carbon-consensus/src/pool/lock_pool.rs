//! `lock_pool`: freezes members, baselines and targets.

use super::{members::change_members, *};
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, PoolLocked},
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Locks a pool before its period starts. Every membership is passed as a further account, in the pool's order.
#[event_cpi]
#[derive(Accounts)]
pub struct LockPool<'info> {
    /// The pool's operator.
    pub operator: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The pool.
    #[account(
        mut,
        has_one = registry @ CarbonError::WrongRegistry,
        has_one = operator @ CarbonError::Unauthorized
    )]
    pub pool: Box<Account<'info, Pool>>,
}

/// See [`LockPool`].
pub fn lock_pool(ctx: Context<LockPool>) -> Result<()> {
    let now = now()?;
    ctx.accounts.registry.require_live(now)?;
    let pool = &mut ctx.accounts.pool;
    pool.require_open()?;
    pool.require_not_started(now)?;
    require!(!pool.members.is_empty(), CarbonError::NoMembers);
    change_members(&pool.key(), pool, ctx.remaining_accounts, |index, member| {
        // A pool has at most 16 members.
        member.index = index as u8;
        member.header.state = MemberState::Collecting;
        Ok(())
    })?;
    pool.state = PoolState::Locked;
    let event = PoolLocked {
        registry: pool.registry,
        pool: pool.key(),
        members: pool.members.len() as u8,
        target: pool.target,
    };
    emit_event(&ctx.accounts.event_authority, &event)
}
