//! Activity × emission factor → grams CO2e, in exact integer arithmetic.
//!
//! A factor states grams of each gas per activity unit (kWh, litre, mmBtu, tonne-kilometre …) in micrograms, an
//! activity its amount in millionths of the unit. Two conventions exist and must not be mixed ([`Basis`]): the UK
//! Government's tables state each gas as CO2e, the US EPA's hub as mass of the gas.

use crate::{kinds::GwpSet, quantity::Grams};

/// Meaning of the amounts of CH4 and N2O in a factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Basis {
    /// Mass of the gas itself: multiplied by its warming potential (US EPA).
    Mass,
    /// CO2e: added as it is (UK Government).
    Co2e,
}

/// Amounts per activity unit, in micrograms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Gases {
    /// Carbon dioxide.
    pub co2: u64,
    /// Methane, by mass or as CO2e: see [`Basis`].
    pub ch4: u64,
    /// Nitrous oxide, by mass or as CO2e: see [`Basis`].
    pub n2o: u64,
    /// All other gases (HFCs, PFCs, SF6, NF3), always as CO2e.
    pub other: u64,
}

/// Direction of rounding: emissions up, credits down, so that rounding is never in the claimant's favour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Up, for emissions.
    Up,
    /// Down, for absorption, reduction and baselines.
    Down,
}

/// µg × 10⁻⁶ units × tenths → grams.
const SCALE: u128 = 1_000_000 * 1_000_000 * 10;

impl Gases {
    /// Grams CO2e of `activity` (millionths of the activity unit), or `None` if the product exceeds `u128` or the
    /// result `u64`.
    pub fn grams(&self, activity: u64, basis: Basis, gwp: GwpSet, rounding: Rounding) -> Option<Grams> {
        let (ch4, n2o) = match basis {
            Basis::Mass => (gwp.ch4_tenths(), gwp.n2o_tenths()),
            Basis::Co2e => (10, 10),
        };
        // Four products of a u64 and at most 2,980 fit a u128.
        let per_unit = self.co2 as u128 * 10
            + self.ch4 as u128 * ch4 as u128
            + self.n2o as u128 * n2o as u128
            + self.other as u128 * 10;
        let scaled = per_unit.checked_mul(activity as u128)?;
        let grams = match rounding {
            Rounding::Up => scaled.div_ceil(SCALE),
            Rounding::Down => scaled / SCALE,
        };
        u64::try_from(grams).ok().map(Grams)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: u64 = 1_000_000;

    /// UK Government GHG conversion factors 2020, natural gas, gross calorific value, per kWh.
    const UK_2020_NATURAL_GAS: Gases = Gases { co2: 183_520_000, ch4: 250_000, n2o: 100_000, other: 0 };
    /// US EPA emission factors hub 2024, natural gas, per mmBtu.
    const EPA_2024_NATURAL_GAS: Gases = Gases { co2: 53_060_000_000, ch4: 1_000_000, n2o: 100_000, other: 0 };

    #[test]
    fn uk_2020_is_co2e_per_gas_whatever_the_gwp_set() {
        for gwp in [GwpSet::Ar4, GwpSet::Ar5, GwpSet::Ar6] {
            let grams = UK_2020_NATURAL_GAS.grams(100_000 * UNIT, Basis::Co2e, gwp, Rounding::Up);
            assert_eq!(grams, Some(Grams(18_387_000)));
        }
    }

    #[test]
    fn epa_2024_is_mass_and_follows_the_gwp_set() {
        for (gwp, grams) in [(GwpSet::Ar4, 53_114_800), (GwpSet::Ar5, 53_114_500), (GwpSet::Ar6, 53_115_200)] {
            assert_eq!(
                EPA_2024_NATURAL_GAS.grams(1_000 * UNIT, Basis::Mass, gwp, Rounding::Up),
                Some(Grams(grams)),
                "{gwp:?}"
            );
        }
    }

    #[test]
    fn the_last_gram_goes_against_the_claimant() {
        let one_and_a_bit = Gases { co2: UNIT + 1, ch4: 0, n2o: 0, other: 0 };
        assert_eq!(one_and_a_bit.grams(UNIT, Basis::Mass, GwpSet::Ar5, Rounding::Up), Some(Grams(2)));
        assert_eq!(one_and_a_bit.grams(UNIT, Basis::Mass, GwpSet::Ar5, Rounding::Down), Some(Grams(1)));
        assert_eq!(one_and_a_bit.grams(0, Basis::Mass, GwpSet::Ar5, Rounding::Up), Some(Grams(0)));
    }

    #[test]
    fn beyond_the_range_is_none_not_a_wrap() {
        let huge = Gases { co2: u64::MAX, ch4: u64::MAX, n2o: u64::MAX, other: u64::MAX };
        assert_eq!(huge.grams(u64::MAX, Basis::Mass, GwpSet::Ar6, Rounding::Up), None, "product beyond u128");
        assert_eq!(huge.grams(UNIT * UNIT, Basis::Co2e, GwpSet::Ar6, Rounding::Up), None, "result beyond u64");
    }
}
