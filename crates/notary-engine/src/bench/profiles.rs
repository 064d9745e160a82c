//! Clean bundles, drawn from a seed: twelve kinds of sources on official factor sets and facility figures.
//!
//! Factors: UK Government GHG conversion factors 2020 (Open Government Licence v3.0); US EPA emission factors hub 2024.
//! Facilities: Clean Energy Regulator (Australia), Safeguard Mechanism, baselines and emissions table 2023-24. Sizes, meters
//! and days are invented, and so are the editions of other years.

use super::{
    draft::{Draft, Table},
    industry::*,
    plan::{plan, DIESEL, GAS, MMBTU, POWER},
    series::*,
};
use crate::{
    bundle::{Kind, RowFormat, Times},
    facts::{Assurance, ClaimKind, StreamLabel},
    numbers::{date, plain, timestamp},
};
use carbon_wire::calendar::SECONDS_PER_DAY;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use sha2::{Digest, Sha256};

/// A kind of clean bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// UK electricity by day, one to three meters.
    DailyPower,
    /// UK electricity by half hour, one quarter.
    HalfHourlyPower,
    /// UK gas by month, unsigned, limited assurance, in kWh or MWh.
    MonthlyGas,
    /// UK diesel by week and fuel card, as JSON.
    WeeklyDiesel,
    /// UK electricity by invoice.
    PowerInvoices,
    /// US gas by day in mmBtu, for heating.
    DailyMmbtu,
    /// A Safeguard facility's stack by day and gas.
    Stack,
    /// Forest plots, estimated by survey.
    Forest,
    /// Direct capture by day.
    Capture,
    /// A Safeguard facility's reduction project by month.
    Reduction,
    /// A Safeguard facility's baseline.
    Baseline,
    /// Credits issued elsewhere for a Safeguard facility.
    AddBack,
}

/// All of them.
pub const PROFILES: [Profile; 12] = [
    Profile::DailyPower,
    Profile::HalfHourlyPower,
    Profile::MonthlyGas,
    Profile::WeeklyDiesel,
    Profile::PowerInvoices,
    Profile::DailyMmbtu,
    Profile::Stack,
    Profile::Forest,
    Profile::Capture,
    Profile::Reduction,
    Profile::Baseline,
    Profile::AddBack,
];

/// Random numbers that depend on the seed and the label alone.
pub fn numbers(seed: u64, label: &str) -> ChaCha20Rng {
    ChaCha20Rng::from_seed(Sha256::new().chain_update(seed.to_le_bytes()).chain_update(label).finalize().into())
}

/// A clean bundle of a profile.
pub fn clean(profile: Profile, rng: &mut ChaCha20Rng) -> Draft {
    let mut draft = match profile {
        Profile::DailyPower => daily_power(rng),
        Profile::HalfHourlyPower => half_hourly(rng, 91),
        Profile::MonthlyGas => monthly_gas(rng),
        Profile::WeeklyDiesel => weekly_diesel(rng),
        Profile::PowerInvoices => power_invoices(rng),
        Profile::DailyMmbtu => daily_mmbtu(rng),
        Profile::Stack => stack(rng),
        Profile::Forest => forest(rng),
        Profile::Capture => capture(rng),
        Profile::Reduction => project(rng, ClaimKind::Reduction),
        Profile::Baseline => project(rng, ClaimKind::Baseline),
        Profile::AddBack => project(rng, ClaimKind::AddBack),
    };
    draft.sum_rows();
    draft.remember(rng);
    draft
}

fn daily_power(rng: &mut ChaCha20Rng) -> Draft {
    let shape = if rng.random_bool(0.5) { WORKDAYS } else { STEADY };
    let meters = rng.random_range(1..=3);
    let mut draft = power(rng, &["main", "paint shop", "annex"][..meters], shape);
    if shape.holidays == 0 {
        draft.stop("main", rng);
    }
    draft
}

/// Electricity by day.
pub fn power(rng: &mut ChaCha20Rng, meters: &[&str], shape: Shape) -> Draft {
    let mut draft = plan(rng, ClaimKind::Emission, Kind::MeteredEnergy, StreamLabel::Scope2Location, 365);
    draft.use_factor(POWER, "kWh");
    for name in meters {
        let mean = rng.random_range(200.0..5_000.0);
        let amounts = daily(rng, draft.first(), draft.days(), mean, shape);
        draft.add_daily(name, &amounts);
    }
    draft
}

/// Electricity by half hour over `days` days.
pub fn half_hourly(rng: &mut ChaCha20Rng, days: u32) -> Draft {
    let mut draft = plan(rng, ClaimKind::Emission, Kind::MeteredEnergy, StreamLabel::Scope2Location, days);
    draft.use_factor(POWER, "kWh");
    draft.tables[0].times = Times::Instants;
    draft.tables[0].columns = Table::new("x", Kind::MeteredEnergy, RowFormat::Csv, Times::Instants).columns;
    draft.item().meters.push("main".into());
    let mean = rng.random_range(5.0..200.0);
    let start = i64::from(draft.first()) * SECONDS_PER_DAY;
    for half_hour in 0..i64::from(days) * 48 {
        let hour = (half_hour % 48) as f64 / 2.0;
        let level = mean * (1.0 - 0.4 * (hour / 24.0 * std::f64::consts::TAU).cos());
        let amount = thousandths(level * (0.1 * normal(rng)).exp());
        let from = start + half_hour * 1_800;
        let row = ["0", "main", &timestamp(from), &timestamp(from + 1_800), &plain(amount), "kWh"];
        draft.rows().push(row.map(String::from).to_vec());
    }
    draft
}

fn monthly_gas(rng: &mut ChaCha20Rng) -> Draft {
    let mut draft = plan(rng, ClaimKind::Emission, Kind::MeteredEnergy, StreamLabel::Scope1, 365);
    draft.use_factor(GAS, "kWh");
    if rng.random_bool(0.3) {
        draft.item().unit = "MWh".into();
    }
    let mean = rng.random_range(500.0..5_000.0);
    let amounts = daily(rng, draft.first(), draft.days(), mean, HEATING);
    draft.add_periods("gas meter", &amounts, months);
    draft.unsign();
    draft.context.claim.assurance = Assurance::Limited;
    draft
}

fn weekly_diesel(rng: &mut ChaCha20Rng) -> Draft {
    let mut draft = plan(rng, ClaimKind::Emission, Kind::Fuel, StreamLabel::Scope1, 365);
    draft.use_factor(DIESEL, "litre");
    draft.tables[0].format = RowFormat::Jsonl;
    draft.tables[0].path = "rows/rows.jsonl".into();
    for card in ["card 4711", "card 4712"] {
        let mean = rng.random_range(20.0..300.0);
        let amounts = daily(rng, draft.first(), draft.days(), mean, WORKDAYS);
        draft.add_periods(card, &amounts, weeks);
    }
    draft
}

/// Electricity by monthly invoice.
pub fn power_invoices(rng: &mut ChaCha20Rng) -> Draft {
    let mut draft = plan(rng, ClaimKind::Emission, Kind::Invoices, StreamLabel::Scope2Location, 365);
    draft.use_factor(POWER, "kWh");
    draft.item().meters.push("account 88".into());
    let mean = rng.random_range(200.0..2_000.0);
    let amounts = daily(rng, draft.first(), draft.days(), mean, WORKDAYS);
    let (first, last) = (draft.first(), draft.last());
    for (number, (from, to)) in months(first, last).into_iter().enumerate() {
        let amount: u64 = amounts[(from - first) as usize..=(to - first) as usize].iter().sum();
        let price = rng.random_range(0.14..0.2);
        // To the penny.
        let cost = (amount as f64 * price / 10_000.0).round() as u64 * 10_000;
        let number = format!("R-{}", 1_000 + number);
        let row = ["0", "account 88", &date(from), &date(to), &plain(amount), "kWh", &number, &plain(cost), "GBP"];
        draft.rows().push(row.map(String::from).to_vec());
    }
    draft
}

fn daily_mmbtu(rng: &mut ChaCha20Rng) -> Draft {
    let mut draft = plan(rng, ClaimKind::Emission, Kind::MeteredEnergy, StreamLabel::Scope1, 365);
    draft.use_factor(MMBTU, "mmBtu");
    let mean = rng.random_range(50.0..500.0);
    let amounts = daily(rng, draft.first(), draft.days(), mean, HEATING);
    draft.add_daily("boiler house", &amounts);
    draft
}
