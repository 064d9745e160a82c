//! `manifest.json`.

use crate::key::Key;
use carbon_wire::calendar::day_number;
use serde::{de::Error, Deserialize, Deserializer};

/// A bundle's table of contents.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: String,
    version: u32,
    /// The source the data is of.
    pub source: Key,
    /// Consolidation approach the data follows.
    pub boundary: String,
    /// Files of rows.
    pub files: Vec<File>,
    /// What the rows back, one record each.
    pub items: Vec<Item>,
}

/// A file of rows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Where it is in the bundle.
    pub path: String,
    /// What its rows are.
    pub kind: Kind,
    /// How they are written.
    pub format: Format,
    /// Its size.
    pub bytes: u64,
    /// Its sha256, hex.
    pub sha256: String,
}

/// What rows are.
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
    /// Account of a project.
    Project,
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// RFC 4180 with a header.
    Csv,
    /// One flat JSON object of strings a line.
    Jsonl,
}

/// What one record rests on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its number.
    pub item: u32,
    /// What its rows are.
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
    /// Readings or somebody's estimate.
    pub basis: Basis,
    /// GWP set of the grams.
    pub gwp: String,
    #[serde(default, rename = "factor")]
    _factor: Option<serde_json::Value>,
    /// Every meter (plot, account, stack, project part) that belongs to it.
    pub meters: Vec<String>,
    #[serde(default, rename = "stops")]
    _stops: Vec<serde_json::Value>,
}

/// Whether the rows are readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// They are: their sum is the record's, exactly.
    Measured,
    /// Estimates: the record may be off, never in its owner's favour.
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

    /// The item of that number, if there is just one.
    pub fn item(&self, number: u32) -> Option<&Item> {
        let mut found = self.items.iter().filter(|item| item.item == number);
        found.next().filter(|_| found.next().is_none())
    }
}

/// Day number of `2024-06-30`, nothing else.
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
    parse_day(&text).ok_or_else(|| D::Error::custom(format!("{text} is no day")))
}
