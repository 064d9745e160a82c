//! `outliers`: no amount is far from its neighbours, by median and median absolute deviation of each meter.
//!
//! For each amount a day, `r = ln(rate / median of its neighbours)`: seven on either side, or three on either side of
//! the same weekday where weekdays explain the meter better. Far is `|r| > min(max(6 × 1.4826 × MAD(r), ln 3), ln 5)`.
//! Where weekdays are used, a level that is usual for the meter nearby (its 20 % to 80 % quantile, and half more) is not
//! far: a holiday looks like a Sunday. Zeros count as far unless the manifest declares the stop, or a quarter of the meter's
//! days are zero. Forest plots are compared with each other, by gain per hectare and day.

use super::Case;
use crate::{
    bundle::Kind,
    evidence::Point,
    numbers::{date, plain},
    report::Outcome,
    stats::{median, quantile, spread},
};

/// Fewest amounts that can be judged.
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

pub(super) fn check(case: &Case) -> Outcome {
    let series: Vec<(&str, Vec<Point>)> = case
        .tally
        .meters
        .iter()
        .filter(|meter| meter.rows > 0)
        .map(|meter| (meter.name.as_str(), meter.points(case.item)))
        .collect();
    let judged: Vec<(&str, Point, f64)> = match case.item.kind {
        Kind::ForestPlots => across(&series),
        _ => series
            .iter()
            .flat_map(|(name, points)| along(points).into_iter().map(move |(p, r)| (*name, p, r)))
            .collect(),
    };
    let zeros = series.iter().flat_map(|(name, points)| unexplained_zeros(case, name, points));
    let zeros: Vec<_> = zeros.collect();
    let numbers = |outcome: Outcome| {
        let points: usize = series.iter().map(|(_, points)| points.len()).sum();
        outcome.with("amounts", points).with("far", judged.len()).with("zeros", zeros.len())
    };
    if let Some((name, point, r)) = judged.iter().max_by(|a, b| a.2.abs().total_cmp(&b.2.abs())) {
        return numbers(Outcome::doubt(format!(
            "{} amounts are far from their neighbours: {name} on {} has {}, {:.2} times what is usual",
            judged.len(),
            date(point.day),
            plain(point.amount),
            r.exp()
        )));
    }
    if let Some((name, point)) = zeros.first() {
        return numbers(Outcome::doubt(format!(
            "{} amounts are zero outside a declared stop: {name} on {}",
            zeros.len(),
            date(point.day)
        )));
    }
    if series.iter().all(|(_, points)| points.len() < MIN_POINTS) && case.item.kind != Kind::ForestPlots {
        return numbers(Outcome::not_applicable(format!("fewer than {MIN_POINTS} amounts a meter")));
    }
    numbers(Outcome::pass("every amount is near its neighbours"))
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
    let far = (SIGMAS * spread(&residuals).unwrap_or(0.0)).clamp(NEAREST.ln(), FARTHEST.ln());
    let usual = |i: usize| {
        let mut level = nearby(i, LEVEL_REACH);
        let low = quantile(&mut level, 0.2).map_or(0.0, |low| low / SLACK);
        let high = quantile(&mut level, 0.8).map_or(f64::INFINITY, |high| high * SLACK);
        (low..=high).contains(&rates[i])
    };
    let far = residuals.iter().enumerate().filter(|(i, r)| r.abs() > far && !(weekly && usual(*i)));
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

/// Plots whose gain is far from that of the others.
fn across<'a>(series: &[(&'a str, Vec<Point>)]) -> Vec<(&'a str, Point, f64)> {
    let all: Vec<(&str, Point)> = series
        .iter()
        .flat_map(|(name, points)| points.iter().filter(|point| point.amount > 0).map(move |point| (*name, *point)))
        .collect();
    if all.len() < MIN_POINTS {
        return vec![];
    }
    let rates: Vec<f64> = all.iter().map(|(_, point)| point.rate()).collect();
    let residuals = residuals(&rates, |i| neighbours(&rates, i, rates.len(), 1));
    let far = (SIGMAS * spread(&residuals).unwrap_or(0.0)).clamp(NEAREST.ln(), FARTHEST.ln());
    let far = all.iter().zip(residuals).filter(|(_, r)| r.abs() > far);
    far.map(|((name, point), r)| (*name, *point, r)).collect()
}

/// Zeros that nobody declared, of a meter that otherwise runs.
fn unexplained_zeros<'a>(case: &Case, name: &'a str, points: &[Point]) -> Vec<(&'a str, Point)> {
    let zeros = points.iter().filter(|point| point.amount == 0);
    if zeros.clone().count() * 4 >= points.len() || matches!(case.item.kind, Kind::ForestPlots | Kind::Project) {
        return vec![];
    }
    // A stack's stop is declared for the stack, not for each gas.
    let meter = case.item.meters.iter().find(|meter| name.starts_with(meter.as_str()));
    let declared = |day: u32| meter.is_some_and(|meter| case.item.stands_still(meter, day));
    zeros.filter(|point| !declared(point.day)).map(|point| (name, *point)).collect()
}

#[cfg(test)]
#[path = "outliers_tests.rs"]
mod tests;
