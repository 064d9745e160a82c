//! `create_pool`: creates a pool that sources can join.

use super::*;
use crate::{
    account::{now, Invariant, VERSION},
    errors::CarbonError,
    events::{emit_event, PoolCreated},
    pause::Deadline,
    registry::Registry,
    seeds,
};
use anchor_lang::prelude::*;
use carbon_wire::calendar::{end_of_day, ReportingYear};

/// Data of a new pool.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug)]
pub struct CreatePoolArgs {
    /// Number that the operator chooses; part of the address.
    pub nonce: u64,
    /// First day of the period, as days since 1970-01-01.
    pub first_day: u32,
    /// Last day, included. First and last day must be those of one reporting year.
    pub last_day: u32,
    /// Unit in which shares are computed.
    pub unit: PoolUnit,
    /// Unix time of the last second of reporting: after the period, by at most 366 days.
    pub deadline_at: i64,
}

/// Creates a pool without members, before its period starts.
#[event_cpi]
#[derive(Accounts)]
#[instruction(args: CreatePoolArgs)]
pub struct CreatePool<'info> {
    /// Pays the rent; gets it back if the pool is closed.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The operator, who organizes and locks the pool.
    pub operator: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The pool.
    #[account(
        init,
        payer = payer,
        space = crate::account::space::<Pool>(),
        seeds = [seeds::POOL, registry.key().as_ref(), operator.key().as_ref(), &args.nonce.to_le_bytes()],
        bump
    )]
    pub pool: Box<Account<'info, Pool>>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`CreatePool`].
pub fn create_pool(ctx: Context<CreatePool>, args: CreatePoolArgs) -> Result<()> {
    let now = now()?;
    let registry = &ctx.accounts.registry;
    registry.require_live(now)?;
    let year = ReportingYear::containing(args.first_day, registry.policy.year_start_month)
        .ok_or(CarbonError::InvalidPeriod)?;
    let one_year = year.first_day == args.first_day && year.last_day == args.last_day;
    require!(one_year, CarbonError::MultiYearPool);
    let over = end_of_day(year.last_day);
    require!((over..=over + MAX_REPORTING).contains(&args.deadline_at), CarbonError::InvalidDeadline);
    let pool = Pool {
        version: VERSION,
        bump: ctx.bumps.pool,
        registry: registry.key(),
        operator: ctx.accounts.operator.key(),
        nonce: args.nonce,
        rent_payer: ctx.accounts.payer.key(),
        year: year.year,
        first_day: year.first_day,
        unit: args.unit,
        deadline: Deadline { ends_at: args.deadline_at, paused_before: registry.pause.seconds(now) },
        state: PoolState::Open,
        target: 0,
        totals: None,
        reserved: [0; 64],
        members: vec![],
        owners: vec![],
    };
    pool.require_not_started(&registry.pause, now)?;
    pool.invariant()?;
    let event = PoolCreated {
        registry: pool.registry,
        pool: ctx.accounts.pool.key(),
        operator: pool.operator,
        year: pool.year,
        unit: pool.unit,
        deadline_at: args.deadline_at,
    };
    ctx.accounts.pool.set_inner(pool);
    emit_event(&ctx.accounts.event_authority, &event)
}
