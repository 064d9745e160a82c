//! What was recorded and seen before: the engine's memory, as a value.

use super::{ClaimKind, Day, Key, Print, StreamKind};
use serde::{Deserialize, Serialize};

/// What is known from earlier claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// Records of the claim's own source.
    #[serde(default)]
    pub records: Vec<PastRecord>,
    /// Rows of every item that backs a record, of all sources of all registries the engine serves; not those of this claim,
    /// nor of claims that came to nothing.
    #[serde(default)]
    pub seen: Vec<SeenItem>,
}

/// An earlier record of the same source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastRecord {
    /// What was claimed.
    pub kind: ClaimKind,
    /// Stream of the source.
    pub stream: u8,
    /// First day, included.
    pub first_day: Day,
    /// Last day, included.
    pub last_day: Day,
    /// Grams CO2e.
    pub grams: u64,
    /// Meters whose rows it came from.
    #[serde(default)]
    pub meters: Vec<String>,
}

/// The rows of an item that backs a record, as fingerprints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenItem {
    /// Its source.
    pub source: Key,
    /// What its stream measures.
    pub stream_kind: Option<StreamKind>,
    /// What a person finds it by, such as a record's address.
    pub name: String,
    /// Fingerprints of meter, time and amount, sorted.
    pub rows: Vec<Print>,
    /// Fingerprints of time and amount, whatever the meter's name, sorted.
    pub amounts: Vec<Print>,
}
