//! Raw data of records: bundles on disk, their rows, and what these come to. The format is that of `docs/notary.md`.

mod bundles;
mod manifest;
mod rows;
mod sums;
mod units;

pub use bundles::{Bundle, Bundles};
pub use manifest::{parse_day, Item, Manifest};
pub use sums::{recompute, Come, Rule};

use std::fmt;

/// What is wrong with a file of evidence, and which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Path of the file, as found.
    pub file: String,
    /// A sentence.
    pub what: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.what)
    }
}
