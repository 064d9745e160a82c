//! The reporting deadline of a pool.

use crate::{errors::CarbonError, pause::Pause};
use anchor_lang::prelude::*;

/// Seconds after the deadline after which anyone may void a pool that is not settled.
pub const VOID_AFTER: i64 = 180 * 86_400;
/// Maximum seconds from the end of the period to the deadline, so that an operator cannot block tokens with a late
/// deadline.
pub const MAX_REPORTING: i64 = 366 * 86_400;

/// End of reporting. Pauses move it by their length.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deadline {
    /// Last second of reporting, without pauses.
    pub ends_at: i64,
    /// Total seconds of pause when the deadline was set.
    pub paused_before: i64,
}

impl Deadline {
    /// Whether reporting is over.
    pub fn has_passed(&self, pause: &Pause, now: i64) -> bool {
        now > self.ends_at + pause.seconds(now) - self.paused_before
    }

    /// Refuses after reporting has ended.
    pub fn require_open(&self, pause: &Pause, now: i64) -> Result<()> {
        require!(!self.has_passed(pause, now), CarbonError::DeadlinePassed);
        Ok(())
    }

    /// Refuses until reporting has ended.
    pub fn require_passed(&self, pause: &Pause, now: i64) -> Result<()> {
        require!(self.has_passed(pause, now), CarbonError::DeadlineNotPassed);
        Ok(())
    }

    /// The deadline that ends the given seconds earlier.
    pub fn before(&self, seconds: i64) -> Self {
        Self { ends_at: self.ends_at - seconds, ..*self }
    }

    /// Whether [`VOID_AFTER`] has passed since the deadline.
    pub fn is_long_past(&self, pause: &Pause, now: i64) -> bool {
        self.before(-VOID_AFTER).has_passed(pause, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_second_counts_and_a_pause_moves_it() {
        let deadline = Deadline { ends_at: 1_000, paused_before: 50 };
        let before = Pause { total_seconds: 50, ..Pause::default() };
        assert!(!deadline.has_passed(&before, 1_000) && deadline.has_passed(&before, 1_001));
        let paused = Pause { total_seconds: 150, ..Pause::default() };
        assert!(!deadline.has_passed(&paused, 1_100) && deadline.has_passed(&paused, 1_101));
        assert!(!deadline.is_long_past(&before, 1_000 + VOID_AFTER));
        assert!(deadline.is_long_past(&before, 1_001 + VOID_AFTER));
    }
}
