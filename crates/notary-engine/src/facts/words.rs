//! The words of the program, spelled for JSON.

use carbon_wire::factor::{self, Rounding};
use serde::{Deserialize, Serialize};

/// What is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// Carbon emitted.
    Emission,
    /// Emissions avoided by a pool member.
    Reduction,
    /// Carbon taken up.
    Absorption,
    /// What a source would emit in a year.
    Baseline,
    /// Credits issued elsewhere for a pool member.
    AddBack,
}

impl ClaimKind {
    /// Against the claimant, always: the program's own rule.
    pub fn rounding(self) -> Rounding {
        if self.more_costs_more() {
            Rounding::Up
        } else {
            Rounding::Down
        }
    }

    /// Whether more grams are to the claimant's loss (emissions, add-back) and not gain (credits, baselines).
    pub fn more_costs_more(self) -> bool {
        matches!(self, Self::Emission | Self::AddBack)
    }

    /// Whether its records become credits.
    pub fn is_credit(self) -> bool {
        matches!(self, Self::Absorption | Self::Reduction)
    }
}

/// What a stream measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamKind {
    /// Direct emissions.
    Scope1,
    /// Purchased energy, location-based.
    Scope2Location,
    /// Purchased energy, market-based.
    Scope2Market,
    /// Value-chain emissions.
    Scope3,
    /// Carbon taken up.
    Absorption,
    /// Emissions avoided against a baseline.
    Reduction,
}

impl StreamKind {
    /// Whether its data are emissions, which must cover every day of a year that is closed.
    pub fn is_emission(self) -> bool {
        !matches!(self, Self::Absorption | Self::Reduction)
    }

    /// Whether the same rows may back both: purchased energy is reported by location and by contract.
    pub fn may_share_rows(self, other: Self) -> bool {
        matches!((self, other), (Self::Scope2Location, Self::Scope2Market) | (Self::Scope2Market, Self::Scope2Location))
    }
}

/// Consolidation approach of the GHG Protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Boundary {
    /// Operational control.
    Operational,
    /// Financial control.
    Financial,
    /// Equity share.
    Equity,
}

/// How sure the data's verifier is (ISO 14064-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assurance {
    /// Nothing found that speaks against it.
    Limited,
    /// Verified.
    Reasonable,
}

/// 100-year global warming potentials by IPCC assessment report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum GwpSet {
    /// Fourth: CH4 25, N2O 298.
    Ar4,
    /// Fifth: CH4 28, N2O 265.
    Ar5,
    /// Sixth: CH4 27.9, N2O 273.
    Ar6,
}

impl GwpSet {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ar4, Self::Ar5, Self::Ar6];

    /// As it is spelled.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ar4 => "AR4",
            Self::Ar5 => "AR5",
            Self::Ar6 => "AR6",
        }
    }
}

impl From<GwpSet> for factor::Gwp {
    fn from(set: GwpSet) -> Self {
        match set {
            GwpSet::Ar4 => Self::Ar4,
            GwpSet::Ar5 => Self::Ar5,
            GwpSet::Ar6 => Self::Ar6,
        }
    }
}

/// What the amounts of CH4 and N2O in a factor are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GasesBasis {
    /// Mass of the gas, multiplied by its warming potential (US EPA).
    Mass,
    /// Already CO2e (UK Government).
    Co2e,
}

impl From<GasesBasis> for factor::Basis {
    fn from(basis: GasesBasis) -> Self {
        match basis {
            GasesBasis::Mass => Self::Mass,
            GasesBasis::Co2e => Self::Co2e,
        }
    }
}

/// Micrograms of each gas per activity unit; `other` is CO2e.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gases {
    /// Carbon dioxide.
    pub co2: u64,
    /// Methane.
    pub ch4: u64,
    /// Nitrous oxide.
    pub n2o: u64,
    /// All other gases, as CO2e.
    pub other: u64,
}
