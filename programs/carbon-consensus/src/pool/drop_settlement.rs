//! `drop_settlement`: closes a settlement without executing it.

use super::{members::change_members, *};
use crate::{
    account::{now, Invariant},
    errors::CarbonError,
    events::{emit_event, SettlementDropped},
    notary::{NotarySet, Phase},
    pause::Deadline,
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Closes a rejected or expired settlement and unfreezes the totals. After a rejection, records can be corrected for one
/// voting period before the next settlement. Anyone may call it.
/// Every membership is passed as a further account, in the pool's order. Works while the registry is paused.
#[event_cpi]
#[derive(Accounts)]
pub struct DropSettlement<'info> {
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

/// See [`DropSettlement`].
pub fn drop_settlement(ctx: Context<DropSettlement>) -> Result<()> {
    let (pool, settlement) = (&mut ctx.accounts.pool, &ctx.accounts.settlement);
    let ballot = &settlement.subject.ballot;
    let (registry, now) = (&ctx.accounts.registry, now()?);
    let phase = ballot.phase(&*ctx.accounts.notaries.load()?, &registry.pause, now);
    phase.require_closable(false)?;
    let corrections = Deadline::after(registry.policy.terms.voting_period, &registry.pause, now);
    let corrections = Some(corrections).filter(|_| phase == Phase::Rejected);
    change_members(&pool.key(), pool, ctx.remaining_accounts, |_, member| {
        member.unfreeze(corrections);
        Ok(())
    })?;
    pool.state = PoolState::Locked;
    pool.invariant()?;
    let event = SettlementDropped { registry: pool.registry, pool: pool.key(), settlement: settlement.key(), phase };
    emit_event(&ctx.accounts.event_authority, &event)
}
