//! Real series of meters, cut into clean claims, and documented faults put into them.
//!
//! The series are published data of real meters; nobody made them for these checks. Each is cut into claims of at most a year, once
//! without and once with an earlier record of the stream. A fault is *material* if it moves the claim by more than its materiality
//! (5 %). What shows a fault is stated with its kind: the claim's own rows, an earlier record, or nothing. The checks see neither.
//!
//! A folder has `INDEX.csv` (`series,unit,step_seconds,first_day,last_day,rows,gaps`), a `SERIES.csv` for each of its rows
//! (`from,amount`; gaps are filled with the amount before), and `campus-monthly.csv` (`meter,kind,unit,month,amount`).

mod faults;

use super::{
    draft::{Draft, Table},
    plan::{plan, POWER},
    profiles::numbers,
};
use crate::{
    bundle::{Kind, RowFormat, Times},
    check,
    facts::*,
    numbers::{day, instant, plain, timestamp},
    report::Decision,
    stats::median,
};
use anyhow::{Context as _, Result};
use carbon_wire::calendar::{civil, day_number, SECONDS_PER_DAY};
use faults::{Fault, Meters, ShownBy, FINE, MONTHLY};
use rand::Rng;
use rand_chacha::ChaCha20Rng;
use serde::Serialize;
use std::{collections::BTreeMap, fs, path::Path};

/// Share of a claim that a fault must move to be material.
const MATERIAL: f64 = 0.05;
/// Months of a claim of monthly values.
const MONTHS: usize = 12;

/// An amount of a meter, in millionths of the unit, over `[from, until)` of unix seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Reading {
    from: i64,
    until: i64,
    amount: u64,
}

/// The readings of a meter, without a gap.
#[derive(Clone, Debug)]
struct Series {
    name: String,
    unit: &'static str,
    readings: Vec<Reading>,
    /// The same meter's readings of the year before, if they are published, too.
    before: Option<Vec<Reading>>,
}

/// The claims that were checked, and the decisions about them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Clean {
    /// Claims.
    pub n: usize,
    /// Escalated claims.
    pub escalated: usize,
    /// Rejected claims.
    pub rejected: usize,
    /// The claims that were not approved, each with the reason.
    #[serde(skip)]
    pub alarms: Vec<String>,
}

/// Claims with a fault, and how many of them were approved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Faulty {
    /// Claims.
    pub n: usize,
    /// Approved claims.
    pub approved: usize,
}

/// Claims with a kind of fault.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ByKind {
    /// What can show it.
    pub shown_by: &'static str,
    /// All claims with it.
    pub all: Faulty,
    /// Those that it changes materially, where what shows it is there.
    pub material: Faulty,
}

/// Clean claims by resolution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CleanClaims {
    /// Daily or finer.
    pub fine: Clean,
    /// Monthly.
    pub monthly: Clean,
}

/// Faulty claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FaultyClaims {
    /// Faults that are material and can be shown.
    pub material: Faulty,
    /// By kind of fault.
    pub by_kind: BTreeMap<&'static str, ByKind>,
}

/// The figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RealScore {
    /// Clean claims.
    pub clean: CleanClaims,
    /// Claims with a fault.
    pub faults: FaultyClaims,
}

/// Checks the claims of all series of a folder, clean and with each fault.
///
/// # Errors
/// When a file is missing or does not follow the format.
pub fn score_series(folder: &Path, seed: u64) -> Result<RealScore> {
    let mut score = RealScore::default();
    for series in fine(folder)? {
        let kinds = FINE.iter();
        score.add(&series, kinds, seed, |score| &mut score.clean.fine);
    }
    for series in monthly(folder)? {
        let kinds = MONTHLY.iter();
        score.add(&series, kinds, seed, |score| &mut score.clean.monthly);
    }
    Ok(score)
}

impl RealScore {
    fn add<'a>(
        &mut self,
        series: &Series,
        kinds: impl Iterator<Item = &'a Fault>,
        seed: u64,
        clean: fn(&mut Self) -> &mut Clean,
    ) {
        let meters = vec![("main".to_string(), series.readings.clone())];
        let total = |meters: &Meters| meters.iter().flat_map(|(_, all)| all).map(|one| one.amount as f64).sum::<f64>();
        let clean_total = total(&meters);
        for known in [false, true] {
            let rng = &mut numbers(seed, &format!("{}/{known}", series.name));
            let earlier = known.then(|| earlier(series, rng));
            let name = format!("{}{}", series.name, if known { ", with an earlier record" } else { "" });
            let (decision, reason) = decide(series, &meters, earlier.as_ref());
            clean(self).count(&name, decision, &reason);
        }
        for fault in kinds {
            for known in [false, true] {
                let rng = &mut numbers(seed, &format!("{}/{}/{known}", series.name, fault.kind));
                let earlier = known.then(|| earlier(series, rng));
                let mut changed = meters.clone();
                if !(fault.put)(&mut changed, rng) {
                    continue;
                }
                let material = (total(&changed) - clean_total).abs() > MATERIAL * clean_total.max(total(&changed));
                let (decision, _) = decide(series, &changed, earlier.as_ref());
                let shown = match (fault.shown_by, &earlier) {
                    (ShownBy::Rows, _) => true,
                    (ShownBy::History, Some(earlier)) => shows(series, earlier, &changed),
                    _ => false,
                };
                let by_kind = self.faults.by_kind.entry(fault.kind).or_default();
                by_kind.shown_by = fault.shown_by.name();
                by_kind.all.count(decision);
                if material && shown {
                    by_kind.material.count(decision);
                    self.faults.material.count(decision);
                }
            }
        }
    }

    /// The figures in lines for people.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "{:<62} {:<10} {:>7} {:>13} {:>9} {:>9}",
            "fault", "shown by", "claims", "not approved", "material", "of these"
        )];
        for (kind, ByKind { shown_by, all, material }) in &self.faults.by_kind {
            lines.push(format!(
                "{kind:<62} {shown_by:<10} {:>7} {:>11.1} % {:>9} {:>7.1} %",
                all.n,
                all.caught(),
                material.n,
                material.caught()
            ));
        }
        let material = &self.faults.material;
        lines.push(format!(
            "material faults that can be shown: {} claims, {:.1} % not approved",
            material.n,
            material.caught()
        ));
        for (name, clean) in [("daily or finer", &self.clean.fine), ("monthly", &self.clean.monthly)] {
            let (alarms, rate) = (clean.escalated + clean.rejected, clean.alarm_rate());
            lines.push(format!("clean, {name}: {alarms} alarms in {} claims, {rate:.1} %", clean.n));
        }
        let all = self.clean.fine.alarms.iter().chain(&self.clean.monthly.alarms);
        lines.extend(all.map(|alarm| format!("  {alarm}")));
        lines
    }
}

impl Clean {
    /// Share that was not approved, in per cent.
    pub fn alarm_rate(&self) -> f64 {
        100.0 * (self.escalated + self.rejected) as f64 / self.n.max(1) as f64
    }

    fn count(&mut self, name: &str, decision: Decision, reason: &str) {
        self.n += 1;
        self.escalated += usize::from(decision == Decision::Escalate);
        self.rejected += usize::from(decision == Decision::Reject);
        if decision != Decision::Approve {
            self.alarms.push(format!("{name}: {reason}"));
        }
    }
}

impl Faulty {
    fn count(&mut self, decision: Decision) {
        self.n += 1;
        self.approved += usize::from(decision == Decision::Approve);
    }

    /// Share that was not approved, in per cent.
    pub fn caught(&self) -> f64 {
        100.0 * (self.n - self.approved) as f64 / self.n.max(1) as f64
    }
}

/// The daily or finer series of a folder.
fn fine(folder: &Path) -> Result<Vec<Series>> {
    let index = read(&folder.join("INDEX.csv"))?;
    let mut all = vec![];
    for (name, cells) in index.iter().map(|cells| (cells[0].as_str(), cells)) {
        let unit = unit(&cells[1]).with_context(|| format!("INDEX.csv: the unit {} of {name}", cells[1]))?;
        let step: i64 = cells[2].parse().with_context(|| format!("INDEX.csv: the step of {name}"))?;
        let bound = |text: &str| day(text).with_context(|| format!("INDEX.csv: the day {text} of {name}"));
        let from = i64::from(bound(&cells[3])?) * SECONDS_PER_DAY;
        let until = (i64::from(bound(&cells[4])?) + 1) * SECONDS_PER_DAY;
        let path = format!("{name}.csv");
        let mut known: BTreeMap<i64, u64> = BTreeMap::new();
        for row in read(&folder.join(&path))? {
            anyhow::ensure!(row.len() == 2, "{path}: a line with {} cells", row.len());
            let at = instant(&row[0]).with_context(|| format!("{path}: the time {}", row[0]))?;
            known.insert(at, rounded(&row[1]).with_context(|| format!("{path}: the amount {}", row[1]))?);
        }
        let mut last = known.values().next().copied().unwrap_or(0);
        let readings = (from..until).step_by(step as usize).map(|from| {
            last = known.get(&from).copied().unwrap_or(last);
            Reading { from, until: from + step, amount: last }
        });
        all.push(Series { name: name.to_string(), unit, readings: readings.collect(), before: None });
    }
    Ok(all)
}

/// Whole years of monthly values of a folder, each with the year before where it is whole, too.
fn monthly(folder: &Path) -> Result<Vec<Series>> {
    let mut meters: BTreeMap<(String, String, String), BTreeMap<usize, u64>> = BTreeMap::new();
    for row in read(&folder.join("campus-monthly.csv"))? {
        let month = row[3].split_once('-').and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
        let (year, month): (usize, usize) = month.with_context(|| format!("campus-monthly.csv: {}", row[3]))?;
        // A negative or missing value is not clean.
        let Some(amount) = rounded(&row[4]) else { continue };
        meters
            .entry((row[0].clone(), row[1].clone(), row[2].clone()))
            .or_default()
            .insert(year * 12 + month - 1, amount);
    }
    let mut all = vec![];
    for ((meter, kind, unit_name), values) in meters {
        let whole = |start: usize| -> Option<Vec<Reading>> {
            let year = (start..start + MONTHS).map(|at| Some((at, *values.get(&at)?))).collect::<Option<Vec<_>>>()?;
            let used = year.iter().any(|(_, amount)| *amount > 0);
            used.then(|| year.into_iter().map(|(at, amount)| month(at, amount)).collect::<Option<_>>()).flatten()
        };
        let Some(first) = values.keys().next().copied() else { continue };
        let last = values.keys().last().copied().unwrap_or(first);
        for start in (first..=last).step_by(MONTHS) {
            let Some(readings) = whole(start) else { continue };
            let name = format!("{meter} {kind} {unit_name} from {}-{:02}", start / 12, start % 12 + 1);
            let before = start.checked_sub(MONTHS).and_then(whole);
            let unit = unit(&unit_name).unwrap_or("kWh");
            all.push(Series { name, unit, readings, before });
        }
    }
    Ok(all)
}

fn month(at: usize, amount: u64) -> Option<Reading> {
    let first = |at: usize| Some(i64::from(day_number((at / 12) as u16, (at % 12 + 1) as u8, 1)?) * SECONDS_PER_DAY);
    Some(Reading { from: first(at)?, until: first(at + 1)?, amount })
}

/// The lines of a CSV file after its header, by cells. The files have no quotes.
fn read(path: &Path) -> Result<Vec<Vec<String>>> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    Ok(text.lines().skip(1).map(|line| line.split(',').map(String::from).collect()).collect())
}

/// The list's unit for that of a series. Volumes of gas that the list lacks stand as cubic metres: only the size differs.
fn unit(name: &str) -> Option<&'static str> {
    Some(match name {
        "kWh" | "KWH" => "kWh",
        "MWh" => "MWh",
        "GWh" => "GWh",
        "MMBTU" => "mmBtu",
        "m3" | "MCF" | "CCF" => "m3",
        _ => return None,
    })
}

/// Millionths of a decimal number, cut after its sixth decimal.
fn rounded(text: &str) -> Option<u64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let micro = format!("{:0<6}", decimals.chars().take(6).collect::<String>());
    whole.parse::<u64>().ok()?.checked_mul(1_000_000)?.checked_add(micro.parse().ok()?)
}

/// An earlier record of the stream: the real one of the year before, or else the same meter's year up to 15 % higher or lower, each
/// month of it up to 10 %.
fn earlier(series: &Series, rng: &mut ChaCha20Rng) -> EarlierRecord {
    let year = f64::from(rng.random_range(85..=115u32)) / 100.0;
    let of = series.before.as_deref().unwrap_or(&series.readings);
    let real = series.before.is_some();
    let mut months: BTreeMap<(u16, u8), u64> = BTreeMap::new();
    for reading in of {
        if let Some((year, month, _)) = civil((reading.from / SECONDS_PER_DAY) as u32) {
            *months.entry((year, month)).or_default() += reading.amount;
        }
    }
    let mut vary = |amount: u64| match real {
        true => amount,
        false => (amount as f64 * year * f64::from(rng.random_range(90..=110u32)) / 100.0) as u64,
    };
    let months: Vec<u64> = months.into_values().map(|amount| grams(series.unit, u128::from(vary(amount)))).collect();
    let (first, last) = days(&series.readings);
    EarlierRecord {
        kind: ClaimKind::Emission,
        stream: 1,
        first_day: Day(first - 366),
        last_day: Day((last - 366).min(first - 1)),
        grams: months.iter().sum(),
        meters: vec!["main".into()],
        months,
    }
}

/// Grams of an amount in millionths of the unit, by [`micrograms`].
fn grams(unit: &str, amount: u128) -> u64 {
    u64::try_from(amount * u128::from(micrograms(unit)) / 1_000_000_000_000).unwrap_or(u64::MAX)
}

/// Micrograms CO2 of a unit: near the usual factors of electricity and gas.
fn micrograms(unit: &str) -> u64 {
    match unit {
        "MWh" => 200_000_000_000,
        "GWh" => 200_000_000_000_000,
        "mmBtu" => 53_000_000_000,
        "m3" => 2_000_000_000,
        _ => 200_000_000,
    }
}

/// Whether an earlier record shows a fault: some month, of at least 2 % of the claim, changes one and a half times as much as the clean
/// claim's months and total differ from the record anyway; or there is a new meter.
fn shows(series: &Series, earlier: &EarlierRecord, changed: &Meters) -> bool {
    if changed.len() > 1 {
        return true;
    }
    let clean = by_month(&series.readings);
    let after = by_month(&changed[0].1);
    if after.len() != clean.len() || clean.len() != earlier.months.len() {
        // Coarser rows have a total only.
        let total = |months: &[f64]| months.iter().sum::<f64>();
        return (total(&after) / total(&clean)).ln().abs() > 1.0;
    }
    let total: f64 = clean.iter().sum();
    let counted: Vec<usize> = (0..clean.len()).filter(|month| clean[*month] >= 0.02 * total).collect();
    let unit = micrograms(series.unit) as f64 / 1e12;
    let before: Vec<f64> = earlier.months.iter().map(|grams| *grams as f64 / unit).collect();
    let log = |one: f64, other: f64| if one > 0.0 && other > 0.0 { (one / other).ln() } else { 9.0 };
    let logs: Vec<f64> = counted.iter().map(|month| log(clean[*month], before[*month])).collect();
    let usual = median(&mut logs.clone()).unwrap_or(0.0);
    let of_all = log(total, before.iter().sum()).abs();
    let unlike = logs.iter().map(|log| (log - usual).abs()).fold(of_all, f64::max);
    let change = counted.iter().map(|month| log(after[*month], clean[*month]).abs()).fold(0.0, f64::max);
    change >= 1.5 * unlike
}

/// Amounts by calendar month.
fn by_month(readings: &[Reading]) -> Vec<f64> {
    let mut months: BTreeMap<(u16, u8), f64> = BTreeMap::new();
    for reading in readings {
        if let Some((year, month, _)) = civil((reading.from / SECONDS_PER_DAY) as u32) {
            *months.entry((year, month)).or_default() += reading.amount as f64;
        }
    }
    months.into_values().collect()
}

/// First and last day of readings.
fn days(readings: &[Reading]) -> (u32, u32) {
    let from = readings.first().map_or(0, |reading| reading.from);
    let until = readings.last().map_or(SECONDS_PER_DAY, |reading| reading.until);
    ((from / SECONDS_PER_DAY) as u32, ((until - 1) / SECONDS_PER_DAY) as u32)
}

/// The decision about the claim of these meters, and its first reason.
fn decide(series: &Series, meters: &Meters, earlier: Option<&EarlierRecord>) -> (Decision, String) {
    let sealed = draft(series, meters, earlier).finish();
    let report = check(&sealed.context, &sealed.store).expect("memory is always available");
    (report.decision, report.reasons.first().cloned().unwrap_or_default())
}

fn draft(series: &Series, meters: &Meters, earlier: Option<&EarlierRecord>) -> Draft {
    let rng = &mut numbers(0, &series.name);
    // Volumes are of fuel.
    let kind = if series.unit == "m3" { Kind::Fuel } else { Kind::MeteredEnergy };
    let mut draft = plan(rng, ClaimKind::Emission, kind, StreamLabel::Scope1, 365);
    let (first, last) = days(&series.readings);
    (draft.item().first_day, draft.item().last_day) = (Day(first), Day(last));
    (draft.context.claim.first_day, draft.context.claim.last_day) = (Day(first), Day(last));
    draft.use_factor(POWER, series.unit);
    draft.context.factors.truncate(1);
    let factor = &mut draft.context.factors[0];
    factor.gases = Gases { co2: micrograms(series.unit), ch4: 0, n2o: 0, other: 0 };
    (factor.valid_from, factor.valid_until) = (Day(first), Day(last));
    draft.context.registry.year_start_month = civil(first).map_or(1, |(_, month, _)| month);
    draft.context.history.records.extend(earlier.cloned());
    draft.tables[0] = Table::new("rows/rows.csv", kind, RowFormat::Csv, Times::Instants);
    for (meter, readings) in meters {
        draft.item().meters.push(meter.clone());
        for Reading { from, until, amount } in readings {
            draft.push(["0", meter, &timestamp(*from), &timestamp(*until), &plain(*amount), series.unit]);
        }
    }
    draft.sum_rows();
    draft
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::series::{daily, WORKDAYS};

    /// A folder with a generated year of days and two of months.
    fn folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let (first, days) = (day("2021-01-01").unwrap(), 365);
        let amounts = daily(&mut numbers(1, "real"), first, days, 500.0, WORKDAYS);
        let rows = (first..)
            .zip(&amounts)
            .map(|(day, amount)| format!("{},{}\n", timestamp(i64::from(day) * SECONDS_PER_DAY), plain(*amount)));
        let index =
            "series,unit,step_seconds,first_day,last_day,rows,gaps\noffice,kWh,86400,2021-01-01,2021-12-31,365,0\n";
        let months =
            (0..24).map(|at| format!("m1,Electric,KWH,{}-{:02},{}\n", 2020 + at / 12, at % 12 + 1, 900 + at * 7 % 50));
        let put = |name: &str, text: String| fs::write(dir.path().join(name), text).unwrap();
        put("INDEX.csv", index.into());
        put("office.csv", format!("from,amount\n{}", rows.collect::<String>()));
        put("campus-monthly.csv", format!("meter,kind,unit,month,amount\n{}", months.collect::<String>()));
        dir
    }

    #[test]
    fn clean_series_pass_and_faults_that_can_be_shown_do_not() {
        let dir = folder();
        let score = score_series(dir.path(), 2020).unwrap();
        assert_eq!((score.clean.fine.n, score.clean.monthly.n), (2, 4));
        assert_eq!([score.clean.fine.alarms.as_slice(), &score.clean.monthly.alarms].concat(), Vec::<String>::new());
        assert!(score.faults.by_kind.len() >= 40);
        let approved = score.faults.by_kind.iter().filter(|(_, kind)| kind.material.approved > 0);
        assert!(score.faults.material.caught() >= 95.0, "{:?}", approved.collect::<Vec<_>>());
        let json = serde_json::to_value(&score).unwrap();
        assert_eq!(json["clean"]["fine"]["n"], 2);
        assert!(json["faults"]["material"]["approved"].is_u64());
        assert_eq!(score, score_series(dir.path(), 2020).unwrap(), "the seed decides");
    }

    #[test]
    fn a_folder_that_does_not_follow_the_format_is_refused_by_name() {
        let dir = folder();
        fs::write(dir.path().join("office.csv"), "from,amount\n2021-01-01,5\n").unwrap();
        let error = score_series(dir.path(), 1).unwrap_err().to_string();
        assert!(error.contains("office.csv: the time 2021-01-01"), "{error}");
        fs::remove_file(dir.path().join("office.csv")).unwrap();
        assert!(format!("{:#}", score_series(dir.path(), 1).unwrap_err()).contains("office.csv"));
    }

    #[test]
    fn amounts_are_cut_after_the_sixth_decimal() {
        assert_eq!(rounded("1.2345678"), Some(1_234_567));
        assert_eq!(rounded("12"), Some(12_000_000));
        assert_eq!((rounded("-1"), rounded("x")), (None, None));
    }
}
