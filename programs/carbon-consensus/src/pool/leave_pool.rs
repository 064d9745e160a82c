//! `leave_pool`: removes a source from a pool that is not locked.

use super::*;
use crate::{
    account::{now, Invariant},
    errors::CarbonError,
    events::{emit_event, MemberLeft},
    registry::Registry,
    source::Source,
};
use anchor_lang::prelude::*;

/// Removes a source from a pool that is not locked. Its owner may call it at any time, and so may the pool's operator, because
/// a member whose baseline was lowered would keep the pool from being locked; anyone may once the period has started, when the
/// pool can no longer be locked. Works while the registry is paused.
#[event_cpi]
#[derive(Accounts)]
pub struct LeavePool<'info> {
    /// Owner of the source or operator of the pool, or anyone once the period has started.
    pub caller: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The pool.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub pool: Box<Account<'info, Pool>>,
    /// The source.
    #[account(mut, address = member.header.source @ CarbonError::WrongMember)]
    pub source: Box<Account<'info, Source>>,
    /// The membership; closed.
    #[account(
        mut,
        close = rent_payer,
        has_one = pool @ CarbonError::WrongMember,
        has_one = rent_payer @ CarbonError::WrongRentPayer
    )]
    pub member: Box<Account<'info, Member>>,
    /// CHECK: gets the rent back; checked against the membership.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

/// See [`LeavePool`].
pub fn leave_pool(ctx: Context<LeavePool>) -> Result<()> {
    let now = now()?;
    let (pool, member, by) = (&mut ctx.accounts.pool, &ctx.accounts.member, ctx.accounts.caller.key());
    pool.require_open()?;
    let party = by == member.owner || by == pool.operator;
    require!(party || pool.has_started(&ctx.accounts.registry.pause, now), CarbonError::Unauthorized);
    pool.remove(&member.header.source, member.target)?;
    pool.invariant()?;
    ctx.accounts.source.leave_pool(member.header.year)?;
    let event = MemberLeft { registry: member.registry, pool: member.pool, source: member.header.source, by };
    emit_event(&ctx.accounts.event_authority, &event)
}
