//! `execute_lowering`: lowers a record by an approved restatement.

use super::state::*;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, RecordLowered},
    notary::NotarySet,
    pool::Member,
    record::{Inventory, Record},
    registry::Registry,
    rollup::RollupLog,
    year::reopen,
};
use anchor_lang::prelude::*;

/// Executes an approved restatement that lowers a record. Anyone may call it. All units of the record from the new
/// number of valid grams on are void, independent of their holder: first the buffer's, then the issuer's, then those of
/// the latest buyers. Lots do not change: every instruction that uses a lot reads its record and refuses void units.
/// The inventory is lowered too and its year reopened; if the log has the year's figures, a correction withdraws them.
#[event_cpi]
#[derive(Accounts)]
pub struct ExecuteLowering<'info> {
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// Its rollup log.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub log: AccountLoader<'info, RollupLog>,
    /// The restatement; closed.
    #[account(
        mut,
        close = rent_payer,
        constraint = restatement.subject.registry == registry.key() @ CarbonError::WrongRegistry,
        has_one = record @ CarbonError::WrongAddress,
        has_one = rent_payer @ CarbonError::WrongRentPayer
    )]
    pub restatement: Box<Account<'info, Restatement>>,
    /// CHECK: gets the rent back; checked against the restatement.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
    /// The record; unfrozen.
    #[account(mut)]
    pub record: Box<Account<'info, Record>>,
    /// Inventory of its source and year.
    #[account(mut)]
    pub inventory: Box<Account<'info, Inventory>>,
    /// CHECK: the pool membership's derived address; the inventory checks it.
    pub member: UncheckedAccount<'info>,
}

/// See [`ExecuteLowering`].
pub fn execute_lowering(ctx: Context<ExecuteLowering>) -> Result<()> {
    let now = now()?;
    let accounts = &mut *ctx.accounts;
    let registry = &accounts.registry;
    registry.require_live(now)?;
    let ballot = &accounts.restatement.subject.ballot;
    ballot.phase(&*accounts.notaries.load()?, &registry.pause, now).require_approved()?;
    let restatement = &accounts.restatement;
    let (old_valid_grams, new_valid_grams, digest) =
        (restatement.old_valid_grams, restatement.new_valid_grams, ballot.digest);

    let (record, inventory) = (&mut accounts.record, &mut accounts.inventory);
    inventory.require_for(record)?;
    Member::require_restatable(&accounts.member, inventory)?;
    let void = record.lower(new_valid_grams)?;
    record.frozen = false;
    inventory.count_out(record.data.line, void)?;
    let (registry, record_key) = (registry.key(), record.key());
    let inventory_key = inventory.key();
    reopen(inventory, inventory_key, Some(&accounts.log), &accounts.event_authority)?;
    let event = RecordLowered { registry, record: record_key, old_valid_grams, new_valid_grams, digest };
    emit_event(&ctx.accounts.event_authority, &event)
}
