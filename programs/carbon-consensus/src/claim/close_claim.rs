//! `close_claim`: closes a claim without a record.

use super::state::*;
use crate::{
    account::{self, now},
    errors::{CarbonError, OrOverflow},
    events::{emit_event, ClaimClosed},
    notary::{NotarySet, Phase},
    pool::MemberHeader,
    record::{DayMap, DayRange},
    registry::Registry,
    seeds,
    source::{is_listed, is_withdrawn, Factor},
};
use anchor_lang::prelude::*;
use carbon_wire::calendar::ReportingYear;

/// Closes a claim. Anyone may close a rejected or expired claim, and an approved one that can never become a record because
/// its days are covered, its evidence backs a record already, its factor was withdrawn or its data provider delisted; the submitter may close any claim that is not approved, and
/// the source's owner may if an operator submitted it. A claim that a stranger submitted waits for the notaries' decision.
/// Rent and deposit go back, the fee is kept, and a bond is kept if the notaries voted against the claim. Works while the
/// registry is paused.
#[event_cpi]
#[derive(Accounts)]
pub struct CloseClaim<'info> {
    /// Anyone for a rejected or expired claim; while it is not approved, the submitter, or the source's owner if the
    /// submitter is an operator.
    pub caller: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// The claim; closed.
    #[account(
        mut,
        close = rent_payer,
        constraint = claim.subject.registry == registry.key() @ CarbonError::WrongRegistry,
        has_one = rent_payer @ CarbonError::WrongRentPayer,
        has_one = source @ CarbonError::WrongAddress
    )]
    pub claim: Box<Account<'info, Claim>>,
    /// CHECK: receives the fee and a forfeited bond; checked against the claim.
    #[account(mut)]
    pub source: UncheckedAccount<'info>,
    /// CHECK: gets rent and deposit back; checked against the claim.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
    /// CHECK: membership of the source, exactly when a pool waits for the claim; `MemberHeader::edit` checks it.
    #[account(mut)]
    pub member: Option<UncheckedAccount<'info>>,
    /// CHECK: the covered days of the claim's kind and year, at their derived address.
    pub day_map: UncheckedAccount<'info>,
    /// CHECK: the record of the claim's evidence, at its derived address.
    pub record: UncheckedAccount<'info>,
    /// The factor, exactly when the claim names one.
    pub factor: Option<Box<Account<'info, Factor>>>,
    /// CHECK: the data provider's derived address, exactly when the claim names one; `is_listed` checks it.
    pub provider: Option<UncheckedAccount<'info>>,
}

/// See [`CloseClaim`].
pub fn close_claim(ctx: Context<CloseClaim>) -> Result<()> {
    let claim = &ctx.accounts.claim;
    let caller = ctx.accounts.caller.key();
    let now = now()?;
    let phase = claim.subject.ballot.phase(&*ctx.accounts.notaries.load()?, &ctx.accounts.registry.pause, now);
    let own_side = caller == claim.submitter || (caller == claim.owner && !claim.by_stranger);
    let never = ctx.accounts.can_never_execute(now)?;
    if phase != Phase::Approved || !never {
        phase.require_closable(own_side)?;
    }
    require!(ctx.accounts.member.is_some() == claim.awaited, CarbonError::WrongMember);
    if let Some(member) = &ctx.accounts.member {
        MemberHeader::edit(member, &claim.source, claim.data.year, MemberHeader::release)?;
    }
    emit_event(
        &ctx.accounts.event_authority,
        &ClaimClosed { registry: claim.subject.registry, claim: claim.key(), phase, by: caller },
    )?;
    // After the event: the runtime refuses a CPI while balances of its accounts are being moved by hand.
    let claim = &ctx.accounts.claim;
    let forfeited = if claim.forfeits_bond(phase) { claim.bond } else { 0 };
    let kept = claim.fee.checked_add(forfeited).or_overflow()?;
    claim.sub_lamports(kept)?;
    ctx.accounts.source.add_lamports(kept)?;
    Ok(())
}

impl CloseClaim<'_> {
    /// Whether the claim's factor was withdrawn or its provider delisted, its evidence backs a record already, or one of its days
    /// is covered.
    fn can_never_execute(&self, now: i64) -> Result<bool> {
        let (registry, source, data) = (self.registry.key(), self.claim.source, &self.claim.data);
        let seeds: [&[u8]; 4] = [seeds::RECORD, registry.as_ref(), &data.evidence_sha256, &data.item.to_le_bytes()];
        require_keys_eq!(self.record.key(), account::derive(&seeds, &crate::ID)?.0, CarbonError::WrongAddress);
        let stopped = is_withdrawn(self.factor.as_deref(), &data.factor)?
            || !is_listed(self.provider.as_deref(), &registry, &data.provider, now)?;
        if stopped || !self.record.data_is_empty() {
            return Ok(true);
        }
        if !data.kind.covers_days() {
            return Ok(false);
        }
        let year = ReportingYear::named(data.year, self.registry.policy.year_start_month);
        let days = DayRange::within(&year.ok_or(CarbonError::InvalidPeriod)?, data);
        match DayMap::read(&self.day_map, &source, data)? {
            Some(map) => Ok(map.require_free(days).is_err()),
            None => {
                require_keys_eq!(self.day_map.key(), DayMap::address(&source, data)?, CarbonError::WrongAddress);
                Ok(false)
            }
        }
    }
}
