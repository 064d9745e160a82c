//! Points at which a test kills the daemon, to see what the next one makes of what it left.
//!
//! `NOTARY_KILL_AT=sent` kills the process with SIGKILL when it comes to the point of that name, `NOTARY_KILL_AT=sent:3` when it
//! comes there for the third time. Compiled with debug assertions only: a release knows nothing of it.

/// Every point, in the order in which a claim comes past them.
pub const POINTS: [&str; 8] = ["seen", "fetched", "checked", "decided", "recorded", "sent", "finalized", "done"];

/// Comes past a point.
#[cfg(debug_assertions)]
pub fn point(name: &str) {
    use std::sync::{
        atomic::{AtomicU32, Ordering},
        OnceLock,
    };
    static AIM: OnceLock<Option<(String, AtomicU32)>> = OnceLock::new();
    debug_assert!(POINTS.contains(&name), "{name} is no point");
    let aim = AIM.get_or_init(|| {
        let text = std::env::var("NOTARY_KILL_AT").ok()?;
        let (name, times) = text.split_once(':').unwrap_or((&text, "1"));
        Some((name.to_string(), AtomicU32::new(times.parse().ok()?)))
    });
    if let Some((aimed, left)) = aim {
        if aimed == name && left.fetch_sub(1, Ordering::Relaxed) == 1 {
            let _ = signal_hook::low_level::raise(signal_hook::consts::SIGKILL);
        }
    }
}

/// Comes past a point.
#[cfg(not(debug_assertions))]
pub fn point(_: &str) {}
