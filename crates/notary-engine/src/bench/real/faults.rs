//! Faults that happen to real meters, exports and people. Each is put into the readings before the claimant adds them up.

use super::Reading;
use carbon_wire::calendar::SECONDS_PER_DAY;
use rand::Rng;
use rand_chacha::ChaCha20Rng;

/// The meters of a claim, by name.
pub(super) type Meters = Vec<(String, Vec<Reading>)>;

/// What can show a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShownBy {
    /// The claim's own rows.
    Rows,
    /// An earlier record of the stream.
    History,
    /// Nothing that the engine has.
    Nothing,
}

impl ShownBy {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::History => "history",
            Self::Nothing => "nothing",
        }
    }
}

/// A kind of fault.
pub(super) struct Fault {
    /// Its name.
    pub kind: &'static str,
    /// What can show it.
    pub shown_by: ShownBy,
    /// Puts it into the readings of the only meter. Returns whether it could.
    pub put: fn(&mut Meters, &mut ChaCha20Rng) -> bool,
}

use ShownBy::{History, Nothing, Rows};

const fn fault(kind: &'static str, shown_by: ShownBy, put: fn(&mut Meters, &mut ChaCha20Rng) -> bool) -> Fault {
    Fault { kind, shown_by, put }
}

/// Faults of daily or finer readings.
pub(super) const FINE: &[Fault] = &[
    fault("register read as consumption", Rows, |meters, _| register(meters)),
    fault("zeros for 30 days", Rows, |meters, rng| zeros(meters, rng, 30)),
    fault("zeros for 60 days", Rows, |meters, rng| zeros(meters, rng, 60)),
    fault("zeros for 100 days", Rows, |meters, rng| zeros(meters, rng, 100)),
    fault("zeros for 150 days", Rows, |meters, rng| zeros(meters, rng, 150)),
    fault("zeros for 250 days", Rows, |meters, rng| zeros(meters, rng, 250)),
    fault("zeros from a day to the end", Rows, |meters, rng| {
        let from = share(rng, 40, 80);
        scale(meters, |at| at >= from, 0.0)
    }),
    fault("zeros on every Saturday and Sunday", Rows, |meters, _| by_day(meters, |day| matches!((day + 4) % 7, 0 | 6))),
    fault("zeros on every fourth day", Rows, |meters, rng| {
        let first = rng.random_range(0..4);
        by_day(meters, move |day| day % 4 == first)
    }),
    fault("zeros on scattered days, a tenth of all", Nothing, |meters, rng| {
        let seed = rng.random_range(1..1_000u32);
        by_day(meters, move |day| (day.wrapping_mul(2_654_435_761).wrapping_add(seed) >> 8) % 10 == 0)
    }),
    fault("office hours zero from a day on", Rows, |meters, rng| office_hours(meters, share(rng, 30, 60))),
    fault("half from a day on", Rows, |meters, rng| from_on(meters, rng, 0.5)),
    fault("two fifths from a day on", Rows, |meters, rng| from_on(meters, rng, 0.4)),
    fault("a fifth from a day on", Rows, |meters, rng| from_on(meters, rng, 0.2)),
    fault("a tenth from a day on", Rows, |meters, rng| from_on(meters, rng, 0.1)),
    fault("twice from a day on", Rows, |meters, rng| from_on(meters, rng, 2.0)),
    fault("ten times from a day on", Rows, |meters, rng| from_on(meters, rng, 10.0)),
    fault("a thousand times from a day on", Rows, |meters, rng| from_on(meters, rng, 1_000.0)),
    fault("a lost phase: two thirds from a day on", History, |meters, rng| from_on(meters, rng, 2.0 / 3.0)),
    fault("half for 90 days", History, |meters, rng| {
        let from = share(rng, 20, 60);
        scale(meters, |at| (from..from + 90.0 / 365.0).contains(&at), 0.5)
    }),
    fault("falls to 1 % over 60 days and stays there", History, |meters, rng| decay(meters, share(rng, 30, 60))),
    fault("drifts up to one and a half times by the end", Nothing, |meters, _| ramp(meters, 0.5)),
    fault("straight line over 30 days", Rows, |meters, rng| line(meters, rng, 30)),
    fault("straight line over 90 days", Rows, |meters, rng| line(meters, rng, 90)),
    fault("the same amount for 60 days", Rows, |meters, rng| stuck(meters, rng, 60)),
    fault("the year's highest amount for 30 days", Rows, |meters, rng| peak(meters, rng, 30)),
    fault("60 days are a copy of the 60 before", Rows, |meters, rng| copy(meters, rng, 60, 0)),
    fault("60 days are a copy of the 60 before, with 1 % noise", Nothing, |meters, rng| copy(meters, rng, 60, 1)),
    fault("main and check meter counted", Rows, |meters, rng| second(meters, rng, 0)),
    fault("main and check meter counted, half a per cent apart", Rows, |meters, rng| second(meters, rng, 5)),
    fault("a total and both its parts counted", Rows, |meters, rng| parts(meters, rng, true)),
    fault("a total and one of its parts counted", Nothing, |meters, rng| parts(meters, rng, false)),
    fault("export added to import", History, export),
    fault("one day ten times", Rows, |meters, rng| one_day(meters, rng, 10.0)),
    fault("one day a hundred times", Rows, |meters, rng| one_day(meters, rng, 100.0)),
    fault("one row a thousand times", Rows, |meters, rng| one_row(meters, rng, 1_000.0)),
    fault("one row of 0xFFFFFF", Rows, |meters, rng| {
        let at = rng.random_range(0..meters[0].1.len());
        meters[0].1[at].amount = 16_777_215_000_000;
        true
    }),
    fault("one month a thousand times", Rows, |meters, rng| one_month(meters, rng, 1_000.0)),
    fault("one month ten times", Rows, |meters, rng| one_month(meters, rng, 10.0)),
    fault("one month a tenth", Rows, |meters, rng| one_month(meters, rng, 0.1)),
    fault("one month twice", History, |meters, rng| one_month(meters, rng, 2.0)),
    fault("half the year in another unit", Rows, |meters, _| scale(meters, |at| at >= 0.5, 1_000.0)),
    fault("everything in another unit, a thousand times", History, |meters, _| scale(meters, |_| true, 1_000.0)),
    fault("everything in another unit, a thousandth", History, |meters, _| scale(meters, |_| true, 0.001)),
    fault("decimal point of everything moved", History, |meters, _| scale(meters, |_| true, 10.0)),
    fault("MJ as kWh", History, |meters, _| scale(meters, |_| true, 3.6)),
    fault("power as energy of half hours", History, |meters, _| scale(meters, |_| true, 2.0)),
    fault("one phase of three", History, |meters, _| scale(meters, |_| true, 1.0 / 3.0)),
    fault("quarterly rows, half of them in another unit", Rows, |meters, _| {
        scale(meters, |at| at >= 0.5, 1_000.0) && coarse(meters, 4)
    }),
    fault("quarterly rows, 100 days of zeros in them", Nothing, |meters, rng| {
        zeros(meters, rng, 100) && coarse(meters, 4)
    }),
    fault("one yearly row, a thousand times", History, |meters, _| {
        scale(meters, |_| true, 1_000.0) && coarse(meters, 1)
    }),
];

/// Faults of monthly values.
pub(super) const MONTHLY: &[Fault] = &[
    fault("monthly: register read as consumption", Rows, |meters, _| register(meters)),
    fault("monthly: one value ten times", Rows, |meters, rng| one_row(meters, rng, 10.0)),
    fault("monthly: one value a thousand times", Rows, |meters, rng| one_row(meters, rng, 1_000.0)),
    fault("monthly: one value a tenth", History, |meters, rng| one_row(meters, rng, 0.1)),
    fault("monthly: one value twice", History, |meters, rng| one_row(meters, rng, 2.0)),
    fault("monthly: one value zero", History, |meters, rng| one_row(meters, rng, 0.0)),
    fault("monthly: three values zero", History, |meters, rng| {
        let from = share(rng, 20, 70);
        scale(meters, |at| (from..from + 0.25).contains(&at), 0.0)
    }),
    fault("monthly: half from a month on", History, |meters, rng| from_on(meters, rng, 0.5)),
    fault("monthly: a tenth from a month on", History, |meters, rng| from_on(meters, rng, 0.1)),
    fault("monthly: half the year in another unit", Rows, |meters, _| scale(meters, |at| at >= 0.5, 1_000.0)),
    fault("monthly: everything a thousand times", History, |meters, _| scale(meters, |_| true, 1_000.0)),
    fault("monthly: everything ten times", History, |meters, _| scale(meters, |_| true, 10.0)),
    fault("monthly: everything twice", History, |meters, _| scale(meters, |_| true, 2.0)),
    fault("monthly: main and check meter counted", Rows, |meters, rng| second(meters, rng, 0)),
    fault("monthly: a total and both its parts counted", Rows, |meters, rng| parts(meters, rng, true)),
];

fn share(rng: &mut ChaCha20Rng, from: u32, until: u32) -> f64 {
    f64::from(rng.random_range(from..until)) / 100.0
}

fn scaled(amount: u64, factor: f64) -> u64 {
    (amount as f64 * factor).round() as u64
}

/// Scales the readings at the places, as shares of the whole, that are chosen.
fn scale(meters: &mut Meters, chosen: impl Fn(f64) -> bool, factor: f64) -> bool {
    let readings = &mut meters[0].1;
    let count = readings.len() as f64;
    for (place, reading) in readings.iter_mut().enumerate() {
        if chosen(place as f64 / count) {
            reading.amount = scaled(reading.amount, factor);
        }
    }
    true
}

fn from_on(meters: &mut Meters, rng: &mut ChaCha20Rng, factor: f64) -> bool {
    let from = share(rng, 30, 70);
    scale(meters, |at| at >= from, factor)
}

fn register(meters: &mut Meters) -> bool {
    let mut counter: u64 = meters[0].1.iter().map(|reading| reading.amount).sum();
    for reading in &mut meters[0].1 {
        counter += reading.amount;
        reading.amount = counter;
    }
    true
}

fn day_of(reading: &Reading) -> u32 {
    (reading.from / SECONDS_PER_DAY) as u32
}

/// First places of a stretch of days somewhere in the readings, and the end of it.
fn stretch(readings: &[Reading], rng: &mut ChaCha20Rng, days: u32, before: u32) -> Option<(usize, usize)> {
    let (first, last) = (day_of(readings.first()?), day_of(readings.last()?));
    if last - first < days + before + 14 {
        return None;
    }
    let start = rng.random_range(first + before + 7..=last - days - 7);
    let place = |day: u32| readings.partition_point(|reading| day_of(reading) < day);
    Some((place(start), place(start + days)))
}

fn zeros(meters: &mut Meters, rng: &mut ChaCha20Rng, days: u32) -> bool {
    let Some((from, until)) = stretch(&meters[0].1, rng, days, 0) else { return false };
    meters[0].1[from..until].iter_mut().for_each(|reading| reading.amount = 0);
    true
}

fn by_day(meters: &mut Meters, chosen: impl Fn(u32) -> bool) -> bool {
    let readings = meters[0].1.iter_mut().filter(|reading| chosen(day_of(reading)));
    readings.for_each(|reading| reading.amount = 0);
    true
}

fn office_hours(meters: &mut Meters, from: f64) -> bool {
    let readings = &mut meters[0].1;
    let first = (readings.len() as f64 * from) as usize;
    let hour = |reading: &Reading| reading.from % SECONDS_PER_DAY / 3_600;
    let fine = readings.first().is_some_and(|reading| reading.until - reading.from <= 3_600);
    readings[first..].iter_mut().filter(|one| (8..18).contains(&hour(one))).for_each(|one| one.amount = 0);
    fine
}

fn decay(meters: &mut Meters, from: f64) -> bool {
    let readings = &mut meters[0].1;
    let count = readings.len() as f64;
    for (place, reading) in readings.iter_mut().enumerate() {
        let since = (place as f64 / count - from) * 365.0 / 60.0;
        reading.amount = scaled(reading.amount, 0.01f64.powf(since.clamp(0.0, 1.0)));
    }
    true
}

fn ramp(meters: &mut Meters, more: f64) -> bool {
    let readings = &mut meters[0].1;
    let count = readings.len() as f64;
    for (place, reading) in readings.iter_mut().enumerate() {
        reading.amount = scaled(reading.amount, 1.0 + more * place as f64 / count);
    }
    true
}

fn line(meters: &mut Meters, rng: &mut ChaCha20Rng, days: u32) -> bool {
    let readings = &mut meters[0].1;
    let Some((from, until)) = stretch(readings, rng, days, 0) else { return false };
    let day = |place: usize| readings[place].amount as f64;
    let (first, last, count) = (day(from), day(until - 1).max(day(from) * 1.3 + 1e6), (until - from) as f64);
    for (step, reading) in readings[from..until].iter_mut().enumerate() {
        reading.amount = (first + (last - first) * step as f64 / count).round() as u64;
    }
    true
}

fn stuck(meters: &mut Meters, rng: &mut ChaCha20Rng, days: u32) -> bool {
    let readings = &mut meters[0].1;
    let Some((from, until)) = stretch(readings, rng, days, 0) else { return false };
    let amount = readings[from].amount;
    readings[from..until].iter_mut().for_each(|reading| reading.amount = amount);
    true
}

fn peak(meters: &mut Meters, rng: &mut ChaCha20Rng, days: u32) -> bool {
    let readings = &mut meters[0].1;
    let Some((from, until)) = stretch(readings, rng, days, 0) else { return false };
    let most = readings.iter().map(|reading| reading.amount).max().unwrap_or(0);
    readings[from..until].iter_mut().for_each(|reading| reading.amount = most);
    true
}

fn copy(meters: &mut Meters, rng: &mut ChaCha20Rng, days: u32, percent: u32) -> bool {
    let readings = &mut meters[0].1;
    let Some((from, until)) = stretch(readings, rng, days, days) else { return false };
    let Some(source) = from.checked_sub(until - from) else { return false };
    for place in from..until {
        let noise = 1.0 + f64::from(percent) / 100.0 * rng.random_range(-1.0..1.0);
        readings[place].amount = scaled(readings[source + place - from].amount, noise);
    }
    true
}

/// A second meter that shows the same, up to so many tenths of a per cent apart.
fn second(meters: &mut Meters, rng: &mut ChaCha20Rng, tenths: u32) -> bool {
    let apart = f64::from(tenths) / 1_000.0;
    let check = meters[0].1.iter().map(|reading| {
        let noise = if tenths == 0 { 1.0 } else { 1.0 + apart * rng.random_range(-1.0..1.0) };
        Reading { amount: scaled(reading.amount, noise), ..*reading }
    });
    let check = check.collect();
    meters.push(("check".into(), check));
    true
}

/// Meters of one or both parts of the total.
fn parts(meters: &mut Meters, rng: &mut ChaCha20Rng, both: bool) -> bool {
    let main = meters[0].1.clone();
    let shares: Vec<f64> = main.iter().map(|_| rng.random_range(0.2..0.6)).collect();
    let part = main.iter().zip(&shares).map(|(one, share)| Reading { amount: scaled(one.amount, *share), ..*one });
    let part: Vec<Reading> = part.collect();
    let rest = main.iter().zip(&part).map(|(one, part)| Reading { amount: one.amount - part.amount, ..*one }).collect();
    meters.push(("hall 1".into(), part));
    if both {
        meters.push(("hall 2".into(), rest));
    }
    true
}

/// What a roof's panels fed back in daylight, as a second meter.
fn export(meters: &mut Meters, rng: &mut ChaCha20Rng) -> bool {
    let usual = meters[0].1.iter().map(|reading| reading.amount).sum::<u64>() / meters[0].1.len() as u64;
    let fed = meters[0].1.iter().map(|reading| {
        let season = 1.0 + 0.8 * (f64::from(day_of(reading)) / 365.25 * std::f64::consts::TAU + 2.9).cos();
        Reading { amount: scaled(usual, 0.4 * season * rng.random_range(0.5..1.5)), ..*reading }
    });
    let fed = fed.collect();
    meters.push(("B1".into(), fed));
    true
}

fn one_day(meters: &mut Meters, rng: &mut ChaCha20Rng, factor: f64) -> bool {
    let Some((from, until)) = stretch(&meters[0].1, rng, 1, 0) else { return false };
    meters[0].1[from..until].iter_mut().for_each(|reading| reading.amount = scaled(reading.amount, factor));
    true
}

fn one_row(meters: &mut Meters, rng: &mut ChaCha20Rng, factor: f64) -> bool {
    let readings = &mut meters[0].1;
    let running: Vec<usize> = (0..readings.len()).filter(|place| readings[*place].amount > 0).collect();
    let place = running[rng.random_range(0..running.len())];
    readings[place].amount = scaled(readings[place].amount, factor);
    true
}

fn one_month(meters: &mut Meters, rng: &mut ChaCha20Rng, factor: f64) -> bool {
    let Some((from, until)) = stretch(&meters[0].1, rng, 30, 0) else { return false };
    meters[0].1[from..until].iter_mut().for_each(|reading| reading.amount = scaled(reading.amount, factor));
    true
}

/// The same readings in so many rows of whole days.
fn coarse(meters: &mut Meters, rows: usize) -> bool {
    let readings = &mut meters[0].1;
    let first = day_of(&readings[0]);
    let days = day_of(&readings[readings.len() - 1]) - first + 1;
    let row = |reading: &Reading| (day_of(reading) - first) * rows as u32 / days;
    let merged = readings.chunk_by(|one, other| row(one) == row(other)).map(|chunk| Reading {
        from: chunk[0].from,
        until: chunk[chunk.len() - 1].until,
        amount: chunk.iter().map(|reading| reading.amount).sum(),
    });
    *readings = merged.collect();
    true
}
