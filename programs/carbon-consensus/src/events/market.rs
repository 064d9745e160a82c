//! Events of the market.

use anchor_lang::prelude::*;

/// A token may be paid with.
#[event]
pub struct PaymentAllowed {
    /// The registry.
    pub registry: Pubkey,
    /// Its mint.
    pub mint: Pubkey,
    /// First second at which it may be used.
    pub active_at: i64,
}

/// A token may no longer be paid with.
#[event]
pub struct PaymentDisallowed {
    /// The registry.
    pub registry: Pubkey,
    /// Its mint.
    pub mint: Pubkey,
}

/// Credits are for sale.
#[event]
pub struct CreditsListed {
    /// The registry.
    pub registry: Pubkey,
    /// The offer.
    pub offer: Pubkey,
    /// Who sells.
    pub seller: Pubkey,
    /// The locked lot.
    pub lot: Pubkey,
    /// Its grams.
    pub grams: u64,
    /// Base units of the payment mint for a tonne.
    pub price_per_tonne: u64,
    /// What they are paid with.
    pub payment_mint: Pubkey,
    /// Fee in basis points.
    pub fee_bps: u16,
    /// Unix time after which nobody buys, pauses not counted.
    pub expires_at: i64,
}

/// Credits were bought.
#[event]
pub struct CreditsBought {
    /// The registry.
    pub registry: Pubkey,
    /// The offer; closed when nothing is left.
    pub offer: Pubkey,
    /// Who sold.
    pub seller: Pubkey,
    /// Who bought.
    pub buyer: Pubkey,
    /// The buyer's lot.
    pub lot: Pubkey,
    /// Its grams.
    pub grams: u64,
    /// What was paid with.
    pub payment_mint: Pubkey,
    /// Base units the buyer paid.
    pub paid: u64,
    /// Base units of them that went to the treasury.
    pub fee: u64,
    /// Grams left in the offer.
    pub left: u64,
}

/// Credits are no longer for sale.
#[event]
pub struct ListingCancelled {
    /// The registry.
    pub registry: Pubkey,
    /// The offer, closed.
    pub offer: Pubkey,
    /// Grams that were left in it.
    pub left: u64,
    /// Who cancelled it.
    pub by: Pubkey,
}
