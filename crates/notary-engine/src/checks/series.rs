//! What the checks of plausibility share: the series of each meter, and how much of a claim is in doubt.
//!
//! Doubt is counted in grams. Every doubtful amount has an expected one, and their difference could change the claim. Only what
//! exceeds the materiality of the claim goes to a person: 5 % of it, or 2 % above 500,000 t, as ISO 14064-3 leaves to the programme
//! and the EU ETS sets in Article 23 of Implementing Regulation (EU) 2018/2067.

use super::ClaimInput;
use crate::{
    bundle::{Gas, Kind},
    evidence::{potential_tenths, Point},
    stats::median,
};

/// Grams above which a claim is large: 500,000 t.
const LARGE: u64 = 500_000_000_000;
/// Share of a claim that is material.
pub(super) const MATERIAL: f64 = 0.05;
/// The same of a large claim.
const MATERIAL_OF_LARGE: f64 = 0.02;
/// Days of an amount from which on it is of a month, a quarter or a year.
const LONG_DAYS: f64 = 7.0;

/// The amounts of a meter, or of one gas of a stack.
pub(super) struct Series<'a> {
    /// The listed meter.
    pub meter: &'a str,
    /// Its name in reports.
    pub name: &'a str,
    /// Its amounts, in time.
    pub points: Vec<Point>,
    /// What an amount counts for beside the other series of the item: the gas's potential.
    weight: f64,
}

impl Series<'_> {
    /// The series of the claim's item that have rows.
    pub fn of<'a>(input: &ClaimInput<'a>) -> Vec<Series<'a>> {
        let (item, kind) = (input.item, input.item.kind);
        // A stack has a tally for each gas.
        let listed = item.meters.iter().flat_map(|meter| (0..kind.tallies()).map(move |gas| (meter, gas)));
        let weight = |gas: usize| match kind {
            Kind::StackEmissions => potential_tenths(Gas::ALL[gas], item.gwp) as f64,
            _ => 1.0,
        };
        let series =
            listed.zip(&input.tally.meters).filter(|(_, tally)| tally.rows > 0).map(|((meter, gas), tally)| Series {
                meter,
                name: &tally.name,
                points: tally.points(item),
                weight: weight(gas),
            });
        series.collect()
    }

    /// Whether most of its amounts are of a week or longer. Seasons show within a few of them.
    pub fn is_long(&self) -> bool {
        is_long(&self.points)
    }

    /// What an amount of this meter counts for in the claim.
    pub fn weighed(&self, amount: f64) -> f64 {
        amount * self.weight
    }

    fn total(&self) -> f64 {
        self.weighed(self.points.iter().map(|point| point.amount as f64).sum())
    }
}

/// Whether most amounts are of a week or longer.
pub(super) fn is_long(points: &[Point]) -> bool {
    points.iter().filter(|point| point.days() >= LONG_DAYS).count() * 2 > points.len()
}

/// The median of the amounts a day; `None` of no amounts.
pub(super) fn usual_rate<'a>(points: impl IntoIterator<Item = &'a Point>) -> Option<f64> {
    median(&mut points.into_iter().map(Point::rate).collect::<Vec<_>>())
}

/// The part of a claim that doubtful amounts could change.
pub(super) struct Doubtful {
    total: f64,
    changed: f64,
    material: f64,
}

impl Doubtful {
    /// Nothing yet, of a claim that consists of these series.
    pub fn none(input: &ClaimInput, series: &[Series]) -> Self {
        Self::of(input, series.iter().map(Series::total).sum())
    }

    /// Nothing yet, of a claim with this weighed total.
    pub fn of(input: &ClaimInput, total: f64) -> Self {
        let material = if input.context.claim.grams > LARGE { MATERIAL_OF_LARGE } else { MATERIAL };
        Self { total, changed: 0.0, material }
    }

    /// Adds what an amount of a series could change, up or down.
    pub fn add(&mut self, series: &Series, change: f64) {
        self.add_amount(series.weighed(change));
    }

    /// Adds what a weighed amount could change, up or down.
    pub fn add_amount(&mut self, change: f64) {
        self.changed += change.abs();
    }

    /// Share of the claim that could change; one of a claim of nothing.
    pub fn share(&self) -> f64 {
        match (self.changed > 0.0, self.total > 0.0) {
            (false, _) => 0.0,
            (true, true) => self.changed / self.total,
            (true, false) => 1.0,
        }
    }

    /// Whether it is more than the claim's materiality.
    pub fn is_material(&self) -> bool {
        self.share() > self.material
    }

    /// The share in words.
    pub fn describe(&self) -> String {
        let percent = 100.0 * self.share();
        format!("{percent:.1} % of the claim, of which {:.0} % is material", 100.0 * self.material)
    }
}
