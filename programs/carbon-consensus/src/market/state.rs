//! An offer: credits for sale at a price.

use crate::{
    account::{holds, Invariant},
    errors::{CarbonError, OrOverflow},
    pause::Pause,
};
use anchor_lang::prelude::*;
use carbon_wire::quantity::{Bps, Grams};

/// Credits for sale. PDA `[b"offer", locked lot]`, closed when sold out or cancelled. The grams still for sale are the
/// lot's; they are stored only there.
#[account]
#[derive(InitSpace, Debug)]
pub struct Offer {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// The seller.
    pub seller: Pubkey,
    /// The lot, locked by the offer.
    pub lot: Pubkey,
    /// Grams when the offer was made.
    pub grams: u64,
    /// Price of a tonne, in base units of the payment mint.
    pub price_per_tonne: u64,
    /// The payment mint.
    pub payment_mint: Pubkey,
    /// The treasury's share in basis points, at the time the offer was made.
    pub fee_bps: u16,
    /// Unix time at which the offer was made.
    pub listed_at: i64,
    /// Unix time after which purchases are refused; later by the length of any pause.
    pub expires_at: i64,
    /// Total seconds of pause when the offer was made. The expiry moves by the increase since then.
    pub paused_before: i64,
    /// Key that paid the rent and gets it back.
    pub rent_payer: Pubkey,
    /// Room for later fields.
    pub reserved: [u8; 32],
}

/// Cost of a purchase, in base units of the payment mint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Amount that the buyer pays.
    pub total: u64,
    /// The treasury's part of it.
    pub fee: u64,
}

impl Cost {
    /// Amount that the seller receives. The fee is at most a twentieth, so it is more than zero.
    pub fn proceeds(&self) -> u64 {
        self.total - self.fee
    }
}

impl Offer {
    /// Whether the offer has expired.
    pub fn is_expired(&self, pause: &Pause, now: i64) -> bool {
        // The pauses are subtracted from `now`, because adding them to an expiry that a seller chose could overflow.
        now - (pause.seconds(now) - self.paused_before) > self.expires_at
    }

    /// Cost of `grams`: the total is rounded up, the fee down.
    pub fn cost(&self, grams: u64) -> Result<Cost> {
        let total = Grams(grams).cost(self.price_per_tonne).or_overflow()?;
        let fee = Bps::new(self.fee_bps).ok_or(CarbonError::InvalidMarketFee)?.of(total);
        Ok(Cost { total, fee })
    }
}

impl Invariant for Offer {
    fn invariant(&self) -> Result<()> {
        holds([self.grams > 0, self.price_per_tonne > 0, self.listed_at < self.expires_at])
    }
}
