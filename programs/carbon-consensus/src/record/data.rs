//! What a claim says, and its record will.

use crate::{
    registry::{Adjustment, GwpSet, Scope2Method},
    source::StreamKind,
    token::TokenClass,
};
use anchor_lang::prelude::*;
use carbon_wire::factor::Rounding;

/// Stream index of the kinds that have none.
pub const NO_STREAM: u8 = 255;

/// Method of the grams that a restatement adds to a record: measured or recomputed, its evidence says how.
pub const METHOD_RESTATED: u32 = 0;

/// What is claimed. The byte is part of the claim's digest and of the day map's address.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ClaimKind {
    /// Carbon emitted.
    Emission,
    /// Emissions avoided by a pool member.
    Reduction,
    /// Carbon taken up.
    Absorption,
    /// What a source would emit in a year, before a pool starts.
    Baseline,
    /// Credits issued elsewhere for a pool member.
    AddBack,
}

impl ClaimKind {
    /// Against the claimant, always.
    pub fn rounding(self) -> Rounding {
        match self {
            Self::Emission | Self::AddBack => Rounding::Up,
            Self::Reduction | Self::Absorption | Self::Baseline => Rounding::Down,
        }
    }

    /// Whether a day can be covered only once. Several schemes may have issued credits for the same days, and each of them
    /// is added back.
    pub fn covers_days(self) -> bool {
        self != Self::AddBack
    }
}

/// How the grams were found.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Activity × factor, recomputed by the program.
    Activity {
        /// Millionths of the factor's unit.
        amount: u64,
    },
    /// Measured CO2e.
    Measured {
        /// Number of the method in the registry's published list.
        method: u32,
        /// GWP set used: the registry's.
        gwp: GwpSet,
    },
}

/// How sure the data's verifier is (ISO 14064-3).
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assurance {
    /// Nothing found that speaks against it.
    Limited,
    /// Verified.
    Reasonable,
}

/// Where a record's grams count.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum InventoryLine {
    /// Scope 1 and the policy's scope 2: tokens, to be neutralized.
    Emitted,
    /// The other scope-2 figure: disclosed.
    OtherScope2,
    /// Value chain: disclosed.
    Scope3,
    /// Absorption: credits.
    Absorbed,
    /// A baseline: no tokens.
    Baseline,
    /// Reduction by a pool member: tokens that a settlement converts or voids.
    Reduced,
    /// Credits issued elsewhere for a pool member: no tokens.
    AddBack,
}

impl InventoryLine {
    /// Where the grams of a stream count.
    pub fn of_stream(stream: StreamKind, scope2: Scope2Method) -> Self {
        match (stream, scope2) {
            (StreamKind::Scope1, _)
            | (StreamKind::Scope2Location, Scope2Method::Location)
            | (StreamKind::Scope2Market, Scope2Method::Market) => Self::Emitted,
            (StreamKind::Scope2Location | StreamKind::Scope2Market, _) => Self::OtherScope2,
            (StreamKind::Scope3 { .. }, _) => Self::Scope3,
            (StreamKind::Absorption, _) => Self::Absorbed,
            (StreamKind::Reduction, _) => Self::Reduced,
        }
    }

    /// The tokens its records mint.
    pub fn class(self) -> Option<TokenClass> {
        match self {
            Self::Emitted => Some(TokenClass::Emission),
            Self::Reduced => Some(TokenClass::Reduction),
            Self::Absorbed => Some(TokenClass::AbsorptionCredit),
            Self::OtherScope2 | Self::Scope3 | Self::Baseline | Self::AddBack => None,
        }
    }
}

/// One item of carbon data, as claimed and as recorded.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct CarbonData {
    /// What it is.
    pub kind: ClaimKind,
    /// Where it counts.
    pub line: InventoryLine,
    /// Index of the source's stream, or [`NO_STREAM`].
    pub stream: u8,
    /// Reporting year: the vintage. Derived from the days, never submitted.
    pub year: u16,
    /// First day, included.
    pub first_day: u32,
    /// Last day, included.
    pub last_day: u32,
    /// Grams CO2e.
    pub grams: u64,
    /// How they were found.
    pub quantity: Quantity,
    /// Factor used; default for measured grams.
    pub factor: Pubkey,
    /// How sure the data's verifier is.
    pub assurance: Assurance,
    /// Listed data provider whose signature the evidence bears; default for none.
    pub provider: Pubkey,
    /// sha256 of the evidence.
    pub evidence_sha256: [u8; 32],
    /// Item of the evidence, such as a line of an invoice.
    pub item: u32,
    /// Corresponding adjustment under Article 6.
    pub adjustment: Adjustment,
}

impl CarbonData {
    /// Who gets a lot of its tokens: the owner, and the buffer, `buffer_grams` of them. Nobody gets an empty one.
    pub fn holders(&self, buffer_grams: u64) -> (bool, bool) {
        let tokens = self.line.class().is_some();
        (tokens && self.grams > buffer_grams, tokens && buffer_grams > 0)
    }
}
