//! Seeded generator of raw meter and fuel rows: spreads what a meter shows over the year on its readings, exactly.

use super::scenario::{MeterPlan, RegistryPlan, Rows, SourcePlan};
use anyhow::{Context, Result};
use carbon_wire::calendar::civil;
use ed25519_dalek::{Signer as _, SigningKey};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Columns of an evidence file.
pub const COLUMNS: [&str; 6] = ["item", "meter", "first_day", "last_day", "amount", "unit"];
/// What a provider's signature is over: this, then the file's sha256.
pub const SIGNED: &[u8] = b"Carbon Consensus evidence v1\n";

/// Numbers that depend on the seed and the label alone, so that one more source changes no other's rows.
fn numbers(seed: u64, label: &str) -> ChaCha20Rng {
    let digest = Sha256::new().chain_update(seed.to_le_bytes()).chain_update(label).finalize();
    ChaCha20Rng::from_seed(digest.into())
}

/// Writes a source's evidence file and its signature; returns the file and how many rows it has.
pub fn write(
    dir: &Path,
    seed: u64,
    registry: &RegistryPlan,
    source: &SourcePlan,
    key: &SigningKey,
) -> Result<(PathBuf, usize)> {
    let mut csv = csv::Writer::from_writer(vec![]);
    csv.write_record(COLUMNS)?;
    let mut count = 0;
    for (item, stream) in source.streams.iter().enumerate() {
        let periods = periods(registry, stream.rows);
        for meter in &stream.meters {
            let mut rng =
                numbers(seed, &format!("{}/{}/{}/{}", registry.label, source.label, stream.label, meter.name));
            for ((first, last), amount) in periods.iter().zip(spread(meter, periods.len(), &mut rng)) {
                let (item, first, last) = (item.to_string(), date(*first), date(*last));
                csv.write_record([&item, meter.name, &first, &last, &decimal(amount), stream.unit])?;
                count += 1;
            }
        }
    }
    let bytes = csv.into_inner()?;
    let path = dir.join(format!("{}.csv", source.label));
    std::fs::create_dir_all(dir)
        .with_context(|| format!("creating {}: choose another folder with --out", dir.display()))?;
    put(&path, &bytes)?;
    put(&signature_path(&path), hex::encode(sign(&bytes, key)).as_bytes())?;
    Ok((path, count))
}

/// A provider's signature of a file.
pub fn sign(bytes: &[u8], key: &SigningKey) -> [u8; 64] {
    key.sign(&[SIGNED, &Sha256::digest(bytes)[..]].concat()).to_bytes()
}

/// Where a file's signature is.
pub fn signature_path(path: &Path) -> PathBuf {
    path.with_extension("csv.sig")
}

/// Writes a file.
pub fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("writing {}: choose another folder with --out", path.display()))
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
fn spread(meter: &MeterPlan, parts: usize, rng: &mut ChaCha20Rng) -> Vec<u64> {
    let weights: Vec<u64> = (0..parts).map(|_| rng.random_range(800..=1_200)).collect();
    let whole: u64 = weights.iter().sum();
    let mut weight = 0;
    let mut before = 0;
    weights
        .iter()
        .map(|part| {
            weight += part;
            // At most the total, so it fits.
            let after = (meter.total as u128 * weight as u128 / whole as u128) as u64;
            let amount = after - before;
            before = after;
            amount
        })
        .collect()
}

/// A day as in ISO 8601.
fn date(day: u32) -> String {
    let (year, month, day) = civil(day).expect("a day of the scenario is in the calendar");
    format!("{year:04}-{month:02}-{day:02}")
}

/// Millionths as a decimal number.
pub fn decimal(millionths: u64) -> String {
    format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_sum_to_the_total_and_follow_the_seed() {
        let meter = MeterPlan { name: "m", total: 48_250_123_457 };
        let parts = |seed| spread(&meter, 366, &mut numbers(seed, "x"));
        assert_eq!(parts(1).iter().sum::<u64>(), meter.total);
        assert_eq!(parts(1), parts(1));
        assert_ne!(parts(1), parts(2));
    }
}
