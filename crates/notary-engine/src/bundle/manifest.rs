//! `manifest.json`: the contents of a bundle. `schema/manifest.schema.json` describes it for other programs.

use super::{kind::Kind, path::RelPath, quote::reason};
use crate::{
    facts::{Boundary, Day, FactorId, GwpSet, Key, Sha256Hash, StreamLabel},
    limits::*,
};
use serde::{Deserialize, Serialize};

/// Name of the manifest in a bundle.
pub const MANIFEST: &str = "manifest.json";
/// Name of the signature in a bundle: ed25519 over [`SIGNED`] and the manifest's sha256, as hex.
pub const SIGNATURE: &str = "manifest.sig";
/// Prefix of the signed message; the manifest's sha256 follows. A signature for another purpose has another prefix.
pub const SIGNED: &[u8] = b"Carbon Consensus evidence bundle v1\n";
/// Value of `format`.
pub const FORMAT: &str = "carbon-evidence";
/// Value of `version`.
pub const VERSION: u32 = 1;

/// A bundle's table of contents. A claim names its sha256, and it names the sha256 of every file, so a claim fixes every byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// Source the data is of.
    pub source: Key,
    /// Consolidation approach the data follows.
    pub boundary: Boundary,
    /// Files of rows.
    pub files: Vec<FileEntry>,
    /// Items that the rows back, one record each.
    pub items: Vec<Item>,
}

/// A file of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Where it is in the bundle.
    pub path: RelPath,
    /// Kind of its rows; decides the columns.
    pub kind: Kind,
    /// Format of the rows.
    pub format: RowFormat,
    /// Its size.
    pub bytes: u64,
    /// Its sha256.
    pub sha256: Sha256Hash,
}

/// Format of a file of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowFormat {
    /// RFC 4180 with a header.
    Csv,
    /// One flat JSON object of strings a line.
    Jsonl,
}

/// The evidence of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Number of the item; the rows and the claim name it.
    pub item: u32,
    /// Kind of its rows.
    pub kind: Kind,
    /// Index of the source's stream; 255 for a baseline.
    pub stream: u8,
    /// Kind of the stream; left out for a baseline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_kind: Option<StreamLabel>,
    /// First day, included.
    pub first_day: Day,
    /// Last day, included.
    pub last_day: Day,
    /// Unit of every row.
    pub unit: String,
    /// Measured or estimated.
    pub basis: Basis,
    /// GWP set of the grams.
    pub gwp: GwpSet,
    /// Factor the claimant used; left out for measured grams.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<FactorId>,
    /// Every meter (plot, account, stack, project part) that belongs to the item.
    pub meters: Vec<String>,
    /// Meters that were in service on a part of the item's days only: exchanged, new, or taken away. The others on all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service: Vec<Service>,
    /// Days on which a meter stood still, with the reason: zeros elsewhere are doubtful.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stops: Vec<Stop>,
}

/// Whether the rows are readings or estimates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Readings: recomputed grams must match exactly.
    Measured,
    /// Estimates: a tolerance applies, never in the claimant's favour.
    Estimated,
}

/// A meter that was in service on a part of the days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The meter.
    pub meter: String,
    /// First day of service, included.
    pub first_day: Day,
    /// Last day of service, included.
    pub last_day: Day,
    /// The reason, such as an exchange and the meter that follows.
    pub reason: String,
}

/// A meter that stood still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// The meter.
    pub meter: String,
    /// First day, included.
    pub first_day: Day,
    /// Last day, included.
    pub last_day: Day,
    /// The reason.
    pub reason: String,
}

impl Manifest {
    /// Reads and validates a manifest.
    ///
    /// # Errors
    /// A sentence on the first thing that is wrong.
    pub fn parse(json: &[u8]) -> Result<Self, String> {
        if json.len() as u64 > MAX_MANIFEST {
            return Err(format!("more than {MAX_MANIFEST} bytes"));
        }
        let manifest: Self = serde_json::from_slice(json).map_err(|error| reason(&error.to_string()))?;
        manifest.validate()?;
        Ok(manifest)
    }

    /// The item of that number.
    pub fn item(&self, item: u32) -> Option<&Item> {
        self.items.iter().find(|entry| entry.item == item)
    }

    fn validate(&self) -> Result<(), String> {
        require(self.format == FORMAT, || format!("format is not {FORMAT}"))?;
        require(self.version == VERSION, || format!("version {} is not {VERSION}", self.version))?;
        require((1..=MAX_FILES).contains(&self.files.len()), || format!("not 1 to {MAX_FILES} files"))?;
        require((1..=MAX_ITEMS).contains(&self.items.len()), || format!("not 1 to {MAX_ITEMS} items"))?;
        let mut bytes = 0u64;
        for (index, file) in self.files.iter().enumerate() {
            let reserved = [MANIFEST, SIGNATURE].contains(&file.path.as_str());
            let twice = self.files[..index].iter().any(|other| other.path == file.path);
            require(!reserved && !twice, || format!("{} is listed twice or reserved", file.path))?;
            require(file.bytes <= MAX_FILE, || format!("{} has more than {MAX_FILE} bytes", file.path))?;
            bytes += file.bytes;
        }
        require(bytes <= MAX_BUNDLE, || format!("more than {MAX_BUNDLE} bytes in all"))?;
        for (index, item) in self.items.iter().enumerate() {
            let twice = self.items[..index].iter().any(|other| other.item == item.item);
            require(!twice, || format!("item {} is listed twice", item.item))?;
            item.validate().map_err(|error| format!("item {}: {error}", item.item))?;
        }
        let meters: usize = self.items.iter().map(|item| item.meters.len() * item.kind.tallies()).sum();
        require(meters <= MAX_METERS, || format!("more than {MAX_METERS} meters"))
    }
}

impl Item {
    /// Number of days, both ends included.
    pub fn days(&self) -> usize {
        (self.last_day.0 - self.first_day.0 + 1) as usize
    }

    /// Whether a meter is declared to stand still on a day.
    pub fn stands_still(&self, meter: &str, day: u32) -> bool {
        self.stops.iter().any(|stop| stop.meter == meter && (stop.first_day.0..=stop.last_day.0).contains(&day))
    }

    /// First and last day on which a meter was in service, within the item's days.
    pub fn in_service(&self, meter: &str) -> (Day, Day) {
        let stated = self.service.iter().find(|service| service.meter == meter);
        stated.map_or((self.first_day, self.last_day), |service| (service.first_day, service.last_day))
    }

    fn validate(&self) -> Result<(), String> {
        require(self.first_day <= self.last_day, || "the first day is after the last".into())?;
        require(self.days() <= carbon_wire::calendar::MAX_YEAR_DAYS, || "longer than a year".into())?;
        require((1..=MAX_METERS).contains(&self.meters.len()), || format!("not 1 to {MAX_METERS} meters"))?;
        require(is_name(&self.unit), || "the unit's name is empty, too long or not plain".into())?;
        for (index, meter) in self.meters.iter().enumerate() {
            require(is_name(meter), || "a meter's name is empty, too long or not plain".into())?;
            require(!self.meters[..index].contains(meter), || format!("meter {meter} is listed twice"))?;
        }
        require(self.stops.len() <= MAX_METERS, || format!("more than {MAX_METERS} stops"))?;
        for (index, service) in self.service.iter().enumerate() {
            require(self.meters.contains(&service.meter), || "a service of a meter that is not the item's".into())?;
            let twice = self.service[..index].iter().any(|other| other.meter == service.meter);
            require(!twice, || format!("meter {} has two times of service", service.meter))?;
            let inside = self.first_day <= service.first_day && service.last_day <= self.last_day;
            require(inside && service.first_day <= service.last_day, || {
                format!("the service of meter {} is not within the item's days", service.meter)
            })?;
            require(!service.reason.trim().is_empty(), || "a service without a reason".into())?;
        }
        for stop in &self.stops {
            require(self.meters.contains(&stop.meter), || "a stop of a meter that is not the item's".into())?;
            require(stop.first_day <= stop.last_day, || "a stop ends before it starts".into())?;
            require(!stop.reason.trim().is_empty(), || "a stop without a reason".into())?;
        }
        Ok(())
    }
}

/// Whether a text can name a meter, an invoice or a unit: letters, digits, ASCII signs and blanks, but no blank at its ends; not
/// too long. So a name cannot hide or reverse the text of a report.
pub fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || c.is_ascii_graphic() || c == ' ';
    (1..=MAX_NAME).contains(&text.len()) && text.trim() == text && text.chars().all(plain)
}

fn require(holds: bool, why: impl FnOnce() -> String) -> Result<(), String> {
    if holds {
        Ok(())
    } else {
        Err(why())
    }
}

#[cfg(test)]
mod tests;
