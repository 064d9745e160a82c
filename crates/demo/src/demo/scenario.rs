//! The participants and the readings of their meters. This file has no results: grams follow from the rows and the program, and
//! `data/expected.json` has the expected ones.

use carbon_client::program::{registry::GwpSet, source::*};
use carbon_notary_engine::{bundle::Kind, numbers::MICRO};
use carbon_wire::{
    calendar::{day_number, ReportingYear, SECONDS_PER_DAY},
    quantity::GRAMS_PER_TONNE,
};

/// Noon of 1 September 2024: the calendar year 2020 and the Safeguard year 2023-24 are over.
pub const NOW: i64 = 1_725_148_800 + SECONDS_PER_DAY / 2;

/// The plan of a registry.
pub struct RegistryPlan {
    /// Short name, in figures and file names.
    pub label: &'static str,
    /// Name on chain.
    pub name: &'static str,
    /// GWP set.
    pub gwp: GwpSet,
    /// Month in which a reporting year starts.
    pub year_start_month: u8,
    /// The year reported.
    pub year: u16,
    /// The data provider, which signs raw rows.
    pub provider: &'static str,
    /// Emission factors.
    pub factors: Vec<FactorPlan>,
    /// Sources.
    pub sources: Vec<SourcePlan>,
}

/// The plan of a factor: grams CO2e per unit, of UK Government GHG conversion factors 2020 (Open Government Licence).
pub struct FactorPlan {
    pub family: u32,
    pub name: &'static str,
    pub unit: &'static str,
    pub gases: Gases,
}

/// The plan of a source.
pub struct SourcePlan {
    pub label: &'static str,
    pub owner: &'static str,
    pub kind: SourceKind,
    pub country: [u8; 2],
    pub streams: Vec<StreamPlan>,
}

impl SourcePlan {
    /// Whether it has a stream of emissions. The year of a source without one is not closed.
    pub fn emits(&self) -> bool {
        self.streams.iter().any(|stream| stream.kind.is_emission())
    }
}

/// Emissions to neutralize: `neutralized` of `parts` equal parts of a source's year, with credits of the sellers, in this order.
#[derive(Clone, Copy)]
pub struct BurnPlan {
    pub emitter: &'static str,
    pub neutralized: u64,
    pub parts: u64,
    pub sellers: &'static [&'static str],
}

/// An offer of all credits of a source's owner.
#[derive(Clone, Copy)]
pub struct OfferPlan {
    pub seller: &'static str,
    /// Base units of a coin of six decimals for a tonne.
    pub price_per_tonne: u64,
}

/// The restatement of a record.
#[derive(Clone, Copy)]
pub struct RestatementPlan {
    pub source: &'static str,
    /// Grams that are valid.
    pub valid_grams: u64,
    pub reason: &'static str,
    /// Source whose part of the buffer covers the burned credits that are void.
    pub covered_by: &'static str,
}

/// A stream, one item of the source's evidence bundle.
pub struct StreamPlan {
    pub label: &'static str,
    pub kind: StreamKind,
    /// Type of its rows.
    pub data: Kind,
    /// Factor family. A stream whose family has a factor has activity data; other streams are measured in grams.
    pub family: u32,
    pub unit: &'static str,
    pub rows: Rows,
    pub meters: Vec<MeterPlan>,
}

/// The yearly total of a meter.
pub struct MeterPlan {
    pub name: &'static str,
    /// Millionths of the unit.
    pub total: u64,
}

/// How often a meter is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    Daily,
    Monthly,
}

/// Family number of measured streams: no factor has it.
pub const MEASURED: u32 = 100;
/// Unit of measured streams.
pub const TONNES: &str = "t CO2e";
const GAS: u32 = 1;
const POWER: u32 = 2;
const DIESEL: u32 = 3;
const PETROL: u32 = 4;

impl RegistryPlan {
    /// The days of the year reported.
    pub fn days(&self) -> ReportingYear {
        ReportingYear::named(self.year, self.year_start_month).expect("a year of the scenario is in the calendar")
    }

    /// The factor of a family, if the registry has one.
    pub fn factor(&self, family: u32) -> Option<&FactorPlan> {
        self.factors.iter().find(|factor| factor.family == family)
    }
}

/// Day number of a date of the scenario.
pub fn day(year: u16, month: u8, day: u8) -> u32 {
    day_number(year, month, day).expect("a date of the scenario exists")
}

/// Edition of the factors: the year of the table.
pub const EDITION: u16 = 2020;

/// Both registries.
pub fn registries() -> Vec<RegistryPlan> {
    vec![uk(), safeguard()]
}

/// Burns in the Safeguard registry: the whole year of one facility, half of another's.
pub fn burns() -> Vec<BurnPlan> {
    vec![
        BurnPlan {
            emitter: "angaston",
            neutralized: 1,
            parts: 1,
            sellers: &["karri-plantation", "mulga-regeneration"],
        },
        BurnPlan { emitter: "bell-bay-smelter", neutralized: 1, parts: 2, sellers: &["mulga-regeneration"] },
    ]
}

/// Offers of the two forests.
pub fn offers() -> Vec<OfferPlan> {
    vec![
        OfferPlan { seller: "karri-plantation", price_per_tonne: 25_000_000 },
        OfferPlan { seller: "mulga-regeneration", price_per_tonne: 18_500_000 },
    ]
}

/// A second survey, from the air, finds less growth.
pub fn restatement() -> RestatementPlan {
    RestatementPlan {
        source: "karri-plantation",
        valid_grams: 40_000 * GRAMS_PER_TONNE,
        reason: "surveyed again from the air",
        covered_by: "mulga-regeneration",
    }
}

/// A small company of three sites.
fn uk() -> RegistryPlan {
    let split = |co2, ch4, n2o| Gases { co2, ch4, n2o, other: 0 };
    // The table gives litre fuels here as one CO2e figure, so all of it is `other`.
    let total = |other| Gases { co2: 0, ch4: 0, n2o: 0, other };
    let metered =
        |label, kind, family, rows, meters| stream(label, (kind, Kind::MeteredEnergy), family, "kWh", rows, meters);
    let gas = |total| metered("natural gas", StreamKind::Scope1, GAS, Rows::Monthly, vec![("gas meter", total)]);
    let power = |meters| metered("electricity", StreamKind::Scope2Location, POWER, Rows::Daily, meters);
    let site = |label, streams| SourcePlan {
        label,
        owner: "Pennine Fittings Ltd",
        kind: SourceKind::Facility,
        country: *b"GB",
        streams,
    };
    RegistryPlan {
        label: "uk",
        name: "UK Corporate Registry",
        gwp: GwpSet::Ar4,
        year_start_month: 1,
        year: 2020,
        provider: "Northern Metering",
        factors: vec![
            FactorPlan {
                family: GAS,
                name: "UK 2020 natural gas, gross CV",
                unit: "kWh",
                gases: split(183_520_000, 250_000, 100_000),
            },
            FactorPlan {
                family: POWER,
                name: "UK 2020 grid electricity, generation",
                unit: "kWh",
                gases: split(231_040_000, 720_000, 1_380_000),
            },
            FactorPlan {
                family: DIESEL,
                name: "UK 2020 diesel, average biofuel blend",
                unit: "litre",
                gases: total(2_546_030_000),
            },
            FactorPlan {
                family: PETROL,
                name: "UK 2020 petrol, average biofuel blend",
                unit: "litre",
                gases: total(2_168_020_000),
            },
        ],
        sources: vec![
            site(
                "leeds-works",
                vec![
                    gas(1_284_350_750_000),
                    power(vec![("main hall", 300_000_400_000), ("paint shop", 112_800 * MICRO)]),
                ],
            ),
            site(
                "hull-depot",
                vec![
                    stream(
                        "diesel",
                        (StreamKind::Scope1, Kind::Fuel),
                        DIESEL,
                        "litre",
                        Rows::Monthly,
                        vec![("fleet fuel cards", 86_412_370_000)],
                    ),
                    power(vec![("depot", 58_250_125_000)]),
                ],
            ),
            site(
                "york-office",
                vec![
                    gas(96_500_333_000),
                    power(vec![("office", 121_750_900_000)]),
                    stream(
                        "petrol",
                        (StreamKind::Scope1, Kind::Fuel),
                        PETROL,
                        "litre",
                        Rows::Monthly,
                        vec![("pool cars", 4_350_250_000)],
                    ),
                ],
            ),
        ],
    }
}

/// Six facilities of the Safeguard Mechanism with their covered emissions of 2023-24 by gas (Clean Energy Regulator, baselines
/// and emissions table 2023-24), and two forests of our own invention.
fn safeguard() -> RegistryPlan {
    RegistryPlan {
        label: "safeguard",
        name: "Safeguard Registry",
        gwp: GwpSet::Ar5,
        year_start_month: 7,
        year: 2023,
        provider: "Southern Emissions Laboratory",
        factors: vec![],
        sources: vec![
            facility("bell-bay-smelter", "Rio Tinto Aluminium (Bell Bay)", [329_886, 53, 21, 21_741]),
            facility("boyne-smelters", "Rio Tinto Aluminium", [881_347, 145, 55, 40_011]),
            facility("flng", "Shell Australia", [1_685_154, 163_960, 2_717, 17]),
            facility("angaston", "ADBRI", [112_730, 76, 35, 0]),
            facility("birkenhead", "ADBRI", [807_422, 425, 1_584, 0]),
            facility("cockburn", "ADBRI", [656_499, 396, 134, 9]),
            forest("karri-plantation", "Karri Forestry Cooperative", 48_250_123_457),
            forest("mulga-regeneration", "Mulga Pastoral Company", 312_500_750_000),
        ],
    }
}

fn facility(label: &'static str, owner: &'static str, tonnes: [u64; 4]) -> SourcePlan {
    let meters =
        ["CO2", "CH4", "N2O", "other gases"].into_iter().zip(tonnes.map(|tonnes| tonnes * GRAMS_PER_TONNE)).collect();
    let kind = (StreamKind::Scope1, Kind::StackEmissions);
    let streams = vec![stream("covered emissions", kind, MEASURED, TONNES, Rows::Daily, meters)];
    SourcePlan { label, owner, kind: SourceKind::Facility, country: *b"AU", streams }
}

fn forest(label: &'static str, owner: &'static str, total: u64) -> SourcePlan {
    let (meters, kind) = (vec![("plot survey", total)], (StreamKind::Absorption, Kind::ForestPlots));
    let streams = vec![stream("growth", kind, MEASURED, TONNES, Rows::Monthly, meters)];
    SourcePlan { label, owner, kind: SourceKind::Forest, country: *b"AU", streams }
}

fn stream(
    label: &'static str,
    (kind, data): (StreamKind, Kind),
    family: u32,
    unit: &'static str,
    rows: Rows,
    meters: Vec<(&'static str, u64)>,
) -> StreamPlan {
    let meters = meters.into_iter().map(|(name, total)| MeterPlan { name, total }).collect();
    StreamPlan { label, kind, data, family, unit, rows, meters }
}
