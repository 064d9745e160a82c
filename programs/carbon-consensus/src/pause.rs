//! The guardian's pause, and how it extends deadlines.

use crate::errors::CarbonError;
use anchor_lang::prelude::*;

/// Seconds after which a pause ends by itself, so that a lost guardian key cannot freeze a registry forever.
pub const PAUSE_LAPSE: i64 = 14 * 86_400;
/// Seconds after the end of a pause before the next may begin.
pub const PAUSE_COOLDOWN: i64 = 30 * 86_400;

/// What deadlines need to know about a registry's pauses.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pause {
    /// Unix time at which the current pause began; 0 without a pause.
    pub began_at: i64,
    /// Unix time at which the last pause ended; 0 before the first pause ended.
    pub last_ended_at: i64,
    /// Total seconds of all ended pauses.
    pub total_seconds: i64,
    /// Unix time at which the last ended pause began; 0 before the first pause ended.
    pub last_began_at: i64,
}

impl Pause {
    /// Whether the registry is paused at `now`.
    pub fn is_active(&self, now: i64) -> bool {
        self.began_at != 0 && now < self.began_at + PAUSE_LAPSE
    }

    /// Total seconds of pause up to `now`. A deadline moves by the increase of this value.
    pub fn seconds(&self, now: i64) -> i64 {
        let current = if self.began_at == 0 { 0 } else { now.min(self.began_at + PAUSE_LAPSE) - self.began_at };
        self.total_seconds + current
    }

    /// The end of a time that ends at `instant`. If a pause has begun before and lasts beyond it, the end is later by the length
    /// of the pause, so that the time which the pause took away follows it. Earlier pauses do not move it.
    pub fn extended(&self, instant: i64, now: i64) -> i64 {
        let current = (self.began_at, now.min(self.began_at + PAUSE_LAPSE));
        let last = (self.last_began_at, self.last_ended_at);
        // Without a pause, the first two are zero, and the pause is empty.
        let over =
            [current, last].into_iter().find(|(began, ended)| *began != 0 && (*began..*ended).contains(&instant));
        over.map_or(instant, |(began, ended)| instant + ended - began)
    }

    /// Begins a pause.
    pub fn begin(&mut self, now: i64) -> Result<()> {
        require!(!self.is_active(now), CarbonError::Paused);
        self.book(now);
        require!(self.last_ended_at == 0 || now >= self.last_ended_at + PAUSE_COOLDOWN, CarbonError::PauseCooldown);
        self.began_at = now;
        Ok(())
    }

    /// Ends the current pause.
    pub fn end(&mut self, now: i64) -> Result<()> {
        require!(self.is_active(now), CarbonError::NotPaused);
        self.book(now);
        Ok(())
    }

    /// Adds the current pause to the total, up to `now` or to its lapse.
    fn book(&mut self, now: i64) {
        if self.began_at != 0 {
            self.total_seconds = self.seconds(now);
            self.last_ended_at = now.min(self.began_at + PAUSE_LAPSE);
            self.last_began_at = self.began_at;
            self.began_at = 0;
        }
    }
}

/// A time limit. Pauses move it by their length.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deadline {
    /// Last second of the limit, without pauses.
    pub ends_at: i64,
    /// Total seconds of pause when the limit was set.
    pub paused_before: i64,
}

impl Deadline {
    /// The limit that ends `seconds` after `now`.
    pub fn after(seconds: i64, pause: &Pause, now: i64) -> Self {
        Self { ends_at: now + seconds, paused_before: pause.seconds(now) }
    }

    /// Whether the limit has passed.
    pub fn has_passed(&self, pause: &Pause, now: i64) -> bool {
        now > self.ends_at + pause.seconds(now) - self.paused_before
    }

    /// The limit that ends the given seconds earlier.
    pub fn before(&self, seconds: i64) -> Self {
        Self { ends_at: self.ends_at - seconds, ..*self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_700_000_000;

    #[test]
    fn a_pause_stretches_deadlines_by_its_length() {
        let mut pause = Pause::default();
        pause.begin(START).unwrap();
        assert!(pause.is_active(START + 100));
        assert_eq!(pause.seconds(START + 100), 100);
        pause.end(START + 100).unwrap();
        assert!(!pause.is_active(START + 100));
        assert_eq!(pause.seconds(START + 10_000), 100);
    }

    #[test]
    fn a_pause_lapses_and_then_cools_down_from_its_lapse() {
        let mut pause = Pause::default();
        pause.begin(START).unwrap();
        let lapsed = START + PAUSE_LAPSE;
        assert!(pause.is_active(lapsed - 1) && !pause.is_active(lapsed));
        assert_eq!(pause.seconds(lapsed + 5), PAUSE_LAPSE);
        assert_eq!(pause.end(lapsed).unwrap_err(), error!(CarbonError::NotPaused));
        assert_eq!(pause.begin(lapsed + PAUSE_COOLDOWN - 1).unwrap_err(), error!(CarbonError::PauseCooldown));
        pause.begin(lapsed + PAUSE_COOLDOWN).unwrap();
        assert_eq!(pause.seconds(lapsed + PAUSE_COOLDOWN + 7), PAUSE_LAPSE + 7);
    }

    #[test]
    fn a_pause_over_an_instant_gives_its_time_back_afterwards() {
        let mut pause = Pause::default();
        assert_eq!(pause.extended(START, START), START);
        pause.begin(START).unwrap();
        let instants = [START - 1, START, START + 99, START + 100];
        assert_eq!(
            instants.map(|at| pause.extended(at, START + 100)),
            [START - 1, START + 100, START + 199, START + 100]
        );
        pause.end(START + 100).unwrap();
        assert_eq!(
            instants.map(|at| pause.extended(at, START + 500)),
            [START - 1, START + 100, START + 199, START + 100]
        );
        // A pause that lapsed and was not booked yet.
        let lapsed = Pause { began_at: START, ..Pause::default() };
        assert_eq!(lapsed.extended(START + 5, START + 2 * PAUSE_LAPSE), START + 5 + PAUSE_LAPSE);
    }

    #[test]
    fn a_limit_counts_to_its_last_second_and_a_pause_moves_it() {
        let limit = Deadline { ends_at: 1_000, paused_before: 50 };
        let before = Pause { total_seconds: 50, ..Pause::default() };
        assert!(!limit.has_passed(&before, 1_000) && limit.has_passed(&before, 1_001));
        let paused = Pause { total_seconds: 150, ..Pause::default() };
        assert!(!limit.has_passed(&paused, 1_100) && limit.has_passed(&paused, 1_101));
        assert_eq!(Deadline::after(5, &paused, 1_000), Deadline { ends_at: 1_005, paused_before: 150 });
    }

    #[test]
    fn a_second_pause_is_refused_while_one_is_in_force() {
        let mut pause = Pause::default();
        pause.begin(START).unwrap();
        assert_eq!(pause.begin(START + 1).unwrap_err(), error!(CarbonError::Paused));
    }
}
