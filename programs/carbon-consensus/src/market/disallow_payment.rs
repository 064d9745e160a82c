//! `disallow_payment`: a token no longer taken.

use super::payment::*;
use crate::{
    errors::CarbonError,
    events::{emit_event, PaymentDisallowed},
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Disallows a mint at once, also while paused (it only tightens). Nobody buys from offers in it any more; their sellers
/// cancel them.
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
