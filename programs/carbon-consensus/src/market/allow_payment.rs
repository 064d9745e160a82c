//! `allow_payment`: adds a payment mint.

use super::payment::*;
use crate::{
    account::{now, VERSION},
    errors::CarbonError,
    events::{emit_event, PaymentAllowed},
    registry::*,
    seeds,
};
use anchor_lang::prelude::*;

/// Adds a payment mint. In an open registry it can be used after the timelock, before that at once.
#[event_cpi]
#[derive(Accounts)]
pub struct AllowPayment<'info> {
    /// Pays the rent and gets it back.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The registry's authority.
    #[account(address = registry.authority @ CarbonError::Unauthorized)]
    pub authority: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// CHECK: a mint of either token program; `plain_decimals` checks it.
    pub payment_mint: UncheckedAccount<'info>,
    /// The mint's listing.
    #[account(
        init,
        payer = payer,
        space = crate::account::space::<PaymentMint>(),
        seeds = [seeds::PAYMENT, registry.key().as_ref(), payment_mint.key().as_ref()],
        bump
    )]
    pub payment: Box<Account<'info, PaymentMint>>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`AllowPayment`].
pub fn allow_payment(ctx: Context<AllowPayment>) -> Result<()> {
    let now = now()?;
    let registry = &ctx.accounts.registry;
    registry.require_unpaused(now)?;
    plain_decimals(&ctx.accounts.payment_mint)?;
    let active_at = registry.active_at(now);
    let (registry, mint) = (registry.key(), ctx.accounts.payment_mint.key());
    ctx.accounts.payment.set_inner(PaymentMint {
        version: VERSION,
        bump: ctx.bumps.payment,
        registry,
        mint,
        active_at,
        rent_payer: ctx.accounts.payer.key(),
        reserved: [0; 32],
    });
    emit_event(&ctx.accounts.event_authority, &PaymentAllowed { registry, mint, active_at })
}
