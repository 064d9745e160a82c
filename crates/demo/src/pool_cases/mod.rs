//! `carbon pool-cases`: runs reduction pools from a table through the compiled program, from claims to converted credits.

mod runner;
mod safeguard;
mod table;

pub use safeguard::{convert, Options as SafeguardOptions};

use crate::amount;
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use runner::{PoolResult, PoolRunner};
use std::{
    io::Write,
    num::NonZero,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};
use table::PoolCase;

/// Columns of the result table.
const COLUMNS: [&str; 8] = ["pool", "member", "net", "duty", "outcome", "failed_by", "credits", "transactions"];

/// Unit in which the members' shares are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Unit {
    /// Tonnes for a pool without fractions of a tonne, otherwise grams.
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
    /// File for the result; standard output without it.
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Unit in which the members' shares are computed.
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

/// The result as CSV: a row for every member, then one without a member for the pool. `net` and `credits` are those of the row;
/// duty and outcome are the pool's; only the pool's row has `failed_by` and `transactions`.
fn answer(file: &Path, unit: Unit) -> Result<Vec<u8>> {
    let bytes = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let cases = table::parse(&bytes).with_context(|| format!("in {}", file.display()))?;
    let mut csv = csv::Writer::from_writer(vec![]);
    csv.write_record(COLUMNS)?;
    for (case, result) in cases.iter().zip(run_all(&cases, unit)?) {
        let (met, outcome) = (if result.is_met() { "met" } else { "failed" }, format!("{:?}", result.totals.outcome));
        for (member, found) in case.members.iter().zip(&result.members) {
            let (net, credits) = (amount::format(found.net), amount::format(found.credits.into()));
            csv.write_record([&case.pool, &member.name, &net, met, &outcome, "", &credits, ""])?;
        }
        let (net, failed_by) = (amount::format(result.totals.net), amount::format(result.failed_by()));
        let (credits, sent) = (amount::format(result.credits().into()), result.transactions.to_string());
        csv.write_record([&case.pool, "", &net, met, &outcome, &failed_by, &credits, &sent])?;
    }
    Ok(csv.into_inner()?)
}

/// Runs each pool in a copy of the runtime, as many at once as there are processors.
fn run_all(cases: &[PoolCase], unit: Unit) -> Result<Vec<PoolResult>> {
    let runner = PoolRunner::set_up()?;
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, NonZero::get).min(cases.len().max(1));
    let work = |mut runner: PoolRunner| -> Result<Vec<(usize, PoolResult)>> {
        let mut done = vec![];
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = cases.get(index) else { return Ok(done) };
            let result = runner.run_on_fork(case, unit).with_context(|| format!("pool {:?}", case.pool))?;
            done.push((index, result));
        }
    };
    let mut results = std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| runner.fork()).map(|runner| scope.spawn(|| work(runner))).collect();
        let mut all = vec![];
        for worker in running {
            all.extend(worker.join().expect("a worker returns its errors")?);
        }
        anyhow::Ok(all)
    })?;
    results.sort_by_key(|(index, _)| *index);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests;
