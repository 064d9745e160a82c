//! `join_pool`: adds a source to a pool.

use super::*;
use crate::{
    account::{self, now, Invariant, VERSION},
    errors::CarbonError,
    events::{emit_event, MemberJoined},
    pause::Deadline,
    record::{ClaimKind, InventoryLine, Record},
    registry::Registry,
    seeds,
    source::Source,
};
use anchor_lang::prelude::*;

/// Adds a source to a pool, with its notarized baseline and its target. The source's owner signs, because membership is
/// a commitment; the operator signs, because a member that does not report fails the whole pool. The source must declare
/// a stream that counts as emitted.
#[event_cpi]
#[derive(Accounts)]
pub struct JoinPool<'info> {
    /// Pays the rent; gets it back if the member leaves.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Owner of the source.
    pub owner: Signer<'info>,
    /// The pool's operator.
    pub operator: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The pool.
    #[account(
        mut,
        has_one = registry @ CarbonError::WrongRegistry,
        has_one = operator @ CarbonError::Unauthorized
    )]
    pub pool: Box<Account<'info, Pool>>,
    /// The source; stores the year, so that its claims must name the membership.
    #[account(
        mut,
        has_one = registry @ CarbonError::WrongRegistry,
        has_one = owner @ CarbonError::NotSubmitter
    )]
    pub source: Box<Account<'info, Source>>,
    /// The source's notarized baseline of the year.
    pub baseline: Box<Account<'info, Record>>,
    /// CHECK: the membership, created here at its derived address.
    #[account(mut)]
    pub member: UncheckedAccount<'info>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`JoinPool`]. `target` is in grams.
pub fn join_pool(ctx: Context<JoinPool>, target: u64) -> Result<()> {
    let now = now()?;
    let accounts = &mut *ctx.accounts;
    accounts.validate(target, now)?;
    let (year, pool) = (accounts.pool.year, &mut accounts.pool);
    let (source_key, year_seed) = (accounts.source.key(), year.to_le_bytes());
    accounts.source.enter_pool(year)?;
    pool.add(source_key, accounts.owner.key(), target)?;
    pool.invariant()?;
    let seeds: [&[u8]; 3] = [seeds::MEMBER, source_key.as_ref(), &year_seed];
    let bump = account::create_for::<Member, 3>(&accounts.payer, &accounts.member, &seeds)?;
    let member = Member {
        header: MemberHeader {
            version: VERSION,
            bump,
            source: source_key,
            year,
            state: MemberState::Joined,
            deadline: pool.deadline,
            pending: 0,
            corrections: Deadline::default(),
            restated: Deadline::default(),
            late: 0,
        },
        registry: pool.registry,
        pool: pool.key(),
        operator: pool.operator,
        owner: accounts.owner.key(),
        inventory: account::derive(&[seeds::INVENTORY, source_key.as_ref(), &year_seed], &crate::ID)?.0,
        baseline_record: accounts.baseline.key(),
        baseline: accounts.baseline.total()?,
        target,
        rent_payer: accounts.payer.key(),
        cured: 0,
        index: 0,
        figures: MemberFigures::default(),
        emissions: Trail::default(),
        reductions: Trail::default(),
        converted: 0,
        voided: 0,
        reserved: [0; 64],
    };
    account::write(&accounts.member, &member)?;
    let Member { registry, pool, baseline, .. } = member;
    emit_event(&ctx.accounts.event_authority, &MemberJoined { registry, pool, source: source_key, baseline, target })
}

impl JoinPool<'_> {
    fn validate(&self, target: u64, now: i64) -> Result<()> {
        let (pool, baseline) = (&self.pool, &self.baseline);
        self.registry.require_live(now)?;
        pool.require_open()?;
        pool.require_not_started(&self.registry.pause, now)?;
        self.source.require_not_suspended()?;
        InventoryLine::require_emitted_stream(&self.source.streams, self.registry.policy.scope2)?;
        let right = baseline.source == self.source.key()
            && baseline.data.kind == ClaimKind::Baseline
            && baseline.data.year == pool.year;
        require!(right, CarbonError::WrongBaseline);
        require_target(baseline, target)
    }
}
