//! Clean bundles that are measured in CO2e: stacks, forests, capture plants, projects.

use super::{draft::Draft, plan::plan, series::*};
use crate::{
    bundle::{Basis, Gas, Kind},
    evidence::potential_tenths,
    facts::{ClaimKind, StreamLabel},
    numbers::{date, plain, MICRO},
};
use rand::Rng;
use rand_chacha::ChaCha20Rng;

/// Covered emissions of 2023-24 by gas in tonnes CO2e (CO2, CH4, N2O, other), and baseline: Bell Bay Smelter, Boyne
/// Smelters, Birkenhead, Cockburn, Angaston.
const FACILITIES: [([u64; 4], u64); 5] = [
    ([329_886, 53, 21, 21_741], 353_471),
    ([881_347, 145, 55, 40_011], 931_303),
    ([807_422, 425, 1_584, 0], 877_429),
    ([656_499, 396, 134, 9], 671_653),
    ([112_730, 76, 35, 0], 103_873),
];

fn facility(rng: &mut ChaCha20Rng) -> ([u64; 4], u64) {
    FACILITIES[rng.random_range(0..FACILITIES.len())]
}

/// A Safeguard facility's stack, by day and gas.
pub fn stack(rng: &mut ChaCha20Rng) -> Draft {
    let mut draft = plan(rng, ClaimKind::Emission, Kind::StackEmissions, StreamLabel::Scope1, 365);
    draft.item().unit = "t".into();
    draft.item().meters.push("stack 1".into());
    let (tonnes, _) = facility(rng);
    let gwp = draft.context.registry.gwp;
    let (first, days) = (draft.first(), draft.days());
    let series = Gas::ALL.map(|gas| {
        let mass = tonnes[gas as usize] as f64 * 10.0 / potential_tenths(gas, gwp) as f64;
        // Drawn in grams, so that a small gas keeps its digits.
        let grams = daily(rng, first, days, mass / days as f64 * MICRO as f64, STEADY);
        grams.into_iter().map(|grams| grams / MICRO).collect::<Vec<u64>>()
    });
    for (index, day) in (first..).take(days).map(date).enumerate() {
        for (gas, amounts) in Gas::ALL.into_iter().zip(&series).filter(|(gas, _)| tonnes[*gas as usize] > 0) {
            let unit = if gas == Gas::Co2e { "t CO2e" } else { "t" };
            // A millionth of a tonne by tenths of a potential: a hundred millionths of a kilogram.
            let co2e_kg = amounts[index] * potential_tenths(gas, gwp) * 100;
            draft.push(["0", "stack 1", &day, &day, gas.name(), &plain(amounts[index]), unit, &plain(co2e_kg)]);
        }
    }
    draft
}

/// Forest plots, surveyed twice a year, estimated between the surveys.
pub fn forest(rng: &mut ChaCha20Rng) -> Draft {
    let mut draft = plan(rng, ClaimKind::Absorption, Kind::ForestPlots, StreamLabel::Absorption, 365);
    draft.item().unit = "t CO2e".into();
    draft.item().basis = Basis::Estimated;
    let (first, last) = (draft.first(), draft.last());
    let middle = first + 182;
    for plot in 1..=rng.random_range(6..20) {
        let name = format!("plot {plot}");
        let area = plain(thousandths(rng.random_range(2.0..60.0)));
        let mut stock = thousandths(rng.random_range(80.0..400.0));
        for (from, until) in [(first, middle - 1), (middle, last)] {
            let grown = stock + thousandths(5.0 * (0.15 * normal(rng)).exp());
            draft.push(["0", &name, &date(from), &date(until), &area, &plain(stock), &plain(grown)]);
            stock = grown;
        }
        draft.item().meters.push(name);
    }
    draft
}

/// A plant that takes CO2 out of the air, by day.
pub fn capture(rng: &mut ChaCha20Rng) -> Draft {
    let mut draft = plan(rng, ClaimKind::Absorption, Kind::DirectCapture, StreamLabel::Absorption, 365);
    draft.item().unit = "t CO2e".into();
    draft.item().meters.push("contactor".into());
    let mean = rng.random_range(5.0..100.0);
    let (first, days) = (draft.first(), draft.days());
    for (day, amount) in (first..).zip(daily(rng, first, days, mean, STEADY)) {
        let loss = (amount as f64 * rng.random_range(0.01..0.05)) as u64;
        draft.push(["0", "contactor", &date(day), &date(day), &plain(amount), &plain(loss), "t CO2e"]);
    }
    draft.stop("contactor", rng);
    draft
}

/// The account of a Safeguard facility by month: baseline, emissions and leakage.
pub fn project(rng: &mut ChaCha20Rng, kind: ClaimKind) -> Draft {
    let mut draft = plan(rng, kind, Kind::Project, StreamLabel::Reduction, 365);
    draft.item().unit = "t CO2e".into();
    let (tonnes, baseline) = facility(rng);
    let gross: u64 = tonnes.iter().sum();
    let parts: &[(&str, f64)] = match kind {
        // Some facilities are above their baseline; a tenth more than both figures leaves a reduction to claim.
        ClaimKind::Reduction => &[
            ("baseline", baseline.max(gross) as f64 * 1.1),
            ("project", gross as f64),
            ("leakage", gross as f64 * 0.01),
        ],
        ClaimKind::AddBack => &[("issued", 38_998.0)],
        _ => &[("baseline", baseline as f64)],
    };
    for (part, year) in parts {
        draft.item().meters.push(part.to_string());
        let (first, last) = (draft.first(), draft.last());
        for (from, until) in months(first, last) {
            let amount = thousandths(year / 12.0 * (0.05 * normal(rng)).exp());
            draft.push(["0", part, &date(from), &date(until), &plain(amount), "t CO2e"]);
        }
    }
    draft
}
