//! `lines`: no stretch of amounts lies on an exact straight line. So a gap is filled between two readings, and no load is so even.
//!
//! A line is 14 amounts or more, each within 0.02 % of the middle of its neighbours, that rise or fall. Amounts below a thousand
//! steps of the meter's finest digit lie on lines by chance; the check skips them. A level that stays the same is `repeats`' part.

use super::{series::Series, ClaimInput};
use crate::{bundle::Kind, evidence::Point, numbers::date, report::CheckResult};

/// Fewest amounts of a line.
const LENGTH: usize = 14;
/// Largest part of an amount by which it is beside the line.
const BESIDE: f64 = 2e-4;
/// Steps of the finest digit that an amount needs.
const RESOLUTION: u64 = 1_000;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    if matches!(input.item.kind, Kind::ForestPlots | Kind::Project) {
        return CheckResult::not_applicable("rows of this kind are not a series of readings");
    }
    let series = Series::of(input);
    let found = series.iter().filter(|one| !one.is_long()).find_map(|one| Some((one.name, line(&one.points)?)));
    match found {
        Some((name, (first, last))) => CheckResult::doubt(format!(
            "the amounts of {name} from {} to {} lie on a straight line: say how they were found",
            date(first),
            date(last)
        )),
        None => CheckResult::pass("no stretch of amounts lies on a straight line"),
    }
    .with("meters", series.len())
}

/// First and last day of the longest line.
fn line(points: &[Point]) -> Option<(u32, u32)> {
    let step = super::repeats::step(points);
    let (mut start, mut longest) = (0, None::<(usize, usize)>);
    for place in 0..points.len() {
        let straight = place >= start + 2 && {
            let [a, b, c] = [place - 2, place - 1, place].map(|at| points[at].rate());
            (a + c - 2.0 * b).abs() <= BESIDE * b && points[place].amount / step >= RESOLUTION
        };
        if place >= start + 2 && !straight {
            start = place - 1;
        }
        let length = place + 1 - start;
        if length >= LENGTH && longest.is_none_or(|(from, until)| length > until - from) {
            longest = Some((start, place + 1));
        }
    }
    let (from, until) = longest?;
    let (first, last) = (points[from], points[until - 1]);
    let slope = (last.rate() - first.rate()).abs();
    (slope > BESIDE * first.rate() * (until - from) as f64).then_some((first.day, last.day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{checks::testing::*, numbers::plain};

    #[test]
    fn a_filled_gap_is_doubtful() {
        for (days, doubtful) in [(13, false), (14, true), (30, true)] {
            let mut draft = electricity();
            for day in 0..days {
                draft.set(100 + day, "amount", &plain(900_000_000 + 7_123_456 * day as u64));
            }
            let status = finding(&draft.finish(), "lines").status;
            assert_eq!(status == crate::report::Status::Doubt, doubtful, "{days}");
        }
        assert_pass(&electricity().finish(), "lines");
        assert_not_applicable(&forest().finish(), "lines");
    }

    #[test]
    fn coarse_or_level_amounts_are_no_line() {
        let points = |amounts: &[u64]| -> Vec<Point> {
            (0..).zip(amounts).map(|(day, amount)| Point { day, seconds: 86_400, amount: *amount, cost: 0 }).collect()
        };
        assert_eq!(line(&points(&[4_000_001; 40])), None, "level");
        assert_eq!(line(&points(&(1..40).map(|at| at * 1_000_000).collect::<Vec<_>>())), None, "coarse");
        let fine: Vec<u64> = (0..40).map(|at| 4_000_001 + 10_000 * at).collect();
        assert_eq!(line(&points(&fine)), Some((0, 39)));
    }
}
