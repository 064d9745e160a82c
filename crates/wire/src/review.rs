//! Replaying the history of a lot's units, backward from its head to the record that issued them.
//!
//! Backward, because then a forged entry is refused at once and can spoil nothing: the cursor only ever moves to a head
//! that the chain on chain commits to. The checks beside the hash hold for every history the program writes; they are made
//! all the same, so that a review stands on the entries and not on trust in whoever wrote them.

use crate::{
    lineage::{extend, Entry, EntryKind, ENTRY_LEN, GENESIS},
    Address, Hash,
};

/// How far a review has come: what the next older entry must lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Head that the entry must give.
    pub head: Hash,
    /// Who the entry must have given the units to.
    pub owner: Address,
    /// First serial, included, that the entry must contain.
    pub start: u64,
    /// Last, excluded.
    pub end: u64,
    /// Unix time before or at which the entry must lie.
    pub time: i64,
    /// Changes of class still to be met: 1 for a credit that came out of a pool, 0 for everything else.
    pub converts: u8,
}

/// The record that a history must begin at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Digest the notaries approved.
    pub digest: Hash,
    /// Unix time of notarization.
    pub time: i64,
    /// Grams issued on it.
    pub grams: u64,
    /// Who got them: the source's owner, and the registry's buffer.
    pub holders: [Address; 2],
}

/// Why entries are not this lot's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No entry, or bytes that are none.
    NotEntries,
    /// Hashing the entries does not give the head.
    Head,
    /// Somebody else got the units.
    Owner,
    /// The units are not among those of the entry.
    Range,
    /// The entry is later than the one after it.
    Time,
    /// The class changed where it cannot have.
    Class,
    /// The units were issued on another record, or not at the beginning.
    Origin,
    /// The entry names something that its kind has not.
    Reference,
}

impl Cursor {
    /// Whether the review has come to the record.
    pub fn is_done(&self) -> bool {
        self.head == GENESIS
    }

    /// Replays consecutive entries, oldest first, that lead from the head `previous` to the cursor, and calls `holder`
    /// with each owner before an entry. Returns where the review stands then; the cursor itself is not changed, so
    /// nothing refused does harm.
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

    /// What every entry must fulfil.
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

    /// Moves before an entry that has been checked.
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
