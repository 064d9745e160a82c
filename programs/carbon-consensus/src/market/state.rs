//! An offer: credits for sale at a price.

use crate::{
    errors::{CarbonError, OrOverflow},
    pause::Pause,
};
use anchor_lang::prelude::*;
use carbon_wire::quantity::{Bps, Grams};

/// Credits for sale. PDA `[b"offer", locked lot]`, closed when sold out or cancelled. What is left of it are the lot's
/// grams: they are counted nowhere else.
#[account]
#[derive(InitSpace, Debug)]
pub struct Offer {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// Who sells.
    pub seller: Pubkey,
    /// The lot, locked by the offer.
    pub lot: Pubkey,
    /// Grams it was opened with.
    pub grams: u64,
    /// Base units of the payment mint for a tonne.
    pub price_per_tonne: u64,
    /// What is paid with.
    pub payment_mint: Pubkey,
    /// The treasury's share in basis points, as it was when the offer was made.
    pub fee_bps: u16,
    /// Unix time at which the offer was made.
    pub listed_at: i64,
    /// Unix time after which nobody buys, pauses not counted.
    pub expires_at: i64,
    /// Seconds the registry had been paused when the offer was made: the expiry moves by what came since.
    pub paused_before: i64,
    /// Who paid the rent and gets it back.
    pub rent_payer: Pubkey,
    /// Room for later fields.
    pub reserved: [u8; 32],
}

/// What a purchase costs, in base units of the payment mint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// What the buyer pays.
    pub total: u64,
    /// The treasury's part of it.
    pub fee: u64,
}

impl Cost {
    /// What the seller gets: with a fee of a twentieth at most, always something.
    pub fn proceeds(&self) -> u64 {
        self.total - self.fee
    }
}

impl Offer {
    /// Whether it is too late to buy.
    pub fn is_expired(&self, pause: &Pause, now: i64) -> bool {
        // The pauses are taken from now: added to an expiry that a seller chose, they could leave the range.
        now - (pause.seconds(now) - self.paused_before) > self.expires_at
    }

    /// What `grams` cost: the price rounded up, the fee down.
    pub fn cost(&self, grams: u64) -> Result<Cost> {
        let total = Grams(grams).cost(self.price_per_tonne).or_overflow()?;
        let fee = Bps::new(self.fee_bps).ok_or(CarbonError::InvalidMarketFee)?.of(total);
        Ok(Cost { total, fee })
    }
}
