//! `execute_year_closing`: closes a year by an approved proposal.

use super::state::*;
use crate::{
    account::{now, Invariant},
    errors::CarbonError,
    events::{emit_event, YearClosed},
    notary::NotarySet,
    record::Inventory,
    registry::Registry,
    source::Source,
};
use anchor_lang::prelude::*;

/// Closes the year of an approved proposal, if its totals are still the inventory's. Anyone may call it.
#[event_cpi]
#[derive(Accounts)]
pub struct ExecuteYearClosing<'info> {
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
        has_one = source @ CarbonError::WrongAddress,
        has_one = rent_payer @ CarbonError::WrongRentPayer
    )]
    pub closing: Box<Account<'info, YearClosing>>,
    /// The source.
    pub source: Box<Account<'info, Source>>,
    /// The year's inventory.
    #[account(
        mut,
        constraint = inventory.source == closing.source && inventory.year == closing.year @ CarbonError::WrongAddress
    )]
    pub inventory: Box<Account<'info, Inventory>>,
    /// CHECK: gets the rent back; checked against the proposal.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

/// See [`ExecuteYearClosing`].
pub fn execute_year_closing(ctx: Context<ExecuteYearClosing>) -> Result<()> {
    let now = now()?;
    let registry = &ctx.accounts.registry;
    registry.require_live(now)?;
    let closing = &ctx.accounts.closing;
    closing.subject.ballot.phase(&*ctx.accounts.notaries.load()?, &registry.pause, now).require_approved()?;
    ctx.accounts.source.require_not_suspended()?;
    closing.require_matches(&ctx.accounts.inventory)?;
    ctx.accounts.inventory.closed = true;
    ctx.accounts.inventory.invariant()?;
    emit_event(
        &ctx.accounts.event_authority,
        &YearClosed {
            registry: closing.subject.registry,
            inventory: ctx.accounts.inventory.key(),
            source: closing.source,
            year: closing.year,
            emitted: closing.emitted,
        },
    )
}
