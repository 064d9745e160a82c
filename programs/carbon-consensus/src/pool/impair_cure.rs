//! `impair_cure`: counts void credits of a cure off.

use super::*;
use crate::{
    account::Invariant,
    errors::{CarbonError, OrOverflow},
    events::{emit_event, CureImpaired},
    record::Record,
    rollup::RollupLog,
};
use anchor_lang::prelude::*;

/// Looks at a cure after its record was lowered, once for all lowerings so far, and counts the units that have become void since
/// off from the member's cured grams. No settlement opens while a cure is due. Anyone may call it, also if no unit is void.
/// Works while the registry is paused, because it only tells facts.
#[event_cpi]
#[derive(Accounts)]
pub struct ImpairCure<'info> {
    /// The registry's rollup log, which counts the legs, covers and cures that are due.
    #[account(mut, constraint = log.load()?.registry == member.registry @ CarbonError::WrongRegistry)]
    pub log: AccountLoader<'info, RollupLog>,
    /// The membership.
    #[account(mut)]
    pub member: Box<Account<'info, Member>>,
    /// The cure.
    #[account(
        mut,
        has_one = member @ CarbonError::WrongMember,
        has_one = record @ CarbonError::WrongAddress
    )]
    pub cure: Box<Account<'info, Cure>>,
    /// The record that backs the burned units.
    #[account(mut)]
    pub record: Box<Account<'info, Record>>,
}

/// See [`ImpairCure`].
pub fn impair_cure(ctx: Context<ImpairCure>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    let (member, cure, record) = (&mut accounts.member, &mut accounts.cure, &mut accounts.record);
    let void = cure.serials.void(record.valid_grams)?;
    // Valid grams never rise, so the void units are at least those counted before.
    let new = void.checked_sub(cure.void).or_overflow()?;
    record.settle_use(&mut cure.lowerings)?;
    cure.void = void;
    member.cured = member.cured.checked_sub(new).or_overflow()?;
    accounts.log.load_mut()?.settle_impair()?;
    record.invariant()?;
    member.invariant()?;
    let event = CureImpaired {
        registry: member.registry,
        pool: member.pool,
        source: member.header.source,
        record: cure.record,
        void: new,
        cured: member.cured,
    };
    emit_event(&ctx.accounts.event_authority, &event)
}
