//! `cancel_listing`: withdraws an offer.

use super::state::*;
use crate::{
    account::{now, Invariant},
    errors::CarbonError,
    events::{emit_event, ListingCancelled},
    lot::Lot,
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Closes an offer and unlocks its lot. The seller may call it at any time, anyone once the offer has expired. Works
/// while the registry is paused, the record frozen or the payment mint removed.
#[event_cpi]
#[derive(Accounts)]
pub struct CancelListing<'info> {
    /// The seller, or anyone once the offer has expired.
    pub caller: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The offer; closed.
    #[account(
        mut,
        close = rent_payer,
        has_one = registry @ CarbonError::WrongRegistry,
        has_one = lot @ CarbonError::WrongAddress,
        has_one = rent_payer @ CarbonError::WrongRentPayer
    )]
    pub offer: Box<Account<'info, Offer>>,
    /// Its lot.
    #[account(mut)]
    pub lot: Box<Account<'info, Lot>>,
    /// CHECK: gets the rent back; checked against the offer.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

/// See [`CancelListing`].
pub fn cancel_listing(ctx: Context<CancelListing>) -> Result<()> {
    let (offer, by) = (&ctx.accounts.offer, ctx.accounts.caller.key());
    let expired = offer.is_expired(&ctx.accounts.registry.pause, now()?);
    require!(expired || by == offer.seller, CarbonError::OfferNotExpired);
    // Only its offer unlocks or empties a lot that an offer has locked, so the lot is still locked by this offer.
    ctx.accounts.lot.unlock();
    ctx.accounts.lot.invariant()?;
    let event = ListingCancelled {
        registry: offer.registry,
        offer: offer.key(),
        remaining_grams: ctx.accounts.lot.grams(),
        by,
    };
    emit_event(&ctx.accounts.event_authority, &event)
}
