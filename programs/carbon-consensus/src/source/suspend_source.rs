//! `suspend_source`: the guardian stops a source at once.

use super::state::Source;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, SourceSuspended},
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Suspends a source: its claims are neither submitted nor notarized (but add-backs), its records are not raised, its years not
/// closed, and it joins no pool. Lowerings, burns and transfers go on. Works while the registry is paused (it only tightens).
#[event_cpi]
#[derive(Accounts)]
pub struct SuspendSource<'info> {
    /// The registry's guardian.
    pub guardian: Signer<'info>,
    /// The registry.
    #[account(has_one = guardian @ CarbonError::Unauthorized)]
    pub registry: Box<Account<'info, Registry>>,
    /// The source.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub source: Box<Account<'info, Source>>,
}

/// See [`SuspendSource`].
pub fn suspend_source(ctx: Context<SuspendSource>) -> Result<()> {
    let now = now()?;
    let source = &mut ctx.accounts.source;
    source.require_not_suspended()?;
    source.suspended_at = now;
    let (registry, source) = (source.registry, source.key());
    emit_event(&ctx.accounts.event_authority, &SourceSuspended { registry, source, suspended_at: now })
}
