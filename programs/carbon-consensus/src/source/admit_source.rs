//! `admit_source`: the authority or a notary has examined the source.

use super::state::Source;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, SourceAdmitted},
    notary::NotarySet,
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Admits a source. The registry's authority or a notary that may vote calls it. Refused if an operator of the source has
/// become a notary, or affiliated with one, since the registration.
#[event_cpi]
#[derive(Accounts)]
pub struct AdmitSource<'info> {
    /// Authority or notary.
    pub admitter: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// The source.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub source: Box<Account<'info, Source>>,
}

/// See [`AdmitSource`].
pub fn admit_source(ctx: Context<AdmitSource>) -> Result<()> {
    let now = now()?;
    let registry = &ctx.accounts.registry;
    registry.require_live(now)?;
    let admitter = ctx.accounts.admitter.key();
    let source = &mut ctx.accounts.source;
    {
        let notaries = ctx.accounts.notaries.load()?;
        if admitter != registry.authority {
            let index = notaries.index_of(&admitter)?;
            notaries.notaries[index].require_may_vote(now)?;
        }
        source.require_independent_operators(&notaries)?;
    }
    require!(!source.admitted, CarbonError::SourceAlreadyAdmitted);
    source.admitted = true;
    emit_event(
        &ctx.accounts.event_authority,
        &SourceAdmitted { registry: ctx.accounts.registry.key(), source: ctx.accounts.source.key(), by: admitter },
    )
}
