//! `shifts`: no meter's level changes from one day to the next and stays there. A wrong ratio of a transformer, a lost phase or a
//! moved decimal point begins on a day; a season does not.
//!
//! For each day, the levels (medians of the same weekdays) of one, two and four weeks before it and from it on are compared. The
//! level has shifted if all three ratios say nearly the same, at least 1.6 times or its inverse, every weekday agrees, and the meter
//! does not have the other side's level at another time: at most a tenth of the weeks of one side, of six at least, pass the nearer quartile of the
//! other's. Heating and holidays come back; a shift that ends by the same ratio counts from six times on. Amounts of a week or longer have shifted if every
//! amount of one side is ten times every amount of the other.

use super::{
    series::{Doubtful, Series},
    ClaimInput,
};
use crate::{
    bundle::Kind,
    evidence::Point,
    numbers::date,
    report::CheckResult,
    stats::{median, quantile},
};

/// Days of a week.
const WEEK: usize = 7;
/// Weeks of the longest comparison.
const WEEKS: usize = 4;
/// Smallest shift, as a ratio.
const SHIFT: f64 = 1.6;
/// Smallest ratio of each weekday.
const WEEKDAY: f64 = 1.25;
/// How much of the longest comparison's shift the shorter ones must show: a season's drift halves with the time between.
const ABRUPT: f64 = 0.75;
/// Fewest days of either side of a shift that stays.
const LASTING: usize = 42;
/// Share of one side's weeks that may be at the level of the other.
const OVERLAP: f64 = 0.1;
/// Ratio of a shift that ends again by the same ratio: no holiday raises or lowers a load so much.
const BLOCK: f64 = 6.0;
/// Times that amounts of a week or longer differ if their level has shifted.
const LONG_SHIFT: f64 = 10.0;
/// Fewest such amounts on either side.
const LONG_SIDE: usize = 2;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    if matches!(input.item.kind, Kind::ForestPlots | Kind::Project | Kind::Invoices) {
        return CheckResult::not_applicable("rows of this kind are not the load of a meter");
    }
    let series = Series::of(input);
    let (mut doubtful, mut worst) = (Doubtful::none(input, &series), None::<(f64, String)>);
    for one in &series {
        let found = if one.is_long() { long_shift(&one.points) } else { shift(&one.points) };
        let Some(Shift { day, ratio, changed }) = found else { continue };
        doubtful.add(one, changed);
        if worst.as_ref().is_none_or(|(most, _)| one.weighed(changed) > *most) {
            let sentence = format!("from {} on, {} is {ratio:.2} times what it was", date(day), one.name);
            worst = Some((one.weighed(changed), sentence));
        }
    }
    let result = match worst {
        Some((_, worst)) if doubtful.is_material() => CheckResult::doubt(format!(
            "{worst}, from one day to the next: say what changed. It could change {}",
            doubtful.describe()
        )),
        Some((_, worst)) => CheckResult::pass(format!("{worst}; it could change {}", doubtful.describe())),
        None => CheckResult::pass("no level shifts from one day to the next"),
    };
    result.with("share", doubtful.share())
}

struct Shift {
    day: u32,
    ratio: f64,
    changed: f64,
}

fn shift(points: &[Point]) -> Option<Shift> {
    let rates: Vec<f64> = points.iter().map(Point::rate).collect();
    let places = WEEK * 2..points.len().saturating_sub(WEEK * 2);
    let shifts: Vec<(usize, f64)> = places.filter_map(|place| Some((place, shifted(&rates, place)?))).collect();
    let lasting = shifts.iter().filter(|(place, log)| {
        (LASTING..=points.len().saturating_sub(LASTING)).contains(place) && stays(&rates, *place, *log)
    });
    if let Some((place, log)) = lasting.max_by(|one, other| one.1.abs().total_cmp(&other.1.abs())) {
        return Some(Shift::at(points, *place, *log));
    }
    let pairs = shifts.iter().enumerate().flat_map(|(at, one)| shifts[at + 1..].iter().map(move |other| (one, other)));
    let large = |log: f64| log.abs() >= BLOCK.ln();
    let mut blocks = pairs.filter(|((from, there), (until, back))| {
        until - from >= WEEK && large(*there) && large(*back) && (there + back).abs() <= (1.0 - ABRUPT) * there.abs()
    });
    let ((from, there), (until, _)) = blocks.next()?;
    let amount: f64 = points[*from..*until].iter().map(|point| point.amount as f64).sum();
    Some(Shift { day: points[*from].day, ratio: there.exp(), changed: amount * ((-there).exp() - 1.0).abs() })
}

/// Whether the level of either side is not the other's at another time.
fn stays(rates: &[f64], place: usize, log: f64) -> bool {
    let levels = |rates: &[f64]| -> Vec<f64> {
        rates.chunks_exact(WEEK).filter_map(|week| median(&mut week.to_vec())).collect()
    };
    let (before, after) = (levels(&rates[..place]), levels(&rates[place..]));
    let (low, high) = if log < 0.0 { (after, before) } else { (before, after) };
    let share = |levels: &[f64], passes: &dyn Fn(f64) -> bool| {
        levels.iter().filter(|level| passes(**level)).count() as f64 <= OVERLAP * levels.len() as f64
    };
    let bounds = quantile(&mut high.clone(), 0.25).zip(quantile(&mut low.clone(), 0.75));
    bounds.is_some_and(|(least, most)| share(&low, &|level| level > least) && share(&high, &|level| level < most))
}

/// A shift of amounts of a week or longer.
fn long_shift(points: &[Point]) -> Option<Shift> {
    let rates: Vec<f64> = points.iter().map(Point::rate).collect();
    let extremes = |rates: &[f64]| {
        let least = rates.iter().copied().fold(f64::INFINITY, f64::min);
        (least, rates.iter().copied().fold(0.0, f64::max))
    };
    (LONG_SIDE..(rates.len() + 1).saturating_sub(LONG_SIDE)).find_map(|place| {
        let ((least, most), (later_least, later_most)) = (extremes(&rates[..place]), extremes(&rates[place..]));
        let apart = least > LONG_SHIFT * later_most || later_least > LONG_SHIFT * most;
        let middle = |rates: &[f64]| median(&mut rates.to_vec()).filter(|middle| *middle > 0.0);
        let (before, after) = (middle(&rates[..place])?, middle(&rates[place..])?);
        apart.then(|| Shift::at(points, place, (after / before).ln()))
    })
}

impl Shift {
    /// What the shorter side would be at the level of the longer one.
    fn at(points: &[Point], place: usize, log: f64) -> Self {
        let earlier = place * 2 < points.len();
        let (side, factor) = if earlier { (&points[..place], log.exp()) } else { (&points[place..], (-log).exp()) };
        let amount: f64 = side.iter().map(|point| point.amount as f64).sum();
        Self { day: points[place].day, ratio: log.exp(), changed: amount * (factor - 1.0).abs() }
    }
}

/// Logarithm of the shift that happens at a place, if one does.
fn shifted(rates: &[f64], place: usize) -> Option<f64> {
    let weekly = |weeks: usize| -> Option<Vec<f64>> {
        (0..WEEK)
            .map(|weekday| {
                let after: Vec<f64> =
                    (0..weeks).filter_map(|week| rates.get(place + weekday + week * WEEK)).copied().collect();
                let before =
                    (1..=weeks).filter_map(|week| (place + weekday).checked_sub(week * WEEK)).map(|at| rates[at]);
                let (before, after) = (median(&mut before.collect::<Vec<_>>())?, median(&mut after.clone())?);
                (before > 0.0 && after > 0.0).then(|| (after / before).ln())
            })
            .collect()
    };
    let short = weekly(1)?;
    let middle = |mut logs: Vec<f64>| median(&mut logs);
    let one = middle(short.clone())?;
    if one.abs() < SHIFT.ln() * ABRUPT {
        return None;
    }
    let (two, four) = (middle(weekly(2)?)?, weekly(WEEKS)?);
    let agree = four.iter().all(|log| log.abs() >= WEEKDAY.ln() && (log.signum() == one.signum()));
    let four = middle(four)?;
    let same = [one, two].iter().all(|log| log.signum() == four.signum() && log.abs() >= ABRUPT * four.abs());
    (agree && same && four.abs() >= SHIFT.ln() && four.abs() >= ABRUPT * one.abs()).then_some(four)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        checks::testing::*,
        numbers::{decimal, plain},
    };

    fn found(change: impl Fn(usize, u64) -> u64) -> crate::report::Status {
        let mut draft = electricity();
        for row in 0..draft.rows().len() {
            let amount = decimal(&draft.get(row, "amount")).unwrap();
            draft.set(row, "amount", &plain(change(row, amount)));
        }
        finding(&draft.finish(), "shifts").status
    }

    #[test]
    fn a_level_that_changes_from_one_day_to_the_next_is_doubtful() {
        use crate::report::Status::{Doubt, Pass};
        assert_eq!(found(|_, amount| amount), Pass);
        for (times, by) in [(1, 2), (2, 5), (1, 10), (2, 1), (10, 1)] {
            assert_eq!(
                found(|day, amount| if day < 145 { amount } else { amount * times / by }),
                Doubt,
                "{times}/{by}"
            );
        }
        assert_eq!(found(|day, amount| if day < 145 { amount } else { amount * 9 / 10 }), Pass, "a tenth less");
        assert_eq!(found(|day, amount| amount * (366 + day as u64) / 366), Pass, "a drift");
    }

    #[test]
    fn holidays_come_back_and_a_tenth_for_a_month_is_doubtful() {
        use crate::report::Status::{Doubt, Pass};
        let during = |day: usize| (180..215).contains(&day);
        assert_eq!(found(|day, amount| if during(day) { amount * 2 / 5 } else { amount }), Pass);
        assert_eq!(found(|day, amount| if during(day) { amount / 10 } else { amount }), Doubt);
    }

    #[test]
    fn months_shift_by_a_unit_only() {
        let months = |amounts: [u64; 12]| {
            let points: Vec<Point> = (0..)
                .zip(amounts)
                .map(|(at, amount)| Point { day: at * 30, seconds: 30 * 86_400, amount, cost: 0 })
                .collect();
            long_shift(&points).map(|shift| shift.day)
        };
        assert_eq!(months([9, 8, 7, 6, 5, 4, 5_000, 4_000, 5_000, 6_000, 7_000, 8_000]), Some(180));
        assert_eq!(months([90, 80, 70, 60, 50, 40, 5, 4, 5, 6, 7, 8]), None);
    }
}
