//! Events of the market.

use anchor_lang::prelude::*;

/// A payment mint was added.
#[event]
pub struct PaymentAllowed {
    /// The registry.
    pub registry: Pubkey,
    /// The mint.
    pub mint: Pubkey,
    /// First second at which it may be used.
    pub active_at: i64,
}

/// A payment mint was removed.
#[event]
pub struct PaymentDisallowed {
    /// The registry.
    pub registry: Pubkey,
    /// The mint.
    pub mint: Pubkey,
}

/// Credits were offered for sale.
#[event]
pub struct CreditsListed {
    /// The registry.
    pub registry: Pubkey,
    /// The offer.
    pub offer: Pubkey,
    /// The seller.
    pub seller: Pubkey,
    /// The locked lot.
    pub lot: Pubkey,
    /// Grams of the lot.
    pub grams: u64,
    /// Price of a tonne, in base units of the payment mint.
    pub price_per_tonne: u64,
    /// The payment mint.
    pub payment_mint: Pubkey,
    /// Fee in basis points.
    pub fee_bps: u16,
    /// Unix time after which purchases are refused; later by the length of any pause.
    pub expires_at: i64,
}

/// Credits were bought.
#[event]
pub struct CreditsBought {
    /// The registry.
    pub registry: Pubkey,
    /// The offer; closed if it is sold out.
    pub offer: Pubkey,
    /// The seller.
    pub seller: Pubkey,
    /// The buyer.
    pub buyer: Pubkey,
    /// The buyer's lot.
    pub lot: Pubkey,
    /// First serial bought, included.
    pub start: u64,
    /// Last serial, excluded.
    pub end: u64,
    /// The payment mint.
    pub payment_mint: Pubkey,
    /// Base units that the buyer paid.
    pub paid: u64,
    /// Base units of the payment that the treasury received.
    pub fee: u64,
    /// Grams that remain in the offer.
    pub remaining_grams: u64,
}

/// An offer was cancelled or expired, and its lot was unlocked.
#[event]
pub struct ListingCancelled {
    /// The registry.
    pub registry: Pubkey,
    /// The offer, closed.
    pub offer: Pubkey,
    /// Grams that were not sold.
    pub remaining_grams: u64,
    /// Key that cancelled it.
    pub by: Pubkey,
}
