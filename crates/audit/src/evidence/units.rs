//! Units of evidence, as fractions of a base unit. They follow the definitions: SI, the International
//! Table Btu of 1,055.05585262 J, the US gallon of 3.785411784 litre, the imperial one of 4.54609 litre.

use carbon_wire::factor::Rounding;

/// A unit: its dimension, and its size as a fraction of the base unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// A letter for energy, volume, mass of a substance, CO2e, distance, freight, travel or area. Units with the same letter can be
    /// converted.
    dimension: char,
    numerator: u128,
    denominator: u128,
}

impl Unit {
    /// The unit with exactly this name.
    pub fn named(name: &str) -> Option<Self> {
        let (dimension, numerator, denominator) = match name {
            "Wh" => ('e', 1, 1_000),
            "kWh" => ('e', 1, 1),
            "MWh" => ('e', 1_000, 1),
            "GWh" => ('e', 1_000_000, 1),
            "MJ" => ('e', 10, 36),
            "GJ" => ('e', 10_000, 36),
            "TJ" => ('e', 10_000_000, 36),
            "mmBtu" => ('e', 105_505_585_262, 360_000_000),
            "litre" => ('v', 1, 1),
            "kl" | "m3" => ('v', 1_000, 1),
            "US gal" => ('v', 3_785_411_784, 1_000_000_000),
            "imp gal" => ('v', 454_609, 100_000),
            "g" => ('m', 1, 1),
            "kg" => ('m', 1_000, 1),
            "t" => ('m', 1_000_000, 1),
            "g CO2e" => ('c', 1, 1),
            "kg CO2e" => ('c', 1_000, 1),
            "t CO2e" => ('c', 1_000_000, 1),
            "km" => ('d', 1, 1),
            "mile" => ('d', 1_609_344, 1_000_000),
            "tkm" => ('f', 1, 1),
            "pkm" => ('p', 1, 1),
            "ha" => ('a', 1, 1),
            _ => return None,
        };
        Some(Self { dimension, numerator, denominator })
    }

    /// Converts millionths of `self` into millionths of `other`. `None` if the dimensions differ or the result exceeds `u64`.
    pub fn convert(&self, micro: u128, other: &Self, rounding: Rounding) -> Option<u64> {
        if self.dimension != other.dimension {
            return None;
        }
        let above = micro.checked_mul(self.numerator)?.checked_mul(other.denominator)?;
        divide(above, self.denominator.checked_mul(other.numerator)?, rounding)
    }

    /// Grams in one unit of mass or CO2e.
    pub fn grams(&self) -> Option<u128> {
        matches!(self.dimension, 'm' | 'c').then_some(self.numerator)
    }

    /// Whether it measures the mass of a substance.
    pub fn is_mass(&self) -> bool {
        self.dimension == 'm'
    }
}

/// A rounded quotient; `None` if it exceeds `u64`.
pub fn divide(above: u128, below: u128, rounding: Rounding) -> Option<u64> {
    let quotient = match rounding {
        Rounding::Up => above.div_ceil(below),
        Rounding::Down => above / below,
    };
    u64::try_from(quotient).ok()
}
