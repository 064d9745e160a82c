//! `execute_lowering`: lowers a record by an approved restatement.

use super::state::*;
use crate::{
    account::{self, now, Invariant},
    errors::{CarbonError, OrOverflow},
    events::{emit_event, RecordLowered, SupplementLowered},
    notary::NotarySet,
    pool::Member,
    record::{DayMap, DayRange, Inventory, Record, Supplement, Supplements},
    registry::Registry,
    rollup::RollupLog,
    year::reopen,
};
use anchor_lang::prelude::*;
use carbon_wire::calendar::ReportingYear;

/// Executes an approved restatement that lowers a record. Anyone may call it. All units of the record from the new
/// number of valid grams on are void, independent of their holder. Lots do not change: every instruction that uses a lot reads its record and refuses void units.
/// The inventory is lowered too and its year reopened; if the log has the year's figures, a correction withdraws them.
///
/// The record's supplements that the restatement reaches are passed as further accounts, the newest first, and are lowered
/// before the record. If no valid gram is left, the days of the record are free again: the year cannot be closed without
/// them, and they can be claimed anew.
///
/// Every leg and cover that burned units of a lowered record becomes due: the L1 gives no answer until `impair` has looked
/// at each.
#[event_cpi]
#[derive(Accounts)]
pub struct ExecuteLowering<'info> {
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
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
    #[account(mut)]
    pub member: UncheckedAccount<'info>,
    /// CHECK: the covered days; `DayMap::read` checks it. Add-backs have none.
    #[account(mut)]
    pub day_map: UncheckedAccount<'info>,
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
    let (new_total, digest) = (restatement.new_valid_grams, ballot.digest);
    let void = restatement.old_valid_grams.checked_sub(new_total).ok_or(CarbonError::WrongDirection)?;
    let infos = ctx.remaining_accounts;
    require!(infos.len() == usize::from(restatement.supplements), CarbonError::SupplementsMismatch);

    let (registry_key, record_key) = (registry.key(), accounts.record.key());
    let (record, inventory) = (&mut accounts.record, &mut accounts.inventory);
    inventory.require_for(record)?;
    Member::require_restatable(&accounts.member, inventory)?;
    let old_valid_grams = record.valid_grams;
    let mut supplements = Supplements::reached(record, void, infos)?;
    let due = supplements.lower(record, void)?;
    if due > 0 {
        accounts.log.load_mut()?.await_impairs(due)?;
    }
    supplements.set_frozen(false);
    supplements.write(infos)?;
    record.frozen = false;
    let (data, new_valid_grams) = (record.data, record.valid_grams);
    inventory.count_out(data.line, void)?;
    accounts.restatement.count_off(&accounts.notaries)?;
    let awaited = accounts.restatement.awaited;
    let pause = &accounts.registry.pause;
    Member::edit_header(&accounts.member, inventory, |header| header.release_restatement(awaited, pause, now))?;
    let inventory_key = inventory.key();
    reopen(inventory, inventory_key, Some(&accounts.log), &accounts.event_authority)?;
    if data.kind.covers_days() {
        accounts.record.recalled = new_total == 0;
        accounts.free_days_if_recalled()?;
    }
    for Supplement { key, record: supplement, void } in &supplements.0 {
        let lowered = SupplementLowered {
            registry: registry_key,
            record: record_key,
            supplement: *key,
            old_valid_grams: supplement.valid_grams.checked_add(*void).or_overflow()?,
            new_valid_grams: supplement.valid_grams,
            digest,
        };
        emit_event(&accounts.event_authority, &lowered)?;
    }
    accounts.record.invariant()?;
    accounts.inventory.invariant()?;
    let event = RecordLowered {
        registry: registry_key,
        record: record_key,
        old_valid_grams,
        new_valid_grams,
        total: new_total,
        digest,
    };
    emit_event(&ctx.accounts.event_authority, &event)
}

impl ExecuteLowering<'_> {
    fn free_days_if_recalled(&self) -> Result<()> {
        let data = &self.record.data;
        let year = ReportingYear::named(data.year, self.registry.policy.year_start_month);
        let days = DayRange::within(&year.ok_or(CarbonError::InvalidPeriod)?, data);
        let map = DayMap::read(&self.day_map, &self.record.source, data)?;
        let mut map = map.ok_or(CarbonError::WrongAddress)?;
        if self.record.recalled {
            map.free(days)?;
            account::write(&self.day_map, &map)?;
        }
        Ok(())
    }
}
