//! The totals of an item's rows. Only these are kept.

use super::{counted_examples::CountedExamples, coverage::*};
use crate::{
    bundle::{Detail, Gas, Item, Kind, Row},
    facts::GwpSet,
    numbers::{plain, timestamp},
    units::{self, Dimension},
};
use carbon_wire::calendar::SECONDS_PER_DAY;
use std::collections::HashMap;

/// The rows of one item.
#[derive(Clone, Debug, Default)]
pub struct ItemTally {
    /// Number of rows.
    pub rows: u64,
    /// Sums in millionths of the unit: by gas of a stack, by part of a project; captured and lost; otherwise all in the first.
    /// Of forest plots, millionths of millionths of t CO2e.
    pub sums: [i128; 4],
    /// In the order of the manifest; of a stack, each by gas ([`Kind::tallies`]).
    pub meters: Vec<MeterTally>,
    /// Rows whose unit is not the item's.
    pub units: CountedExamples,
    /// Rows outside the item's days.
    pub outside: CountedExamples,
    /// Rows of meters the manifest does not list.
    pub strangers: CountedExamples,
    /// Rows whose time was counted before, and invoices that occur twice.
    pub duplicates: CountedExamples,
    /// Rows whose time was partly counted before.
    pub overlaps: CountedExamples,
    /// Rows left out because a meter's time was in too many pieces.
    pub scattered: CountedExamples,
    /// Rows whose stated CO2e is not mass × potential of the item's set.
    pub stated: CountedExamples,
    /// Rows whose stated CO2e fits each GWP set, of those where the sets differ.
    pub fits: [u64; 3],
    /// Rows that contradict the row before or themselves.
    pub balance: CountedExamples,
    slots: HashMap<String, usize>,
}

/// The rows of one meter.
#[derive(Clone, Debug, Default)]
pub struct MeterTally {
    /// Name, with the gas of a stack.
    pub name: String,
    /// Number of rows.
    pub rows: u64,
    /// Time covered.
    pub coverage: Coverage,
    /// Amounts by the day on which they start: all that start on the same day are added up.
    points: Vec<Slot>,
    /// Price of the same, for invoices.
    costs: Vec<u64>,
    /// End, stock and area of the plot's row before.
    plot: Option<(i64, u64, u64)>,
}

/// An amount and the seconds that it is over; zero seconds mean that the slot is empty.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    amount: u64,
    seconds: u64,
}

/// An amount over some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Day on which it starts.
    pub day: u32,
    /// Seconds it is over, more than zero.
    pub seconds: u64,
    /// Millionths of the unit.
    pub amount: u64,
    /// Millionths of the currency, for invoices.
    pub cost: u64,
}

impl Point {
    /// Amount a day.
    pub fn rate(&self) -> f64 {
        self.amount as f64 / self.days()
    }

    /// Days it is over.
    pub fn days(&self) -> f64 {
        self.seconds as f64 / SECONDS_PER_DAY as f64
    }
}

impl MeterTally {
    /// Its amounts, in time.
    pub fn points(&self, item: &Item) -> Vec<Point> {
        let cost = |index: usize| self.costs.get(index).copied().unwrap_or(0);
        let numbered = (item.first_day.0..).zip(&self.points).enumerate();
        numbered
            .filter(|(_, (_, slot))| slot.seconds > 0)
            .map(|(index, (day, slot))| Point { day, seconds: slot.seconds, amount: slot.amount, cost: cost(index) })
            .collect()
    }
}

impl ItemTally {
    /// An empty tally.
    pub fn new(item: &Item) -> Self {
        let mut tally = Self::default();
        for meter in &item.meters {
            tally.slots.insert(meter.clone(), tally.meters.len());
            for slot in 0..item.kind.tallies() {
                let name = match item.kind {
                    Kind::StackEmissions => format!("{meter} {}", Gas::ALL[slot].name()),
                    _ => meter.clone(),
                };
                tally.meters.push(MeterTally { name, ..MeterTally::default() });
            }
        }
        tally
    }

    /// Index of a listed meter's tally.
    pub fn slot(&self, row: &Row) -> Option<usize> {
        let gas = match row.detail {
            Detail::Stack { gas, .. } => gas as usize,
            _ => 0,
        };
        self.slots.get(row.meter).map(|first| first + gas)
    }

    /// Adds a row of the item's kind; `slot` is [`Self::slot`] of it, `room` the number of stretches of time that all meters may still
    /// leave.
    pub fn add(&mut self, item: &Item, row: &Row, slot: Option<usize>, room: &mut usize) {
        self.rows += 1;
        if !unit_fits(item, row) {
            self.units.add(|| format!("{} counts {}, the item {}", row.meter, row.unit, item.unit));
        }
        let Some(slot) = slot else {
            return self.strangers.add(|| row.meter.to_string());
        };
        let first = i64::from(item.first_day.0) * SECONDS_PER_DAY;
        let until = (i64::from(item.last_day.0) + 1) * SECONDS_PER_DAY;
        if row.from < first || row.until > until {
            return self.outside.add(|| describe(row));
        }
        self.sum(row);
        self.check_detail(item, row, slot);
        let meter = &mut self.meters[slot];
        meter.rows += 1;
        match meter.coverage.add(row.from, row.until, room) {
            Added::New => meter.remember(item, row, ((row.from - first) / SECONDS_PER_DAY) as usize),
            Added::Covered => self.duplicates.add(|| describe(row)),
            Added::Partly => self.overlaps.add(|| describe(row)),
            Added::TooMany => self.scattered.add(|| describe(row)),
        }
    }

    /// Adds up. The largest bundle has fewer than 2³⁴ rows and a summand is below 2⁹⁰ ([`plot_is_sane`]), so no sum leaves
    /// `i128`. [`Self::check_detail`] counts a plot beyond that.
    fn sum(&mut self, row: &Row) {
        let amount = i128::from(row.amount);
        match row.detail {
            Detail::None | Detail::Invoice { .. } => self.sums[0] += amount,
            Detail::Stack { gas, .. } => self.sums[gas as usize] += amount,
            Detail::Project { part } => self.sums[part] += amount,
            Detail::Capture { loss } => {
                self.sums[0] += amount;
                self.sums[1] += i128::from(loss);
            }
            Detail::Plot { area, before, after } if plot_is_sane(area, before.max(after)) => {
                self.sums[0] += i128::from(area) * (i128::from(after) - i128::from(before));
            }
            Detail::Plot { .. } => {}
        }
    }

    fn check_detail(&mut self, item: &Item, row: &Row, slot: usize) {
        match row.detail {
            Detail::None | Detail::Project { .. } | Detail::Invoice { .. } => {}
            Detail::Stack { gas, co2e_kg, last_digit } => self.check_stated(item, row, gas, (co2e_kg, last_digit)),
            Detail::Capture { loss } if loss > row.amount => {
                self.balance.add(|| format!("{}: lost {} of {}", describe(row), plain(loss), plain(row.amount)));
            }
            Detail::Capture { .. } => {}
            Detail::Plot { area, before, after } => {
                if !plot_is_sane(area, before.max(after)) {
                    self.balance.add(|| format!("{}: no plot is that large", describe(row)));
                }
                let plot = &mut self.meters[slot].plot;
                let follows = plot.is_none_or(|last| last == (row.from, before, area));
                *plot = Some((row.until, after, area));
                if !follows {
                    self.balance.add(|| format!("{}: does not start where the plot's row before ended", describe(row)));
                }
            }
        }
    }

    /// Whether the operator's own CO2e is mass × potential, right to half its last digit.
    fn check_stated(&mut self, item: &Item, row: &Row, gas: Gas, (co2e_kg, last_digit): (u64, u64)) {
        let Some(unit) = units::find(row.unit) else { return };
        // Both in tenths of micrograms.
        let mass = u128::from(row.amount) * u128::from(unit.numerator);
        let stated = u128::from(co2e_kg) * 10_000;
        let fits = |set: GwpSet| {
            mass.checked_mul(u128::from(potential_tenths(gas, set)))
                .is_some_and(|exact| exact.abs_diff(stated) < 10_000.max(u128::from(last_digit) * 5_000 + 1))
        };
        if matches!(gas, Gas::Ch4 | Gas::N2o) && row.amount > 0 {
            for set in GwpSet::ALL {
                self.fits[set as usize] += u64::from(fits(set));
            }
        }
        if !fits(item.gwp) {
            let set = item.gwp.name();
            self.stated.add(|| format!("{}: {} kg CO2e is not {} by {set}", describe(row), plain(co2e_kg), gas.name()));
        }
    }
}

impl MeterTally {
    fn remember(&mut self, item: &Item, row: &Row, index: usize) {
        if self.points.is_empty() {
            self.points.resize(item.days(), Slot::default());
        }
        let Some(slot) = self.points.get_mut(index) else { return };
        slot.seconds += (row.until - row.from).unsigned_abs();
        // An amount beyond `u64` fails in every case, because the sum leaves the range too.
        slot.amount = slot.amount.saturating_add(row.amount);
        if let Detail::Invoice { cost, .. } = row.detail {
            self.costs.resize(item.days(), 0);
            self.costs[index] = self.costs[index].saturating_add(cost);
        }
    }
}

/// A gas's potential in tenths.
pub fn potential_tenths(gas: Gas, set: GwpSet) -> u64 {
    match gas {
        Gas::Co2 | Gas::Co2e => 10,
        Gas::Ch4 => set.ch4_tenths(),
        Gas::N2o => set.n2o_tenths(),
    }
}

/// Whether a plot is below 2⁹⁰ millionths of millionths of a tonne: a thousand times a million hectares at a million tonnes
/// each. Anything larger could leave `i128` when added up.
fn plot_is_sane(area: u64, stock: u64) -> bool {
    u128::from(area) * u128::from(stock) < 1 << 90
}

/// Whether a row counts the item's unit. In a stack, a gas has a unit of mass, and CO2e the same unit of CO2e.
fn unit_fits(item: &Item, row: &Row) -> bool {
    let same = row.unit == item.unit;
    let Detail::Stack { gas, .. } = row.detail else { return same };
    match (gas, units::find(&item.unit).map(|unit| unit.dimension)) {
        (Gas::Co2e, Some(Dimension::Mass)) => row.unit.strip_suffix(" CO2e") == Some(item.unit.as_str()),
        (Gas::Co2e, _) => same,
        (_, dimension) => same && dimension == Some(Dimension::Mass),
    }
}

/// Names a row in a report.
fn describe(row: &Row) -> String {
    format!("{} from {} until {}", row.meter, timestamp(row.from), timestamp(row.until))
}

#[cfg(test)]
mod tests;
