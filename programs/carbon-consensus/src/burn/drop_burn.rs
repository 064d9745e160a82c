//! `drop_burn`: closes a burn proof without burning.

use super::{legs::unlock_all, state::*};
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, BurnDropped},
    notary::NotarySet,
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Closes a burn proof and unlocks its lots, which are passed as further accounts in the order of the sides. Anyone may
/// drop a rejected or expired burn proof, and one that was not submitted in time; the proposer may drop any, also an approved
/// one, which the policy may refuse by now. Works while the registry is paused.
#[event_cpi]
#[derive(Accounts)]
pub struct DropBurn<'info> {
    /// The proposer; anyone if it is rejected, expired or not submitted in time.
    pub caller: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// The burn proof; closed.
    #[account(
        mut,
        close = rent_payer,
        constraint = proof.subject.registry == registry.key() @ CarbonError::WrongRegistry,
        has_one = rent_payer @ CarbonError::WrongRentPayer
    )]
    pub proof: Box<Account<'info, BurnProof>>,
    /// CHECK: gets the rent back; checked against the burn proof.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

/// See [`DropBurn`].
pub fn drop_burn(ctx: Context<DropBurn>) -> Result<()> {
    let (proof, caller) = (&ctx.accounts.proof, ctx.accounts.caller.key());
    let (pause, now) = (&ctx.accounts.registry.pause, now()?);
    let phase = proof.subject.ballot.phase(&*ctx.accounts.notaries.load()?, pause, now);
    let abandoned = proof.is_draft() && proof.submit_until.has_passed(pause, now);
    if caller != proof.proposer && !abandoned {
        phase.require_closable(false)?;
    }
    unlock_all(&proof.key(), proof, ctx.remaining_accounts)?;
    let event = BurnDropped { registry: proof.subject.registry, proof: proof.key(), phase, by: caller };
    emit_event(&ctx.accounts.event_authority, &event)
}
