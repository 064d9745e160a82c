//! The four classes of token.

use anchor_lang::prelude::*;

/// Decimals of every mint: one token is one tonne CO2e, one base unit is one gram.
pub const DECIMALS: u8 = 6;

/// Class of a token. The byte is part of the mint's address.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum TokenClass {
    /// Emitted grams: a duty to neutralize them.
    Emission,
    /// Grams reduced below a baseline, before the pool's settlement.
    Reduction,
    /// Credit issued for absorption: can neutralize emissions.
    AbsorptionCredit,
    /// Credit of a reduction pool that met its target: can cure pools, cannot neutralize emissions.
    ReductionCredit,
}

impl TokenClass {
    /// Number of classes.
    pub const COUNT: usize = 4;

    /// All classes, in the order of their bytes.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Emission, Self::Reduction, Self::AbsorptionCredit, Self::ReductionCredit];

    /// Ticker in wallets.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Emission => "EMIT",
            Self::Reduction => "REDU",
            Self::AbsorptionCredit => "CRDA",
            Self::ReductionCredit => "CRDR",
        }
    }

    /// Name in wallets and in the mint's additional metadata.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Emission => "Emission",
            Self::Reduction => "Reduction",
            Self::AbsorptionCredit => "Absorption Credit",
            Self::ReductionCredit => "Reduction Credit",
        }
    }
}
