//! `notary bench`: the engine's figures.

use anyhow::Result;
use carbon_notary_engine::bench::{
    folder::{score_folders, write_folders},
    score::{score, Score},
    throughput::measure,
};
use std::{path::PathBuf, process::ExitCode};

/// Options of `notary bench`.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// Score the bundles in this folder instead of generated ones: one folder each, labels in DIR/labels.json, which is opened
    /// only after the checks have run.
    #[arg(long, value_name = "DIR", conflicts_with = "write")]
    bundles: Option<PathBuf>,
    /// Write generated bundles with their labels to this new folder, and score nothing.
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
    /// Seed of generated bundles.
    #[arg(long, default_value_t = 2020)]
    seed: u64,
    /// Bundles of each kind of corruption.
    #[arg(long, value_name = "N", default_value_t = 25)]
    corrupted: usize,
    /// Clean bundles of each profile.
    #[arg(long, value_name = "N", default_value_t = 100)]
    clean: usize,
    /// Metered rows to measure throughput with; 0 leaves it out.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    rows: usize,
}

/// Share of clean bundles that may be false alarms, in per cent.
const MAX_FALSE_ALARMS: f64 = 1.0;
/// Metered rows a second.
const MIN_ROWS: f64 = 1_000_000.0;
/// Runs of which the fastest counts: others share the machine.
const RUNS: u32 = 5;

/// Measures and prints.
pub fn run(options: &Options) -> Result<ExitCode> {
    if let Some(dir) = &options.write {
        let count = write_folders(dir, options.seed, options.corrupted, options.clean)?;
        println!("{count} bundles in {}", dir.display());
        return Ok(ExitCode::SUCCESS);
    }
    let scored = match &options.bundles {
        Some(dir) => score_folders(dir)?,
        None => score(options.seed, options.corrupted, options.clean),
    };
    scored.lines().iter().for_each(|line| println!("{line}"));
    let fast = options.bundles.is_some() || options.rows == 0 || throughput(options.rows);
    Ok(if met(&scored) && fast { ExitCode::SUCCESS } else { ExitCode::from(2) })
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
        "throughput: {} rows ({} MB) in {:.2} s on one core, {:.2} million rows a second",
        measured.rows,
        measured.bytes / 1_000_000,
        measured.time.as_secs_f64(),
        speed / 1e6
    );
    speed >= MIN_ROWS
}
