//! The contents of a bundle, tallied: the input of the checks. This module decides nothing.

mod counted_examples;
mod coverage;
mod fingerprints;
mod read;
mod tally;

pub use counted_examples::CountedExamples;
pub use coverage::{Added, Coverage};
pub use fingerprints::Fingerprints;
pub use read::{Evidence, Unavailable};
pub use tally::{potential_tenths, ItemTally, MeterTally, Point};
