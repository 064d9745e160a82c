//! Lineages of lots, collected from the chain's events.

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

/// The lineages of all lots. Pass the data of every inner instruction of the program to `observe`, in any order.
#[derive(Clone, Debug, Default)]
pub struct Histories {
    /// The parent of each lot, and the entry that was added when the lot was created.
    origins: HashMap<Pubkey, (Option<Pubkey>, Option<EntryBytes>)>,
    /// The entry that a conversion added to a lot. Children of the lot were created later.
    conversions: HashMap<Pubkey, EntryBytes>,
}

/// Consecutive entries of a lineage that fit into one transaction, and the head before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Head before the first entry.
    pub previous: Hash,
    /// Entries, oldest first.
    pub entries: Vec<EntryBytes>,
}

impl Histories {
    /// Reads an inner instruction's data. Ignores data that is no event about lots.
    pub fn observe(&mut self, data: &[u8]) {
        if let Some(extended) = event::<LineageExtended>(data) {
            let Some(entry) = Entry::from_bytes(&extended.entry) else { return };
            if entry.kind == EntryKind::Convert {
                self.conversions.insert(entry.lot.into(), extended.entry);
                return;
            }
            // The parent of an issued lot is its record: the lineage begins there.
            let parent = (extended.parent != extended.record).then_some(extended.parent);
            self.origins.insert(entry.lot.into(), (parent, Some(extended.entry)));
        } else if let Some(split) = event::<LotSplit>(data) {
            self.origins.insert(split.lot, (Some(split.parent), None));
        }
    }

    /// The lineage of a lot from its record, oldest entry first; `None` if an event is missing.
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

    /// The lineage of a lot in pieces of at most `most` entries, newest piece first: the order that `review_lot` needs.
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

/// The event of type `E` in an inner instruction's data; `None` if the data is something else.
pub fn event<E: AnchorDeserialize + Discriminator>(data: &[u8]) -> Option<E> {
    E::try_from_slice(data.strip_prefix(EVENT_IX_TAG_LE)?.strip_prefix(E::DISCRIMINATOR)?).ok()
}
