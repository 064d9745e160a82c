//! `attest`: notaries vote.

use super::subjects;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, Attested},
    notary::{NotarySet, Subject, Verdict},
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Counts the votes of one or more notaries. They are passed as further accounts and sign the transaction.
///
/// `digest` must be the subject's: a notary signs content, not an address. `report` is the sha256 of the notarization
/// engine's report. Refused unless the round is open and each voter is in the set, not suspended, accredited, without a
/// conflict of interest, has signed and has not voted yet.
#[event_cpi]
#[derive(Accounts)]
pub struct Attest<'info> {
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// CHECK: an account with a ballot; `Subject::edit` checks owner, type and registry.
    #[account(mut)]
    pub subject: UncheckedAccount<'info>,
}

/// See [`Attest`].
pub fn attest(ctx: Context<Attest>, digest: [u8; 32], verdict: Verdict, report: [u8; 32]) -> Result<()> {
    let now = now()?;
    let registry = &ctx.accounts.registry;
    let registry_key = registry.key();
    registry.require_live(now)?;
    require!(!ctx.remaining_accounts.is_empty(), CarbonError::NoVoters);

    let event = {
        let notaries = ctx.accounts.notaries.load()?;
        Subject::edit(&ctx.accounts.subject, &registry_key, subjects::kind, |subject, _| {
            let ballot = subject.ballot;
            ballot.phase(&notaries, &registry.pause, now).require_voting()?;
            require!(ballot.digest == digest, CarbonError::DigestMismatch);
            for voter in ctx.remaining_accounts {
                require!(voter.is_signer, CarbonError::VoterNotSigner);
                let index = notaries.index_of(voter.key)?;
                let notary = &notaries.notaries[index];
                notary.require_may_vote(now)?;
                require!(
                    !subject.conflicted.iter().any(|key| notary.is_affiliated_with(key)),
                    CarbonError::NotaryConflicted
                );
                subject.ballot.vote(&notaries, index, verdict)?;
            }
            let after = subject.ballot;
            Ok(Attested {
                registry: registry_key,
                subject: ctx.accounts.subject.key(),
                digest,
                verdict,
                report,
                voters: (after.approvals | after.rejections) & !(ballot.approvals | ballot.rejections),
                approvals: after.approvals,
                rejections: after.rejections,
                phase: after.phase(&notaries, &registry.pause, now),
            })
        })?
    };
    emit_event(&ctx.accounts.event_authority, &event)
}
