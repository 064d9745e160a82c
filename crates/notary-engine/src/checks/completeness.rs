//! `completeness`: a year to be closed is complete. A declared stream counts as emitted, every declared emission stream covers every day once, the totals are
//! the sums of the records, every claim of the year is decided, and every meter of the year before is still there.

use crate::{
    facts::{ClaimKind, YearFacts, YearRecord},
    report::CheckResult,
};
use carbon_wire::calendar::ReportingYear;

pub(super) fn check(facts: &YearFacts) -> CheckResult {
    let Some(year) = ReportingYear::named(facts.year, facts.year_start_month) else {
        return CheckResult::fail("no such reporting year");
    };
    if let Some(record) = facts.records.iter().find(|record| !year.contains(record.first_day.0, record.last_day.0)) {
        return CheckResult::fail(format!(
            "a record of {} to {} is of another year",
            record.first_day, record.last_day
        ));
    }
    if !facts.streams.iter().any(|stream| stream.counts) {
        return CheckResult::fail("the source declares no stream that counts as emitted");
    }
    for (index, stream) in facts.streams.iter().enumerate().filter(|(_, stream)| stream.kind.is_emission()) {
        let mut counts = vec![0u32; usize::from(year.days())];
        for record in of_stream(facts, index) {
            let days = (record.first_day.0 - year.first_day) as usize..=(record.last_day.0 - year.first_day) as usize;
            counts[days].iter_mut().for_each(|count| *count += 1);
        }
        let (missing, twice) =
            (counts.iter().filter(|count| **count == 0).count(), counts.iter().filter(|count| **count > 1).count());
        if missing > 0 || twice > 0 {
            return CheckResult::fail(format!(
                "stream {index} ({:?}) lacks {missing} days and counts {twice} days twice",
                stream.kind
            ))
            .with("missing_days", missing)
            .with("double_days", twice);
        }
    }
    totals(facts).unwrap_or_else(|| soft(facts))
}

/// Records of an emission stream.
fn of_stream(facts: &YearFacts, index: usize) -> impl Iterator<Item = &YearRecord> {
    let records = facts.records.iter().filter(|record| record.kind == ClaimKind::Emission);
    records.filter(move |record| usize::from(record.stream) == index)
}

/// Fails if a total is not the sum of its records.
fn totals(facts: &YearFacts) -> Option<CheckResult> {
    let counts = |record: &&YearRecord| match record.kind {
        ClaimKind::Emission => facts.streams.get(usize::from(record.stream)).is_some_and(|stream| stream.counts),
        _ => false,
    };
    let sum =
        |records: &mut dyn Iterator<Item = &YearRecord>| records.map(|record| u128::from(record.grams)).sum::<u128>();
    let emitted = sum(&mut facts.records.iter().filter(counts));
    let add_back = sum(&mut facts.records.iter().filter(|record| record.kind == ClaimKind::AddBack));
    for (name, proposed, found) in [("emitted", facts.emitted, emitted), ("add-back", facts.add_back, add_back)] {
        if u128::from(proposed) != found {
            return Some(CheckResult::fail(format!("{name} is {proposed} g, but the sum of the records is {found} g")));
        }
    }
    None
}

/// Signs that a year which looks complete is not.
fn soft(facts: &YearFacts) -> CheckResult {
    let records = facts.records.len();
    if facts.pending_claims > 0 {
        return CheckResult::doubt(format!("{} claims of the year wait for a decision", facts.pending_claims));
    }
    let has =
        |stream: u8, name: &String| of_stream(facts, usize::from(stream)).any(|record| record.meters.contains(name));
    let latest = facts.history.iter().map(|record| record.last_day).max();
    // Records that end within a year of the newest: the year before.
    let emissions = facts.history.iter().filter(|record| record.kind == ClaimKind::Emission);
    let before = emissions.filter(|record| latest.is_some_and(|latest| latest.0 - record.last_day.0 < 366));
    let named = before.flat_map(|record| record.meters.iter().map(|name| (record.stream, name)));
    let missing: Vec<_> = named.filter(|(stream, name)| !has(*stream, name)).collect();
    match missing.first() {
        Some((stream, name)) => {
            CheckResult::doubt(format!("stream {stream} had meter {name} the year before, but not this year"))
                .with("meters", missing.len())
        }
        None => CheckResult::pass("every emission stream covers every day, and the totals are those of the records")
            .with("records", records),
    }
}

#[cfg(test)]
mod tests;
