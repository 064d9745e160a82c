//! Ranges of serials of one record that were burned as credit.

use crate::errors::{CarbonError, OrOverflow};
use anchor_lang::prelude::*;

/// Maximum number of ranges, so that a look at all of them stays within one transaction.
pub const MAX_RANGES: usize = 32;

/// Serials from `start`, included, to `end`, excluded.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct SerialRange {
    /// First serial (gram of the record), included.
    pub start: u64,
    /// Last serial, excluded.
    pub end: u64,
}

/// Disjoint ranges of serials of one record. Ranges that touch are one range.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Debug, Default, PartialEq, Eq)]
pub struct Serials {
    /// The ranges, in the order in which they were begun.
    #[max_len(MAX_RANGES)]
    pub ranges: Vec<SerialRange>,
}

impl Serials {
    /// Adds serials that no range has. Returns whether they begin a new range.
    ///
    /// # Errors
    /// `TooManyRanges`
    pub fn add(&mut self, start: u64, end: u64) -> Result<bool> {
        if let Some(before) = self.ranges.iter_mut().find(|range| range.end == start) {
            before.end = end;
            return Ok(false);
        }
        if let Some(after) = self.ranges.iter_mut().find(|range| range.start == end) {
            after.start = start;
            return Ok(false);
        }
        require!(self.ranges.len() < MAX_RANGES, CarbonError::TooManyRanges);
        self.ranges.push(SerialRange { start, end });
        Ok(true)
    }

    /// Number of serials, one gram each, that are void if the record has this number of valid grams.
    pub fn void(&self, valid_grams: u64) -> Result<u64> {
        // `clamp` keeps the subtraction from underflowing.
        let void = |range: &SerialRange| range.end - valid_grams.clamp(range.start, range.end);
        self.ranges.iter().try_fold(0u64, |sum, range| sum.checked_add(void(range))).or_overflow()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_touch_are_one() {
        let mut serials = Serials::default();
        assert!(serials.add(10, 20).unwrap() && serials.add(30, 40).unwrap());
        assert!(!serials.add(20, 25).unwrap() && !serials.add(28, 30).unwrap());
        assert_eq!(serials.ranges, [SerialRange { start: 10, end: 25 }, SerialRange { start: 28, end: 40 }]);
        assert_eq!(
            [50, 40, 39, 28, 26, 24, 10, 0].map(|valid| serials.void(valid).unwrap()),
            [0, 0, 1, 12, 12, 13, 27, 27]
        );
    }

    #[test]
    fn the_number_of_ranges_is_limited() {
        let mut serials = Serials::default();
        for index in 0..MAX_RANGES as u64 {
            assert!(serials.add(3 * index, 3 * index + 1).unwrap());
        }
        assert_eq!(serials.add(1_000, 1_001).unwrap_err(), error!(CarbonError::TooManyRanges));
        assert!(!serials.add(1, 2).unwrap(), "next to a range");
    }
}
