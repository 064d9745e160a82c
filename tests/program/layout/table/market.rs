//! Accounts of the market.

use super::Layout;

pub const LAYOUTS: &[Layout] = &[
    Layout {
        name: "PaymentMint",
        discriminator: "ea49666869d3fbee",
        size: 146,
        fields: "
            8    version    01
            9    bump       02
            10   registry   03×32
            42   mint       04×32
            74   active_at  05×8
            82   rent_payer 06×32
            114  reserved   07×32
        ",
    },
    Layout {
        name: "Offer",
        discriminator: "d7583c47aaa249e5",
        size: 244,
        fields: "
            8    version         01
            9    bump            02
            10   registry        03×32
            42   seller          04×32
            74   lot             05×32
            106  grams           06×8
            114  price_per_tonne 07×8
            122  payment_mint    08×32
            154  fee_bps         09×2
            156  listed_at       0a×8
            164  expires_at      0b×8
            172  paused_before   0c×8
            180  rent_payer      0d×32
            212  reserved        0e×32
        ",
    },
];
