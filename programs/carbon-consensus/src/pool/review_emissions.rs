//! `review_emissions`: replays a member's emission records, which must add up.

use super::*;
use crate::{
    account::{self, now, Invariant},
    errors::CarbonError,
    events::{emit_event, MemberReviewed},
    notary::NotarySet,
    record::{InventoryLine, Record},
    registry::Registry,
    source::Source,
};
use anchor_lang::prelude::*;

/// Replays consecutive emission records of a member, passed as further accounts, oldest first. They must lead from the
/// head `previous` of the trail to the review's head, which then becomes `previous`. At the beginning of the trail, the
/// grams of all records must equal the member's gross emissions. Anyone may call it.
///
/// A member without records is reviewed by a call without records. Notaries that are, or are affiliated with, an
/// operator of the source cannot vote, and their votes so far do not count. The operators' keys are stored, so that
/// this also holds for notaries that join later.
#[event_cpi]
#[derive(Accounts)]
pub struct ReviewEmissions<'info> {
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// The settlement.
    #[account(mut, constraint = settlement.subject.registry == registry.key() @ CarbonError::WrongRegistry)]
    pub settlement: Box<Account<'info, Settlement>>,
    /// The membership.
    #[account(mut)]
    pub member: Box<Account<'info, Member>>,
    /// The member's source.
    #[account(address = member.header.source @ CarbonError::WrongMember)]
    pub source: Box<Account<'info, Source>>,
}

/// See [`ReviewEmissions`].
pub fn review_emissions(ctx: Context<ReviewEmissions>, previous: [u8; 32]) -> Result<()> {
    let now = now()?;
    let accounts = &mut *ctx.accounts;
    let (settlement, member) = (&mut accounts.settlement, &mut accounts.member);
    accounts.registry.require_live(now)?;
    member.require_frozen_in(&settlement.pool)?;
    let bit = 1 << member.index;
    require!(settlement.emissions_unreviewed & bit != 0, CarbonError::AlreadyReviewed);
    let notaries = accounts.notaries.load()?;
    settlement.subject.ballot.phase(&notaries, &accounts.registry.pause, now).require_reviewable()?;

    let records = ctx.remaining_accounts.iter().map(|info| read(info, member)).collect::<Result<Vec<_>>>()?;
    if !(records.is_empty() && member.emissions.is_done()) {
        member.emissions.go_back(&previous, &records)?;
    }
    if member.emissions.is_done() {
        settlement.emissions_unreviewed &= !bit;
    }
    settlement.exclude(&accounts.source.operators, &notaries);
    drop(notaries);
    settlement.invariant()?;
    member.invariant()?;
    let event = MemberReviewed {
        registry: member.registry,
        settlement: settlement.key(),
        source: member.header.source,
        reductions: false,
        head: member.emissions.head,
        conflicted: settlement.subject.ballot.conflicted,
    };
    emit_event(&ctx.accounts.event_authority, &event)
}

/// Reads an emission record of the member. Returns its address and valid grams.
fn read(info: &AccountInfo, member: &Member) -> Result<(Pubkey, u64)> {
    let record: Record = account::read(info)?.ok_or(CarbonError::TrailMismatch)?;
    let right = record.source == member.header.source && record.data.year == member.header.year;
    require!(right && record.data.line == InventoryLine::Emitted, CarbonError::TrailMismatch);
    Ok((info.key(), record.valid_grams))
}
