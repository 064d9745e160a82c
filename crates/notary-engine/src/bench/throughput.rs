//! Throughput: metered rows a second that one core reads, hashes, parses and checks, from manifest to report.

use super::{draft::Sealed, profiles::half_hourly, profiles::numbers};
use crate::{checks::check_claim, evidence::Evidence, report::Status};
use std::time::{Duration, Instant};

/// The measurement.
#[derive(Clone, Copy, Debug)]
pub struct Throughput {
    /// Metered rows in the bundle.
    pub rows: u64,
    /// Bytes of rows.
    pub bytes: u64,
    /// Time of the fastest run.
    pub time: Duration,
}

impl Throughput {
    /// Rows a second.
    pub fn rows_per_second(&self) -> f64 {
        self.rows as f64 / self.time.as_secs_f64()
    }
}

/// A bundle of at least `rows` half-hourly rows: as many meters as that takes, one after the other.
pub fn bundle(rows: usize) -> Sealed {
    let mut draft = half_hourly(&mut numbers(1, "throughput"), 365);
    let one = draft.rows().clone();
    draft.item().meters.clear();
    draft.rows().clear();
    let mut meter = 0;
    while draft.rows().len() < rows {
        let name = format!("meter {meter}");
        draft.item().meters.push(name.clone());
        draft.rows().extend(one.iter().cloned().map(|mut row| {
            row[1].clone_from(&name);
            row
        }));
        meter += 1;
    }
    draft.sum_rows();
    draft.finish()
}

/// Checks such a bundle `runs` times in this thread.
///
/// # Panics
/// If the rows do not give the claimed grams, which shows that some rows were not read.
pub fn measure(rows: usize, runs: u32) -> Throughput {
    let sealed = bundle(rows);
    let bytes = sealed.store.0.values().map(|bytes| bytes.len() as u64).sum();
    let mut best = Throughput { rows: 0, bytes, time: Duration::MAX };
    for _ in 0..runs {
        let start = Instant::now();
        let evidence = Evidence::read(&sealed.store).expect("memory is always available");
        let report = check_claim(&sealed.context, &evidence);
        best.time = best.time.min(start.elapsed());
        best.rows = evidence.rows;
        assert_eq!(report.finding("recomputation").map(|finding| finding.status), Some(Status::Pass));
    }
    best
}
