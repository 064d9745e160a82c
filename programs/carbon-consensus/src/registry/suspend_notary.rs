//! `suspend_notary`: the guardian suspends a notary at once.

use super::Registry;
use crate::{
    errors::CarbonError,
    events::{emit_event, NotarySuspended},
    notary::NotarySet,
};
use anchor_lang::prelude::*;

/// Suspends a notary. Its weight stays in the total, so suspending honest notaries does not give the others a quorum.
/// The new epoch makes all open ballots stale, with the votes it has cast. Works while the registry is paused (it only
/// tightens).
#[event_cpi]
#[derive(Accounts)]
pub struct SuspendNotary<'info> {
    /// The registry's guardian.
    pub guardian: Signer<'info>,
    /// The registry.
    #[account(has_one = guardian @ CarbonError::Unauthorized)]
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
}

/// See [`SuspendNotary`].
pub fn suspend_notary(ctx: Context<SuspendNotary>, notary: Pubkey) -> Result<()> {
    let epoch = {
        let mut notaries = ctx.accounts.notaries.load_mut()?;
        notaries.suspend(&notary)?;
        notaries.epoch
    };
    emit_event(&ctx.accounts.event_authority, &NotarySuspended { registry: ctx.accounts.registry.key(), notary, epoch })
}
