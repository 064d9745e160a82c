//! `cancel_listing`: credits are no longer for sale.

use super::state::*;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, ListingCancelled},
    lot::Lot,
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Closes an offer and frees what is left of it: its seller at any time, anyone once it has expired. Works while paused,
/// and whatever has become of the record or the payment mint.
#[event_cpi]
#[derive(Accounts)]
pub struct CancelListing<'info> {
    /// The seller, or anyone.
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
    // Nothing but its offer frees or empties a locked lot, so the lot is this offer's as long as there is one.
    ctx.accounts.lot.unlock();
    let event = ListingCancelled { registry: offer.registry, offer: offer.key(), left: ctx.accounts.lot.grams(), by };
    emit_event(&ctx.accounts.event_authority, &event)
}
