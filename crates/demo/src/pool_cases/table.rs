//! The table of pools, with a row for each member.

use crate::amount;
use anyhow::{ensure, Context, Result};
use carbon_wire::pool::MAX_MEMBERS;

/// Columns of the table.
pub const COLUMNS: [&str; 6] = ["pool", "member", "target", "gross", "add_back", "cured"];

/// A pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolCase {
    /// Its name.
    pub pool: String,
    /// Its members, in the order of the table.
    pub members: Vec<MemberCase>,
}

/// A member and its figures, in grams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberCase {
    /// Its name.
    pub name: String,
    /// Target, which is the baseline too.
    pub target: u64,
    /// Emissions.
    pub gross: u64,
    /// Credits issued elsewhere.
    pub add_back: u64,
    /// Credits burned into the pool.
    pub cured: u64,
}

impl MemberCase {
    fn figures(&self) -> [u64; 4] {
        [self.target, self.gross, self.add_back, self.cured]
    }

    /// Grams that it claims as a reduction: the grams below its target.
    pub fn reduced(&self) -> u64 {
        // A member above its target has reduced nothing.
        self.target.saturating_sub(self.gross).saturating_sub(self.add_back)
    }

    /// Whether no figure has a fraction of a tonne.
    pub fn is_whole(&self) -> bool {
        self.figures().iter().all(|grams| grams.is_multiple_of(carbon_wire::quantity::GRAMS_PER_TONNE))
    }
}

/// Reads a table; each error names its line.
pub fn parse(bytes: &[u8]) -> Result<Vec<PoolCase>> {
    let mut csv = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let columns = csv.headers().context("line 1")?;
    ensure!(columns.iter().eq(COLUMNS), "line 1: the columns must be {}", COLUMNS.join(","));
    let mut cases: Vec<PoolCase> = vec![];
    for row in csv.records() {
        // The error of a row that is not CSV has the line already.
        let row = row?;
        let line = row.position().map_or(0, |at| at.line());
        add(&mut cases, &row).with_context(|| format!("line {line}"))?;
    }
    ensure!(!cases.is_empty(), "there are no rows");
    Ok(cases)
}

fn add(cases: &mut Vec<PoolCase>, row: &csv::StringRecord) -> Result<()> {
    let [pool, name] = [0, 1].map(|index| row.get(index).unwrap_or_default().to_string());
    ensure!(!pool.is_empty(), "the pool has no name");
    ensure!(!name.is_empty(), "the member has no name");
    let mut figures = [0; 4];
    for (index, figure) in figures.iter_mut().enumerate() {
        let column = COLUMNS[index + 2];
        *figure = amount::parse(row.get(index + 2).unwrap_or_default()).with_context(|| column)?;
    }
    let [target, gross, add_back, cured] = figures;
    let member = MemberCase { name, target, gross, add_back, cured };
    let Some(case) = cases.iter_mut().find(|case| case.pool == pool) else {
        cases.push(PoolCase { pool, members: vec![member] });
        return Ok(());
    };
    ensure!(case.members.iter().all(|known| known.name != member.name), "{:?} is in the pool already", member.name);
    ensure!(case.members.len() < MAX_MEMBERS, "a pool has at most {MAX_MEMBERS} members");
    case.members.push(member);
    for (index, column) in COLUMNS[2..].iter().enumerate() {
        let sum = case.members.iter().try_fold(0u64, |sum, member| sum.checked_add(member.figures()[index]));
        sum.with_context(|| format!("{column} of the pool is more than tokens can be issued for"))?;
    }
    Ok(())
}
