//! Histories of lots, collected from the chain's events.

use anchor_lang::{event::EVENT_IX_TAG_LE, AnchorDeserialize, Discriminator};
use carbon_consensus::events::{LineageExtended, LotSplit};
use carbon_wire::{
    lineage::{extend, Entry, EntryKind, ENTRY_LEN, GENESIS},
    Hash,
};
use solana_pubkey::Pubkey;
use std::collections::HashMap;

/// Bytes of an entry.
pub type EntryBytes = [u8; ENTRY_LEN];

/// Everything seen of lots: feed it the data of every inner instruction of the program, in any order.
#[derive(Clone, Debug, Default)]
pub struct Histories {
    /// What a lot came from, and the entry that this added.
    origins: HashMap<Pubkey, (Option<Pubkey>, Option<EntryBytes>)>,
    /// What a pool's settlement added to a lot; its parts came into being after.
    conversions: HashMap<Pubkey, EntryBytes>,
}

/// A part of a history that fits a transaction: its entries, and the head before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Head before the first entry.
    pub previous: Hash,
    /// Entries, oldest first.
    pub entries: Vec<EntryBytes>,
}

impl Histories {
    /// Takes note of an inner instruction's data; what is no event about lots is passed over.
    pub fn observe(&mut self, data: &[u8]) {
        if let Some(extended) = event::<LineageExtended>(data) {
            let Some(entry) = Entry::from_bytes(&extended.entry) else { return };
            if entry.kind == EntryKind::Convert {
                self.conversions.insert(entry.lot.into(), extended.entry);
                return;
            }
            // The parent of an issue is the record, where the history begins.
            let parent = (extended.parent != extended.record).then_some(extended.parent);
            self.origins.insert(entry.lot.into(), (parent, Some(extended.entry)));
        } else if let Some(split) = event::<LotSplit>(data) {
            self.origins.insert(split.lot, (Some(split.parent), None));
        }
    }

    /// The history of a lot from its record, oldest entry first; `None` where an event is missing.
    pub fn of(&self, lot: &Pubkey) -> Option<Vec<EntryBytes>> {
        let (mut entries, mut next) = (vec![], Some(*lot));
        while let Some(lot) = next {
            let (parent, entry) = self.origins.get(&lot)?;
            entries.extend(self.conversions.get(&lot));
            entries.extend(*entry);
            next = *parent;
        }
        entries.reverse();
        Some(entries)
    }

    /// The history of a lot in pieces of at most `most` entries, newest first, as `review_lot` takes them.
    pub fn pieces(&self, lot: &Pubkey, most: usize) -> Option<Vec<Piece>> {
        let entries = self.of(lot)?;
        let mut heads = vec![GENESIS];
        for entry in &entries {
            heads.push(extend(heads.last().expect("the first head"), entry));
        }
        let mut pieces = vec![];
        let mut end = entries.len();
        while end > 0 {
            let start = end.saturating_sub(most);
            pieces.push(Piece { previous: heads[start], entries: entries[start..end].to_vec() });
            end = start;
        }
        Some(pieces)
    }
}

/// The event that an inner instruction's data is, if it is one of this type.
pub fn event<E: AnchorDeserialize + Discriminator>(data: &[u8]) -> Option<E> {
    E::try_from_slice(data.strip_prefix(EVENT_IX_TAG_LE)?.strip_prefix(E::DISCRIMINATOR)?).ok()
}
