//! `meters`: no two meters of an item count the same. A check meter measures what the main meter does, and a total contains its
//! parts; only one of them belongs to a claim.
//!
//! Two meters are the same if nine tenths of the amounts of their common days are equal, or if their ratio is steady: within 5 % of
//! one, and spread by less than 1 %, over 28 amounts. A meter is a total if nine tenths of its amounts are the sum of all others'
//! within 0.1 %.

use super::{series::Series, ClaimInput};
use crate::{
    bundle::Kind,
    report::CheckResult,
    stats::{median, spread},
};
use std::collections::BTreeMap;

/// Fewest common amounts that are no coincidence.
const EQUAL: usize = 3;
/// The same for a steady ratio.
const STEADY: usize = 28;
/// Share of the common amounts that agree.
const AGREE: f64 = 0.9;
/// How far the ratio of main and check meter may be from one.
const RATIO: f64 = 0.05;
/// How far it may spread: twice what meters of class 0.5 differ by.
const SPREAD: f64 = 0.01;
/// How far a total may be from the sum of its parts, as a part of it.
const SUM: f64 = 1e-3;

/// Amounts by start and length.
type Amounts = BTreeMap<(u32, u64), u64>;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    if matches!(input.item.kind, Kind::ForestPlots | Kind::Project | Kind::StackEmissions) {
        return CheckResult::not_applicable("rows of this kind are of separate places, parts or gases");
    }
    let series = Series::of(input);
    if series.len() < 2 {
        return CheckResult::not_applicable("one meter");
    }
    let amounts: Vec<Amounts> = series.iter().map(amounts).collect();
    let pairs = (0..series.len()).flat_map(|one| (one + 1..series.len()).map(move |other| (one, other)));
    let same = pairs.into_iter().find(|(one, other)| count_the_same(&amounts[*one], &amounts[*other]));
    let total = || (0..series.len()).find(|total| series.len() > 2 && is_total(*total, &amounts));
    let name = |place: usize| series[place].name;
    let result = if let Some((one, other)) = same {
        CheckResult::doubt(format!(
            "{} and {} show the same: only one of a meter and its check meter counts",
            name(one),
            name(other)
        ))
    } else if let Some(total) = total() {
        CheckResult::doubt(format!(
            "{} is the sum of the item's other meters: either the total counts, or its parts",
            name(total)
        ))
    } else {
        CheckResult::pass("no meter repeats another or the sum of the others")
    };
    result.with("meters", series.len())
}

fn amounts(series: &Series) -> Amounts {
    series.points.iter().map(|point| ((point.day, point.seconds), point.amount)).collect()
}

fn count_the_same(one: &Amounts, other: &Amounts) -> bool {
    let common = one.iter().filter_map(|(time, a)| Some((*a, *other.get(time)?)));
    let common: Vec<(u64, u64)> = common.filter(|(a, b)| *a > 0 && *b > 0).collect();
    let equal = common.iter().filter(|(a, b)| a == b).count();
    if common.len() >= EQUAL && equal as f64 >= AGREE * common.len() as f64 {
        // Two supplies without meters may be the same every day.
        return common.windows(2).any(|pair| pair[0] != pair[1]);
    }
    let ratios: Vec<f64> = common.iter().map(|(a, b)| (*a as f64 / *b as f64).ln()).collect();
    let level: Vec<f64> = common.iter().map(|(a, _)| (*a as f64).ln()).collect();
    let moves = |values: &[f64]| spread(values).unwrap_or(0.0);
    ratios.len() >= STEADY
        && median(&mut ratios.clone()).is_some_and(|middle| middle.abs() < RATIO)
        && moves(&ratios) < SPREAD
        && moves(&level) > 3.0 * SPREAD
}

fn is_total(total: usize, amounts: &[Amounts]) -> bool {
    let own = &amounts[total];
    let agrees = |(time, amount): &(&(u32, u64), &u64)| {
        let parts = amounts.iter().enumerate().filter(|(place, _)| *place != total);
        let sum: f64 = parts.filter_map(|(_, part)| part.get(*time)).map(|part| *part as f64).sum();
        (sum - **amount as f64).abs() <= SUM * **amount as f64
    };
    let running: Vec<_> = own.iter().filter(|(_, amount)| **amount > 0).collect();
    running.len() >= EQUAL && running.iter().filter(|one| agrees(one)).count() as f64 >= AGREE * running.len() as f64
}

#[cfg(test)]
mod tests {
    use crate::{
        bench::draft::Draft,
        checks::testing::*,
        numbers::{decimal, plain},
    };

    /// Adds a meter whose amounts follow from those of `main`, by day.
    fn add(draft: &mut Draft, name: &str, amount: impl Fn(usize, u64) -> u64) {
        let rows = draft.rows().clone();
        for (day, row) in rows.iter().enumerate().filter(|(_, row)| row[1] == "main") {
            let mut row = row.clone();
            row[1] = name.into();
            row[4] = plain(amount(day, decimal(&row[4]).unwrap()));
            draft.rows().push(row);
        }
        draft.item().meters.push(name.into());
    }

    #[test]
    fn a_check_meter_counts_the_same() {
        assert_not_applicable(&electricity().finish(), "meters");
        let mut equal = electricity();
        add(&mut equal, "check", |_, main| main);
        assert!(assert_doubt(&equal.finish(), "meters").contains("main and check show the same"));
        let mut near = electricity();
        add(&mut near, "check", |day, main| main + main / 1_000 * (day as u64 % 5));
        assert_doubt(&near.finish(), "meters");
        let mut other = electricity();
        add(&mut other, "annex", |day, main| main / 3 + 1_000_000 * (day as u64 * 31 % 97));
        assert_pass(&other.finish(), "meters");
    }

    #[test]
    fn a_total_does_not_count_beside_its_parts() {
        let mut draft = electricity();
        add(&mut draft, "hall 1", |day, main| main / 5 + main / 100 * (day as u64 % 7));
        let hall: Vec<u64> =
            draft.rows().iter().filter(|row| row[1] == "hall 1").map(|row| decimal(&row[4]).unwrap()).collect();
        add(&mut draft, "hall 2", move |day, main| main - hall[day]);
        assert!(assert_doubt(&draft.clone().finish(), "meters").contains("main is the sum"));
        draft.item().meters.pop();
        draft.rows().retain(|row| row[1] != "hall 2");
        assert_pass(&draft.finish(), "meters");
    }

    #[test]
    fn supplies_that_are_the_same_every_day_may_be_equal() {
        let mut draft = electricity();
        for row in 0..draft.rows().len() {
            draft.set(row, "amount", "24");
        }
        add(&mut draft, "signals", |_, main| main);
        assert_pass(&draft.finish(), "meters");
    }
}
