//! Replaying the history of a lot's units, backward from its head to the record that issued them.
//!
//! The replay goes backward, so a forged entry is refused at once and cannot spoil the review: the cursor only moves to
//! heads that the head on chain commits to. Every history that the program writes passes the checks beside the hash.
//! They are made nevertheless, so that a review does not have to trust the writer.

use crate::{
    lineage::{extend, Entry, EntryKind, ENTRY_LEN, GENESIS},
    Address, Hash,
};

/// Progress of a review: conditions for the next older entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Head that the entry must lead to.
    pub head: Hash,
    /// Owner to whom the entry must have given the units.
    pub owner: Address,
    /// First serial, included, that the entry must contain.
    pub start: u64,
    /// Last serial, excluded.
    pub end: u64,
    /// Unix time of the entry at the latest.
    pub time: i64,
    /// Conversions that the history must still contain: 1 for a credit of a pool, otherwise 0.
    pub converts: u8,
}

/// The record at which a history must begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Digest that the notaries approved.
    pub digest: Hash,
    /// Unix time of notarization.
    pub time: i64,
    /// Grams issued on the record.
    pub grams: u64,
    /// The holders at issue: the source's owner, and the registry's buffer.
    pub holders: [Address; 2],
}

/// Why entries are refused as this lot's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An empty list, or bytes that are not an entry.
    NotEntries,
    /// The hash of the entries differs from the head.
    Head,
    /// The entry gave the units to another owner.
    Owner,
    /// The units are outside the entry's range.
    Range,
    /// The entry is later than the next one.
    Time,
    /// The number of conversions is wrong.
    Class,
    /// The issue is of another record, missing, or not the first entry.
    Origin,
    /// The entry's `reference` does not fit its kind.
    Reference,
}

impl Cursor {
    /// Whether the review has reached the record.
    pub fn is_done(&self) -> bool {
        self.head == GENESIS
    }

    /// Replays consecutive entries, oldest first, that lead from the head `previous` to the cursor. Calls `holder` with
    /// the owner before each entry but the issue. Returns the new cursor; this one does not change.
    pub fn replay(
        &self,
        previous: &Hash,
        entries: &[[u8; ENTRY_LEN]],
        origin: &Origin,
        mut holder: impl FnMut(&Address),
    ) -> Result<Self, Fault> {
        if entries.is_empty() || entries.iter().fold(*previous, |head, entry| extend(&head, entry)) != self.head {
            return Err(if entries.is_empty() { Fault::NotEntries } else { Fault::Head });
        }
        let mut cursor = *self;
        for (index, bytes) in entries.iter().enumerate().rev() {
            let entry = Entry::from_bytes(bytes).ok_or(Fault::NotEntries)?;
            cursor.check(&entry)?;
            let first = index == 0 && *previous == GENESIS;
            if first != (entry.kind == EntryKind::Issue) {
                return Err(Fault::Origin);
            }
            cursor.before(&entry, origin)?;
            if !first {
                holder(&entry.from);
            }
        }
        cursor.head = *previous;
        Ok(cursor)
    }

    /// Checks the conditions for every entry.
    fn check(&self, entry: &Entry) -> Result<(), Fault> {
        if entry.to != self.owner {
            return Err(Fault::Owner);
        }
        if entry.start > self.start || self.end > entry.end {
            return Err(Fault::Range);
        }
        if entry.time > self.time {
            return Err(Fault::Time);
        }
        Ok(())
    }

    /// Checks the conditions for the entry's kind and moves the cursor before it.
    fn before(&mut self, entry: &Entry, origin: &Origin) -> Result<(), Fault> {
        const NOTHING: Address = [0; 32];
        match entry.kind {
            EntryKind::Issue => {
                let issued = entry.reference == origin.digest
                    && entry.time == origin.time
                    && entry.end <= origin.grams
                    && entry.from == NOTHING
                    && origin.holders.contains(&entry.to);
                if !issued {
                    return Err(Fault::Origin);
                }
                if self.converts != 0 {
                    return Err(Fault::Class);
                }
            }
            EntryKind::Transfer => {
                if entry.from == entry.to {
                    return Err(Fault::Owner);
                }
                if entry.reference != NOTHING {
                    return Err(Fault::Reference);
                }
            }
            EntryKind::Convert => {
                self.converts = self.converts.checked_sub(1).ok_or(Fault::Class)?;
                if entry.from != entry.to {
                    return Err(Fault::Owner);
                }
                if entry.reference == NOTHING {
                    return Err(Fault::Reference);
                }
            }
        }
        (self.owner, self.start, self.end, self.time) = (entry.from, entry.start, entry.end, entry.time);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
