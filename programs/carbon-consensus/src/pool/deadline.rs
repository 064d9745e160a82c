//! The reporting deadline of a pool.

use crate::{
    errors::CarbonError,
    pause::{Deadline, Pause},
};
use anchor_lang::prelude::*;

/// Seconds after the deadline after which anyone may void a pool that is not settled.
pub const VOID_AFTER: i64 = 180 * 86_400;
/// Maximum seconds from the end of the period to the deadline, so that an operator cannot block tokens with a late
/// deadline.
pub const MAX_REPORTING: i64 = 366 * 86_400;

/// What the end of reporting allows. Its last second still counts as reporting.
pub trait ReportingDeadline {
    /// Refuses after reporting has ended.
    fn require_open(&self, pause: &Pause, now: i64) -> Result<()>;
    /// Refuses until reporting has ended.
    fn require_passed(&self, pause: &Pause, now: i64) -> Result<()>;
    /// Whether [`VOID_AFTER`] has passed since the end of reporting.
    fn is_long_past(&self, pause: &Pause, now: i64) -> bool;
}

impl ReportingDeadline for Deadline {
    fn require_open(&self, pause: &Pause, now: i64) -> Result<()> {
        require!(!self.has_passed(pause, now), CarbonError::DeadlinePassed);
        Ok(())
    }

    fn require_passed(&self, pause: &Pause, now: i64) -> Result<()> {
        require!(self.has_passed(pause, now), CarbonError::DeadlineNotPassed);
        Ok(())
    }

    fn is_long_past(&self, pause: &Pause, now: i64) -> bool {
        self.before(-VOID_AFTER).has_passed(pause, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_is_long_past_after_half_a_year() {
        let (deadline, pause) = (Deadline { ends_at: 1_000, paused_before: 0 }, Pause::default());
        assert!(!deadline.is_long_past(&pause, 1_000 + VOID_AFTER));
        assert!(deadline.is_long_past(&pause, 1_001 + VOID_AFTER));
    }
}
