//! Fingerprints of an item's rows, to find rows that back two items or two sources.
//!
//! A fingerprint is of a meter's amount over a day (or a longer period), in the base unit of its dimension, so neither a
//! renamed item nor another unit hides it. Zeros have no fingerprint: two idle meters are not copies of each other.

use super::tally::ItemTally;
use crate::{
    bundle::{Item, Manifest},
    facts::{Fingerprint, SeenItem},
    units,
};
use sha2::{Digest, Sha256};
use std::collections::HashSet;

/// Fingerprints of one item's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprints {
    /// Of meter, time and amount.
    pub rows: HashSet<Fingerprint>,
    /// Of time and amount, without the meter's name.
    pub amounts: HashSet<Fingerprint>,
}

impl Fingerprints {
    /// Fingerprints of an item.
    pub fn of(item: &Item, tally: &ItemTally) -> Self {
        let unit = units::find(&item.unit);
        let mut fingerprints = Self::default();
        for meter in &tally.meters {
            for point in meter.points(item).iter().filter(|point| point.amount > 0) {
                let base = unit.map_or(u128::from(point.amount), |unit| {
                    u128::from(point.amount) * u128::from(unit.numerator) / u128::from(unit.denominator)
                });
                let hash = Sha256::new()
                    .chain_update(point.day.to_le_bytes())
                    .chain_update(point.days.to_le_bytes())
                    .chain_update(base.to_le_bytes());
                fingerprints.amounts.insert(short(hash.clone()));
                fingerprints.rows.insert(short(hash.chain_update(meter.name.as_bytes())));
            }
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

fn short(hash: Sha256) -> Fingerprint {
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&digest[..8]);
    Fingerprint(bytes)
}
