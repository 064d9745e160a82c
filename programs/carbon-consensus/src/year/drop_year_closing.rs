//! `drop_year_closing`: closes a proposal without closing the year.

use super::state::*;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, YearClosingDropped},
    notary::NotarySet,
    record::Inventory,
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Drops a proposal. Anyone may drop a rejected or expired proposal, and one whose inventory has changed; the proposer
/// may drop any proposal that is not approved. Works while the registry is paused.
#[event_cpi]
#[derive(Accounts)]
pub struct DropYearClosing<'info> {
    /// Anyone if it is rejected or expired, anyone if the inventory has changed; the proposer while it is not approved.
    pub caller: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// The proposal; closed.
    #[account(
        mut,
        close = rent_payer,
        constraint = closing.subject.registry == registry.key() @ CarbonError::WrongRegistry,
        has_one = rent_payer @ CarbonError::WrongRentPayer
    )]
    pub closing: Box<Account<'info, YearClosing>>,
    /// The year's inventory.
    #[account(
        constraint = inventory.source == closing.source && inventory.year == closing.year @ CarbonError::WrongAddress
    )]
    pub inventory: Box<Account<'info, Inventory>>,
    /// CHECK: gets the rent back; checked against the proposal.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

/// See [`DropYearClosing`].
pub fn drop_year_closing(ctx: Context<DropYearClosing>) -> Result<()> {
    let closing = &ctx.accounts.closing;
    let caller = ctx.accounts.caller.key();
    let phase = closing.subject.ballot.phase(&*ctx.accounts.notaries.load()?, &ctx.accounts.registry.pause, now()?);
    if closing.matches(&ctx.accounts.inventory) {
        phase.require_closable(caller == closing.proposer)?;
    }
    emit_event(
        &ctx.accounts.event_authority,
        &YearClosingDropped { registry: closing.subject.registry, closing: closing.key(), phase, by: caller },
    )
}
