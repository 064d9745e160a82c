//! `review_reductions`: replays the history of a member's reduction lots and gives each lot its place in the
//! conversion.

use super::*;
use crate::{
    account::{self, now, Invariant},
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

/// Reviews consecutive reduction records of a member and their lots, passed as further accounts in pairs (record, lot),
/// oldest first. The records must lead from the head `previous` of the trail to the review's head, which then becomes
/// `previous`. Reduction tokens cannot be transferred, so their whole history is the issue: each lot's head must be
/// that of one issue on its record, of all its grams. Anyone may call it.
///
/// At most one reduction record of a source is notarized per second, so the trail is in ascending order of (notarized
/// time, record key). Each lot stores the grams before it, which are converted first.
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
    require!(settlement.reductions_unreviewed & bit != 0, CarbonError::AlreadyReviewed);
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
        // Cannot overflow: `go_back` has added up these grams.
        before += grams;
    }
    if member.reductions.is_done() {
        settlement.reductions_unreviewed &= !bit;
    }
    settlement.invariant()?;
    member.invariant()?;
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

/// Reads a reduction record of the member and checks its lot: it must be at its derived address and as it was issued.
/// Returns the record's address and valid grams. The trail proves that the record is the member's.
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
