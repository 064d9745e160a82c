//! `credits`: what is credited is possible. A forest does not grow faster than the fastest plantations, a plant that takes CO2 out of
//! the air loses some, a sample has at least five plots, and the parts of a project have more than a few typed numbers.
//!
//! The bound of growth: the fastest above-ground growth of table 4.9 to 4.12 of the IPCC's 2019 Refinement, volume 4, chapter 4, is
//! about 40 t of dry matter per hectare and year; with roots (a quarter more), half of it carbon and 44/12 t of CO2 per t of carbon,
//! that is below 100 t CO2e.

use super::ClaimInput;
use crate::{
    bundle::Kind,
    facts::ClaimKind,
    numbers::{plain, MICRO},
    report::CheckResult,
};

/// Most t CO2e that a hectare gains in a year.
const GROWTH: u64 = 100;
/// Fewest plots of a sample.
const PLOTS: usize = 5;
/// Fewest rows of each part of a project.
const PARTS: u64 = 5;
/// Days of a year.
const YEAR: f64 = 365.0;

pub(super) fn check(input: &ClaimInput) -> CheckResult {
    match input.item.kind {
        Kind::ForestPlots => forest(input),
        Kind::DirectCapture => match input.tally.sums {
            [captured, 0, ..] if captured > 0 => CheckResult::doubt(
                "nothing of what was captured was lost: state what leaks, and what the plant's own energy emits",
            ),
            _ => CheckResult::pass("losses are stated"),
        },
        Kind::Project if input.context.claim.kind == ClaimKind::Reduction => {
            let parts = input.tally.meters.iter().filter(|part| part.rows > 0);
            match parts.min_by_key(|part| part.rows) {
                Some(part) if part.rows < PARTS => CheckResult::doubt(format!(
                    "{} rests on {} typed numbers: hand in the readings or the monthly account that they come from",
                    part.name, part.rows
                )),
                _ => CheckResult::pass("every part of the project has an account over time"),
            }
        }
        _ => CheckResult::not_applicable("the claim credits nothing"),
    }
}

fn forest(input: &ClaimInput) -> CheckResult {
    let meters = input.tally.meters.iter().filter(|plot| plot.rows > 0);
    let plots = meters.clone().count();
    let rates =
        meters.flat_map(|plot| plot.points(input.item).into_iter().map(move |point| (&plot.name, point.rate() * YEAR)));
    let fastest = rates.max_by(|one, other| one.1.total_cmp(&other.1));
    let limit = (GROWTH * MICRO) as f64;
    let result = match fastest {
        Some((name, rate)) if rate > limit => CheckResult::doubt(format!(
            "plot {name} gains {} t CO2e per hectare and year, and the fastest plantations gain less than {GROWTH}",
            plain(rate as u64)
        )),
        _ if plots < PLOTS => CheckResult::doubt(format!("{plots} plots are no sample: at least {PLOTS} are needed")),
        _ => CheckResult::pass(format!("no plot gains more than {GROWTH} t CO2e per hectare and year")),
    };
    result.with("plots", plots)
}

#[cfg(test)]
mod tests {
    use crate::{
        checks::testing::*,
        facts::ClaimKind,
        numbers::{decimal, plain},
    };

    #[test]
    fn what_is_possible_passes() {
        assert_pass(&forest().finish(), "credits");
        assert_pass(&capture().finish(), "credits");
        assert_pass(&project().finish(), "credits");
        assert_not_applicable(&electricity().finish(), "credits");
    }

    #[test]
    fn no_forest_gains_more_than_a_hundred_tonnes_a_hectare_and_year() {
        for (gain, doubtful) in [("99", false), ("102", true)] {
            let mut draft = forest();
            let before = decimal(&draft.get(0, "before_t_per_ha")).unwrap();
            draft.rows().retain(|row| row[1] != "plot");
            let last = draft.rows().len() - 1;
            let plot = draft.rows()[0][1].clone();
            // One row for the whole year.
            let until = draft.rows()[last][3].clone();
            let first = draft.rows()[0].clone();
            draft.rows().retain(|row| row[1] != plot);
            let mut row = first;
            row[3] = until;
            row[6] = plain(before + decimal(gain).unwrap());
            draft.rows().insert(0, row);
            let status = finding(&draft.finish(), "credits").status;
            assert_eq!(status == crate::report::Status::Doubt, doubtful, "{gain}");
        }
    }

    #[test]
    fn four_plots_are_no_sample() {
        let mut draft = forest();
        let kept: Vec<String> = draft.manifest.items[0].meters.iter().take(4).cloned().collect();
        draft.item().meters = kept.clone();
        draft.rows().retain(|row| kept.contains(&row[1]));
        assert!(assert_doubt(&draft.finish(), "credits").contains("4 plots are no sample"));
    }

    #[test]
    fn a_plant_that_loses_nothing_is_doubtful() {
        let mut draft = capture();
        for row in 0..draft.rows().len() {
            draft.set(row, "loss", "0");
        }
        assert_doubt(&draft.finish(), "credits");
    }

    #[test]
    fn a_reduction_on_three_typed_numbers_is_doubtful_and_a_baseline_is_not() {
        let mut draft = project();
        let first = draft.rows()[0].clone();
        let days = draft.manifest.items[0].clone();
        *draft.rows() = ["baseline", "project", "leakage"]
            .iter()
            .map(|part| {
                let mut row = first.clone();
                row[1] = part.to_string();
                (row[2], row[3]) = (days.first_day.to_string(), days.last_day.to_string());
                row
            })
            .collect();
        assert!(assert_doubt(&draft.clone().finish(), "credits").contains("typed numbers"));
        draft.context.claim.kind = ClaimKind::Baseline;
        assert_not_applicable(&draft.finish(), "credits");
    }
}
