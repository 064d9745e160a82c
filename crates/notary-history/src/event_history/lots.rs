//! The units of every lot, and the units that were burned.

use carbon_client::program::events::{LineageExtended, LotSplit, ReductionConverted};
use carbon_wire::lineage::{Entry, EntryKind};
use solana_pubkey::Pubkey;
use std::collections::HashMap;

/// Units of a record: its grams from `start` to `end`, excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The record.
    pub record: Pubkey,
    /// First serial number, included.
    pub start: u64,
    /// Last serial number, excluded.
    pub end: u64,
}

impl Span {
    /// Number of grams.
    pub fn grams(&self) -> u64 {
        // An event may contain any numbers; a span whose end is before its start has 0 grams.
        self.end.saturating_sub(self.start)
    }

    /// The last `grams` of the span; `None` if it has fewer, or for 0. (A locked lot is either a lot of exactly these grams or
    /// the rest of one.)
    pub fn last(&self, grams: u64) -> Option<Self> {
        (0 < grams && grams <= self.grams()).then(|| Self { start: self.end - grams, ..*self })
    }

    /// Whether the span contains every unit of the other span.
    pub fn contains(&self, other: &Self) -> bool {
        self.record == other.record && self.start <= other.start && other.start < other.end && other.end <= self.end
    }

    /// Whether the spans have a unit in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.record == other.record && self.start.max(other.start) < self.end.min(other.end)
    }
}

/// A lot, after all observed events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObservedLot {
    /// Its owner.
    pub owner: Pubkey,
    /// Its units.
    pub units: Span,
}

/// All lots.
#[derive(Clone, Debug, Default)]
pub struct Lots {
    lots: HashMap<Pubkey, ObservedLot>,
    /// All lots that a record ever had, closed ones included.
    of_record: HashMap<Pubkey, Vec<Pubkey>>,
    /// Units that certificates, covers and cures burned.
    burned: HashMap<Pubkey, Vec<Span>>,
}

impl Lots {
    pub(super) fn extend(&mut self, event: &LineageExtended) {
        let Some(entry) = Entry::from_bytes(&event.entry) else { return };
        let units = Span { record: event.record, start: entry.start, end: entry.end };
        let lot = ObservedLot { owner: entry.to.into(), units };
        match entry.kind {
            EntryKind::Issue if event.parent == event.record => {
                self.add(entry.lot.into(), lot);
            }
            EntryKind::Transfer if self.get(&event.parent).is_some_and(|of| of.units.record == units.record) => {
                self.split(event.parent, entry.lot.into(), lot)
            }
            // An entry whose record is not its parent's record is not part of these units' history.
            EntryKind::Issue | EntryKind::Transfer => {}
            // `ReductionConverted` carries the range.
            EntryKind::Convert => {}
        }
    }

    pub(super) fn split_off(&mut self, event: &LotSplit) {
        let Some(parent) = self.lots.get(&event.parent).copied() else { return };
        let units = Span { start: event.start, end: event.end, ..parent.units };
        self.split(event.parent, event.lot, ObservedLot { units, ..parent });
    }

    pub(super) fn convert(&mut self, event: &ReductionConverted) {
        if let Some(lot) = self.lots.get_mut(&event.lot) {
            lot.units.end = lot.units.start.saturating_add(event.converted);
        }
    }

    pub(super) fn close(&mut self, lot: &Pubkey) {
        self.lots.remove(lot);
    }

    /// Adds a child lot. A child always takes the beginning of its parent's units.
    fn split(&mut self, parent: Pubkey, key: Pubkey, child: ObservedLot) {
        if let Some(parent) = self.lots.get_mut(&parent) {
            parent.units.start = child.units.end;
        }
        self.add(key, child);
    }

    fn add(&mut self, key: Pubkey, lot: ObservedLot) {
        self.of_record.entry(lot.units.record).or_default().push(key);
        self.lots.insert(key, lot);
    }

    /// Burns units at the beginning of a lot. Returns whether there is such a lot.
    pub(super) fn burn(&mut self, units: Span) -> bool {
        let keys = self.of_record.get(&units.record).map_or(&[][..], Vec::as_slice);
        let has = |key: &&Pubkey| self.lots.get(key).is_some_and(|lot| lot.units.contains(&units));
        let Some(lot) = keys.iter().find(has).and_then(|key| self.lots.get_mut(key)) else { return false };
        lot.units.start = units.end;
        self.burned.entry(units.record).or_default().push(units);
        true
    }

    /// A lot; `None` if an event is missing.
    pub fn get(&self, key: &Pubkey) -> Option<ObservedLot> {
        self.lots.get(key).copied()
    }

    /// Units of a record that certificates, covers and cures burned.
    pub fn burned(&self, record: &Pubkey) -> &[Span] {
        self.burned.get(record).map_or(&[], Vec::as_slice)
    }
}
