//! Sentinels of the market.

use super::*;

pub(super) fn payment_mint() -> PaymentMint {
    PaymentMint {
        version: 1,
        bump: 2,
        registry: key(3),
        mint: key(4),
        active_at: i64_of(5),
        rent_payer: key(6),
        reserved: [7; 32],
    }
}

pub(super) fn offer() -> Offer {
    Offer {
        version: 1,
        bump: 2,
        registry: key(3),
        seller: key(4),
        lot: key(5),
        grams: n64(6),
        price_per_tonne: n64(7),
        payment_mint: key(8),
        fee_bps: n16(9),
        listed_at: i64_of(0x0a),
        expires_at: i64_of(0x0b),
        paused_before: i64_of(0x0c),
        rent_payer: key(0x0d),
        reserved: [0x0e; 32],
    }
}
