//! `zeros`: no amounts of zero where the meter should have run. A declared stop explains them; so does the meter's usual
//! behaviour, where it often stands still for as long.
//!
//! A run of zeros could hide its length at the lower level of the amounts on either side (the median of seven above zero, or one
//! where amounts are of a week or longer). A run is unusual if it is more than twice as long as the fourth longest of the meter. Zeros on the same
//! days of a cycle of 2 to 14 days (each weekend, every fourth day) are unusual too, and so are scattered ones of a meter whose
//! other amounts are steady. Doubtful is what could be material.

use super::{
    months,
    series::{usual_rate, Doubtful, Series},
    ClaimInput,
};
use crate::{bundle::Kind, evidence::Point, numbers::date, report::CheckResult, stats::quantile};

/// Amounts on either side of a run that show its level.
const EDGE: usize = 7;
/// The same of amounts of a week or longer.
const LONG_EDGE: usize = 1;
/// Part of the usual amount that amounts of a week or longer beside a run must have, so that no season ends there.
const LONG_LEVEL: f64 = 0.5;
/// Longest runs that do not show the meter's habit.
const USUAL_RUNS: usize = 3;
/// Times the habit that a run is unusual.
const LONGER: usize = 2;
/// Lengths of cycles, in amounts.
const CYCLES: std::ops::RangeInclusive<usize> = 2..=14;
/// Fewest times that a cycle must have come round.
const TURNS: usize = 4;
/// Share of a cycle's day that is zero, and of the other days that are not.
const REGULAR: f64 = 0.9;
/// A meter is steady if a tenth of its amounts above zero are at most below this part of their median.
const STEADY: f64 = 0.2;
/// Share of its amounts that are zero at most.
const RARE: f64 = 0.15;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    if matches!(input.item.kind, Kind::ForestPlots | Kind::Project) {
        return CheckResult::not_applicable("rows of this kind are not a series of readings");
    }
    let series = Series::of(input);
    let (mut doubtful, mut zeros, mut worst) = (Doubtful::none(input, &series), 0usize, None::<(f64, String)>);
    // Months are compared with those of the year before instead, where these are known.
    let known = months::comparable(input).is_some();
    for one in series.iter().filter(|one| !(known && one.is_long())) {
        let found = unexplained(&one.points, one.is_long(), |day| input.item.stands_still(one.meter, day));
        zeros += one.points.iter().filter(|point| point.amount == 0).count();
        for Hidden { first, count, amount } in found {
            doubtful.add(one, amount);
            if worst.as_ref().is_none_or(|(most, _)| one.weighed(amount) > *most) {
                worst = Some((one.weighed(amount), format!("{count} of {} from {} on", one.name, date(first))));
            }
        }
    }
    let result = match worst {
        Some((_, worst)) if doubtful.is_material() => CheckResult::doubt(format!(
            "amounts are zero where the meter should have run, and no stop is declared: {worst}. They could hide {}",
            doubtful.describe()
        )),
        Some(_) => CheckResult::pass(format!("zeros without a declared stop could hide {}", doubtful.describe())),
        None => CheckResult::pass("every zero is declared or usual for its meter"),
    };
    result.with("zeros", zeros).with("share", doubtful.share())
}

/// Zeros that could hide an amount.
struct Hidden {
    first: u32,
    count: usize,
    amount: f64,
}

fn unexplained(points: &[Point], long: bool, stands_still: impl Fn(u32) -> bool) -> Vec<Hidden> {
    let zero: Vec<bool> = points.iter().map(|point| point.amount == 0 && !stands_still(point.day)).collect();
    let running: Vec<&Point> = points.iter().filter(|point| point.amount > 0).collect();
    let Some(usual) = usual_rate(running.iter().copied()) else { return vec![] };
    if let Some(hidden) = in_a_cycle(points, &zero, usual) {
        return vec![hidden];
    }
    // A declared stop within a run does not divide it.
    let runs = runs(&points.iter().map(|point| point.amount == 0).collect::<Vec<_>>());
    let reach = if long { LONG_EDGE } else { EDGE };
    let mut rates: Vec<f64> = running.iter().map(|point| point.rate()).collect();
    let zeros = zero.iter().filter(|zero| **zero).count();
    let rare = zeros as f64 <= RARE * points.len() as f64;
    let steady = rare && quantile(&mut rates, 0.1).is_some_and(|low| low >= STEADY * usual);
    let mut lengths: Vec<usize> = runs.iter().map(|run| run.1 - run.0).collect();
    lengths.sort_unstable_by(|one, other| other.cmp(one));
    let habit = lengths.get(USUAL_RUNS).copied().unwrap_or(0);
    let unusual = |run: &(usize, usize)| steady || run.1 - run.0 > LONGER * habit;
    let hidden = runs.iter().filter(|run| unusual(run)).map(|&(start, end)| {
        let before = points[..start].iter().rev().filter(|point| point.amount > 0).take(reach);
        let after = points[end..].iter().filter(|point| point.amount > 0).take(reach);
        let (before, after) = (usual_rate(before), usual_rate(after));
        let level = match (before, after) {
            // Cooling and heating come to their end in a month that is below the usual one.
            (Some(before), Some(after)) if long && before.min(after) < LONG_LEVEL * usual => 0.0,
            (Some(before), Some(after)) => before.min(after),
            // A season may begin or end with the claim.
            (one, other) => one.or(other).filter(|_| !long).unwrap_or(0.0),
        };
        let undeclared = (start..end).filter(|place| zero[*place]);
        let days: f64 = undeclared.clone().map(|place| points[place].days()).sum();
        let first = undeclared.clone().next().unwrap_or(start);
        Hidden { first: points[first].day, count: undeclared.count(), amount: level * days }
    });
    hidden.filter(|hidden| hidden.amount > 0.0).collect()
}

/// Runs of zeros, as places from and until.
fn runs(zero: &[bool]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = vec![];
    for place in (0..zero.len()).filter(|place| zero[*place]) {
        match runs.last_mut() {
            Some((_, end)) if *end == place => *end = place + 1,
            _ => runs.push((place, place + 1)),
        }
    }
    runs
}

/// Zeros that fall on the same days of a cycle, and nearly no others.
fn in_a_cycle(points: &[Point], zero: &[bool], usual: f64) -> Option<Hidden> {
    let all = zero.iter().filter(|zero| **zero).count();
    CYCLES.filter(|length| points.len() >= length * TURNS).find_map(|length| {
        let on = |place: usize| (place..zero.len()).step_by(length);
        let share = |place: usize| {
            let (zeros, turns) =
                on(place).fold((0, 0), |(zeros, turns), at| (zeros + usize::from(zero[at]), turns + 1));
            zeros as f64 / f64::from(turns)
        };
        let idle: Vec<usize> = (0..length).filter(|place| share(*place) >= REGULAR).collect();
        let regular: usize = idle.iter().map(|place| on(*place).filter(|at| zero[*at]).count()).sum();
        let found = !idle.is_empty() && idle.len() < length && regular as f64 >= REGULAR * all as f64;
        found.then(|| {
            let hidden = points.iter().zip(zero).filter(|(_, zero)| **zero);
            let days: f64 = hidden.clone().map(|(point, _)| point.days()).sum();
            let first = hidden.map(|(point, _)| point.day).next().unwrap_or(0);
            Hidden { first, count: all, amount: usual * days }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{checks::testing::*, facts::Day};

    fn points(amounts: impl IntoIterator<Item = u64>) -> Vec<Point> {
        (0..).zip(amounts).map(|(day, amount)| Point { day, seconds: 86_400, amount, cost: 0 }).collect()
    }

    fn hidden(points: &[Point], long: bool) -> Vec<(u32, usize, f64)> {
        unexplained(points, long, |_| false).iter().map(|found| (found.first, found.count, found.amount)).collect()
    }

    #[test]
    fn a_hundred_zero_days_are_doubtful_and_a_declared_stop_is_not() {
        let mut draft = electricity();
        assert_pass(&draft.clone().finish(), "zeros");
        for row in 100..200 {
            draft.set(row, "amount", "0");
        }
        assert!(assert_doubt(&draft.clone().finish(), "zeros").contains("100 of main"));
        let first = draft.manifest.items[0].first_day.0;
        draft.item().stops.push(crate::bundle::Stop {
            meter: "main".into(),
            first_day: Day(first + 100),
            last_day: Day(first + 199),
            reason: "rebuilding".into(),
        });
        assert_pass(&draft.clone().finish(), "zeros");
        // A stop of a meter with a longer or a shorter name explains nothing.
        for name in ["main 2", "mai"] {
            let mut other = draft.clone();
            other.item().meters.push(name.into());
            other.item().stops[0].meter = name.into();
            assert_doubt(&other.finish(), "zeros");
        }
        draft.item().stops[0].last_day = Day(first + 150);
        assert_doubt(&draft.finish(), "zeros");
    }

    #[test]
    fn few_zeros_are_stated_and_not_doubted() {
        let mut draft = electricity();
        draft.set(50, "amount", "0");
        assert!(assert_pass(&draft.finish(), "zeros").contains("could hide 0."));
    }

    #[test]
    fn zeros_hide_the_level_beside_them() {
        let steady = points((0..100).map(|day| {
            if (40..60).contains(&day) {
                0
            } else if day < 40 {
                300
            } else {
                200
            }
        }));
        assert_eq!(hidden(&steady, false), [(40, 20, 4_000.0)]);
        let at_the_end = points((0..100).map(|day| if day < 80 { 300 } else { 0 }));
        assert_eq!(hidden(&at_the_end, false), [(80, 20, 6_000.0)]);
    }

    /// Neither a stop declared for a part of a run nor a day of load within it hides the rest.
    #[test]
    fn a_run_is_not_divided_at_will() {
        let load = |day: u64| if (40..100).contains(&day) && day != 70 { 0 } else { 300 };
        assert_eq!(hidden(&points((0..200).map(load)), false), [(40, 30, 9_000.0), (71, 29, 8_700.0)]);
        let run = points((0..200).map(|day| if (40..100).contains(&day) { 0 } else { 300 }));
        let found = unexplained(&run, false, |day| (65..75).contains(&day));
        assert_eq!(
            found.iter().map(|found| (found.first, found.count, found.amount)).collect::<Vec<_>>(),
            [(40, 50, 15_000.0)]
        );
    }

    #[test]
    fn a_meter_that_often_stands_still_may_do_so() {
        let idle = |day: u64| (day * day / 7) % 5 < 2;
        let bursts = points((0..120).map(|day| if idle(day) { 0 } else { 1 + ((day * 37) % 30).pow(2) }));
        assert_eq!(hidden(&bursts, false), []);
        let outage =
            points(
                (0..120).map(|day| if idle(day) || (50..80).contains(&day) { 0 } else { 1 + ((day * 37) % 30).pow(2) }),
            );
        assert_eq!(hidden(&outage, false).len(), 1);
    }

    #[test]
    fn zeros_of_each_weekend_or_fourth_day_are_no_habit() {
        let cycle =
            |length: u64, idle: u64| points((0..140).map(|day| if day % length < idle { 0 } else { 500 + day }));
        for (length, idle) in [(7, 2), (4, 1), (2, 1), (14, 1)] {
            assert_eq!(hidden(&cycle(length, idle), false).len(), 1, "{idle} of {length}");
        }
    }

    #[test]
    fn a_season_may_end_with_months_of_zero() {
        let months = |amounts: [u64; 12]| {
            let points: Vec<Point> = (0..)
                .zip(amounts)
                .map(|(at, amount)| Point { day: at * 30, seconds: 30 * 86_400, amount, cost: 0 })
                .collect();
            hidden(&points, true).len()
        };
        assert_eq!(months([90, 80, 50, 10, 0, 0, 0, 0, 6, 30, 60, 85]), 0);
        assert_eq!(months([90, 80, 0, 70, 60, 65, 70, 60, 66, 60, 60, 85]), 1);
        assert_eq!(months([0, 0, 0, 70, 60, 65, 70, 60, 66, 60, 0, 0]), 0);
    }
}
