//! The fixed list of units, and exact conversion between those of one dimension.
//!
//! Left out on purpose, because the word alone does not say which: `therm` (US 59 °F or EC), `gallon`, `ton`, `cf`. A
//! name is spelled as here or refused: `mWh` and `MWh` differ by a thousand million.

use crate::numbers::MICRO;
use carbon_wire::factor::Rounding;

/// Dimension of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// Energy, in kilowatt-hours.
    Energy,
    /// Volume, in litres.
    Volume,
    /// Mass of a substance, in grams.
    Mass,
    /// Carbon dioxide equivalent, in grams.
    Co2e,
    /// Distance, in kilometres.
    Distance,
    /// Transport of goods, in tonne-kilometres.
    Freight,
    /// Transport of people, in passenger-kilometres.
    Travel,
    /// Area, in hectares.
    Area,
}

/// A unit as a fraction of its dimension's base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// As it must be spelled.
    pub name: &'static str,
    /// Its dimension.
    pub dimension: Dimension,
    /// Base units in `denominator` of this unit.
    pub numerator: u64,
    /// See `numerator`.
    pub denominator: u64,
}

const fn unit(name: &'static str, dimension: Dimension, numerator: u64, denominator: u64) -> Unit {
    Unit { name, dimension, numerator, denominator }
}

/// Every unit evidence may use.
pub const UNITS: &[Unit] = &[
    unit("Wh", Dimension::Energy, 1, 1_000),
    unit("kWh", Dimension::Energy, 1, 1),
    unit("MWh", Dimension::Energy, 1_000, 1),
    unit("GWh", Dimension::Energy, 1_000_000, 1),
    unit("MJ", Dimension::Energy, 5, 18),
    unit("GJ", Dimension::Energy, 2_500, 9),
    unit("TJ", Dimension::Energy, 2_500_000, 9),
    // International Table: 1,055.05585262 MJ.
    unit("mmBtu", Dimension::Energy, 105_505_585_262, 360_000_000),
    unit("litre", Dimension::Volume, 1, 1),
    unit("kl", Dimension::Volume, 1_000, 1),
    unit("m3", Dimension::Volume, 1_000, 1),
    unit("US gal", Dimension::Volume, 3_785_411_784, 1_000_000_000),
    unit("imp gal", Dimension::Volume, 454_609, 100_000),
    unit("g", Dimension::Mass, 1, 1),
    unit("kg", Dimension::Mass, 1_000, 1),
    unit("t", Dimension::Mass, 1_000_000, 1),
    unit("g CO2e", Dimension::Co2e, 1, 1),
    unit("kg CO2e", Dimension::Co2e, 1_000, 1),
    unit("t CO2e", Dimension::Co2e, 1_000_000, 1),
    unit("km", Dimension::Distance, 1, 1),
    unit("mile", Dimension::Distance, 1_609_344, 1_000_000),
    unit("tkm", Dimension::Freight, 1, 1),
    unit("pkm", Dimension::Travel, 1, 1),
    unit("ha", Dimension::Area, 1, 1),
];

/// The unit of that name.
pub fn find(name: &str) -> Option<Unit> {
    UNITS.iter().find(|unit| unit.name == name).copied()
}

impl Unit {
    /// Millionths of `self` in millionths of `other`, exact but for the last millionth, which is rounded as `rounding` says.
    /// `None` between dimensions and beyond `u64`.
    pub fn convert(self, micro: u128, other: Self, rounding: Rounding) -> Option<u64> {
        if self.dimension != other.dimension {
            return None;
        }
        let numerator = u128::from(self.numerator).checked_mul(u128::from(other.denominator))?;
        let denominator = u128::from(self.denominator).checked_mul(u128::from(other.numerator))?;
        let product = micro.checked_mul(numerator)?;
        let converted = match rounding {
            Rounding::Up => product.div_ceil(denominator),
            Rounding::Down => product / denominator,
        };
        u64::try_from(converted).ok()
    }

    /// Grams of a mass or of CO2e given in millionths of this unit; the last gram is rounded as `rounding` says.
    pub fn grams(self, micro: u128, rounding: Rounding) -> Option<u64> {
        if !matches!(self.dimension, Dimension::Mass | Dimension::Co2e) {
            return None;
        }
        let product = micro.checked_mul(u128::from(self.numerator))?;
        let grams = match rounding {
            Rounding::Up => product.div_ceil(u128::from(MICRO)),
            Rounding::Down => product / u128::from(MICRO),
        };
        u64::try_from(grams).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(micro: u128, from: &str, to: &str) -> Option<u64> {
        find(from).unwrap().convert(micro, find(to).unwrap(), Rounding::Up)
    }

    #[test]
    fn definitions() {
        assert_eq!(convert(1, "MWh", "kWh"), Some(1_000));
        assert_eq!(convert(3_600_000_000, "MJ", "kWh"), Some(1_000_000_000));
        assert_eq!(convert(3_600_000, "GJ", "MWh"), Some(1_000_000));
        assert_eq!(convert(1_000_000, "mmBtu", "MJ"), Some(1_055_055_853), "1,055.05585262 MJ, rounded up");
        assert_eq!(convert(1_000_000, "US gal", "litre"), Some(3_785_412));
        assert_eq!(convert(1_000_000, "imp gal", "litre"), Some(4_546_090));
        assert_eq!(convert(1_000_000, "mile", "km"), Some(1_609_344));
        assert_eq!(find("t CO2e").unwrap().grams(1, Rounding::Up), Some(1));
    }

    #[test]
    fn the_last_millionth_is_rounded_as_requested() {
        let (wh, kwh) = (find("Wh").unwrap(), find("kWh").unwrap());
        assert_eq!(wh.convert(1, kwh, Rounding::Up), Some(1));
        assert_eq!(wh.convert(1, kwh, Rounding::Down), Some(0));
        assert_eq!(find("kg").unwrap().grams(1, Rounding::Up), Some(1));
        assert_eq!(find("kg").unwrap().grams(999, Rounding::Down), Some(0));
    }

    #[test]
    fn nothing_between_dimensions_and_nothing_beyond() {
        assert_eq!(convert(1, "m3", "kWh"), None, "that needs a calorific value");
        assert_eq!(convert(1, "t", "t CO2e"), None, "that needs a warming potential");
        assert_eq!(convert(u128::MAX, "MWh", "kWh"), None);
        assert_eq!(convert(u128::from(u64::MAX), "MWh", "kWh"), None);
        assert_eq!(find("kWh").unwrap().grams(1, Rounding::Up), None);
    }

    #[test]
    fn look_alikes_are_no_units() {
        for name in ["mWh", "KWh", "kwh", "L", "therm", "gallon", "ton", "", "kWh ", "€"] {
            assert_eq!(find(name), None, "{name}");
        }
    }

    #[test]
    fn names_are_unique_and_fractions_sound() {
        for (index, unit) in UNITS.iter().enumerate() {
            assert!(unit.numerator > 0 && unit.denominator > 0);
            assert!(UNITS[..index].iter().all(|other| other.name != unit.name), "{}", unit.name);
        }
    }
}
