//! Points at which a test kills the daemon, to test the restart from the state that is left.
//!
//! `NOTARY_KILL_AT=sent` kills the process with SIGKILL when it reaches the point `sent`; `NOTARY_KILL_AT=sent:3` kills it at
//! the third time. The points are compiled with debug assertions only; in a release build they do nothing. They are not a cargo
//! feature, because then every command that builds the tests of the workspace would have to enable it.

/// All points, in the order in which a claim reaches them.
pub const POINTS: [&str; 8] = ["seen", "fetched", "checked", "decided", "recorded", "sent", "finalized", "done"];

/// Marks a failpoint; kills the process if `NOTARY_KILL_AT` names it.
#[cfg(debug_assertions)]
pub fn reach(name: &str) {
    use std::sync::{
        atomic::{AtomicU32, Ordering},
        OnceLock,
    };
    static TARGET: OnceLock<Option<(String, AtomicU32)>> = OnceLock::new();
    debug_assert!(POINTS.contains(&name), "{name} is not a failpoint");
    let target = TARGET.get_or_init(|| {
        let text = std::env::var("NOTARY_KILL_AT").ok()?;
        let (name, times) = text.split_once(':').unwrap_or((&text, "1"));
        Some((name.to_string(), AtomicU32::new(times.parse().ok()?)))
    });
    if let Some((wanted, left)) = target {
        if wanted == name && left.fetch_sub(1, Ordering::Relaxed) == 1 {
            let _ = signal_hook::low_level::raise(signal_hook::consts::SIGKILL);
        }
    }
}

/// Marks a failpoint; does nothing in a release build.
#[cfg(not(debug_assertions))]
pub fn reach(_: &str) {}
