//! How often a request is repeated, and the pauses between attempts.

use std::{sync::Arc, time::Duration};

/// A function that waits: it sleeps, or in a test only records the pause.
pub type Pause = Arc<dyn Fn(Duration) + Send + Sync>;

/// A [`Pause`] that sleeps.
pub fn sleeping() -> Pause {
    Arc::new(std::thread::sleep)
}

/// A number of attempts with pauses that double.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// Maximum number of attempts, at least 1.
    pub tries: u32,
    /// Pause after the first attempt.
    pub first: Duration,
    /// Longest pause.
    pub longest: Duration,
}

impl Default for Backoff {
    /// Six attempts in about 15 seconds, which is enough for a node to restart.
    fn default() -> Self {
        Self { tries: 6, first: Duration::from_millis(500), longest: Duration::from_secs(10) }
    }
}

/// A failed attempt: whether another one may succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure<E> {
    /// Another attempt may succeed.
    Transient(E),
    /// Another attempt will fail too.
    Permanent(E),
}

impl Backoff {
    /// The pause after a number of attempts.
    pub fn pause(&self, tries: u32) -> Duration {
        let doubled = 1u32.checked_shl(tries.saturating_sub(1)).unwrap_or(u32::MAX);
        self.first.saturating_mul(doubled).min(self.longest)
    }

    /// Repeats `attempt` until it succeeds, fails permanently, or the attempts are used up.
    ///
    /// # Errors
    /// The last failure and the number of attempts.
    pub fn run<T, E>(&self, pause: &Pause, mut attempt: impl FnMut() -> Result<T, Failure<E>>) -> Result<T, (E, u32)> {
        let mut tries = 0;
        loop {
            tries += 1;
            match attempt() {
                Ok(result) => return Ok(result),
                Err(Failure::Permanent(error)) => return Err((error, tries)),
                Err(Failure::Transient(error)) if tries >= self.tries => return Err((error, tries)),
                Err(Failure::Transient(_)) => pause(self.pause(tries)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    const BACKOFF: Backoff = Backoff { tries: 5, first: Duration::from_secs(1), longest: Duration::from_secs(5) };

    /// Runs attempts with these results. Returns the final result and the pauses in seconds.
    fn run(results: &[Result<u8, Failure<&'static str>>]) -> (Result<u8, (&'static str, u32)>, Vec<u64>) {
        let waited = Arc::new(Mutex::new(vec![]));
        let clock = waited.clone();
        let pause: Pause = Arc::new(move |pause| clock.lock().unwrap().push(pause.as_secs()));
        let mut results = results.iter();
        let result = BACKOFF.run(&pause, || *results.next().expect("no more attempts than results"));
        let waited = waited.lock().unwrap().clone();
        (result, waited)
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        let transient = Err(Failure::Transient("busy"));
        assert_eq!(run(&[transient; 5]), (Err(("busy", 5)), vec![1, 2, 4, 5]));
        assert_eq!(BACKOFF.pause(u32::MAX), Duration::from_secs(5));
    }

    #[test]
    fn a_success_and_a_permanent_failure_end_it() {
        assert_eq!(run(&[Ok(7)]), (Ok(7), vec![]));
        let transient = Err(Failure::Transient("busy"));
        assert_eq!(run(&[transient, Ok(7)]), (Ok(7), vec![1]));
        assert_eq!(run(&[transient, Err(Failure::Permanent("no"))]), (Err(("no", 2)), vec![1]));
    }
}
