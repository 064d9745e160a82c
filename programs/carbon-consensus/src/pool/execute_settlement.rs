//! `execute_settlement`: executes an approved settlement.

use super::{members::change_members, *};
use crate::{
    account::{now, Invariant},
    errors::CarbonError,
    events::{emit_event, PoolSettled},
    notary::NotarySet,
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Executes an approved and reviewed settlement: from then on, each member's reductions can be converted up to its
/// share. Anyone may call it. Every membership is passed as a further account, in the pool's order.
#[event_cpi]
#[derive(Accounts)]
pub struct ExecuteSettlement<'info> {
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// The pool.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub pool: Box<Account<'info, Pool>>,
    /// The settlement; closed.
    #[account(
        mut,
        close = rent_payer,
        has_one = pool @ CarbonError::WrongAddress,
        has_one = rent_payer @ CarbonError::WrongRentPayer
    )]
    pub settlement: Box<Account<'info, Settlement>>,
    /// CHECK: gets the rent back; checked against the settlement.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

/// See [`ExecuteSettlement`].
pub fn execute_settlement(ctx: Context<ExecuteSettlement>) -> Result<()> {
    let now = now()?;
    let (registry, settlement) = (&ctx.accounts.registry, &ctx.accounts.settlement);
    registry.require_live(now)?;
    settlement.subject.ballot.phase(&*ctx.accounts.notaries.load()?, &registry.pause, now).require_approved()?;
    settlement.require_reviewed()?;
    let pool = &mut ctx.accounts.pool;
    change_members(&pool.key(), pool, ctx.remaining_accounts, |_, member| {
        member.header.state = MemberState::Settled;
        Ok(())
    })?;
    pool.state = PoolState::Settled;
    pool.totals = Some(settlement.totals);
    pool.invariant()?;
    let event = PoolSettled {
        registry: pool.registry,
        pool: pool.key(),
        totals: settlement.totals,
        digest: settlement.subject.ballot.digest,
    };
    emit_event(&ctx.accounts.event_authority, &event)
}
