//! `propose_year_closing`: the source's owner, or the operator of its pool, proposes to close a year.

use super::state::*;
use crate::{
    account::{now, Invariant},
    errors::CarbonError,
    events::{emit_event, YearClosingProposed},
    notary::{NotarySet, Round, Subject},
    pool::Pool,
    record::{ClaimKind, DayMap, Inventory, InventoryLine},
    registry::*,
    seeds,
    source::Source,
};
use anchor_lang::prelude::*;
use carbon_wire::{
    calendar::{end_of_day, ReportingYear},
    digest::SubjectKind,
};

/// Proposes to close a reporting year at its totals and opens the ballot. The day map of every declared emission stream
/// is passed as a further account, in the order of declaration; each must cover every day. At least one stream must
/// count as emitted.
#[event_cpi]
#[derive(Accounts)]
pub struct ProposeYearClosing<'info> {
    /// Pays the rent and gets it back.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Owner of the source, or operator of its pool.
    pub proposer: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// The source.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub source: Box<Account<'info, Source>>,
    /// The year's inventory.
    #[account(has_one = source @ CarbonError::WrongAddress)]
    pub inventory: Box<Account<'info, Inventory>>,
    /// The source's pool of the year, exactly when it is in one.
    pub pool: Option<Box<Account<'info, Pool>>>,
    /// The proposal.
    #[account(
        init,
        payer = payer,
        space = crate::account::space::<YearClosing>() + Pool::CONFLICTED_SPACE,
        seeds = [seeds::CLOSING, source.key().as_ref(), &inventory.year.to_le_bytes()],
        bump
    )]
    pub closing: Box<Account<'info, YearClosing>>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`ProposeYearClosing`].
pub fn propose_year_closing(ctx: Context<ProposeYearClosing>, emitted: u64, add_back: u64) -> Result<()> {
    let now = now()?;
    let (registry, source, inventory) = (&ctx.accounts.registry, &ctx.accounts.source, &ctx.accounts.inventory);
    let registry_key = registry.key();
    registry.require_live(now)?;
    let proposer = ctx.accounts.proposer.key();
    let pool = ctx.accounts.pool.as_ref();
    require!(pool.is_some() == source.is_pooled(inventory.year), CarbonError::WrongMember);
    let mut conflicted = source.conflicted(proposer);
    if let Some(pool) = pool {
        pool.require_member(&source.key(), inventory.year)?;
        pool.add_conflicted(&mut conflicted);
    }
    let operates = pool.is_some_and(|pool| pool.operator == proposer);
    require!(proposer == source.owner || operates, CarbonError::NotSubmitter);
    require!(!inventory.closed, CarbonError::YearClosed);
    source.require_not_suspended()?;
    InventoryLine::require_emitted_stream(&source.streams, registry.policy.scope2)?;
    let year =
        ReportingYear::named(inventory.year, registry.policy.year_start_month).ok_or(CarbonError::InvalidPeriod)?;
    require!(now >= end_of_day(year.last_day), CarbonError::YearNotOver);
    require!(emitted == inventory.emitted && add_back == inventory.add_back, CarbonError::TotalsMismatch);
    require_complete(source, &source.key(), year, ctx.remaining_accounts)?;

    let key = ctx.accounts.closing.key();
    let round = Round {
        registry_key: &registry_key,
        voting_period: registry.policy.terms.voting_period,
        pause: &registry.pause,
        notaries: &*ctx.accounts.notaries.load()?,
        subject: &key,
        kind: SubjectKind::YearClosing,
        content: &YearClosing::content(inventory),
        conflicted: &conflicted,
        now,
    };
    let closing = YearClosing {
        subject: Subject::open(ctx.bumps.closing, &round),
        source: source.key(),
        year: inventory.year,
        proposer,
        rent_payer: ctx.accounts.payer.key(),
        emitted,
        add_back,
        records: inventory.records,
        add_back_records: inventory.add_back_records,
        other_scope2: inventory.other_scope2,
        scope3: inventory.scope3,
        reserved: [0; 12],
    };
    closing.invariant()?;
    let event = YearClosingProposed {
        registry: registry_key,
        closing: key,
        source: closing.source,
        year: closing.year,
        emitted,
        add_back,
        digest: closing.subject.ballot.digest,
        expires_at: closing.subject.ballot.expires_at,
    };
    ctx.accounts.closing.set_inner(closing);
    emit_event(&ctx.accounts.event_authority, &event)
}

/// Refuses unless each declared emission stream covers every day of the year.
fn require_complete(source: &Source, key: &Pubkey, year: ReportingYear, maps: &[AccountInfo]) -> Result<()> {
    let streams = source.streams.iter().enumerate().filter(|(_, stream)| stream.kind.is_emission());
    require!(streams.clone().count() == maps.len(), CarbonError::DayMapsMissing);
    for ((index, _), info) in streams.zip(maps) {
        let map: DayMap = crate::account::read(info)?.ok_or(CarbonError::DaysMissing)?;
        let right = map.source == *key
            && map.kind == ClaimKind::Emission
            && map.stream as usize == index
            && map.year == year.year;
        require!(right, CarbonError::DayMapsMissing);
        require!(map.is_full(year.days()), CarbonError::DaysMissing);
    }
    Ok(())
}
