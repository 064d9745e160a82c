use super::*;
use crate::{
    check_year,
    facts::{Day, EarlierRecord, Key, StreamLabel, YearStream},
    report::{Decision, Status},
};
use proptest::prelude::*;

/// A source with two emission streams, one of which counts, and a forest: 2020 by quarters.
fn whole_year() -> YearFacts {
    let year = ReportingYear::named(2020, 1).unwrap();
    let quarters = [(0, 90), (91, 181), (182, 273), (274, 365)];
    let record = |kind, stream, (first, last): (u32, u32), grams| YearRecord {
        kind,
        stream,
        first_day: Day(year.first_day + first),
        last_day: Day(year.first_day + last),
        grams,
        meters: vec![format!("meter {stream}")],
    };
    let mut records: Vec<_> = quarters.iter().map(|days| record(ClaimKind::Emission, 0, *days, 100)).collect();
    records.push(record(ClaimKind::Emission, 1, (0, 365), 7));
    records.push(record(ClaimKind::Absorption, 2, (10, 20), 50));
    records.push(record(ClaimKind::AddBack, 255, (0, 365), 30));
    YearFacts {
        source: Key([1; 32]),
        year: 2020,
        year_start_month: 1,
        emitted: 400,
        add_back: 30,
        streams: vec![
            YearStream { kind: StreamLabel::Scope1, counts: true },
            YearStream { kind: StreamLabel::Scope3, counts: false },
            YearStream { kind: StreamLabel::Absorption, counts: false },
        ],
        records,
        pending_claims: 0,
        history: vec![],
    }
}

fn status(change: impl Fn(&mut YearFacts)) -> Status {
    let mut facts = whole_year();
    change(&mut facts);
    check(&facts).status
}

#[test]
fn a_whole_year_passes_and_is_approved() {
    let report = check_year(&whole_year());
    assert_eq!(report.decision, Decision::Approve, "{:?}", report.reasons);
    assert_eq!(report.subject["year"], 2020u64.into());
}

#[test]
fn a_missing_day_or_stream_fails() {
    assert_eq!(status(|facts| facts.records[1].first_day.0 += 1), Status::Fail);
    assert_eq!(status(|facts| facts.records[3].last_day.0 -= 1), Status::Fail);
    assert_eq!(status(|facts| drop(facts.records.remove(4))), Status::Fail, "the disclosed stream counts days too");
    assert_eq!(status(|facts| facts.records[4].kind = ClaimKind::Baseline), Status::Fail);
}

#[test]
fn a_day_twice_fails() {
    assert_eq!(status(|facts| facts.records[0].last_day.0 += 1), Status::Fail);
}

#[test]
fn a_total_that_is_a_gram_off_fails() {
    assert_eq!(status(|facts| facts.emitted += 1), Status::Fail);
    assert_eq!(status(|facts| facts.emitted -= 1), Status::Fail);
    assert_eq!(status(|facts| facts.add_back -= 1), Status::Fail);
    assert_eq!(status(|facts| facts.streams[1].counts = true), Status::Fail, "407 g then");
}

#[test]
fn records_of_another_year_fail() {
    assert_eq!(status(|facts| facts.records[5].last_day.0 += 400), Status::Fail);
    assert_eq!(status(|facts| facts.year = 2021), Status::Fail);
    assert_eq!(status(|facts| facts.year_start_month = 13), Status::Fail);
}

#[test]
fn waiting_claims_are_doubtful() {
    assert_eq!(status(|facts| facts.pending_claims = 1), Status::Doubt);
}

#[test]
fn a_source_without_a_stream_that_counts_fails() {
    let empty = status(|facts| {
        facts.streams.truncate(0);
        facts.records.truncate(0);
        (facts.emitted, facts.add_back) = (0, 0);
    });
    assert_eq!(empty, Status::Fail);
    // The second stream is an emission too, but only disclosed.
    let disclosed = status(|facts| {
        facts.streams[0].counts = false;
        facts.emitted = 0;
    });
    assert_eq!(disclosed, Status::Fail);
}

#[test]
fn a_meter_of_the_year_before_that_is_missing_is_doubtful() {
    let first = whole_year().records[0].first_day.0;
    let earlier = |days_before: u32, meter: &str| EarlierRecord {
        kind: ClaimKind::Emission,
        stream: 0,
        first_day: Day(first - days_before - 300),
        last_day: Day(first - days_before),
        grams: 1,
        months: vec![],
        meters: vec![meter.into()],
    };
    assert_eq!(status(|facts| facts.history = vec![earlier(1, "meter 0")]), Status::Pass);
    assert_eq!(status(|facts| facts.history = vec![earlier(1, "meter 9")]), Status::Doubt);
    let older = status(|facts| facts.history = vec![earlier(1, "meter 0"), earlier(400, "meter 9")]);
    assert_eq!(older, Status::Pass, "it was gone the year before already");
}

proptest! {
    #[test]
    fn agrees_with_a_set_of_days(cuts in prop::collection::vec((0u32..366, 0u32..60), 1..12)) {
        let mut facts = whole_year();
        let first = facts.records[0].first_day.0;
        facts.streams.truncate(1);
        facts.records.clear();
        let mut days = vec![0; 366];
        for (from, length) in cuts {
            let last = (from + length).min(365);
            (from..=last).for_each(|day| days[day as usize] += 1);
            let mut record = whole_year().records[0].clone();
            (record.first_day, record.last_day) = (Day(first + from), Day(first + last));
            facts.records.push(record);
        }
        facts.emitted = 100 * facts.records.len() as u64;
        facts.add_back = 0;
        let complete = days.iter().all(|count| *count == 1);
        prop_assert_eq!(check(&facts).status == Status::Pass, complete);
    }
}
