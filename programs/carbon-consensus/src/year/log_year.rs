//! `log_year`: appends a closed year's figures to the rollup log.

use crate::{
    account::Invariant,
    errors::CarbonError,
    events::{emit_event, LeafAppended},
    record::Inventory,
    registry::Registry,
    rollup::RollupLog,
    source::Source,
};
use anchor_lang::prelude::*;
use carbon_wire::{
    calendar::SECONDS_PER_DAY,
    leaf::{Leaf, YearLeaf},
};

/// Appends a leaf with a closed year's figures; a later leaf of the same inventory supersedes it. Anyone may call it
/// once for the same figures. With the owner's signature the leaf names a statement, and the same figures can be logged
/// again, once on each UTC day, so that nobody can flood the log.
#[event_cpi]
#[derive(Accounts)]
pub struct LogYear<'info> {
    /// Owner of the source, to name a statement.
    #[account(address = source.owner @ CarbonError::NotSubmitter)]
    pub owner: Option<Signer<'info>>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its rollup log.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub log: AccountLoader<'info, RollupLog>,
    /// The source.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub source: Box<Account<'info, Source>>,
    /// The year's inventory.
    #[account(mut, has_one = source @ CarbonError::WrongAddress)]
    pub inventory: Box<Account<'info, Inventory>>,
}

/// See [`LogYear`]. `statement_sha256` must be zero without the owner's signature.
pub fn log_year(ctx: Context<LogYear>, statement_sha256: [u8; 32]) -> Result<()> {
    let clock = Clock::get()?;
    let (registry, by_owner) = (ctx.accounts.registry.key(), ctx.accounts.owner.is_some());
    ctx.accounts.registry.require_live(clock.unix_timestamp)?;
    require!(by_owner || statement_sha256 == [0; 32], CarbonError::NotSubmitter);
    let (inventory_key, source) = (ctx.accounts.inventory.key(), &ctx.accounts.source);
    let inventory = &mut ctx.accounts.inventory;
    require!(inventory.closed, CarbonError::YearNotClosed);
    let day = clock.unix_timestamp.div_euclid(SECONDS_PER_DAY);
    let repeated = inventory.logged_unchanged().is_some_and(|logged| !by_owner || logged.day == day);
    require!(!repeated, CarbonError::YearLogged);
    let (leaf, entry) = ctx.accounts.log.load_mut()?.append(|index| {
        Leaf::Year(YearLeaf {
            registry: registry.to_bytes(),
            index,
            inventory: inventory_key.to_bytes(),
            source: source.key().to_bytes(),
            owner: source.owner.to_bytes(),
            emitted: inventory.emitted,
            neutralized: inventory.neutralized,
            time: clock.unix_timestamp,
            statement: statement_sha256,
            year: inventory.year,
        })
    })?;
    inventory.set_logged(leaf, day);
    inventory.invariant()?;
    emit_event(&ctx.accounts.event_authority, &LeafAppended { registry, entry })
}
