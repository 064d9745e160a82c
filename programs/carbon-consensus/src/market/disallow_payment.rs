//! `disallow_payment`: removes a payment mint.

use super::payment::*;
use crate::{
    errors::CarbonError,
    events::{emit_event, PaymentDisallowed},
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Removes a payment mint at once, also while the registry is paused (it only tightens). Open offers in it cannot be
/// bought any more; their sellers can cancel them.
#[event_cpi]
#[derive(Accounts)]
pub struct DisallowPayment<'info> {
    /// The registry's authority.
    #[account(address = registry.authority @ CarbonError::Unauthorized)]
    pub authority: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The mint's listing; closed.
    #[account(
        mut,
        close = rent_payer,
        has_one = registry @ CarbonError::WrongRegistry,
        has_one = rent_payer @ CarbonError::WrongRentPayer
    )]
    pub payment: Box<Account<'info, PaymentMint>>,
    /// CHECK: gets the rent back; checked against the listing.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

/// See [`DisallowPayment`].
pub fn disallow_payment(ctx: Context<DisallowPayment>) -> Result<()> {
    let event = PaymentDisallowed { registry: ctx.accounts.registry.key(), mint: ctx.accounts.payment.mint };
    emit_event(&ctx.accounts.event_authority, &event)
}
