//! The claim, and the facts that do not come from its evidence: plain structs, so that a daemon can fill them from accounts,
//! the command line from a file and a test by hand. The claimant's bundle has no part in them.

mod history;
mod stream_label;
mod text;
mod year;

pub use carbon_wire::{
    factor::{Basis as GasesBasis, Gases},
    kinds::{Assurance, Boundary, ClaimKind, GwpSet},
};
pub use history::{EarlierRecord, ElsewhereRecord, History, SeenItem};
pub use stream_label::StreamLabel;
pub use text::{Day, Fingerprint, Key, Sha256Hash};
pub use year::{YearFacts, YearRecord, YearStream};

use carbon_wire::{factor::Rounding, quantity::Grams};
use serde::{Deserialize, Serialize};

/// All facts that the checks use and that do not come from the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// The claim, from its account.
    pub claim: Claim,
    /// The source it is about, from its account.
    pub source: Source,
    /// The registry's policy.
    pub registry: Registry,
    /// Every published factor of the stream's family.
    pub factors: Vec<Factor>,
    /// Earlier records and items.
    #[serde(default)]
    pub history: History,
}

/// A claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Kind of the claim.
    pub kind: ClaimKind,
    /// Index of the source's stream; 255 for a baseline.
    pub stream: u8,
    /// First day, included.
    pub first_day: Day,
    /// Last day, included.
    pub last_day: Day,
    /// Grams CO2e.
    pub grams: u64,
    /// How they were found.
    pub quantity: Quantity,
    /// Claimed assurance of the data's verifier.
    pub assurance: Assurance,
    /// Data provider whose signature the claim names.
    pub provider: Option<Key>,
    /// sha256 of the bundle's manifest.
    pub evidence_sha256: Sha256Hash,
    /// Item of the bundle.
    pub item: u32,
}

/// How a claim's grams were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Quantity {
    /// Activity × factor.
    Activity {
        /// Millionths of the factor's unit.
        amount: u64,
        /// The factor.
        factor: FactorId,
    },
    /// Measured CO2e.
    Measured {
        /// Number of the method in the registry's published list.
        method: u32,
        /// GWP set of the measurement.
        gwp: GwpSet,
    },
}

/// The source of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Address.
    pub key: Key,
    /// Consolidation approach it is registered with.
    pub boundary: Boundary,
    /// Kind of the claim's stream; `None` for a baseline.
    pub stream_kind: Option<StreamLabel>,
    /// Family of factors the claim's stream uses; `None` for a baseline.
    pub factor_family: Option<u32>,
}

/// The parts of a registry's policy that concern evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// GWP set of every factor and measurement.
    pub gwp: GwpSet,
    /// Month (1–12) on whose first day a reporting year starts.
    pub year_start_month: u8,
    /// Keys of listed data providers.
    pub providers: Vec<Key>,
}

/// Names a version of a factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorId {
    /// Family: the activity that the factor is for.
    pub family: u32,
    /// Version within the family.
    pub edition: u16,
}

/// A published emission factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    /// Family and edition.
    pub id: FactorId,
    /// Name and source.
    pub name: String,
    /// Activity unit, a name of [`crate::units::UNITS`].
    pub unit: String,
    /// Micrograms of each gas per unit.
    pub gases: Gases,
    /// Whether methane and nitrous oxide are masses or CO2e.
    pub basis: GasesBasis,
    /// GWP set it is meant for.
    pub gwp: GwpSet,
    /// First day it may be used for.
    pub valid_from: Day,
    /// Last day.
    pub valid_until: Day,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
}

impl Factor {
    /// Grams CO2e of an activity in millionths of the unit.
    pub fn grams(&self, activity: u64, rounding: Rounding) -> Option<Grams> {
        self.gases.grams(activity, self.basis, self.gwp, rounding)
    }

    /// Whether it may be used for every day of a period.
    pub fn covers(&self, first_day: Day, last_day: Day) -> bool {
        self.valid_from <= first_day && last_day <= self.valid_until
    }
}

impl Context {
    /// Reads a context from JSON.
    ///
    /// # Errors
    /// Place and kind of the first error.
    pub fn parse(json: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(json)
    }

    /// The claim's factor among the published ones.
    pub fn factor(&self) -> Option<&Factor> {
        match self.claim.quantity {
            Quantity::Activity { factor: id, .. } => self.factors.iter().find(|factor| factor.id == id),
            Quantity::Measured { .. } => None,
        }
    }
}
