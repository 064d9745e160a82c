//! The enums whose bytes are part of digests: kinds of claims and streams, GWP sets, boundaries and assurance levels.
//!
//! Borsh writes each as one byte, in the order listed here; [`StreamKind::Scope3`] has a second byte. The program declares the
//! same enums for its IDL, with a conversion beside each and a test that the bytes are equal.
//!
//! With the feature `serde` (off in the program) they are spelled for JSON: `add_back`, `operational`, `AR5`.

use crate::factor::Rounding;
use borsh::{BorshDeserialize, BorshSerialize};

/// Kind of a claim. The byte is part of the claim's digest and of the day map's address.
#[derive(BorshSerialize, BorshDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[borsh(use_discriminant = true)]
pub enum ClaimKind {
    /// Emissions.
    Emission = 0,
    /// Reduction by a pool member.
    Reduction = 1,
    /// Absorbed carbon.
    Absorption = 2,
    /// Emissions of a source in a year without a pool's reductions; notarized before the pool starts.
    Baseline = 3,
    /// Credits that another scheme issued to a pool member.
    AddBack = 4,
}

impl ClaimKind {
    /// Every kind, in the order of the bytes.
    pub const ALL: [Self; 5] = [Self::Emission, Self::Reduction, Self::Absorption, Self::Baseline, Self::AddBack];

    /// The direction in which grams are rounded: always against the claimant.
    pub fn rounding(self) -> Rounding {
        match self.is_liability() {
            true => Rounding::Up,
            false => Rounding::Down,
        }
    }

    /// Whether more grams are a loss to the claimant (emissions, add-back) and not a gain (credits, baselines).
    pub fn is_liability(self) -> bool {
        matches!(self, Self::Emission | Self::AddBack)
    }

    /// Whether records of this kind become credits.
    pub fn is_credit(self) -> bool {
        matches!(self, Self::Absorption | Self::Reduction)
    }
}

/// Kind of a source's stream.
#[derive(BorshSerialize, BorshDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamKind {
    /// Direct emissions.
    Scope1,
    /// Purchased energy, location-based.
    Scope2Location,
    /// Purchased energy, market-based.
    Scope2Market,
    /// Value-chain emissions.
    Scope3 {
        /// Category 1–15 of the GHG Protocol's corporate value chain standard.
        category: u8,
    },
    /// Absorbed carbon.
    Absorption,
    /// Reduction against a baseline.
    Reduction,
}

/// 100-year global warming potentials by IPCC assessment report.
#[derive(BorshSerialize, BorshDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
#[borsh(use_discriminant = true)]
pub enum GwpSet {
    /// Fourth assessment report (2007): CH4 25, N2O 298.
    Ar4 = 0,
    /// Fifth assessment report (2013), without climate-carbon feedback: CH4 28, N2O 265.
    Ar5 = 1,
    /// Sixth assessment report (2021): CH4 27.9 (non-fossil and fossil mixed), N2O 273.
    Ar6 = 2,
}

impl GwpSet {
    /// Every set, in the order of the bytes.
    pub const ALL: [Self; 3] = [Self::Ar4, Self::Ar5, Self::Ar6];

    /// The usual abbreviation, such as "AR5".
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ar4 => "AR4",
            Self::Ar5 => "AR5",
            Self::Ar6 => "AR6",
        }
    }

    /// Potential of methane in tenths (AR6 has 27.9).
    pub const fn ch4_tenths(self) -> u64 {
        match self {
            Self::Ar4 => 250,
            Self::Ar5 => 280,
            Self::Ar6 => 279,
        }
    }

    /// Potential of nitrous oxide in tenths.
    pub const fn n2o_tenths(self) -> u64 {
        match self {
            Self::Ar4 => 2_980,
            Self::Ar5 => 2_650,
            Self::Ar6 => 2_730,
        }
    }
}

/// Consolidation approach of the GHG Protocol.
#[derive(BorshSerialize, BorshDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[borsh(use_discriminant = true)]
pub enum Boundary {
    /// Operational control.
    Operational = 0,
    /// Financial control.
    Financial = 1,
    /// Equity share.
    Equity = 2,
}

/// Level of assurance of the data's verifier (ISO 14064-3).
#[derive(BorshSerialize, BorshDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[borsh(use_discriminant = true)]
pub enum Assurance {
    /// The verifier found no sign of an error.
    Limited = 0,
    /// The verifier confirms the data.
    Reasonable = 1,
}
