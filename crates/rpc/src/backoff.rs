//! How often something is tried again, and how long to wait in between.

use std::{sync::Arc, time::Duration};

/// What waiting is: sleeping, or, in a test, something quicker.
pub type Pause = Arc<dyn Fn(Duration) + Send + Sync>;

/// Sleeps.
pub fn sleeping() -> Pause {
    Arc::new(std::thread::sleep)
}

/// Pauses that double.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// Most tries, at least 1.
    pub tries: u32,
    /// Pause after the first.
    pub first: Duration,
    /// Longest pause.
    pub longest: Duration,
}

impl Default for Backoff {
    /// Six tries in some 15 seconds: a node that restarts is waited for.
    fn default() -> Self {
        Self { tries: 6, first: Duration::from_millis(500), longest: Duration::from_secs(10) }
    }
}

/// Why a try failed, and whether another may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure<E> {
    /// Another may.
    Passing(E),
    /// Another will not.
    Lasting(E),
}

impl Backoff {
    /// The pause after a number of tries.
    pub fn pause(&self, tries: u32) -> Duration {
        let doubled = 1u32.checked_shl(tries.saturating_sub(1)).unwrap_or(u32::MAX);
        self.first.saturating_mul(doubled).min(self.longest)
    }

    /// Tries until it is done, a failure lasts or there are no tries left; gives the last failure and the number of tries.
    pub fn run<T, E>(&self, pause: &Pause, mut attempt: impl FnMut() -> Result<T, Failure<E>>) -> Result<T, (E, u32)> {
        let mut tries = 0;
        loop {
            tries += 1;
            match attempt() {
                Ok(done) => return Ok(done),
                Err(Failure::Lasting(error)) => return Err((error, tries)),
                Err(Failure::Passing(error)) if tries >= self.tries => return Err((error, tries)),
                Err(Failure::Passing(_)) => pause(self.pause(tries)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    const BACKOFF: Backoff = Backoff { tries: 5, first: Duration::from_secs(1), longest: Duration::from_secs(5) };

    /// Runs attempts that come to these ends, and returns what came of it and the pauses.
    fn run(ends: &[Result<u8, Failure<&'static str>>]) -> (Result<u8, (&'static str, u32)>, Vec<u64>) {
        let waited = Arc::new(Mutex::new(vec![]));
        let clock = waited.clone();
        let pause: Pause = Arc::new(move |pause| clock.lock().unwrap().push(pause.as_secs()));
        let mut ends = ends.iter();
        let done = BACKOFF.run(&pause, || *ends.next().expect("no more tries than were prepared"));
        let waited = waited.lock().unwrap().clone();
        (done, waited)
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        let passing = Err(Failure::Passing("busy"));
        assert_eq!(run(&[passing; 5]), (Err(("busy", 5)), vec![1, 2, 4, 5]));
        assert_eq!(BACKOFF.pause(u32::MAX), Duration::from_secs(5));
    }

    #[test]
    fn a_success_and_a_lasting_failure_end_it() {
        assert_eq!(run(&[Ok(7)]), (Ok(7), vec![]));
        let passing = Err(Failure::Passing("busy"));
        assert_eq!(run(&[passing, Ok(7)]), (Ok(7), vec![1]));
        assert_eq!(run(&[passing, Err(Failure::Lasting("no"))]), (Err(("no", 2)), vec![1]));
    }
}
