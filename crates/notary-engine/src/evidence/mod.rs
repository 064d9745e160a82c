//! What a bundle says, tallied: the input of the checks. Nothing here judges.

mod coverage;
mod noted;
mod prints;
mod read;
mod tally;

pub use coverage::{Added, Coverage};
pub use noted::Noted;
pub use prints::Prints;
pub use read::{Evidence, Unavailable};
pub use tally::{potential_tenths, ItemTally, MeterTally, Point};
