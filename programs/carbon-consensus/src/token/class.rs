//! The four classes of token.

use anchor_lang::prelude::*;

/// Decimals of every mint: one token is one tonne CO2e, one base unit one gram.
pub const DECIMALS: u8 = 6;

/// What a token stands for. The byte is part of the mint's address.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum TokenClass {
    /// Emitted: a duty to neutralize.
    Emission,
    /// Reduced below a baseline, not yet a credit.
    Reduction,
    /// Credit issued on absorption: neutralizes emissions.
    AbsorptionCredit,
    /// Credit of a reduction pool that met its target: cures pools, cannot neutralize.
    ReductionCredit,
}

impl TokenClass {
    /// How many classes there are.
    pub const COUNT: usize = 4;

    /// Each class, in the order of its byte.
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
