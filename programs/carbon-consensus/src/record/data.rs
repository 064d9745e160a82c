//! Carbon data: the content of a claim and of its record.

use crate::{
    errors::CarbonError,
    registry::{Adjustment, GwpSet, Scope2Method},
    source::{Stream, StreamKind},
    token::TokenClass,
};
use anchor_lang::prelude::*;
use carbon_wire::{factor::Rounding, kinds};

/// Stream index of kinds without a stream.
pub const NO_STREAM: u8 = 255;

/// Method of the grams that a restatement adds. The evidence says how they were measured or computed.
pub const METHOD_RESTATED: u32 = 0;

/// Kind of a claim. The byte is part of the claim's digest and of the day map's address.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ClaimKind {
    /// Emissions.
    Emission,
    /// Reduction by a pool member.
    Reduction,
    /// Absorbed carbon.
    Absorption,
    /// Emissions of a source in a year without a pool's reductions; notarized before the pool starts.
    Baseline,
    /// Credits that another scheme issued to a pool member.
    AddBack,
}

/// The same byte in digests.
impl From<ClaimKind> for kinds::ClaimKind {
    fn from(kind: ClaimKind) -> Self {
        match kind {
            ClaimKind::Emission => Self::Emission,
            ClaimKind::Reduction => Self::Reduction,
            ClaimKind::Absorption => Self::Absorption,
            ClaimKind::Baseline => Self::Baseline,
            ClaimKind::AddBack => Self::AddBack,
        }
    }
}

impl ClaimKind {
    /// Rounding of grams, always to the claimant's disadvantage.
    pub fn rounding(self) -> Rounding {
        kinds::ClaimKind::from(self).rounding()
    }

    /// Whether each day can be covered only once. Add-backs are the exception: several schemes may have issued credits
    /// for the same days, and all of them are added back.
    pub fn covers_days(self) -> bool {
        self != Self::AddBack
    }
}

/// How the grams were determined.
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

/// Level of assurance of the data's verifier (ISO 14064-3).
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assurance {
    /// Limited assurance: the verifier found no sign of error.
    Limited,
    /// Reasonable assurance: the verifier confirms the data.
    Reasonable,
}

/// The same byte in digests.
impl From<Assurance> for kinds::Assurance {
    fn from(assurance: Assurance) -> Self {
        match assurance {
            Assurance::Limited => Self::Limited,
            Assurance::Reasonable => Self::Reasonable,
        }
    }
}

/// Line of the inventory that a record's grams count to.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum InventoryLine {
    /// Scope 1 and the policy's scope 2: emission tokens.
    Emitted,
    /// The other scope-2 figure: disclosed, without tokens.
    OtherScope2,
    /// Value chain: disclosed, without tokens.
    Scope3,
    /// Absorption: absorption credits.
    Absorbed,
    /// A baseline, without tokens.
    Baseline,
    /// Reduction by a pool member: reduction tokens, which are converted or voided after the settlement.
    Reduced,
    /// Credits that another scheme issued to a pool member, without tokens.
    AddBack,
}

impl InventoryLine {
    /// Line of the inventory that a stream's grams count to.
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

    /// Refuses streams of which none counts as emitted (scope 1, or the scope 2 of the policy): an inventory of zero grams
    /// would show nothing.
    pub fn require_emitted_stream(streams: &[Stream], scope2: Scope2Method) -> Result<()> {
        let emitted = |stream: &Stream| Self::of_stream(stream.kind, scope2) == Self::Emitted;
        require!(streams.iter().any(emitted), CarbonError::NoEmittedStream);
        Ok(())
    }

    /// Class of the tokens that its records mint; `None` for lines without tokens.
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
    /// Kind of claim.
    pub kind: ClaimKind,
    /// Line of the inventory that the grams count to.
    pub line: InventoryLine,
    /// Index of the source's stream, or 255 for kinds without a stream.
    pub stream: u8,
    /// Reporting year: the vintage. Computed from the days.
    pub year: u16,
    /// First day, included.
    pub first_day: u32,
    /// Last day, included.
    pub last_day: u32,
    /// Grams CO2e.
    pub grams: u64,
    /// How the grams were determined.
    pub quantity: Quantity,
    /// Factor account; default for measured grams.
    pub factor: Pubkey,
    /// Level of assurance of the data's verifier.
    pub assurance: Assurance,
    /// Listed data provider that signed the evidence; default for none.
    pub provider: Pubkey,
    /// sha256 of the evidence.
    pub evidence_sha256: [u8; 32],
    /// Item of the evidence, such as a line of an invoice.
    pub item: u32,
    /// Corresponding adjustment under Article 6.
    pub adjustment: Adjustment,
}

impl CarbonData {
    /// Whether the owner and the buffer receive a lot of its tokens, `buffer_grams` of them in the buffer's. Empty lots
    /// are not issued.
    pub fn holders(&self, buffer_grams: u64) -> (bool, bool) {
        let tokens = self.line.class().is_some();
        (tokens && self.grams > buffer_grams, tokens && buffer_grams > 0)
    }
}
