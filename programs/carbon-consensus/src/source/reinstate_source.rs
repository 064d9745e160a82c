//! `reinstate_source`: the authority lifts a suspension.

use super::state::Source;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, SourceReinstated},
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Lifts the suspension of a source, which is a loosening: not before the timelock has passed since the suspension.
#[event_cpi]
#[derive(Accounts)]
pub struct ReinstateSource<'info> {
    /// The registry's authority.
    #[account(address = registry.authority @ CarbonError::Unauthorized)]
    pub authority: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The source.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub source: Box<Account<'info, Source>>,
}

/// See [`ReinstateSource`].
pub fn reinstate_source(ctx: Context<ReinstateSource>) -> Result<()> {
    let now = now()?;
    let (registry, source) = (&ctx.accounts.registry, &mut ctx.accounts.source);
    registry.require_unpaused(now)?;
    require!(source.suspended_at != 0, CarbonError::SourceNotSuspended);
    require!(now >= source.suspended_at + registry.policy.terms.timelock, CarbonError::ChangeNotDue);
    source.suspended_at = 0;
    let (registry, source) = (source.registry, source.key());
    emit_event(&ctx.accounts.event_authority, &SourceReinstated { registry, source })
}
