//! The kind of a stream, spelled for JSON.

use carbon_wire::kinds;
use serde::{Deserialize, Serialize};

/// What a stream measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamLabel {
    /// Direct emissions.
    Scope1,
    /// Purchased energy, location-based.
    Scope2Location,
    /// Purchased energy, market-based.
    Scope2Market,
    /// Value-chain emissions of any category.
    Scope3,
    /// Carbon taken up.
    Absorption,
    /// Emissions avoided against a baseline.
    Reduction,
}

/// Without the category of [`kinds::StreamKind::Scope3`]: evidence does not name it.
impl From<kinds::StreamKind> for StreamLabel {
    fn from(kind: kinds::StreamKind) -> Self {
        match kind {
            kinds::StreamKind::Scope1 => Self::Scope1,
            kinds::StreamKind::Scope2Location => Self::Scope2Location,
            kinds::StreamKind::Scope2Market => Self::Scope2Market,
            kinds::StreamKind::Scope3 { .. } => Self::Scope3,
            kinds::StreamKind::Absorption => Self::Absorption,
            kinds::StreamKind::Reduction => Self::Reduction,
        }
    }
}

impl StreamLabel {
    /// Whether its data are emissions, which must cover every day of a year that is closed.
    pub fn is_emission(self) -> bool {
        !matches!(self, Self::Absorption | Self::Reduction)
    }

    /// Whether the same rows may back both: purchased energy is reported by location and by contract.
    pub fn may_share_rows(self, other: Self) -> bool {
        matches!((self, other), (Self::Scope2Location, Self::Scope2Market) | (Self::Scope2Market, Self::Scope2Location))
    }
}
