//! `registers`: amounts are not the readings of a counter. A counter never falls: a year of its readings, added up, is many times
//! what was used.
//!
//! A meter whose amounts fall in fewer than one of fifty steps and rise in at least half, over 30 amounts (10 of a week or longer),
//! is a counter. Equal amounts are neither: an unmetered supply is the same every day.

use super::{
    series::{is_long, Series},
    ClaimInput,
};
use crate::{bundle::Kind, evidence::Point, report::CheckResult};

/// Fewest amounts that show a counter.
const AMOUNTS: usize = 30;
/// The same of amounts of a week or longer.
const LONG_AMOUNTS: usize = 10;
/// At most one step in this number falls.
const FALLS: usize = 50;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    if matches!(input.item.kind, Kind::ForestPlots | Kind::Project | Kind::Invoices) {
        return CheckResult::not_applicable("rows of this kind are not readings of a meter");
    }
    let series = Series::of(input);
    let found = series.iter().find(|one| is_register(&one.points));
    match found {
        Some(one) => CheckResult::doubt(format!(
            "the amounts of {} only rise, as the readings of a counter do: state what was used between two readings",
            one.name
        )),
        None => CheckResult::pass("no meter's amounts only rise"),
    }
    .with("meters", series.len())
}

fn is_register(points: &[Point]) -> bool {
    let least = if is_long(points) { LONG_AMOUNTS } else { AMOUNTS };
    // The first and the last day may be covered in part.
    let whole = points.get(1..points.len().saturating_sub(1)).unwrap_or_default();
    let (mut falls, mut rises) = (0, 0);
    for pair in whole.windows(2) {
        match pair[1].amount.cmp(&pair[0].amount) {
            std::cmp::Ordering::Less => falls += 1,
            std::cmp::Ordering::Greater => rises += 1,
            std::cmp::Ordering::Equal => {}
        }
    }
    points.len() >= least && falls * FALLS <= whole.len() && rises * 2 >= whole.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        checks::testing::*,
        numbers::{decimal, plain},
    };

    #[test]
    fn readings_of_a_counter_are_doubtful() {
        let mut draft = electricity();
        assert_pass(&draft.clone().finish(), "registers");
        let mut counter = decimal("812345.6").unwrap();
        for row in 0..draft.rows().len() {
            counter += decimal(&draft.get(row, "amount")).unwrap();
            draft.set(row, "amount", &plain(counter));
        }
        assert!(assert_doubt(&draft.finish(), "registers").contains("main only rise"));
    }

    #[test]
    fn a_supply_without_a_meter_and_a_winter_are_no_counters() {
        let points = |amounts: &[u64], days: u64| -> Vec<Point> {
            let point = |(at, amount): (u32, &u64)| Point {
                day: at * days as u32,
                seconds: days * 86_400,
                amount: *amount,
                cost: 0,
            };
            (0..).zip(amounts).map(point).collect()
        };
        assert!(!is_register(&points(&[5; 40], 1)));
        assert!(!is_register(&points(&(0..29).collect::<Vec<_>>(), 1)), "too few");
        assert!(is_register(&points(&(0..30).collect::<Vec<_>>(), 1)));
        assert!(!is_register(&points(&[1, 2, 3, 4, 5, 6], 30)), "half a year that gets colder");
        assert!(is_register(&points(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 30)));
        let exchanged: Vec<u64> = (0..60).map(|at| if at < 30 { at } else { at - 30 }).collect();
        assert!(is_register(&points(&exchanged, 1)), "a counter that began anew");
    }
}
