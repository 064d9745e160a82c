//! `list_credits`: offers credits for sale.

use super::{payment::*, state::*};
use crate::{
    account::{self, now, VERSION},
    errors::CarbonError,
    events::{emit_event, CreditsListed},
    lot::{Lock, Lot},
    record::Record,
    registry::*,
    seeds,
    token::TokenClass,
};
use anchor_lang::prelude::*;

/// Offers the first `grams` of a lot at a price per tonne and locks them. A part of a lot is split off into a child,
/// which the offer then names; for a whole lot, `child` is left out. The offer keeps the present market fee, even if
/// the policy changes.
#[event_cpi]
#[derive(Accounts)]
pub struct ListCredits<'info> {
    /// Pays the rent of offer and child; gets the offer's rent back.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Owner of the lot.
    pub seller: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The record that backs the lot.
    pub record: Box<Account<'info, Record>>,
    /// The lot.
    #[account(
        mut,
        has_one = registry @ CarbonError::WrongRegistry,
        has_one = record @ CarbonError::WrongAddress,
        constraint = lot.owner == seller.key() @ CarbonError::NotLotOwner
    )]
    pub lot: Box<Account<'info, Lot>>,
    /// CHECK: the child lot, created here at its derived address.
    #[account(mut)]
    pub child: Option<UncheckedAccount<'info>>,
    /// CHECK: the payment mint; `plain_decimals` checks it.
    #[account(address = payment.mint @ CarbonError::WrongMint)]
    pub payment_mint: UncheckedAccount<'info>,
    /// The payment mint's listing.
    #[account(has_one = registry @ CarbonError::WrongRegistry)]
    pub payment: Box<Account<'info, PaymentMint>>,
    /// CHECK: the offer, created here at its derived address.
    #[account(mut)]
    pub offer: UncheckedAccount<'info>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`ListCredits`].
pub fn list_credits(ctx: Context<ListCredits>, grams: u64, price_per_tonne: u64, expires_at: i64) -> Result<()> {
    let now = now()?;
    ctx.accounts.validate(grams, price_per_tonne, expires_at, now)?;
    let accounts = &mut *ctx.accounts;
    let (registry, key) = (&accounts.registry, accounts.offer.key());
    let locked = accounts.child.as_ref().map_or(accounts.lot.key(), |child| child.key());
    let seeds: [&[u8]; 2] = [seeds::OFFER, locked.as_ref()];
    let offer = Offer {
        version: VERSION,
        bump: account::create_for::<Offer, 2>(&accounts.payer, &accounts.offer, &seeds)?,
        registry: registry.key(),
        seller: accounts.seller.key(),
        lot: locked,
        grams,
        price_per_tonne,
        payment_mint: accounts.payment_mint.key(),
        fee_bps: registry.policy.terms.market_fee_bps,
        listed_at: now,
        expires_at,
        paused_before: registry.pause.seconds(now),
        rent_payer: accounts.payer.key(),
        reserved: [0; 32],
    };
    // Refuses a total price that does not fit 64 bits.
    offer.cost(grams)?;
    account::write(&accounts.offer, &offer)?;
    let lock = Lock { payer: &accounts.payer, events: &accounts.event_authority, by: key, grams, now };
    lock.lock(&mut accounts.lot, &accounts.child)?;
    let Offer { registry, seller, lot, payment_mint, fee_bps, .. } = offer;
    let event =
        CreditsListed { registry, offer: key, seller, lot, grams, price_per_tonne, payment_mint, fee_bps, expires_at };
    emit_event(&ctx.accounts.event_authority, &event)
}

impl ListCredits<'_> {
    fn validate(&self, grams: u64, price_per_tonne: u64, expires_at: i64, now: i64) -> Result<()> {
        self.registry.require_live(now)?;
        let credit = matches!(self.lot.class, TokenClass::AbsorptionCredit | TokenClass::ReductionCredit);
        require!(credit, CarbonError::NotCredit);
        require!(price_per_tonne > 0, CarbonError::ZeroPrice);
        require!(expires_at > now, CarbonError::InvalidExpiry);
        self.payment.require_active(now)?;
        plain_decimals(&self.payment_mint)?;
        self.lot.require_usable(&self.record, grams)
    }
}
