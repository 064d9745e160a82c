//! Which units every lot is of, and which units exist no more.

use carbon_client::{
    history::event,
    program::events::{LineageExtended, LotClosed, LotSplit, ReductionConverted},
};
use carbon_wire::lineage::{Entry, EntryKind};
use solana_pubkey::Pubkey;
use std::collections::HashMap;

/// Units of a record: its grams from `start` to `end`, excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The record.
    pub record: Pubkey,
    /// First serial, included.
    pub start: u64,
    /// Last serial, excluded.
    pub end: u64,
}

impl Span {
    /// Grams.
    pub fn grams(&self) -> u64 {
        // An event may say anything; an end before the start has no grams.
        self.end.saturating_sub(self.start)
    }

    /// The last so many grams of it; `None` where there are fewer. (What is promised of a lot is a lot of its own, or all that
    /// is left of it: its end is known, its beginning may have been taken by covers.)
    pub fn last(&self, grams: u64) -> Option<Self> {
        (0 < grams && grams <= self.grams()).then(|| Self { start: self.end - grams, ..*self })
    }

    /// Whether every unit of the other is in it.
    pub fn contains(&self, other: &Self) -> bool {
        self.record == other.record && self.start <= other.start && other.start < other.end && other.end <= self.end
    }

    /// Whether a unit is in both.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.record == other.record && self.start.max(other.start) < self.end.min(other.end)
    }
}

/// A lot as the events leave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastLot {
    /// Who has it.
    pub owner: Pubkey,
    /// Its units.
    pub units: Span,
}

/// All lots.
#[derive(Clone, Debug, Default)]
pub struct Lots {
    lots: HashMap<Pubkey, PastLot>,
    /// Lots that there ever were of a record.
    of_record: HashMap<Pubkey, Vec<Pubkey>>,
    /// Units burned by certificates and cures. What covers burned is in the accounts that remember it: their event does not
    /// name the units.
    burned: HashMap<Pubkey, Vec<Span>>,
}

impl Lots {
    pub(super) fn observe(&mut self, data: &[u8]) {
        if let Some(extended) = event::<LineageExtended>(data) {
            self.extend(&extended);
        } else if let Some(split) = event::<LotSplit>(data) {
            let Some(parent) = self.lots.get(&split.parent).copied() else { return };
            let units = Span { start: split.start, end: split.end, ..parent.units };
            self.split(split.parent, split.lot, PastLot { units, ..parent });
        } else if let Some(converted) = event::<ReductionConverted>(data) {
            if let Some(lot) = self.lots.get_mut(&converted.lot) {
                lot.units.end = lot.units.start.saturating_add(converted.converted);
            }
        } else if let Some(closed) = event::<LotClosed>(data) {
            self.lots.remove(&closed.lot);
        }
    }

    fn extend(&mut self, extended: &LineageExtended) {
        let Some(entry) = Entry::from_bytes(&extended.entry) else { return };
        let units = Span { record: extended.record, start: entry.start, end: entry.end };
        let lot = PastLot { owner: entry.to.into(), units };
        match entry.kind {
            EntryKind::Issue if extended.parent == extended.record => {
                self.add(entry.lot.into(), lot);
            }
            EntryKind::Transfer if self.get(&extended.parent).is_some_and(|of| of.units.record == units.record) => {
                self.split(extended.parent, entry.lot.into(), lot)
            }
            // What names another record than its parent's is none of these units' history.
            EntryKind::Issue | EntryKind::Transfer => {}
            // `ReductionConverted` tells the range.
            EntryKind::Convert => {}
        }
    }

    /// A child is always the beginning of what its parent had.
    fn split(&mut self, parent: Pubkey, key: Pubkey, child: PastLot) {
        if let Some(parent) = self.lots.get_mut(&parent) {
            parent.units.start = child.units.end;
        }
        self.add(key, child);
    }

    fn add(&mut self, key: Pubkey, lot: PastLot) {
        self.of_record.entry(lot.units.record).or_default().push(key);
        self.lots.insert(key, lot);
    }

    /// Takes units out of the lot they are the beginning of, for good. Returns whether there is one. (It may seem to begin before
    /// them, where a cover took units of it.)
    pub(super) fn burn(&mut self, units: Span) -> bool {
        let keys = self.of_record.get(&units.record).map_or(&[][..], Vec::as_slice);
        let has = |key: &&Pubkey| self.lots.get(key).is_some_and(|lot| lot.units.contains(&units));
        let Some(lot) = keys.iter().find(has).and_then(|key| self.lots.get_mut(key)) else { return false };
        lot.units.start = units.end;
        self.burned.entry(units.record).or_default().push(units);
        true
    }

    /// A lot; `None` where an event is missing.
    pub fn get(&self, key: &Pubkey) -> Option<PastLot> {
        self.lots.get(key).copied()
    }

    /// Units of a record that certificates and cures burned.
    pub fn burned(&self, record: &Pubkey) -> &[Span] {
        self.burned.get(record).map_or(&[], Vec::as_slice)
    }
}
