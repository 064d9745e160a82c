//! `reopen_ballot`: a new round after the notary set changed.

use super::subjects;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, BallotReopened},
    notary::{NotarySet, Round, Subject},
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Opens the next round of a stale ballot: votes are removed and the voting period starts again. A ballot has at most
/// three rounds. Anyone may call it.
#[event_cpi]
#[derive(Accounts)]
pub struct ReopenBallot<'info> {
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// CHECK: an account with a ballot; `Subject::edit` checks owner, type and registry.
    #[account(mut)]
    pub subject: UncheckedAccount<'info>,
}

/// See [`ReopenBallot`].
pub fn reopen_ballot(ctx: Context<ReopenBallot>) -> Result<()> {
    let now = now()?;
    let registry = &ctx.accounts.registry;
    let registry_key = registry.key();
    registry.require_live(now)?;
    let subject_key = ctx.accounts.subject.key();
    let event = {
        let notaries = ctx.accounts.notaries.load()?;
        Subject::edit(&ctx.accounts.subject, &registry_key, subjects::kind, |subject, kind| {
            let round = Round {
                registry_key: &registry_key,
                voting_period: registry.policy.terms.voting_period,
                pause: &registry.pause,
                notaries: &notaries,
                subject: &subject_key,
                kind,
                content: &subject.content,
                conflicted: &subject.conflicted,
                now,
            };
            let ballot = &mut subject.ballot;
            ballot.reopen(&round)?;
            Ok(BallotReopened {
                registry: registry_key,
                subject: subject_key,
                digest: ballot.digest,
                epoch: ballot.epoch,
                round: ballot.round,
                expires_at: ballot.expires_at,
            })
        })?
    };
    emit_event(&ctx.accounts.event_authority, &event)
}
