//! A proposed year closing, and the records of the year.

use super::{ClaimKind, Day, EarlierRecord, Key, StreamLabel};
use serde::{Deserialize, Serialize};

/// A proposed year closing, with the records of the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearFacts {
    /// The source.
    pub source: Key,
    /// Reporting year, named by the calendar year in which it starts.
    pub year: u16,
    /// Month (1–12) on whose first day it starts.
    pub year_start_month: u8,
    /// Emitted grams, as proposed.
    pub emitted: u64,
    /// Add-back grams, as proposed.
    pub add_back: u64,
    /// Every stream the source declares.
    pub streams: Vec<YearStream>,
    /// Every record of the source and year.
    pub records: Vec<YearRecord>,
    /// Claims of the source and year that wait for a decision.
    pub pending_claims: u32,
    /// Records of earlier years.
    #[serde(default)]
    pub history: Vec<EarlierRecord>,
}

/// A declared stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearStream {
    /// Kind of the stream.
    pub kind: StreamLabel,
    /// Whether its grams count as emitted (scope 1 and the policy's scope-2 method) or are disclosed only.
    pub counts: bool,
}

/// A record of the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearRecord {
    /// Kind of the claim.
    pub kind: ClaimKind,
    /// Stream of the source.
    pub stream: u8,
    /// First day, included.
    pub first_day: Day,
    /// Last day, included.
    pub last_day: Day,
    /// Grams that count today (after restatements).
    pub grams: u64,
    /// Meters whose rows it came from.
    #[serde(default)]
    pub meters: Vec<String>,
}
