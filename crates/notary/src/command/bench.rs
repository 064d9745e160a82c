//! `notary bench`: measures the engine.

use anyhow::Result;
use carbon_notary_engine::bench::{
    folder::{score_folders, write_folders},
    real::{score_series, RealScore},
    score::{score, Score},
    throughput::measure,
};
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Options of `notary bench`.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// Score the bundles in this folder instead of generated bundles: one folder per bundle, labels in DIR/labels.json. The
    /// labels are read only after the checks have run.
    #[arg(long, value_name = "DIR", conflicts_with = "write")]
    bundles: Option<PathBuf>,
    /// Measure on real series instead: a folder with INDEX.csv, a file for each of its series, and campus-monthly.csv. Cuts them into
    /// clean claims and puts documented faults into them.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["write", "bundles"])]
    series: Option<PathBuf>,
    /// With --series: print the figures as JSON.
    #[arg(long, requires = "series")]
    json: bool,
    /// Write generated bundles with their labels to this new folder, without scoring.
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
    /// Seed of the generated bundles.
    #[arg(long, default_value_t = 2020)]
    seed: u64,
    /// Number of bundles per kind of corruption.
    #[arg(long, value_name = "N", default_value_t = 25)]
    corrupted: usize,
    /// Number of clean bundles per profile.
    #[arg(long, value_name = "N", default_value_t = 100)]
    clean: usize,
    /// Number of metered rows for measuring throughput; 0 skips it.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    rows: usize,
}

/// Highest share of false alarms among clean bundles, in per cent.
const MAX_FALSE_ALARMS: f64 = 1.0;
/// Lowest throughput, in metered rows per second.
const MIN_ROWS: f64 = 1_000_000.0;
/// Number of runs. The fastest counts, because other processes share the machine.
const RUNS: u32 = 5;

/// Highest share of alarms about clean claims of real series, in per cent.
const MAX_REAL_ALARMS: f64 = 5.0;
/// Lowest share of material faults in real series, of those that can be shown, that are not approved, in per cent.
const MIN_REAL_DETECTION: f64 = 95.0;

/// Measures the checks and prints the figures.
pub fn run(options: &Options) -> Result<ExitCode> {
    if let Some(dir) = &options.write {
        let count = write_folders(dir, options.seed, options.corrupted, options.clean)?;
        println!("{count} bundles in {}", dir.display());
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(dir) = &options.series {
        return real(dir, options);
    }
    let scored = match &options.bundles {
        Some(dir) => score_folders(dir)?,
        None => score(options.seed, options.corrupted, options.clean),
    };
    print(&scored.lines())?;
    let fast = options.bundles.is_some() || options.rows == 0 || throughput(options.rows);
    Ok(if met(&scored) && fast { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

fn real(dir: &Path, options: &Options) -> Result<ExitCode> {
    let score = score_series(dir, options.seed)?;
    print(&if options.json { vec![serde_json::to_string_pretty(&score)?] } else { score.lines() })?;
    let RealScore { clean, faults } = &score;
    let alarms = [&clean.fine, &clean.monthly].map(|clean| clean.alarm_rate());
    let met = alarms.iter().all(|rate| *rate <= MAX_REAL_ALARMS) && faults.material.caught() >= MIN_REAL_DETECTION;
    Ok(if met { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// Prints lines. A reader that closes the pipe has seen enough.
fn print(lines: &[String]) -> Result<()> {
    let text = lines.join("\n") + "\n";
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result?),
    }
}

fn met(scored: &Score) -> bool {
    for tally in scored.missed() {
        println!("MISSED {}: {} of {}", tally.kind, tally.bundles - tally.detected, tally.bundles);
    }
    scored.missed().next().is_none() && scored.alarms.rate() < MAX_FALSE_ALARMS
}

fn throughput(rows: usize) -> bool {
    let measured = measure(rows, RUNS);
    let speed = measured.rows_per_second();
    println!(
        "throughput: {} rows ({} MB) in {:.2} s on one core, {:.2} million rows per second",
        measured.rows,
        measured.bytes / 1_000_000,
        measured.time.as_secs_f64(),
        speed / 1e6
    );
    speed >= MIN_ROWS
}
