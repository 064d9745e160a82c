//! Seeded generator of raw rows: splits the yearly total of a meter into readings that sum to it exactly.

use super::scenario::{MeterPlan, RegistryPlan, Rows, SourcePlan, StreamPlan};
use carbon_notary_engine::{
    bundle::{columns, Kind, Times},
    numbers::{date, plain},
};
use carbon_wire::calendar::civil;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use sha2::{Digest, Sha256};

/// Growth of a hectare of forest in a year, in grams CO2e.
const GROWTH: u64 = 10_000_000;
/// Stock of a hectare when the year begins, in grams CO2e.
const STOCK: u64 = 120_000_000;

/// Random numbers that depend on the seed and the label alone, so that another source does not change existing rows.
fn numbers(seed: u64, label: &str) -> ChaCha20Rng {
    let digest = Sha256::new().chain_update(seed.to_le_bytes()).chain_update(label).finalize();
    ChaCha20Rng::from_seed(digest.into())
}

/// The rows of a stream as CSV, the meters they are of, and how many there are.
pub fn generate(
    seed: u64,
    registry: &RegistryPlan,
    (source, item): (&SourcePlan, usize),
) -> csv::Result<(Vec<u8>, Vec<String>, usize)> {
    let stream = &source.streams[item];
    let mut csv = csv::Writer::from_writer(vec![]);
    csv.write_record(columns(stream.data)[Times::Days as usize])?;
    let (mut meters, mut count) = (vec![], 0);
    for meter in readings(stream) {
        let label = format!("{}/{}/{}/{}", registry.label, source.label, stream.label, meter.name);
        let periods = periods(registry, stream.rows);
        let mut stock = STOCK;
        for ((first, last), amount) in
            periods.iter().zip(spread(meter.total, periods.len(), &mut numbers(seed, &label)))
        {
            let mut cells = vec![item.to_string(), meter.name.clone(), date(*first), date(*last)];
            match stream.data {
                Kind::ForestPlots => {
                    cells.extend([meter.hectares.to_string(), plain(stock), plain(stock + amount)]);
                    stock += amount;
                }
                // Thousandths of kilograms are millionths of tonnes.
                Kind::StackEmissions => {
                    cells.extend(["CO2e".into(), plain(amount), stream.unit.into(), plain(amount * 1_000)]);
                }
                _ => cells.extend([plain(amount), stream.unit.into()]),
            }
            csv.write_record(&cells)?;
            count += 1;
        }
        meters.push(meter.name);
    }
    let bytes = csv.into_inner().map_err(|error| error.into_error())?;
    Ok((bytes, meters, count))
}

/// The yearly total of a meter or a plot.
struct Reading {
    name: String,
    /// Millionths of the unit; for a plot, per hectare.
    total: u64,
    hectares: u64,
}

fn readings(stream: &StreamPlan) -> Vec<Reading> {
    let meters = stream.meters.iter();
    if stream.data == Kind::ForestPlots {
        return meters.flat_map(plots).collect();
    }
    meters.map(|MeterPlan { name, total }| Reading { name: name.to_string(), total: *total, hectares: 0 }).collect()
}

/// Stands in a survey: with the sample plot, the five plots that the notaries' check of credits asks for.
const STANDS: u64 = 4;

/// Stands of whole hectares and a sample plot of one hectare. The plot gets the remainder of the division by the stands'
/// hectares, so that all together grow by the total to the gram.
fn plots(meter: &MeterPlan) -> Vec<Reading> {
    let hectares = meter.total / GROWTH - 1;
    let total = (meter.total - GROWTH) / hectares;
    let rest = meter.total - total * hectares;
    let stand = |number: u64| {
        let hectares = hectares / STANDS + u64::from(number <= hectares % STANDS);
        Reading { name: format!("{}, stand {number}", meter.name), total, hectares }
    };
    let sample = Reading { name: format!("{}, sample plot", meter.name), total: rest, hectares: 1 };
    (1..=STANDS).map(stand).chain([sample]).collect()
}

/// First and last days of the readings of a year.
fn periods(registry: &RegistryPlan, rows: Rows) -> Vec<(u32, u32)> {
    let year = registry.days();
    let mut periods: Vec<(u32, u32)> = vec![];
    for day in year.first_day..=year.last_day {
        match periods.last_mut() {
            Some((_, last)) if rows == Rows::Monthly && !is_first_of_month(day) => *last = day,
            _ => periods.push((day, day)),
        }
    }
    periods
}

fn is_first_of_month(day: u32) -> bool {
    civil(day).is_some_and(|(_, _, day)| day == 1)
}

/// Random parts of a total that sum to it.
fn spread(total: u64, parts: usize, rng: &mut ChaCha20Rng) -> Vec<u64> {
    let weights: Vec<u64> = (0..parts).map(|_| rng.random_range(800..=1_200)).collect();
    let whole: u64 = weights.iter().sum();
    let (mut weight, mut before) = (0, 0);
    let part = |part: &u64| {
        weight += part;
        // At most the total, so it fits.
        let after = (total as u128 * weight as u128 / whole as u128) as u64;
        let amount = after - before;
        before = after;
        amount
    };
    weights.iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_sum_to_the_total_and_follow_the_seed() {
        let total = 48_250_123_457;
        let parts = |seed| spread(total, 366, &mut numbers(seed, "x"));
        assert_eq!(parts(1).iter().sum::<u64>(), total);
        assert_eq!(parts(1), parts(1));
        assert_ne!(parts(1), parts(2));
    }

    #[test]
    fn plots_grow_by_the_total_and_alike() {
        for total in [48_250_123_457, 312_500_750_000] {
            let plots = plots(&MeterPlan { name: "survey", total });
            assert_eq!(plots.iter().map(|plot| plot.total * plot.hectares).sum::<u64>(), total);
            assert!(plots
                .iter()
                .all(|plot| plot.hectares > 0 && plot.total.abs_diff(plots[0].total) < plots[0].total / 100));
        }
    }
}
