//! Raw data of records: evidence bundles on disk, their rows, and the grams recomputed from them. `docs/notary-checks.md` has the format.

mod bundles;
mod manifest;
mod rows;
mod sums;
mod units;

pub use bundles::{Bundle, Bundles};
pub use manifest::{parse_day, Item, Manifest};
pub use sums::{recompute, Recomputed, Rule};

use std::fmt;

/// A file of evidence and its fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Path of the file.
    pub file: String,
    /// A sentence on the fault.
    pub what: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.what)
    }
}
