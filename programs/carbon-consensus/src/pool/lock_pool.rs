//! `lock_pool`: freezes members, baselines and targets.

use super::{members::read_member, *};
use crate::{
    account::{self, now, Invariant},
    errors::CarbonError,
    events::{emit_event, PoolLocked},
    notary::NotarySet,
    record::Record,
    registry::Registry,
    source::Source,
};
use anchor_lang::prelude::*;

/// Number of further accounts of each member.
const PER_MEMBER: usize = 3;

/// Locks a pool before its period starts. For every member, in the pool's order, the membership, the baseline's record and the
/// source are passed as further accounts.
///
/// A target must not exceed the baseline as it is now. No operator of a source may be a notary, or affiliated with one, and the
/// notaries that are the pool's operator or own a source, or are affiliated with them, must leave a quorum: otherwise the pool
/// could not be settled.
#[event_cpi]
#[derive(Accounts)]
pub struct LockPool<'info> {
    /// The pool's operator.
    pub operator: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// The pool.
    #[account(
        mut,
        has_one = registry @ CarbonError::WrongRegistry,
        has_one = operator @ CarbonError::Unauthorized
    )]
    pub pool: Box<Account<'info, Pool>>,
}

/// See [`LockPool`].
pub fn lock_pool(ctx: Context<LockPool>) -> Result<()> {
    let now = now()?;
    let (registry, pool) = (&ctx.accounts.registry, &mut ctx.accounts.pool);
    registry.require_live(now)?;
    pool.require_open()?;
    pool.require_not_started(&registry.pause, now)?;
    require!(!pool.members.is_empty(), CarbonError::NoMembers);
    let (key, infos) = (pool.key(), ctx.remaining_accounts);
    require!(infos.len() == PER_MEMBER * pool.members.len(), CarbonError::WrongMember);
    let notaries = ctx.accounts.notaries.load()?;
    let conflicted = pool.conflicted().fold(0, |all, key| all | notaries.affiliated_with(key));
    let left = notaries.total_weight - notaries.weight_of(conflicted);
    require!(notaries.is_quorum(left), CarbonError::NoQuorumLeft);
    for (index, (source, infos)) in pool.members.iter().zip(infos.chunks_exact(PER_MEMBER)).enumerate() {
        lock_member(&key, source, index, infos, &notaries)?;
    }
    drop(notaries);
    pool.state = PoolState::Locked;
    pool.invariant()?;
    let event =
        PoolLocked { registry: pool.registry, pool: key, members: pool.members.len() as u8, target: pool.target };
    emit_event(&ctx.accounts.event_authority, &event)
}

/// Freezes the baseline of the member with this index. `infos` are its membership, baseline and source.
fn lock_member(
    pool: &Pubkey,
    source: &Pubkey,
    index: usize,
    infos: &[AccountInfo],
    notaries: &NotarySet,
) -> Result<()> {
    let mut member = read_member(pool, source, &infos[0])?;
    require_keys_eq!(infos[1].key(), member.baseline_record, CarbonError::WrongBaseline);
    let baseline: Record = account::read(&infos[1])?.ok_or(CarbonError::WrongBaseline)?;
    require_target(&baseline, member.target)?;
    require_keys_eq!(infos[2].key(), *source, CarbonError::WrongMember);
    let source: Source = account::read(&infos[2])?.ok_or(CarbonError::WrongMember)?;
    source.require_independent_operators(notaries)?;
    member.baseline = baseline.total()?;
    // A pool has at most 16 members.
    member.index = index as u8;
    member.header.state = MemberState::Collecting;
    account::write(&infos[0], &member)
}
