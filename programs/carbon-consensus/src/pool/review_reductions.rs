//! `review_reductions`: the history of a member's reduction lots is replayed, and each gets its place in the conversion.

use super::*;
use crate::{
    account::{self, now},
    errors::CarbonError,
    events::{emit_event, MemberReviewed},
    lot::{Lot, Origin, OWNER_LOT},
    notary::NotarySet,
    record::Record,
    registry::Registry,
    seeds,
    token::TokenClass,
};
use anchor_lang::prelude::*;

/// Reviews consecutive reduction records of a member and their lots, which follow as further accounts in pairs (record, lot),
/// oldest first: the records must lead from the head `previous` of the trail to where the review stands, which then is
/// `previous`. The whole history of a reduction token is its issue, since it never moves: each lot's head must be that of
/// one issue on its record, of all its grams. Anyone may.
///
/// Reduction records of a source are notarized at most one a second, so the trail has them in ascending order of
/// (notarized time, record key). Each lot remembers how many grams come before it: those are converted first.
#[event_cpi]
#[derive(Accounts)]
pub struct ReviewReductions<'info> {
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its notary set.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub notaries: AccountLoader<'info, NotarySet>,
    /// The settlement.
    #[account(mut, constraint = settlement.subject.registry == registry.key() @ CarbonError::WrongRegistry)]
    pub settlement: Box<Account<'info, Settlement>>,
    /// The membership.
    #[account(mut)]
    pub member: Box<Account<'info, Member>>,
}

/// See [`ReviewReductions`].
pub fn review_reductions(ctx: Context<ReviewReductions>, previous: [u8; 32]) -> Result<()> {
    let now = now()?;
    let accounts = &mut *ctx.accounts;
    let (settlement, member) = (&mut accounts.settlement, &mut accounts.member);
    accounts.registry.require_live(now)?;
    member.require_frozen_in(&settlement.pool)?;
    let bit = 1 << member.index;
    require!(settlement.reductions_left & bit != 0, CarbonError::AlreadyReviewed);
    let phase = settlement.subject.ballot.phase(&*accounts.notaries.load()?, &accounts.registry.pause, now);
    phase.require_reviewable()?;

    let pairs = ctx.remaining_accounts.chunks(2);
    let records = pairs.clone().map(|pair| read(pair, member)).collect::<Result<Vec<_>>>()?;
    member.reductions.go_back(&previous, &records)?;
    let mut before = member.reductions.remaining_grams;
    for (pair, (_, grams)) in pairs.zip(&records) {
        // A record of zero grams has no lot.
        if let Some(mut lot) = account::read::<Lot>(&pair[1])? {
            lot.conversion_offset = before;
            account::write(&pair[1], &lot)?;
        }
        // A part of what `go_back` has added up.
        before += grams;
    }
    if member.reductions.is_done() {
        settlement.reductions_left &= !bit;
    }
    let event = MemberReviewed {
        registry: member.registry,
        settlement: settlement.key(),
        source: member.header.source,
        reductions: true,
        head: member.reductions.head,
        conflicted: settlement.subject.ballot.conflicted,
    };
    emit_event(&ctx.accounts.event_authority, &event)
}

/// A reduction record and its valid grams, after a look at its lot: the one at its derived address, as it was issued. That
/// the record is the member's follows from the trail, and that it is one from its type.
fn read(pair: &[AccountInfo], member: &Member) -> Result<(Pubkey, u64)> {
    let [record_info, lot_info] = pair else { return err!(CarbonError::TrailMismatch) };
    let record: Record = account::read(record_info)?.ok_or(CarbonError::TrailMismatch)?;
    require!(
        record.source == member.header.source && record.data.year == member.header.year,
        CarbonError::TrailMismatch
    );
    let key = record_info.key();
    let address = account::derive(&[seeds::LOT, key.as_ref(), &OWNER_LOT.to_le_bytes()], &crate::ID)?;
    require_keys_eq!(lot_info.key(), address.0, CarbonError::TrailMismatch);
    if let Some(lot) = account::read::<Lot>(lot_info)? {
        let origin = Origin {
            address,
            class: TokenClass::Reduction,
            owner: record.owner,
            serials: 0..record.data.grams,
            rent_payer: lot.rent_payer,
        };
        let (issued, _) = Lot::issue(&record, key, origin);
        require!(lot.class == TokenClass::Reduction && lot.head == issued.head, CarbonError::HistoryMismatch);
    } else {
        require!(record.data.grams == 0, CarbonError::TrailMismatch);
    }
    Ok((key, record.valid_grams))
}
