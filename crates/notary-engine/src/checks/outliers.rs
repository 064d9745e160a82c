//! `outliers`: no amount is far from its neighbours, by median and median absolute deviation of each meter.
//!
//! For each amount a day, `r = ln(rate / median of its neighbours)`: seven on either side, or three on either side of
//! the same weekday where weekdays explain the meter better. Far is `|r| > min(max(6 × 1.4826 × MAD(r), ln 3), ln 5)`.
//! Where weekdays are used, a level that is usual for the meter nearby (its 20 % to 80 % quantile, and half more) is not
//! far: a holiday looks like a Sunday. Zeros count as far unless the manifest declares the stop, or a quarter of the meter's
//! days are zero. Forest plots are compared with each other, by gain per hectare and day.

use super::ClaimInput;
use crate::{
    bundle::Kind,
    evidence::Point,
    numbers::{date, plain},
    report::CheckResult,
    stats::{median, quantile, spread},
};

/// Fewest amounts that can be compared.
const MIN_POINTS: usize = 5;
/// Neighbours on either side.
const REACH: usize = 7;
/// The same for readings of a week or longer, where seasons show within a few.
const LONG_REACH: usize = 2;
/// Same weekdays on either side.
const WEEKS: usize = 3;
/// Neighbours on either side whose level is usual.
const LEVEL_REACH: usize = 21;
/// How much further than the usual level still is usual.
const SLACK: f64 = 1.5;
/// Robust standard deviations that are far.
const SIGMAS: f64 = 6.0;
/// Never far: up to three times or a third.
const NEAREST: f64 = 3.0;
/// Always far: more than five times or a fifth.
const FARTHEST: f64 = 5.0;

/// The amounts of a meter, or of one gas of a stack.
struct Series<'a> {
    /// The listed meter.
    meter: &'a str,
    /// Its name in reports.
    name: &'a str,
    points: Vec<Point>,
}

/// An amount that is far, with the name of its meter and `r`.
type Far<'a> = (&'a str, Point, f64);

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    let (item, kind) = (input.item, input.item.kind);
    // A stack has a tally for each gas.
    let listed = item.meters.iter().flat_map(|meter| std::iter::repeat_n(meter, kind.tallies()));
    let series: Vec<Series> = listed
        .zip(&input.tally.meters)
        .filter(|(_, tally)| tally.rows > 0)
        .map(|(meter, tally)| Series { meter, name: &tally.name, points: tally.points(item) })
        .collect();
    let far: Vec<Far> = match kind {
        Kind::ForestPlots => across(&series),
        _ => series.iter().flat_map(|one| along(&one.points).into_iter().map(|(p, r)| (one.name, p, r))).collect(),
    };
    let zeros: Vec<(&str, Point)> = series.iter().flat_map(|one| unexplained_zeros(input, one)).collect();
    let result = if let Some((name, point, r)) = far.iter().max_by(|a, b| a.2.abs().total_cmp(&b.2.abs())) {
        CheckResult::doubt(format!(
            "{} amounts are far from their neighbours: {name} on {} has {}, {:.2} times what is usual",
            far.len(),
            date(point.day),
            plain(point.amount),
            r.exp()
        ))
    } else if let Some((name, point)) = zeros.first() {
        let day = date(point.day);
        CheckResult::doubt(format!("{} amounts are zero outside a declared stop: {name} on {day}", zeros.len()))
    } else if kind != Kind::ForestPlots && series.iter().all(|one| one.points.len() < MIN_POINTS) {
        CheckResult::not_applicable(format!("fewer than {MIN_POINTS} amounts a meter"))
    } else {
        CheckResult::pass("every amount is near its neighbours")
    };
    let amounts: usize = series.iter().map(|one| one.points.len()).sum();
    result.with("amounts", amounts).with("far", far.len()).with("zeros", zeros.len())
}

/// Amounts of one meter that are far from those around them, with `r`.
pub(super) fn along(points: &[Point]) -> Vec<(Point, f64)> {
    let running: Vec<Point> = points.iter().filter(|point| point.amount > 0).copied().collect();
    if running.len() < MIN_POINTS {
        return vec![];
    }
    let rates: Vec<f64> = running.iter().map(Point::rate).collect();
    let long = running.iter().filter(|point| point.days >= 7).count() * 2 > running.len();
    let reach = if long { LONG_REACH } else { REACH };
    let nearby = |i: usize, reach: usize| neighbours(&rates, i, reach, 1);
    let by_neighbours = residuals(&rates, |i| nearby(i, reach));
    let by_weekday = residuals(&rates, |i| neighbours(&rates, i, WEEKS, 7));
    let wild = |residuals: &[f64]| residuals.iter().filter(|r| r.abs() > NEAREST.ln()).count();
    let weekly = !long && running.len() > 7 * WEEKS && wild(&by_weekday) < wild(&by_neighbours);
    let residuals = if weekly { by_weekday } else { by_neighbours };
    let limit = limit(&residuals);
    let usual = |i: usize| {
        let mut level = nearby(i, LEVEL_REACH);
        let low = quantile(&mut level, 0.2).map_or(0.0, |low| low / SLACK);
        let high = quantile(&mut level, 0.8).map_or(f64::INFINITY, |high| high * SLACK);
        (low..=high).contains(&rates[i])
    };
    let far = residuals.iter().enumerate().filter(|(i, r)| r.abs() > limit && !(weekly && usual(*i)));
    far.map(|(i, r)| (running[i], *r)).collect()
}

/// Up to `reach` values before and after, every `step`-th.
fn neighbours(values: &[f64], i: usize, reach: usize, step: usize) -> Vec<f64> {
    let before = (1..=reach).filter_map(|k| i.checked_sub(k * step));
    let after = (1..=reach).map(|k| i + k * step);
    before.chain(after).filter_map(|place| values.get(place).copied()).collect()
}

/// `ln(value / median of the others)` of positive values; 0 where there are no others.
fn residuals(values: &[f64], others: impl Fn(usize) -> Vec<f64>) -> Vec<f64> {
    let residual = |i: usize| median(&mut others(i)).map_or(0.0, |middle| (values[i] / middle).ln());
    (0..values.len()).map(residual).collect()
}

/// Plots whose gain is far from the median of all.
fn across<'a>(series: &[Series<'a>]) -> Vec<Far<'a>> {
    let grown = |one: &Series<'a>| one.points.clone().into_iter().filter(|point| point.amount > 0);
    let all: Vec<(&str, Point)> = series.iter().flat_map(|one| grown(one).map(|point| (one.name, point))).collect();
    let Some(middle) = median(&mut all.iter().map(|(_, point)| point.rate()).collect::<Vec<_>>()) else {
        return vec![];
    };
    let residuals: Vec<f64> = all.iter().map(|(_, point)| (point.rate() / middle).ln()).collect();
    if all.len() < MIN_POINTS {
        return vec![];
    }
    let limit = limit(&residuals);
    let far = all.into_iter().zip(residuals).filter(|(_, r)| r.abs() > limit);
    far.map(|((name, point), r)| (name, point, r)).collect()
}

/// How far `r` may be.
fn limit(residuals: &[f64]) -> f64 {
    (SIGMAS * spread(residuals).unwrap_or(0.0)).clamp(NEAREST.ln(), FARTHEST.ln())
}

/// Zeros without a declared stop, of a meter that otherwise runs.
fn unexplained_zeros<'a>(input: &ClaimInput, one: &Series<'a>) -> Vec<(&'a str, Point)> {
    let zeros: Vec<Point> = one.points.iter().filter(|point| point.amount == 0).copied().collect();
    if zeros.len() * 4 >= one.points.len() || matches!(input.item.kind, Kind::ForestPlots | Kind::Project) {
        return vec![];
    }
    let unexplained = zeros.into_iter().filter(|point| !input.item.stands_still(one.meter, point.day));
    unexplained.map(|point| (one.name, point)).collect()
}

#[cfg(test)]
mod tests;
