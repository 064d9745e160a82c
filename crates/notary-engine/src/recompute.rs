//! Grams CO2e of an item from its raw rows, exactly, by the program's own arithmetic.

use crate::{
    bundle::{Gas, Item, Kind},
    evidence::{potential_tenths, ItemTally},
    facts::{ClaimKind, Context, Quantity},
    numbers::MICRO,
    units::{self, Unit},
};
use carbon_wire::factor::Rounding;

/// The grams that follow from the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recomputed {
    /// Millionths of the factor's unit, for activity data.
    pub activity: Option<u64>,
    /// Grams CO2e.
    pub grams: u64,
}

/// Whether rows of a kind can back such a claim.
pub fn can_back(rows: Kind, claim: ClaimKind) -> bool {
    match claim {
        ClaimKind::Emission => {
            matches!(rows, Kind::MeteredEnergy | Kind::Fuel | Kind::Invoices | Kind::StackEmissions)
        }
        ClaimKind::Absorption => matches!(rows, Kind::ForestPlots | Kind::DirectCapture),
        ClaimKind::Reduction | ClaimKind::Baseline | ClaimKind::AddBack => rows == Kind::Project,
    }
}

/// Recomputes an item for the claim of the context.
///
/// # Errors
/// A sentence that says why the rows do not give grams.
pub fn recompute(context: &Context, item: &Item, tally: &ItemTally) -> Result<Recomputed, String> {
    let rounding = context.claim.kind.rounding();
    let unit = units::find(&item.unit).ok_or("the item's unit is not on the list")?;
    let beyond = || "the sum leaves the range of a claim".to_string();
    let measured = |grams: Option<u64>| grams.map(|grams| Recomputed { activity: None, grams }).ok_or_else(beyond);
    match item.kind {
        Kind::MeteredEnergy | Kind::Fuel | Kind::Invoices => activity(context, tally, unit, rounding),
        Kind::StackEmissions => measured(stack(item, tally, unit, rounding)),
        Kind::ForestPlots => {
            let gain = not_negative(tally.sums[0], "the plots lost carbon")?;
            // Millionths of millionths of a tonne are millionths of a gram.
            measured(divide(gain, u128::from(MICRO), rounding))
        }
        Kind::DirectCapture => {
            let stored = not_negative(tally.sums[0] - tally.sums[1], "more was lost than captured")?;
            measured(unit.grams(stored, rounding))
        }
        Kind::Project => {
            let [baseline, project, leakage, issued] = tally.sums;
            let total = match context.claim.kind {
                ClaimKind::Reduction => baseline - project - leakage,
                ClaimKind::AddBack => issued,
                _ => baseline,
            };
            measured(unit.grams(not_negative(total, "project and leakage exceed the baseline")?, rounding))
        }
    }
}

/// Activity × factor, as the program multiplies it.
fn activity(context: &Context, tally: &ItemTally, unit: Unit, rounding: Rounding) -> Result<Recomputed, String> {
    let factor = context.factor().ok_or("the claim names no published factor")?;
    let target = units::find(&factor.unit).ok_or("the factor's unit is not on the list")?;
    let sum = not_negative(tally.sums[0], "the sum is negative")?;
    if target.dimension != unit.dimension {
        return Err(format!("{} cannot become {}", unit.name, target.name));
    }
    let amount = unit.convert(sum, target, rounding).ok_or("the sum leaves the range of a claim")?;
    let grams = factor.grams(amount, rounding).ok_or("the grams leave the range of a claim")?;
    Ok(Recomputed { activity: Some(amount), grams: grams.0 })
}

/// Mass by potential over all gases, rounded once.
fn stack(item: &Item, tally: &ItemTally, unit: Unit, rounding: Rounding) -> Option<u64> {
    let mut tenths = 0u128;
    for (gas, sum) in Gas::ALL.into_iter().zip(tally.sums) {
        let mass = u128::try_from(sum).ok()?.checked_mul(u128::from(unit.numerator))?;
        tenths = tenths.checked_add(mass.checked_mul(u128::from(potential_tenths(gas, item.gwp)))?)?;
    }
    divide(tenths, 10 * u128::from(MICRO), rounding)
}

fn divide(value: u128, by: u128, rounding: Rounding) -> Option<u64> {
    let quotient = match rounding {
        Rounding::Up => value.div_ceil(by),
        Rounding::Down => value / by,
    };
    u64::try_from(quotient).ok()
}

fn not_negative(sum: i128, otherwise: &str) -> Result<u128, String> {
    u128::try_from(sum).map_err(|_| otherwise.to_string())
}

/// The claim's own activity, if it has one.
pub fn claimed_activity(context: &Context) -> Option<u64> {
    match context.claim.quantity {
        Quantity::Activity { amount, .. } => Some(amount),
        Quantity::Measured { .. } => None,
    }
}

#[cfg(test)]
mod tests;
