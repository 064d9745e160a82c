//! `submit_burn`: fixes the legs and opens the ballot.

use super::{legs::read_record, state::*};
use crate::{
    account::{now, Invariant},
    errors::CarbonError,
    events::{emit_event, BurnSubmitted},
    notary::{Ballot, NotarySet, Round},
    registry::Registry,
};
use anchor_lang::prelude::*;
use carbon_wire::digest::SubjectKind;

/// Submits a burn proof to review and vote. Its legs cannot change after that: the digest binds each lot, range and
/// head. The record of each leg's credit is passed as a further account, in the order of the legs: the present policy must allow
/// it to neutralize emissions.
#[event_cpi]
#[derive(Accounts)]
pub struct SubmitBurn<'info> {
    /// The proposer.
    pub proposer: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// The burn proof.
    #[account(
        mut,
        constraint = proof.subject.registry == registry.key() @ CarbonError::WrongRegistry,
        has_one = proposer @ CarbonError::Unauthorized
    )]
    pub proof: Box<Account<'info, BurnProof>>,
}

/// See [`SubmitBurn`].
pub fn submit_burn(ctx: Context<SubmitBurn>) -> Result<()> {
    let now = now()?;
    let (registry, proof) = (&ctx.accounts.registry, &mut ctx.accounts.proof);
    registry.require_live(now)?;
    proof.require_draft(&registry.pause, now)?;
    require!(!proof.legs.is_empty(), CarbonError::NoLegs);
    require!(ctx.remaining_accounts.len() == proof.legs.len(), CarbonError::WrongLegAccounts);
    for (leg, info) in proof.legs.iter().zip(ctx.remaining_accounts) {
        read_record(&leg.credit.units, info)?.require_neutralizing(&registry.policy, now)?;
    }
    let (key, registry_key) = (proof.key(), registry.key());
    let content = proof.content()?;
    let round = Round {
        registry_key: &registry_key,
        voting_period: registry.policy.terms.voting_period,
        pause: &registry.pause,
        notaries: &*ctx.accounts.notaries.load()?,
        subject: &key,
        kind: SubjectKind::BurnProof,
        content: &content,
        conflicted: &proof.subject.conflicted,
        now,
    };
    let ballot = Ballot::open(&round);
    proof.subject.content = content;
    proof.subject.ballot = ballot;
    proof.invariant()?;
    let Ballot { digest, expires_at, .. } = proof.subject.ballot;
    let event = BurnSubmitted { registry: registry_key, proof: key, grams: proof.grams()?, digest, expires_at };
    emit_event(&ctx.accounts.event_authority, &event)
}
