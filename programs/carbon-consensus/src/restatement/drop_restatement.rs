//! `drop_restatement`: closes a restatement without executing it.

use super::state::*;
use crate::{
    account::{self, now, Invariant},
    errors::CarbonError,
    events::{emit_event, RestatementDropped},
    notary::{NotarySet, Phase},
    pause::Deadline,
    pool::MemberHeader,
    record::{Record, Supplements},
    registry::Registry,
    seeds,
    source::is_listed,
};
use anchor_lang::prelude::*;

/// Drops a restatement and unfreezes its record. Anyone may drop a rejected or expired restatement, and an approved raise that
/// can never be executed because its evidence backs a record already or its data provider was delisted; the proposer may
/// drop any restatement that is not approved, and so may anyone if the proposer is a notary that was suspended or removed.
/// A notary then waits for one voting period before it proposes for the record again. Works while the registry is paused. The supplements that are frozen with the
/// record are passed as further accounts, the newest first.
#[event_cpi]
#[derive(Accounts)]
pub struct DropRestatement<'info> {
    /// Anyone if it is rejected or expired, or its proposer is suspended or removed; the proposer while it is not approved.
    pub caller: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// The restatement; closed.
    #[account(
        mut,
        close = rent_payer,
        constraint = restatement.subject.registry == registry.key() @ CarbonError::WrongRegistry,
        has_one = record @ CarbonError::WrongAddress,
        has_one = rent_payer @ CarbonError::WrongRentPayer
    )]
    pub restatement: Box<Account<'info, Restatement>>,
    /// The record.
    #[account(mut)]
    pub record: Box<Account<'info, Record>>,
    /// CHECK: gets the rent back; checked against the restatement.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
    /// CHECK: membership of the record's source, exactly when a settlement waits for the restatement; `MemberHeader::edit`
    /// checks it.
    #[account(mut)]
    pub member: Option<UncheckedAccount<'info>>,
    /// CHECK: the record of the restatement's evidence, at its derived address.
    pub supplement: UncheckedAccount<'info>,
    /// CHECK: the data provider's derived address, exactly when the restatement names one; `is_listed` checks it.
    pub provider: Option<UncheckedAccount<'info>>,
}

/// See [`DropRestatement`].
pub fn drop_restatement(ctx: Context<DropRestatement>) -> Result<()> {
    let now = now()?;
    let (restatement, by, registry) = (&ctx.accounts.restatement, ctx.accounts.caller.key(), &ctx.accounts.registry);
    let never = ctx.accounts.can_never_execute(now)?;
    let phase = {
        let notaries = ctx.accounts.notaries.load()?;
        let phase = restatement.subject.ballot.phase(&notaries, &registry.pause, now);
        let orphaned = restatement.by_notary && !notaries.is_active(&restatement.proposer);
        if phase != Phase::Approved || !never {
            phase.require_closable(by == restatement.proposer || orphaned)?;
        }
        phase
    };
    restatement.count_off(&ctx.accounts.notaries)?;
    let (record, infos) = (&ctx.accounts.record, ctx.remaining_accounts);
    let mut supplements = Supplements::newest(record, restatement.supplements, infos)?;
    supplements.set_frozen(false);
    supplements.write(infos)?;
    require!(ctx.accounts.member.is_some() == restatement.awaited, CarbonError::WrongMember);
    if let Some(member) = &ctx.accounts.member {
        MemberHeader::edit(member, &record.source, record.data.year, MemberHeader::release)?;
    }
    let refused = Some(restatement.proposer).filter(|_| restatement.by_notary);
    let record = &mut ctx.accounts.record;
    record.frozen = false;
    if let Some(proposer) = refused {
        record.refused_proposer = proposer;
        record.refused_until = Deadline::after(registry.policy.terms.voting_period, &registry.pause, now);
    }
    record.invariant()?;
    let event = RestatementDropped { registry: restatement.subject.registry, record: restatement.record, phase, by };
    emit_event(&ctx.accounts.event_authority, &event)
}

impl DropRestatement<'_> {
    /// Whether the restatement raises the record by evidence that backs a record already, or that a provider signed which was
    /// delisted since.
    fn can_never_execute(&self, now: i64) -> Result<bool> {
        let (registry, restatement) = (self.registry.key(), &self.restatement);
        let item = restatement.item.to_le_bytes();
        let seeds: [&[u8]; 4] = [seeds::RECORD, registry.as_ref(), &restatement.evidence_sha256, &item];
        require_keys_eq!(self.supplement.key(), account::derive(&seeds, &crate::ID)?.0, CarbonError::WrongAddress);
        let raises = restatement.new_valid_grams > restatement.old_valid_grams;
        let listed = is_listed(self.provider.as_deref(), &registry, &restatement.provider, now)?;
        Ok(raises && (!listed || !self.supplement.data_is_empty()))
    }
}
