//! `open_settlement`: freezes the totals and opens the ballot.

use super::{members::read_member, *};
use crate::{
    account::{self, now, Invariant},
    errors::{CarbonError, OrOverflow},
    events::{emit_event, SettlementOpened},
    notary::{Ballot, NotarySet, Round, Subject},
    record::Inventory,
    registry::Registry,
    rollup::RollupLog,
    seeds,
};
use anchor_lang::prelude::*;
use carbon_wire::{
    digest::{members_hash, SubjectKind, MEMBER_CONTENT_LEN},
    pool::{assess, shares, Assessment, Figures},
    Hash,
};

/// Freezes the totals of a pool after its deadline and computes outcome and shares, when all claims and restatements
/// proposed in time are decided and either all years are closed or the grace period is over. After a settlement that the
/// notaries rejected, it waits for one voting period, in which records can be corrected. It waits while burned credits of a lowered record
/// are due for `impair` or `impair_cure`, because a void cure does not count. Anyone may call it. For every member, in the pool's order, the membership and the inventory are passed
/// as further accounts, also if the inventory does not exist.
#[event_cpi]
#[derive(Accounts)]
pub struct OpenSettlement<'info> {
    /// Pays the rent and gets it back.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// Its rollup log, which counts the burned credits that were not looked at since their record was lowered.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub log: AccountLoader<'info, RollupLog>,
    /// The pool.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub pool: Box<Account<'info, Pool>>,
    /// The settlement.
    #[account(
        init,
        payer = payer,
        space = Settlement::SPACE,
        seeds = [seeds::SETTLEMENT, pool.key().as_ref()],
        bump
    )]
    pub settlement: Box<Account<'info, Settlement>>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`OpenSettlement`].
pub fn open_settlement(ctx: Context<OpenSettlement>) -> Result<()> {
    let now = now()?;
    let accounts = &mut *ctx.accounts;
    let (registry, pool) = (&accounts.registry, &mut accounts.pool);
    registry.require_live(now)?;
    pool.require_collecting()?;
    pool.deadline.require_passed(&registry.pause, now)?;
    accounts.log.load()?.require_impaired()?;
    // After that, the pool can only be voided. Otherwise repeated settlements could delay that forever.
    require!(!pool.deadline.is_long_past(&registry.pause, now), CarbonError::PoolOverdue);

    let (pool_key, registry_key) = (pool.key(), registry.key());
    let mut members = freeze(&pool_key, pool, registry, ctx.remaining_accounts, now)?;
    let assessed = decide(pool, &mut members)?;
    let content = Settlement::content(&pool_key, pool, &assessed, hash_of(&members));
    let mut settlement = Settlement {
        subject: Subject::draft(ctx.bumps.settlement, registry_key, vec![pool.operator]),
        pool: pool_key,
        rent_payer: accounts.payer.key(),
        totals: assessed.into(),
        emissions_unreviewed: 0,
        reductions_unreviewed: 0,
        reserved: [0; 32],
    };
    for (member, pair) in members.iter().zip(ctx.remaining_accounts.chunks_exact(2)) {
        settlement.add_member(member);
        account::write(&pair[0], member)?;
    }
    let settlement_key = accounts.settlement.key();
    let notaries = accounts.notaries.load()?;
    let round = Round {
        registry_key: &registry_key,
        voting_period: registry.policy.terms.voting_period,
        pause: &registry.pause,
        notaries: &notaries,
        subject: &settlement_key,
        kind: SubjectKind::Settlement,
        content: &content,
        conflicted: &settlement.subject.conflicted,
        now,
    };
    settlement.subject.content = content;
    settlement.subject.ballot = Ballot::open(&round);
    drop(notaries);
    pool.state = PoolState::Settling;
    settlement.invariant()?;
    pool.invariant()?;
    let event = SettlementOpened {
        registry: registry_key,
        pool: pool_key,
        settlement: settlement_key,
        totals: settlement.totals,
        digest: settlement.subject.ballot.digest,
        expires_at: settlement.subject.ballot.expires_at,
    };
    accounts.settlement.set_inner(settlement);
    emit_event(&ctx.accounts.event_authority, &event)
}

/// Reads all members and freezes their figures.
#[inline(never)]
fn freeze(key: &Pubkey, pool: &Pool, registry: &Registry, infos: &[AccountInfo], now: i64) -> Result<Vec<Member>> {
    let (pause, voting_period) = (&registry.pause, registry.policy.terms.voting_period);
    require!(infos.len() == 2 * pool.members.len(), CarbonError::WrongMember);
    let mut members = Vec::with_capacity(pool.members.len());
    for (source, pair) in pool.members.iter().zip(infos.chunks_exact(2)) {
        let mut member = read_member(key, source, &pair[0])?;
        require_keys_eq!(pair[1].key(), member.inventory, CarbonError::WrongMember);
        let inventory = account::read::<Inventory>(&pair[1])?;
        let closed = inventory.as_ref().is_some_and(|inventory| inventory.closed);
        member.header.require_settleable(closed, pause, voting_period, now)?;
        member.freeze(inventory.as_ref());
        members.push(member);
    }
    Ok(members)
}

/// Computes the outcome and each member's share.
#[inline(never)]
fn decide(pool: &Pool, members: &mut [Member]) -> Result<Assessment> {
    let figures: Vec<Figures> = members.iter().map(Member::to_assess).collect();
    let assessed = assess(&figures).or_overflow()?;
    let shares = shares(&figures, assessed.credits, pool.unit.grams());
    members.iter_mut().zip(shares).for_each(|(member, share)| member.figures.share = share);
    Ok(assessed)
}

/// Hash of the members' content, which is part of the digest.
#[inline(never)]
fn hash_of(members: &[Member]) -> Hash {
    // On the heap, because 16 contents fill most of a stack frame.
    let contents: Vec<[u8; MEMBER_CONTENT_LEN]> = members.iter().map(Member::content).collect();
    members_hash(&contents)
}
