//! `repeats`: no series of seven amounts of a meter occurs twice. It finds gaps that were filled with a copy of other
//! days, and meters that are stuck; a supply without a meter, which is the same every day of the claim, is neither. Amounts below a thousand steps of the meter's finest digit repeat by chance; the check
//! skips them.

use super::{series::Series, ClaimInput};
use crate::{bundle::Kind, evidence::Point, numbers::date, report::CheckResult};
use std::collections::HashMap;

/// Amounts in a series.
const LENGTH: usize = 7;
/// Share of a meter's amounts below which a series that occurs again is not worth a question. Seven days of a year are about 2 %.
const NEGLIGIBLE: f64 = 3e-3;
/// Steps of the finest digit an amount needs.
const RESOLUTION: u64 = 1_000;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    if matches!(input.item.kind, Kind::ForestPlots | Kind::Project) {
        return CheckResult::not_applicable("rows of this kind are not a series of readings");
    }
    let series = Series::of(input);
    let (mut compared, mut found, mut negligible) = (0usize, vec![], 0usize);
    for one in &series {
        compared += one.points.len();
        if one.points.windows(2).all(|pair| pair[0].rate() == pair[1].rate()) {
            continue;
        }
        let sum = |points: &[Point]| points.iter().map(|point| point.amount as f64).sum::<f64>();
        let all = sum(&one.points);
        for (first, place) in repeats(&one.points) {
            if sum(&one.points[place..place + LENGTH]) < NEGLIGIBLE * all {
                negligible += 1;
                continue;
            }
            found.push(format!("{} from {} and from {}", one.name, date(first), date(one.points[place].day)));
        }
    }
    let result = match found.first() {
        None => CheckResult::pass("no series of amounts occurs twice, but for negligible ones"),
        Some(first) => CheckResult::doubt(format!("{} series of {LENGTH} amounts occur twice: {first}", found.len())),
    };
    result.with("amounts", compared).with("series", found.len()).with("negligible", negligible)
}

/// Series that occur twice: the first day of the first, and the place of the second.
fn repeats(points: &[Point]) -> impl Iterator<Item = (u32, usize)> + '_ {
    let step = step(points);
    let mut seen: HashMap<[u64; LENGTH], u32> = HashMap::new();
    points.windows(LENGTH).enumerate().filter_map(move |(place, window)| {
        let series: [u64; LENGTH] = std::array::from_fn(|i| window[i].amount);
        let fine = series.iter().all(|amount| amount / step >= RESOLUTION);
        let first = *seen.entry(series).or_insert(window[0].day);
        (fine && first != window[0].day).then_some((first, place))
    })
}

/// Finest power of ten, in millionths, that an amount uses.
pub(super) fn step(points: &[Point]) -> u64 {
    let power = |amount: u64| {
        (0..19).map(|k| 10u64.pow(k)).take_while(|power| amount.is_multiple_of(*power)).last().unwrap_or(1)
    };
    points.iter().filter(|point| point.amount > 0).map(|point| power(point.amount)).min().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::*;
    use proptest::prelude::*;

    fn points(amounts: &[u64]) -> Vec<Point> {
        (0..).zip(amounts).map(|(day, &amount)| Point { day, seconds: 86_400, amount, cost: 0 }).collect()
    }

    #[test]
    fn varied_readings_pass() {
        assert_pass(&electricity().finish(), "repeats");
        assert_not_applicable(&forest().finish(), "repeats");
    }

    #[test]
    fn a_copied_week_is_doubtful_and_six_days_are_not() {
        for (days, doubtful) in [(6, false), (7, true)] {
            let mut draft = electricity();
            for day in 0..days {
                let amount = draft.get(20 + day, "amount");
                draft.set(50 + day, "amount", &amount);
            }
            let status = finding(&draft.finish(), "repeats").status;
            assert_eq!(status == crate::report::Status::Doubt, doubtful, "{days} days");
        }
    }

    #[test]
    fn a_stuck_meter_is_doubtful() {
        let mut draft = electricity();
        for day in 0..8 {
            draft.set(30 + day, "amount", "812.344");
        }
        assert_doubt(&draft.finish(), "repeats");
    }

    #[test]
    fn coarse_amounts_repeat_by_chance() {
        let coarse: Vec<u64> = (0..60).map(|i| (1 + i % 2) * 1_000_000).collect();
        assert_eq!(repeats(&points(&coarse)).count(), 0);
        let zeros = [0; 60];
        assert_eq!(repeats(&points(&zeros)).count(), 0);
        // A thousand steps exactly, and one less.
        let fine = |amount: u64| repeats(&points(&[[amount; 8].as_slice(), &[1_000_001]].concat())).count();
        assert_eq!((fine(1_000), fine(999)), (1, 0));
    }

    proptest! {
        #[test]
        fn agrees_with_comparing_all_pairs(amounts in prop::collection::vec(1_000u64..1_003, 0..40)) {
            // The last digit fixes the step at one.
            let amounts = [amounts.as_slice(), &[1_001]].concat();
            let naive = (0..amounts.len().saturating_sub(LENGTH - 1))
                .filter(|&j| (0..j).any(|i| amounts[i..i + LENGTH] == amounts[j..j + LENGTH]))
                .count();
            prop_assert_eq!(repeats(&points(&amounts)).count(), naive);
        }
    }
}
