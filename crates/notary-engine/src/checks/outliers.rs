//! `outliers`: no amounts that are far from their neighbours, by median and median absolute deviation of each meter, could
//! change the claim materially.
//!
//! For each amount a day, `r = ln(rate / median of its neighbours)`: seven on either side, or three on either side of
//! the same weekday where weekdays explain the meter better. Far is `|r| > min(max(6 × 1.4826 × MAD(r), ln 3), ln 5)`.
//! Where weekdays are used, a level that is usual for the meter nearby (its 20 % to 80 % quantile, and half more) is not
//! far: a holiday looks like a Sunday. A meter with far amounts at five or more separate times is a wild one: then far is one and a half
//! times what 99 % of its amounts differ by. An amount of a week or longer is far if it is more than five times both amounts beside it,
//! or less than a hundredth of both; `months` compares it with the year before. What far amounts could change is counted in grams. Forest plots are compared with each other,
//! by gain per hectare and day.

use super::{
    months,
    series::{is_long, usual_rate, Doubtful, Series},
    ClaimInput,
};
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
/// Same weekdays on either side.
const WEEKS: usize = 3;
/// Neighbours on either side whose level is usual.
const LEVEL_REACH: usize = 21;
/// How much further than the usual level still is usual.
const SLACK: f64 = 1.5;
/// Separate times at which amounts are far that make it the meter's habit.
const OFTEN: usize = 5;
/// Robust standard deviations that are far.
const SIGMAS: f64 = 6.0;
/// Never far: up to three times or a third.
const NEAREST: f64 = 3.0;
/// Always far: more than five times or a fifth.
const FARTHEST: f64 = 5.0;

/// Times the larger amount beside it that an amount of a week or longer is far: a season changes less.
const LONG_HIGH: f64 = 5.0;
/// Times the smaller amount beside it that such an amount must be below it: heating that ends within a month leaves little of it.
const LONG_LOW: f64 = 100.0;

/// An amount that is far from what is usual.
pub(super) struct Far {
    /// The amount.
    pub point: Point,
    /// `ln(rate / usual rate)`.
    pub r: f64,
    /// The usual rate.
    usual: f64,
}

impl Far {
    /// How far the amount is from the usual one, in millionths of the unit.
    fn change(&self) -> f64 {
        (self.point.rate() - self.usual).abs() * self.point.days()
    }
}

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    let kind = input.item.kind;
    let series = Series::of(input);
    // Months are compared with those of the year before instead, where these are known.
    let known = months::comparable(input).is_some();
    let compared = series.iter().filter(|one| !(known && one.is_long()));
    let far: Vec<(&Series, Far)> = match kind {
        Kind::ForestPlots => across(&series),
        _ => compared.flat_map(|one| along(&one.points).into_iter().map(move |far| (one, far))).collect(),
    };
    let mut doubtful = Doubtful::none(input, &series);
    far.iter().for_each(|(one, far)| doubtful.add(one, far.change()));
    let worst = far.iter().max_by(|a, b| a.0.weighed(a.1.change()).total_cmp(&b.0.weighed(b.1.change())));
    let result = match worst {
        Some((one, Far { point, r, .. })) => {
            let sentence = format!(
                "{} amounts are far from their neighbours: {} on {} has {}, {:.2} times what is usual; together they could change {}",
                far.len(),
                one.name,
                date(point.day),
                plain(point.amount),
                r.exp(),
                doubtful.describe()
            );
            // A sample's plots stand for many times their area.
            match doubtful.is_material() || kind == Kind::ForestPlots {
                true => CheckResult::doubt(sentence),
                false => CheckResult::pass(sentence),
            }
        }
        None if kind != Kind::ForestPlots && series.iter().all(|one| one.points.len() < MIN_POINTS) => {
            CheckResult::not_applicable(format!("fewer than {MIN_POINTS} amounts a meter"))
        }
        None => CheckResult::pass("every amount is near its neighbours"),
    };
    let amounts: usize = series.iter().map(|one| one.points.len()).sum();
    result.with("amounts", amounts).with("far", far.len()).with("share", doubtful.share())
}

/// Amounts of one meter that are far from those around them.
pub(super) fn along(points: &[Point]) -> Vec<Far> {
    let running: Vec<Point> = points.iter().filter(|point| point.amount > 0).copied().collect();
    if running.len() < MIN_POINTS {
        return vec![];
    }
    let rates: Vec<f64> = running.iter().map(Point::rate).collect();
    let far = |i: usize, usual: f64| Far { point: running[i], r: (rates[i] / usual).ln(), usual };
    let nearby = |i: usize, reach: usize| neighbours(&rates, i, reach, 1);
    if is_long(points) {
        return (0..rates.len()).filter_map(|i| Some(far(i, beyond_a_season(rates[i], &nearby(i, 1))?))).collect();
    }
    let by_neighbours = usual(&rates, |i| nearby(i, REACH));
    let by_weekday = usual(&rates, |i| neighbours(&rates, i, WEEKS, 7));
    let residuals =
        |usual: &[f64]| rates.iter().zip(usual).map(|(rate, usual)| (rate / usual).ln()).collect::<Vec<_>>();
    let wild = |usual: &[f64]| residuals(usual).iter().filter(|r| r.abs() > NEAREST.ln()).count();
    let weekly = running.len() > 7 * WEEKS && wild(&by_weekday) < wild(&by_neighbours);
    let usual = if weekly { by_weekday } else { by_neighbours };
    let residuals = residuals(&usual);
    let far_from = |limit: f64| (0..rates.len()).filter(|i| residuals[*i].abs() > limit).collect::<Vec<_>>();
    let mut limit = limit(&residuals);
    if occasions(&far_from(limit)) >= OFTEN {
        let mut sizes: Vec<f64> = residuals.iter().map(|r| r.abs()).collect();
        limit = limit.max(quantile(&mut sizes, 0.99).unwrap_or(0.0) + SLACK.ln());
    }
    let usual_nearby = |i: usize| {
        let mut level = nearby(i, LEVEL_REACH);
        let low = quantile(&mut level, 0.2).map_or(0.0, |low| low / SLACK);
        let high = quantile(&mut level, 0.8).map_or(f64::INFINITY, |high| high * SLACK);
        (low..=high).contains(&rates[i])
    };
    let places = far_from(limit).into_iter().filter(|i| !(weekly && usual_nearby(*i)));
    places.map(|i| far(i, usual[i])).collect()
}

/// Number of separate times at which the places lie.
fn occasions(places: &[usize]) -> usize {
    let (count, _) = places.iter().fold((0, None::<usize>), |(count, last), place| match last {
        Some(last) if place - last <= 2 * REACH => (count, Some(last)),
        _ => (count + 1, Some(*place)),
    });
    count
}

/// The nearer of the two amounts beside one that is beyond what a season changes from one amount to the next; `None` if it is not.
fn beyond_a_season(rate: f64, beside: &[f64]) -> Option<f64> {
    let most = beside.iter().copied().fold(0.0, f64::max);
    let least = beside.iter().copied().fold(f64::INFINITY, f64::min);
    match () {
        () if rate > LONG_HIGH * most => Some(most),
        () if rate * LONG_LOW < least => Some(least),
        () => None,
    }
}

/// Up to `reach` values before and after, every `step`-th.
fn neighbours(values: &[f64], i: usize, reach: usize, step: usize) -> Vec<f64> {
    let before = (1..=reach).filter_map(|k| i.checked_sub(k * step));
    let after = (1..=reach).map(|k| i + k * step);
    before.chain(after).filter_map(|place| values.get(place).copied()).collect()
}

/// The median of the others for each value; the value itself where there are none.
fn usual(values: &[f64], others: impl Fn(usize) -> Vec<f64>) -> Vec<f64> {
    (0..values.len()).map(|i| median(&mut others(i)).unwrap_or(values[i])).collect()
}

/// Plots whose gain is far from the median of all.
fn across<'a>(series: &'a [Series<'a>]) -> Vec<(&'a Series<'a>, Far)> {
    let grown =
        |one: &'a Series<'a>| one.points.iter().filter(|point| point.amount > 0).map(move |point| (one, *point));
    let all: Vec<(&Series, Point)> = series.iter().flat_map(grown).collect();
    let Some(usual) = usual_rate(all.iter().map(|(_, point)| point)).filter(|_| all.len() >= MIN_POINTS) else {
        return vec![];
    };
    let residuals: Vec<f64> = all.iter().map(|(_, point)| (point.rate() / usual).ln()).collect();
    let limit = limit(&residuals);
    let far = all.into_iter().zip(residuals).filter(|(_, r)| r.abs() > limit);
    far.map(|((one, point), r)| (one, Far { point, r, usual })).collect()
}

/// How far `r` may be.
fn limit(residuals: &[f64]) -> f64 {
    (SIGMAS * spread(residuals).unwrap_or(0.0)).clamp(NEAREST.ln(), FARTHEST.ln())
}

#[cfg(test)]
mod tests;
