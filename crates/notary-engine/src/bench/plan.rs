//! Parts that all clean bundles share: claimant, registry, factors, history.

use super::draft::{address, key, Draft, Table};
use crate::{
    bundle::{self, Basis, Item, Kind, Manifest, RowFormat, Stop, Times},
    facts::*,
    numbers::{date, decimal, plain},
};
use carbon_wire::calendar::ReportingYear;
use rand::Rng;
use rand_chacha::ChaCha20Rng;
use std::collections::BTreeSet;

/// Name of the key that signs.
pub const PROVIDER: &str = "provider";
/// Family of UK gas.
pub const GAS: u32 = 1;
/// Family of UK electricity.
pub const POWER: u32 = 2;
/// Family of UK diesel.
pub const DIESEL: u32 = 3;
/// Family of US gas.
pub const MMBTU: u32 = 5;
/// Stream index of a claim without a stream.
const NO_STREAM: u8 = 255;

/// A claim of one item over `days` days (365 for the whole year) of a reporting year, without rows.
pub fn plan(rng: &mut ChaCha20Rng, claim: ClaimKind, rows: Kind, stream: StreamLabel, days: u32) -> Draft {
    // The UK profiles are on AR4 and calendar years, the others on AR5 and Safeguard years.
    let uk = matches!(rows, Kind::MeteredEnergy | Kind::Fuel | Kind::Invoices);
    let (gwp, month, year) = if uk { (GwpSet::Ar4, 1, 2020) } else { (GwpSet::Ar5, 7, 2023) };
    let year = ReportingYear::named(year, month).expect("a year of the calendar");
    let last_day = if days >= 365 { year.last_day } else { year.first_day + days - 1 };
    let (first_day, last_day) = (Day(year.first_day), Day(last_day));
    let streamed = matches!(claim, ClaimKind::Emission | ClaimKind::Absorption);
    let stream_kind = streamed.then_some(stream);
    let stream = if streamed { 1 } else { NO_STREAM };
    let source = Key(rng.random());
    let item = Item {
        item: 0,
        kind: rows,
        stream,
        stream_kind,
        first_day,
        last_day,
        unit: String::new(),
        basis: Basis::Measured,
        gwp,
        factor: None,
        meters: vec![],
        service: vec![],
        stops: vec![],
    };
    Draft {
        manifest: Manifest {
            format: bundle::FORMAT.into(),
            version: bundle::VERSION,
            source,
            boundary: Boundary::Operational,
            files: vec![],
            items: vec![item],
        },
        tables: vec![Table::new("rows/rows.csv", rows, RowFormat::Csv, Times::Days)],
        context: Context {
            claim: Claim {
                kind: claim,
                stream,
                first_day,
                last_day,
                grams: 0,
                quantity: Quantity::Measured { method: 1, gwp },
                assurance: Assurance::Reasonable,
                provider: Some(address(PROVIDER)),
                evidence_sha256: Sha256Hash::default(),
                item: 0,
            },
            source: Source { key: source, boundary: Boundary::Operational, stream_kind, factor_family: None },
            registry: Registry { gwp, year_start_month: month, providers: vec![address(PROVIDER)] },
            factors: vec![],
            history: History::default(),
        },
        signer: Some(key(PROVIDER)),
    }
}

/// A family's factor: micrograms per unit, their basis, the GWP set and the factor's name.
fn gases(family: u32) -> (Gases, GasesBasis, GwpSet, &'static str) {
    let split = |co2, ch4, n2o| Gases { co2, ch4, n2o, other: 0 };
    match family {
        GAS => (split(183_520_000, 250_000, 100_000), GasesBasis::Co2e, GwpSet::Ar4, "UK 2020 natural gas, gross CV"),
        POWER => (split(231_040_000, 720_000, 1_380_000), GasesBasis::Co2e, GwpSet::Ar4, "UK 2020 grid electricity"),
        DIESEL => {
            // The table gives litre fuels here as one figure.
            let gases = Gases { other: 2_546_030_000, ..split(0, 0, 0) };
            (gases, GasesBasis::Co2e, GwpSet::Ar4, "UK 2020 diesel, average biofuel blend")
        }
        _ => (split(53_060_000_000, 1_000_000, 100_000), GasesBasis::Mass, GwpSet::Ar5, "US EPA 2024 natural gas"),
    }
}

impl Draft {
    /// First day of the claim.
    pub fn first(&self) -> u32 {
        self.manifest.items[0].first_day.0
    }

    /// Last day of the claim.
    pub fn last(&self) -> u32 {
        self.manifest.items[0].last_day.0
    }

    /// Days of the claim.
    pub fn days(&self) -> usize {
        self.manifest.items[0].days()
    }

    /// Adds a row to the first file.
    pub fn push<const N: usize>(&mut self, row: [&str; N]) {
        self.rows().push(row.map(String::from).to_vec());
    }

    /// Publishes the factor of a family, and an invented edition of the year before, and claims with the first.
    pub fn use_factor(&mut self, family: u32, unit: &str) {
        let (gases, basis, gwp, name) = gases(family);
        let year = ReportingYear::containing(self.first(), 1).expect("a year of the calendar");
        let factor = Factor {
            id: FactorId { family, edition: year.year },
            name: name.into(),
            unit: unit.into(),
            gases,
            basis,
            gwp,
            valid_from: Day(year.first_day),
            valid_until: Day(year.last_day),
            withdrawn: false,
        };
        let mut before = factor.clone();
        before.id.edition -= 1;
        before.name = format!("an invented edition of {}", before.id.edition);
        before.gases.co2 += before.gases.co2 / 30;
        before.valid_from = Day(year.first_day - 365);
        before.valid_until = Day(year.first_day - 1);
        self.context.registry.gwp = gwp;
        self.context.claim.quantity = Quantity::Activity { amount: 0, factor: factor.id };
        self.context.source.factor_family = Some(family);
        self.item().factor = Some(factor.id);
        self.item().gwp = gwp;
        self.item().unit = unit.into();
        self.context.factors = vec![factor, before];
    }

    /// Adds a meter with a row a day.
    pub fn add_daily(&mut self, meter: &str, amounts: &[u64]) {
        self.add_periods(meter, amounts, |first, last| (first..=last).map(|day| (day, day)).collect());
    }

    /// Adds a meter with a row a period; amounts are by day.
    pub fn add_periods(&mut self, meter: &str, amounts: &[u64], periods: impl Fn(u32, u32) -> Vec<(u32, u32)>) {
        let (first, last) = (self.first(), self.last());
        let unit = self.item().unit.clone();
        self.item().meters.push(meter.to_string());
        for (from, until) in periods(first, last) {
            let amount: u64 = amounts[(from - first) as usize..=(until - first) as usize].iter().sum();
            self.push(["0", meter, &date(from), &date(until), &plain(amount), &unit]);
        }
    }

    /// Adds a declared stop of some days to a daily meter.
    pub fn stop(&mut self, meter: &str, rng: &mut ChaCha20Rng) {
        let length = rng.random_range(3..15);
        let from = self.first() + rng.random_range(20..300);
        let days = from..=from + length;
        let texts: Vec<String> = days.clone().map(date).collect();
        for row in self.rows().iter_mut().filter(|row| row[1] == meter && texts.contains(&row[2])) {
            // Amount, and a capture plant's loss beside it.
            let cells = row.len().min(6);
            for cell in row[4..cells].iter_mut().filter(|cell| decimal(cell).is_some()) {
                *cell = "0".into();
            }
        }
        self.item().stops.push(Stop {
            meter: meter.to_string(),
            first_day: Day(*days.start()),
            last_day: Day(*days.end()),
            reason: "maintenance".into(),
        });
    }

    /// Adds three earlier years of records of the same meters, 15 % up or down, and the rows of another source.
    pub fn remember(&mut self, rng: &mut ChaCha20Rng) {
        let item = &self.manifest.items[0];
        let meters: Vec<String> = match item.kind {
            Kind::StackEmissions => {
                let measured = self.tables[0].rows.iter().map(|row| format!("{} {}", row[1], row[4]));
                measured.collect::<BTreeSet<_>>().into_iter().collect()
            }
            _ => item.meters.clone(),
        };
        let claim = &self.context.claim;
        let mut next = claim.first_day.0;
        let records = (1..=3).map(|years| {
            // 1,461 days are four years; a leap day must not make two records meet.
            let back = (years * 1_461) / 4;
            let (first, last) = (claim.first_day.0 - back, (claim.last_day.0 - back).min(next - 1));
            next = first;
            EarlierRecord {
                kind: claim.kind,
                stream: claim.stream,
                first_day: Day(first),
                last_day: Day(last),
                grams: (claim.grams as f64 * rng.random_range(0.85..1.15)) as u64,
                meters: meters.clone(),
                months: vec![],
            }
        });
        self.context.history.records = records.collect();
        let fingerprints = |rng: &mut ChaCha20Rng| {
            let mut fingerprints: Vec<Fingerprint> = (0..400).map(|_| Fingerprint(rng.random())).collect();
            fingerprints.sort_unstable();
            fingerprints
        };
        let neighbour = SeenItem {
            source: Key(rng.random()),
            stream_kind: self.context.source.stream_kind,
            name: "a neighbour's record".into(),
            rows: fingerprints(rng),
            amounts: fingerprints(rng),
        };
        self.context.history.seen.push(neighbour);
    }
}
