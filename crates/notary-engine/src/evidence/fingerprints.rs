//! Fingerprints of an item's rows, to find rows that back two items or two sources.
//!
//! A fingerprint is of a meter's amount over a day (or a longer period), and over each calendar month that shorter amounts cover, in
//! the base unit of its dimension. So neither a renamed item nor another unit or resolution hides it. Zeros have no fingerprint: two idle meters are not copies of each other.

use super::tally::{ItemTally, Point};
use crate::{
    bundle::{Item, Manifest},
    facts::{Fingerprint, SeenItem},
    units,
};
use carbon_wire::calendar::{civil, day_number, SECONDS_PER_DAY};
use sha2::{Digest, Sha256};
use std::collections::HashSet;

/// Fingerprints of one item's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprints {
    /// Of meter, time and amount.
    pub rows: HashSet<Fingerprint>,
    /// Of time and amount, without the meter's name; also of whole months.
    pub amounts: HashSet<Fingerprint>,
}

impl Fingerprints {
    /// Fingerprints of an item.
    pub fn of(item: &Item, tally: &ItemTally) -> Self {
        let unit = units::find(&item.unit);
        let mut fingerprints = Self::default();
        for meter in &tally.meters {
            let points = meter.points(item);
            let hash = |point: &Point| {
                let base = unit.map_or(u128::from(point.amount), |unit| {
                    u128::from(point.amount) * u128::from(unit.numerator) / u128::from(unit.denominator)
                });
                Sha256::new()
                    .chain_update(point.day.to_le_bytes())
                    .chain_update(point.seconds.to_le_bytes())
                    .chain_update(base.to_le_bytes())
            };
            for point in points.iter().filter(|point| point.amount > 0) {
                fingerprints.amounts.insert(short(hash(point)));
                fingerprints.rows.insert(short(hash(point).chain_update(meter.name.as_bytes())));
            }
            // Of sums, which are no rows.
            let months = months(&points).into_iter().filter(|point| point.amount > 0);
            fingerprints.amounts.extend(months.map(|point| short(hash(&point))));
        }
        fingerprints
    }

    /// The item as the engine remembers it; `name` tells people which item it is.
    pub fn seen(&self, manifest: &Manifest, item: &Item, name: &str) -> SeenItem {
        let sorted = |fingerprints: &HashSet<Fingerprint>| {
            let mut fingerprints: Vec<_> = fingerprints.iter().copied().collect();
            fingerprints.sort_unstable();
            fingerprints
        };
        SeenItem {
            source: manifest.source,
            stream_kind: item.stream_kind,
            name: name.to_string(),
            rows: sorted(&self.rows),
            amounts: sorted(&self.amounts),
        }
    }
}

/// The amounts of whole calendar months that shorter amounts cover.
fn months(points: &[Point]) -> Vec<Point> {
    let month = |point: &Point| civil(point.day).map(|(year, month, _)| (year, month));
    let whole = points.chunk_by(|one, other| month(one) == month(other)).filter_map(|chunk| {
        let (year, month) = month(&chunk[0])?;
        let first = day_number(year, month, 1)?;
        let next = if month == 12 { day_number(year + 1, 1, 1)? } else { day_number(year, month + 1, 1)? };
        let seconds = u64::from(next - first) * SECONDS_PER_DAY as u64;
        let covered: u64 = chunk.iter().map(|point| point.seconds).sum();
        let amount = chunk.iter().try_fold(0u64, |sum, point| sum.checked_add(point.amount))?;
        (chunk.len() > 1 && chunk[0].day == first && covered == seconds).then_some(Point {
            day: first,
            seconds,
            amount,
            cost: 0,
        })
    });
    whole.collect()
}

fn short(hash: Sha256) -> Fingerprint {
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&digest[..8]);
    Fingerprint(bytes)
}
