//! `review_lot`: replays the history of a lot's units, backward from the lot to its record.

use super::state::*;
use crate::{
    account::{now, Invariant},
    errors::CarbonError,
    events::{emit_event, LotReviewed},
    notary::NotarySet,
    record::Record,
    registry::Registry,
};
use anchor_lang::prelude::*;
use carbon_wire::{lineage::ENTRY_LEN, review::Origin};

/// Replays consecutive entries of the history of one side of a burn proof: `entries`, oldest first, must lead from the
/// head `previous` to the review's head, which then becomes `previous`. Anyone may call it: the chain of hashes lets
/// only true entries pass. Notaries that held the units before cannot vote, and their votes so far do not count. If a
/// notary has joined the set since the review of a side began, the review begins again, unless the quorum was reached before.
#[event_cpi]
#[derive(Accounts)]
pub struct ReviewLot<'info> {
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// The burn proof.
    #[account(mut, constraint = proof.subject.registry == registry.key() @ CarbonError::WrongRegistry)]
    pub proof: Box<Account<'info, BurnProof>>,
    /// The record that backs the side's units.
    pub record: Box<Account<'info, Record>>,
}

/// See [`ReviewLot`].
pub fn review_lot(ctx: Context<ReviewLot>, side: u8, previous: [u8; 32], entries: Vec<[u8; ENTRY_LEN]>) -> Result<()> {
    let now = now()?;
    let (registry, record) = (&ctx.accounts.registry, &ctx.accounts.record);
    let (registry_key, proof_key) = (registry.key(), ctx.accounts.proof.key());
    registry.require_live(now)?;
    let notaries = ctx.accounts.notaries.load()?;
    let proof = &mut ctx.accounts.proof;
    proof.subject.ballot.phase(&notaries, &registry.pause, now).require_reviewable()?;
    let (proposer, from) = (proof.proposer, proof.subject.ballot.reviewable_from(&notaries));
    let side_state = proof.side_mut(side)?;
    require_keys_eq!(record.key(), side_state.units.record, CarbonError::WrongAddress);
    side_state.begin_review(proposer, notaries.epoch, from, now);
    require!(!side_state.review.is_done(), CarbonError::AlreadyReviewed);

    let origin = Origin {
        digest: record.digest,
        time: record.notarized_at,
        grams: record.data.grams,
        holders: [record.owner.to_bytes(), registry.buffer.to_bytes()],
    };
    let mut excluded = 0u64;
    let cursor = side_state.review.cursor().replay(&previous, &entries, &origin, |holder| {
        excluded |= notaries.affiliated_with(&Pubkey::from(*holder));
    });
    side_state.review.go_back(cursor.map_err(|_| CarbonError::HistoryMismatch)?);
    proof.subject.exclude(&notaries, excluded);
    proof.invariant()?;
    let event = LotReviewed {
        registry: registry_key,
        proof: proof_key,
        side,
        head: previous,
        conflicted: proof.subject.ballot.conflicted,
    };
    drop(notaries);
    emit_event(&ctx.accounts.event_authority, &event)
}
