//! Recomputes the grams CO2e of an item from its rows.

use super::{
    manifest::{Basis, Item, Kind, Manifest},
    rows::{self, millionths, Row},
    units::{divide, Unit},
};
use crate::layout::ClaimKind;
use carbon_wire::{
    calendar::SECONDS_PER_DAY,
    factor::{self, Gases, Rounding},
    kinds::GwpSet,
};
use std::collections::BTreeMap;

/// Millionths in a unit.
const MICRO: u128 = 1_000_000;

/// The rule by which a record's grams follow from its rows.
#[derive(Clone, Copy, Debug)]
pub struct Rule<'a> {
    /// Kind of the claim.
    pub kind: ClaimKind,
    /// The GWP set for measured gases.
    pub gwp: GwpSet,
    /// The published factor, for activity data: amounts of the gases, their basis, and the activity unit.
    pub factor: Option<(Gases, factor::Basis, &'a str)>,
}

/// The result for an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recomputed {
    /// Number of rows of the item.
    pub rows: usize,
    /// Millionths of the factor's unit, for activity data.
    pub activity: Option<u64>,
    /// Grams CO2e.
    pub grams: u64,
    /// Whether the rows are estimates, from which the record may differ against its owner.
    pub estimated: bool,
}

/// Recomputes an item from the bytes of the manifest's files.
///
/// # Errors
/// The file and its first fault.
pub fn recompute(
    manifest: &Manifest,
    files: &[Vec<u8>],
    item: &Item,
    rule: &Rule,
) -> Result<Recomputed, (String, String)> {
    let mut all = vec![];
    for (file, bytes) in manifest.files.iter().zip(files) {
        let rows = rows::read(bytes, file.kind, file.format).map_err(|error| (file.path.clone(), error))?;
        for row in rows.into_iter().filter(|row| row.item == item.item) {
            let at = format!("{}, line {}", file.path, row.line);
            if file.kind != item.kind {
                return Err((at, "the row has another kind than its item".into()));
            }
            all.push((at, row));
        }
    }
    let sums = Sums::of(item, &all)?;
    sums.recomputed(item, rule, all.len()).map_err(|error| ("manifest.json".into(), error))
}

/// Sums in millionths of the unit. Of a stack, one per gas; of a project, one per part; of direct capture, captured and lost mass;
/// otherwise only the first is used.
#[derive(Default)]
struct Sums([i128; 4]);

const GASES: [&str; 4] = ["CO2", "CH4", "N2O", "CO2e"];
const PARTS: [&str; 4] = ["baseline", "project", "leakage", "issued"];

impl Sums {
    fn of(item: &Item, rows: &[(String, Row)]) -> Result<Self, (String, String)> {
        let mut sums = Self::default();
        let mut times: BTreeMap<(&str, usize), Vec<(i64, i64)>> = BTreeMap::new();
        for (at, row) in rows {
            let slot = sums.add(item, row).map_err(|error| (at.clone(), error))?;
            times.entry((&row.meter, slot)).or_default().push((row.from, row.until));
        }
        covers(item, times).map_err(|error| ("manifest.json".into(), error))?;
        Ok(sums)
    }

    /// Adds a row. Returns the index of its gas for a stack, else 0.
    fn add(&mut self, item: &Item, row: &Row) -> Result<usize, String> {
        if !item.meters.contains(&row.meter) {
            return Err(format!("{} is not a meter of the item", row.meter));
        }
        let amount = |index: usize| {
            let text = &row.cells[index];
            millionths(text).map(i128::from).ok_or_else(|| format!("{text:?} is not an amount"))
        };
        let same_unit = |index: usize| match row.cells[index] == item.unit {
            true => Ok(()),
            false => Err(format!("its unit is {}, that of its item {}", row.cells[index], item.unit)),
        };
        match item.kind {
            Kind::MeteredEnergy | Kind::Fuel | Kind::Invoices => {
                same_unit(1)?;
                self.put(0, amount(0)?)?;
            }
            Kind::StackEmissions => {
                let gas = GASES.iter().position(|gas| *gas == row.cells[0]);
                let gas = gas.ok_or_else(|| format!("{:?} is not a gas", row.cells[0]))?;
                stack_unit(item, gas, &row.cells[2])?;
                self.put(gas, amount(1)?)?;
                return Ok(gas);
            }
            Kind::ForestPlots => {
                let growth = amount(2)? - amount(1)?;
                self.put(0, amount(0)?.checked_mul(growth).ok_or("the amount is too large")?)?;
            }
            Kind::DirectCapture => {
                same_unit(2)?;
                self.put(0, amount(0)?)?;
                self.put(1, amount(1)?)?;
            }
            Kind::Project => {
                same_unit(1)?;
                let part = PARTS.iter().position(|part| *part == row.meter);
                self.put(part.ok_or_else(|| format!("{} is not a part of a project", row.meter))?, amount(0)?)?;
            }
        }
        Ok(0)
    }

    fn put(&mut self, index: usize, amount: i128) -> Result<(), String> {
        self.0[index] = self.0[index].checked_add(amount).ok_or("the amount is too large")?;
        Ok(())
    }

    fn recomputed(&self, item: &Item, rule: &Rule, rows: usize) -> Result<Recomputed, String> {
        let rounding = rounding(rule.kind);
        let unit = Unit::named(&item.unit).ok_or_else(|| format!("{} is not a unit", item.unit))?;
        let beyond = || "the sum is too large for a record".to_string();
        let positive = |sum: i128| u128::try_from(sum).map_err(|_| "the sum is below zero".to_string());
        let [first, second, third, fourth] = self.0;
        let mass = |sum: u128| {
            let grams = unit.grams().ok_or_else(|| format!("{} is not a unit of mass", item.unit))?;
            divide(sum.checked_mul(grams).ok_or_else(beyond)?, MICRO, rounding).ok_or_else(beyond)
        };
        let mut activity = None;
        let grams = match item.kind {
            Kind::MeteredEnergy | Kind::Fuel | Kind::Invoices => {
                let (gases, basis, name) = rule.factor.ok_or("activity data without a published factor")?;
                let target = Unit::named(name).ok_or_else(|| format!("the factor's unit {name} is unknown"))?;
                let amount = unit.convert(positive(first)?, &target, rounding);
                let amount = amount.ok_or_else(|| format!("{} cannot be converted to {name}", item.unit))?;
                activity = Some(amount);
                gases.grams(amount, basis, rule.gwp, rounding).ok_or_else(beyond)?.0
            }
            Kind::StackEmissions => self.stack(&unit, rule.gwp, rounding).ok_or_else(beyond)?,
            // Millionths of a hectare times millionths of a tonne are millionths of a gram.
            Kind::ForestPlots => divide(positive(first)?, MICRO, rounding).ok_or_else(beyond)?,
            Kind::DirectCapture => mass(positive(first - second)?)?,
            Kind::Project => mass(positive(match rule.kind {
                ClaimKind::Reduction => first - second - third,
                ClaimKind::AddBack => fourth,
                _ => first,
            })?)?,
        };
        Ok(Recomputed { rows, activity, grams, estimated: item.basis == Basis::Estimated })
    }

    fn stack(&self, unit: &Unit, gwp: GwpSet, rounding: Rounding) -> Option<u64> {
        let tenths = [10, gwp.ch4_tenths(), gwp.n2o_tenths(), 10];
        let mut sum = 0u128;
        for (amount, tenths) in self.0.into_iter().zip(tenths) {
            let grams = u128::try_from(amount).ok()?.checked_mul(unit.grams()?)?;
            sum = sum.checked_add(grams.checked_mul(u128::from(tenths))?)?;
        }
        divide(sum, 10 * MICRO, rounding)
    }
}

/// The rounding of grams: against the claimant. The audit has its own reading of this rule.
fn rounding(kind: ClaimKind) -> Rounding {
    match kind {
        ClaimKind::Emission | ClaimKind::AddBack => Rounding::Up,
        ClaimKind::Reduction | ClaimKind::Absorption | ClaimKind::Baseline => Rounding::Down,
    }
}

/// Checks the unit of a stack's row: gases are in the item's unit of mass, CO2e in the same unit of CO2e.
fn stack_unit(item: &Item, gas: usize, unit: &str) -> Result<(), String> {
    let mass = Unit::named(&item.unit).is_some_and(|unit| unit.is_mass());
    let fits = match (GASES[gas], mass) {
        ("CO2e", true) => unit.strip_suffix(" CO2e") == Some(&item.unit),
        ("CO2e", false) => unit == item.unit,
        (_, mass) => mass && unit == item.unit,
    };
    fits.then_some(()).ok_or_else(|| format!("the unit of {} is {unit}, that of the item {}", GASES[gas], item.unit))
}

/// Checks that the rows of each meter cover every second of the item's days on which it was in service exactly once.
fn covers(item: &Item, mut times: BTreeMap<(&str, usize), Vec<(i64, i64)>>) -> Result<(), String> {
    for ((meter, _), stretches) in &mut times {
        let stated = item.service.iter().find(|service| service.meter == *meter);
        let (first, last) =
            stated.map_or((item.first_day, item.last_day), |service| (service.first_day, service.last_day));
        let (first, until) = (i64::from(first) * SECONDS_PER_DAY, (i64::from(last) + 1) * SECONDS_PER_DAY);
        stretches.sort_unstable();
        let mut at = first;
        for (from, end) in stretches {
            if *from != at {
                return Err(format!("the rows of {meter} leave out time or count it twice"));
            }
            at = *end;
        }
        if at != until {
            return Err(format!("the rows of {meter} do not cover the item's days"));
        }
    }
    let missing = item.meters.iter().find(|meter| !times.keys().any(|(name, _)| name == meter));
    missing.map_or(Ok(()), |meter| Err(format!("{meter} has no rows")))
}

#[cfg(test)]
#[path = "sums_tests.rs"]
mod tests;
