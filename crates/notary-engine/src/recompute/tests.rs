//! Official figures: UK Government GHG conversion factors 2020; US EPA emission factors hub 2024.

use super::*;
use crate::{
    bench::{draft::Draft, samples},
    evidence::Evidence,
    facts::{Gases, GasesBasis, GwpSet},
};

/// Grams of rows with this sum by that factor.
fn grams(units: &str, row_unit: &str, factor_unit: &str, gases: Gases, basis: GasesBasis, gwp: GwpSet) -> u64 {
    let mut draft = samples::electricity();
    draft.item().unit = row_unit.into();
    draft.rows().truncate(1);
    draft.set(0, "amount", units);
    draft.set(0, "unit", row_unit);
    let factor = &mut draft.context.factors[0];
    (factor.gases, factor.basis, factor.gwp, factor.unit) = (gases, basis, gwp, factor_unit.into());
    recomputed(draft).unwrap().grams
}

fn recomputed(draft: Draft) -> Result<Recomputed, String> {
    let sealed = draft.finish();
    let evidence = Evidence::read(&sealed.store).unwrap();
    let (_, item, tally) = evidence.item(0).unwrap();
    recompute(&sealed.context, item, tally)
}

const NONE: Gases = Gases { co2: 0, ch4: 0, n2o: 0, other: 0 };

#[test]
fn uk_2020() {
    let uk = |units, unit, gases| grams(units, unit, unit, gases, GasesBasis::Co2e, GwpSet::Ar4);
    let gas = Gases { co2: 183_520_000, ch4: 250_000, n2o: 100_000, other: 0 };
    let power = Gases { co2: 231_040_000, ch4: 720_000, n2o: 1_380_000, other: 0 };
    assert_eq!(uk("100000", "kWh", gas), 18_387_000);
    assert_eq!(uk("100000", "kWh", power), 23_314_000);
    assert_eq!(uk("1000", "litre", Gases { other: 2_546_030_000, ..NONE }), 2_546_030);
    assert_eq!(uk("1000", "litre", Gases { other: 2_168_020_000, ..NONE }), 2_168_020);
    assert_eq!(grams("100", "MWh", "kWh", gas, GasesBasis::Co2e, GwpSet::Ar4), 18_387_000);
}

#[test]
fn epa_2024_by_gwp_set() {
    let gas = Gases { co2: 53_060_000_000, ch4: 1_000_000, n2o: 100_000, other: 0 };
    for (gwp, expected) in [(GwpSet::Ar4, 53_114_800), (GwpSet::Ar5, 53_114_500), (GwpSet::Ar6, 53_115_200)] {
        assert_eq!(grams("1000", "mmBtu", "mmBtu", gas, GasesBasis::Mass, gwp), expected, "{gwp:?}");
    }
}

#[test]
fn the_last_gram_goes_against_the_claimant() {
    let small = Gases { co2: 1, ..NONE };
    assert_eq!(grams("1", "kWh", "kWh", small, GasesBasis::Mass, GwpSet::Ar4), 1);
    let mut credit = samples::capture();
    credit.rows().truncate(1);
    credit.set(0, "amount", "0.999999");
    credit.set(0, "loss", "0");
    credit.item().unit = "g CO2e".into();
    assert_eq!(recomputed(credit).unwrap().grams, 0);
}

/// Bell Bay Smelter 2023-24 (Clean Energy Regulator): 329,886 t CO2, 53 t CO2e of CH4, 21 of N2O, 21,741 of other gases make
/// 351,701 t CO2e.
#[test]
fn a_facility_by_gas() {
    let mut draft = samples::stack();
    draft.rows().clear();
    let (first, last) = (draft.manifest.items[0].first_day.to_string(), draft.manifest.items[0].last_day.to_string());
    // Methane and nitrous oxide as masses: 53 / 28 and 21 / 265, to the millionth of a tonne.
    for (gas, amount, unit) in
        [("CO2", "329886", "t"), ("CH4", "1.892857", "t"), ("N2O", "0.079245", "t"), ("CO2e", "21741", "t CO2e")]
    {
        draft.push(["0", "stack 1", &first, &last, gas, amount, unit, "0"]);
    }
    // 28 × 1.892857 + 265 × 0.079245 = 52.999996 + 20.999925
    assert_eq!(recomputed(draft).unwrap().grams, 329_886_000_000 + 52_999_996 + 20_999_925 + 21_741_000_000);
}

/// Birkenhead 2023-24: baseline 877,429, gross 809,431 and add-back 38,998; the project's leakage is invented.
#[test]
fn an_account_of_a_project() {
    let mut draft = samples::project();
    draft.rows().clear();
    let (first, last) = (draft.manifest.items[0].first_day.to_string(), draft.manifest.items[0].last_day.to_string());
    for (part, amount) in [("baseline", "877429"), ("project", "809431"), ("leakage", "0.5")] {
        draft.push(["0", part, &first, &last, amount, "t CO2e"]);
    }
    assert_eq!(recomputed(draft).unwrap().grams, (877_429 - 809_431) * 1_000_000 - 500_000);
}

#[test]
fn which_rows_back_which_claims() {
    use ClaimKind::*;
    for (rows, claim) in [
        (Kind::MeteredEnergy, Emission),
        (Kind::Fuel, Emission),
        (Kind::Invoices, Emission),
        (Kind::StackEmissions, Emission),
        (Kind::ForestPlots, Absorption),
        (Kind::DirectCapture, Absorption),
        (Kind::Project, Reduction),
        (Kind::Project, Baseline),
        (Kind::Project, AddBack),
    ] {
        assert!(can_back(rows, claim), "{rows:?} {claim:?}");
    }
    assert!(!can_back(Kind::Project, Emission) && !can_back(Kind::ForestPlots, Emission));
    assert!(!can_back(Kind::MeteredEnergy, Absorption) && !can_back(Kind::StackEmissions, Reduction));
}

#[test]
fn beyond_the_range_is_a_sentence() {
    let mut draft = samples::electricity();
    for row in 0..2 {
        draft.set(row, "amount", "18446744073709.551615");
    }
    assert!(recomputed(draft).unwrap_err().contains("range"));
    let mut huge = samples::capture();
    huge.set(0, "amount", "18446744073709.551615");
    huge.rows().truncate(2);
    huge.set(0, "loss", "0");
    huge.set(1, "loss", "0");
    huge.set(1, "amount", "0");
    assert_eq!(recomputed(huge.clone()).unwrap().grams, u64::MAX);
    huge.set(1, "amount", "0.000001");
    assert!(recomputed(huge).unwrap_err().contains("range"));
}
