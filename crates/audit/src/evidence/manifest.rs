//! The manifest of an evidence bundle, `manifest.json`.

use crate::key::Key;
use carbon_wire::calendar::day_number;
use serde::{de::Error, Deserialize, Deserializer};

/// A bundle's table of contents.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: String,
    version: u32,
    /// The source of the data.
    pub source: Key,
    /// Consolidation approach of the data.
    pub boundary: String,
    /// Files of rows.
    pub files: Vec<File>,
    /// Items, each the evidence of one record.
    pub items: Vec<Item>,
}

/// A file of rows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Path within the bundle.
    pub path: String,
    /// Kind of its rows.
    pub kind: Kind,
    /// Format of its rows.
    pub format: Format,
    /// Size in bytes.
    pub bytes: u64,
    /// sha256, in hex.
    pub sha256: String,
}

/// Kind of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Meter readings of energy.
    MeteredEnergy,
    /// Fuel used.
    Fuel,
    /// Invoices for energy or fuel.
    Invoices,
    /// Gases measured in a stack.
    StackEmissions,
    /// Carbon stock of forest plots.
    ForestPlots,
    /// CO2 taken out of the air and stored.
    DirectCapture,
    /// Baseline, emissions and leakage of a project.
    Project,
}

/// Format of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// RFC 4180 with a header.
    Csv,
    /// One flat JSON object of strings per line.
    Jsonl,
}

/// The evidence of one record.
///
/// Fields with an underscore are part of the format, which refuses unknown fields, but the audit reads their facts from the chain.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Number of the item.
    pub item: u32,
    /// Kind of its rows.
    pub kind: Kind,
    /// Index of the source's stream.
    pub stream: u8,
    #[serde(default, rename = "stream_kind")]
    _stream_kind: Option<String>,
    /// First day, included.
    #[serde(deserialize_with = "day")]
    pub first_day: u32,
    /// Last day, included.
    #[serde(deserialize_with = "day")]
    pub last_day: u32,
    /// Unit of every row.
    pub unit: String,
    /// Whether the rows are readings or estimates.
    pub basis: Basis,
    /// GWP set of the grams.
    pub gwp: String,
    #[serde(default, rename = "factor")]
    _factor: Option<serde_json::Value>,
    /// All meters (plots, accounts, stacks, project parts) of the item.
    pub meters: Vec<String>,
    /// Meters that were in service on a part of the days only.
    #[serde(default)]
    pub service: Vec<Service>,
    #[serde(default, rename = "stops")]
    _stops: Vec<serde_json::Value>,
}

/// A meter that was in service on a part of the days.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The meter.
    pub meter: String,
    /// First day of service, included.
    #[serde(deserialize_with = "day")]
    pub first_day: u32,
    /// Last day of service, included.
    #[serde(deserialize_with = "day")]
    pub last_day: u32,
    #[serde(rename = "reason")]
    _reason: String,
}

/// Whether rows are readings or estimates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Readings: their sum equals the record exactly.
    Measured,
    /// Estimates: the record may differ, but never in its owner's favour.
    Estimated,
}

impl Manifest {
    /// Reads a manifest.
    pub fn parse(json: &[u8]) -> Result<Self, String> {
        let manifest: Self = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        if (manifest.format.as_str(), manifest.version) != ("carbon-evidence", 1) {
            return Err(format!("{} {} is another format", manifest.format, manifest.version));
        }
        Ok(manifest)
    }

    /// The item with that number, if there is exactly one.
    pub fn item(&self, number: u32) -> Option<&Item> {
        let mut found = self.items.iter().filter(|item| item.item == number);
        found.next().filter(|_| found.next().is_none())
    }
}

/// Day number of a date written as `2024-06-30`; no other form is accepted.
pub fn parse_day(text: &str) -> Option<u32> {
    let [year, month, day]: [&str; 3] = text.split('-').collect::<Vec<_>>().try_into().ok()?;
    let number = |text: &str, len: usize| {
        let plain = text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse::<u16>().ok()).flatten()
    };
    day_number(number(year, 4)?, number(month, 2)? as u8, number(day, 2)? as u8)
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_day(&text).ok_or_else(|| D::Error::custom(format!("{text} is not a day")))
}
