//! `carbon safeguard-cases`: the Clean Energy Regulator's table of Safeguard facilities as pools of one member.
//!
//! Target is the baseline, gross the covered emissions, add-back the ACCUs issued, cured the ACCUs and SMCs surrendered.
//! A facility with a borrowing adjustment is left out: it moved emissions between years, and a pool has one year.
//!
//! `data/safeguard-2023-24.csv` is this table for 2023-24; `data/safeguard-2023-24-expected.csv` has the regulator's net
//! emissions, duty (met or failed) and credits. Net emissions and duty follow from the same rule in all 230 rows, credits in
//! 207. In the other 23 the regulator's law grants credits by other rules: none for a facility under a multi-year monitoring period or a
//! landfill baseline, fewer or none for one that is eligible only under section 58B, and none where they were not applied for.

use super::table::COLUMNS;
use anyhow::{ensure, Context, Result};
use clap::Args;
use std::{
    collections::BTreeMap,
    io::Write,
    path::{Path, PathBuf},
};

/// How to convert a table.
#[derive(Args)]
pub struct Options {
    /// The regulator's CSV of baselines and emissions.
    pub file: PathBuf,
    /// File for the table; standard output without it.
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// A row of the regulator's table; masses in tonnes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facility {
    /// Its name. A number follows when the table has several facilities of this name.
    pub name: String,
    pub baseline: i64,
    pub covered: i64,
    /// ACCUs issued.
    pub issued: i64,
    /// Deemed and real surrenders, of ACCUs and SMCs.
    pub surrendered: i64,
    /// Baseline borrowed from another year.
    pub borrowed: i64,
}

/// Runs the command.
pub fn convert(options: &Options) -> Result<()> {
    let (covered, skipped): (Vec<_>, Vec<_>) = read(&options.file)?.into_iter().partition(|f| f.borrowed == 0);
    for Facility { name, borrowed, .. } in &skipped {
        eprintln!("skipped {name}: a borrowing adjustment of {borrowed} t, which a pool of one year cannot represent");
    }
    eprintln!("{} facilities, {} skipped", covered.len(), skipped.len());
    let table = table(&covered)?;
    match &options.out {
        Some(path) => std::fs::write(path, table).with_context(|| format!("writing {}", path.display())),
        None => Ok(std::io::stdout().write_all(&table)?),
    }
}

/// The facilities of the regulator's table.
pub fn read(file: &Path) -> Result<Vec<Facility>> {
    let mut csv = csv::Reader::from_path(file).with_context(|| format!("reading {}", file.display()))?;
    let columns = csv.headers()?.clone();
    let column = |name: &str| {
        let found = columns.iter().position(|column| column.trim() == name);
        found.with_context(|| format!("line 1: there is no column {name:?}"))
    };
    let name_column = column("Facility name")?;
    let numbers = [
        "Baseline emissions number",
        "Covered emissions",
        "ACCUs issued",
        "ACCUs deemed surrendered",
        "ACCUs surrendered",
        "SMCs surrendered",
        "Borrowing adjustment amount",
    ];
    let numbers = numbers.map(|name| column(name).map(|index| (name, index)));
    let numbers = numbers.into_iter().collect::<Result<Vec<_>>>()?;
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut facilities = vec![];
    for row in csv.records() {
        let row = row?;
        let line = row.position().map_or(0, |at| at.line());
        let parse = |(name, index): &(&str, usize)| {
            tonnes(row.get(*index).unwrap_or_default()).with_context(|| format!("line {line}: {name}"))
        };
        let parsed = numbers.iter().map(parse).collect::<Result<Vec<_>>>()?;
        let [baseline, covered, issued, deemed, accus, smcs, borrowed] = parsed[..] else {
            unreachable!("as many numbers as columns")
        };
        let name = row.get(name_column).unwrap_or_default().trim().to_string();
        ensure!(!name.is_empty(), "line {line}: the facility has no name");
        let times = seen.entry(name.clone()).or_default();
        *times += 1;
        let name = if *times == 1 { name } else { format!("{name} ({times})") };
        let surrendered = deemed + accus + smcs;
        facilities.push(Facility { name, baseline, covered, issued, surrendered, borrowed });
    }
    Ok(facilities)
}

/// The table of pools.
pub fn table(facilities: &[Facility]) -> Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(vec![]);
    csv.write_record(COLUMNS)?;
    for Facility { name, baseline, covered, issued, surrendered, .. } in facilities {
        let figures = [baseline, covered, issued, surrendered].map(i64::to_string);
        csv.write_record([[name.clone(), name.clone()].as_slice(), &figures].concat())?;
    }
    Ok(csv.into_inner()?)
}

/// A number as the regulator writes it: with blanks around it, commas, or a dash for zero.
fn tonnes(text: &str) -> Result<i64> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    if plain == "-" {
        return Ok(0);
    }
    plain.parse().with_context(|| format!("{text:?} is no number of tonnes"))
}
