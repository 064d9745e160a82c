//! Trails of records, collected from the chain's events. The review of a pool's settlement replays them.

use anchor_lang::{event::EVENT_IX_TAG_LE, AnchorDeserialize, Discriminator};
use carbon_consensus::{
    events::{RecordNotarized, RecordSupplemented},
    record::{CarbonData, InventoryLine},
};
use carbon_wire::{lineage::GENESIS, pool::extend_trail, Hash};
use solana_pubkey::Pubkey;
use std::collections::HashMap;

/// The records of a trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TrailKind {
    /// Emission records that count as emitted.
    Emissions,
    /// Reduction records.
    Reductions,
}

/// The trails of all sources. Pass the data of every inner instruction of the program to `observe`, in the order of the chain.
#[derive(Clone, Debug, Default)]
pub struct Trails {
    records: HashMap<(Pubkey, u16, TrailKind), Vec<Pubkey>>,
}

/// Consecutive records of a trail that fit into one transaction, and the head before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailPiece {
    /// Head before the first record.
    pub previous: Hash,
    /// Records, oldest first.
    pub records: Vec<Pubkey>,
}

impl Trails {
    /// Reads an inner instruction's data. Ignores data that is no record.
    pub fn observe(&mut self, data: &[u8]) {
        let Some((source, record, data)) = record(data) else { return };
        let kind = match data.line {
            InventoryLine::Emitted => TrailKind::Emissions,
            InventoryLine::Reduced => TrailKind::Reductions,
            _ => return,
        };
        self.records.entry((source, data.year, kind)).or_default().push(record);
    }

    /// The records of a source and year, oldest first.
    pub fn of(&self, source: &Pubkey, year: u16, kind: TrailKind) -> &[Pubkey] {
        self.records.get(&(*source, year, kind)).map_or(&[], Vec::as_slice)
    }

    /// The trail that leads to `head`, in pieces of at most `most` records, newest piece first: the order that a review needs.
    /// `None` if the observed records do not lead to `head`. Later records are ignored: they came after the totals were frozen.
    pub fn pieces(
        &self,
        source: &Pubkey,
        year: u16,
        kind: TrailKind,
        head: &Hash,
        most: usize,
    ) -> Option<Vec<TrailPiece>> {
        let mut heads = vec![GENESIS];
        for record in self.of(source, year, kind) {
            heads.push(extend_trail(heads.last().expect("the first head"), &record.to_bytes()));
        }
        let mut end = heads.iter().position(|known| known == head)?;
        let mut pieces = vec![];
        while end > 0 {
            let start = end.saturating_sub(most);
            let records = self.of(source, year, kind)[start..end].to_vec();
            pieces.push(TrailPiece { previous: heads[start], records });
            end = start;
        }
        Some(pieces)
    }
}

/// Source, address and data of the record in an inner instruction's data: the record of a claim or of a supplement.
fn record(data: &[u8]) -> Option<(Pubkey, Pubkey, CarbonData)> {
    let event = data.strip_prefix(EVENT_IX_TAG_LE)?;
    if let Some(event) = event.strip_prefix(RecordNotarized::DISCRIMINATOR) {
        let event = RecordNotarized::try_from_slice(event).ok()?;
        return Some((event.source, event.record, event.data));
    }
    let event = RecordSupplemented::try_from_slice(event.strip_prefix(RecordSupplemented::DISCRIMINATOR)?).ok()?;
    Some((event.source, event.supplement, event.data))
}
