//! Earlier records and items: the engine's memory, as a value.

use super::{ClaimKind, Day, Fingerprint, Key, StreamLabel};
use serde::{Deserialize, Serialize};

/// Facts from earlier claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// Records of the claim's own source.
    #[serde(default)]
    pub records: Vec<EarlierRecord>,
    /// Rows of every item that backs a record, of all sources of all registries the engine serves; not those of this claim
    /// or of claims that were not approved.
    #[serde(default)]
    pub seen: Vec<SeenItem>,
    /// Records of other registries of the program with the claim's evidence and a valid gram.
    #[serde(default)]
    pub elsewhere: Vec<ElsewhereRecord>,
}

/// A record of another registry that names the same bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElsewhereRecord {
    /// The registry.
    pub registry: Key,
    /// Name for people, such as the record's address.
    pub name: String,
    /// Item of the bundle that backs it.
    pub item: u32,
}

/// An earlier record of the same source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierRecord {
    /// Kind of the claim.
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
    /// Its grams by calendar month, from that of the first day on; empty if they are not known.
    #[serde(default)]
    pub months: Vec<u64>,
}

/// The rows of an item that backs a record, as fingerprints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenItem {
    /// Its source.
    pub source: Key,
    /// Kind of its stream.
    pub stream_kind: Option<StreamLabel>,
    /// Name for people, such as a record's address.
    pub name: String,
    /// Fingerprints of meter, time and amount, sorted.
    pub rows: Vec<Fingerprint>,
    /// Fingerprints of time and amount, without the meter's name, sorted.
    pub amounts: Vec<Fingerprint>,
}
