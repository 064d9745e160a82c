//! The kinds of rows, and the gases that a stack's rows measure.

use serde::{Deserialize, Serialize};

/// Kind of rows; decides the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Meter readings of energy.
    MeteredEnergy,
    /// Fuel used, by tank or card.
    Fuel,
    /// Invoices for energy or fuel.
    Invoices,
    /// Gases measured in a stack.
    StackEmissions,
    /// Carbon stock of forest plots.
    ForestPlots,
    /// CO2 taken out of the air and stored.
    DirectCapture,
    /// Baseline, actual emissions and leakage of a project; or credits issued elsewhere.
    Project,
}

impl Kind {
    /// Number of tallies that a meter of this kind has: one for each gas of a stack, else one.
    pub fn tallies(self) -> usize {
        match self {
            Self::StackEmissions => Gas::ALL.len(),
            _ => 1,
        }
    }
}

/// A measured gas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gas {
    /// Carbon dioxide, as mass.
    Co2,
    /// Methane, as mass.
    Ch4,
    /// Nitrous oxide, as mass.
    N2o,
    /// Any gas, already as CO2e.
    Co2e,
}

impl Gas {
    /// All of them, in the order of their index.
    pub const ALL: [Self; 4] = [Self::Co2, Self::Ch4, Self::N2o, Self::Co2e];

    /// Its spelling in rows.
    pub fn name(self) -> &'static str {
        ["CO2", "CH4", "N2O", "CO2e"][self as usize]
    }
}
