//! `carbon pool-cases`: reduction pools from a table, each through the compiled program from claims to converted credits.

mod bench;
mod safeguard;
mod table;

pub use safeguard::{convert, Options as SafeguardOptions};

use crate::amount;
use anyhow::{Context, Result};
use bench::{Bench, Verdict};
use clap::{Args, ValueEnum};
use std::{
    io::Write,
    num::NonZero,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};
use table::PoolCase;

/// Columns of the answer.
const COLUMNS: [&str; 8] = ["pool", "member", "net", "verdict", "outcome", "failed_by", "credits", "transactions"];

/// What shares are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Unit {
    /// Tonnes in a pool whose numbers are all whole, else grams.
    Auto,
    /// Grams.
    Gram,
    /// Tonnes.
    Tonne,
}

/// How to run a table of pools.
#[derive(Args)]
pub struct Options {
    /// CSV with the columns pool, member, target, gross, add_back, cured; in tonnes, with decimals to the gram.
    pub file: PathBuf,
    /// Where the answer goes; standard output without it.
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// What shares are counted in.
    #[arg(long, value_enum, default_value = "auto")]
    pub unit: Unit,
}

/// Runs the command.
pub fn run(options: &Options) -> Result<()> {
    let answer = answer(&options.file, options.unit)?;
    match &options.out {
        Some(path) => std::fs::write(path, answer).with_context(|| format!("writing {}", path.display())),
        None => Ok(std::io::stdout().write_all(&answer)?),
    }
}

/// The answer to a table, as CSV: a row for every member, then one without a member for the pool. `net` of a member is its own;
/// verdict and outcome are the pool's; `failed_by` and `transactions` belong to the pool alone.
fn answer(file: &Path, unit: Unit) -> Result<Vec<u8>> {
    let bytes = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let cases = table::parse(&bytes).with_context(|| format!("in {}", file.display()))?;
    let mut csv = csv::Writer::from_writer(vec![]);
    csv.write_record(COLUMNS)?;
    for (case, verdict) in cases.iter().zip(judge(&cases, unit)?) {
        let (met, outcome) = (if verdict.is_met() { "met" } else { "failed" }, format!("{:?}", verdict.totals.outcome));
        for (member, found) in case.members.iter().zip(&verdict.members) {
            let (net, credits) = (amount::format(found.net), amount::format(found.credits.into()));
            csv.write_record([&case.pool, &member.name, &net, met, &outcome, "", &credits, ""])?;
        }
        let (net, failed_by) = (amount::format(verdict.totals.net), amount::format(verdict.failed_by()));
        let (credits, sent) = (amount::format(verdict.credits().into()), verdict.transactions.to_string());
        csv.write_record([&case.pool, "", &net, met, &outcome, &failed_by, &credits, &sent])?;
    }
    Ok(csv.into_inner()?)
}

/// Runs each pool on a ledger of its own, as many at a time as there are processors.
fn judge(cases: &[PoolCase], unit: Unit) -> Result<Vec<Verdict>> {
    let bench = Bench::set_up()?;
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, NonZero::get).min(cases.len().max(1));
    let work = |mut bench: Bench| -> Result<Vec<(usize, Verdict)>> {
        let mut done = vec![];
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = cases.get(index) else { return Ok(done) };
            let verdict = bench.judge(case, unit).with_context(|| format!("pool {:?}", case.pool))?;
            done.push((index, verdict));
        }
    };
    let mut verdicts = std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| bench.fork()).map(|bench| scope.spawn(|| work(bench))).collect();
        let mut all = vec![];
        for worker in running {
            all.extend(worker.join().expect("a worker returns its errors")?);
        }
        anyhow::Ok(all)
    })?;
    verdicts.sort_by_key(|(index, _)| *index);
    Ok(verdicts.into_iter().map(|(_, verdict)| verdict).collect())
}

#[cfg(test)]
mod tests;
