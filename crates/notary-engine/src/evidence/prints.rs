//! Fingerprints of an item's rows, to find rows that back two items or two sources.
//!
//! One print is of a meter's amount over a day (or a longer period), in the base unit of its dimension, so neither a
//! renamed item nor another unit hides it. Zeros have none: two meters that stood still are no copy.

use super::tally::ItemTally;
use crate::{
    bundle::{Item, Manifest},
    facts::{Print, SeenItem},
    units,
};
use sha2::{Digest, Sha256};
use std::collections::HashSet;

/// Fingerprints of one item's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prints {
    /// Of meter, time and amount.
    pub rows: HashSet<Print>,
    /// Of time and amount, whatever the meter is called.
    pub amounts: HashSet<Print>,
}

impl Prints {
    /// Those of an item.
    pub fn of(item: &Item, tally: &ItemTally) -> Self {
        let unit = units::find(&item.unit);
        let mut prints = Self::default();
        for meter in &tally.meters {
            for point in meter.points(item).iter().filter(|point| point.amount > 0) {
                let base = unit.map_or(u128::from(point.amount), |unit| {
                    u128::from(point.amount) * u128::from(unit.numerator) / u128::from(unit.denominator)
                });
                let hash = Sha256::new()
                    .chain_update(point.day.to_le_bytes())
                    .chain_update(point.days.to_le_bytes())
                    .chain_update(base.to_le_bytes());
                prints.amounts.insert(short(hash.clone()));
                prints.rows.insert(short(hash.chain_update(meter.name.as_bytes())));
            }
        }
        prints
    }

    /// As the engine remembers them; `name` is what a person finds the item by.
    pub fn seen(&self, manifest: &Manifest, item: &Item, name: &str) -> SeenItem {
        let sorted = |prints: &HashSet<Print>| {
            let mut prints: Vec<_> = prints.iter().copied().collect();
            prints.sort_unstable();
            prints
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

fn short(hash: Sha256) -> Print {
    let digest: [u8; 32] = hash.finalize().into();
    let mut print = [0; 8];
    print.copy_from_slice(&digest[..8]);
    Print(print)
}
