//! The hash chain of a lot's history since its record.
//!
//! `head' = keccak256(0x4c ‖ head ‖ entry)`; the first head is 32 zero bytes. A head commits to the whole history of
//! these units, so that the entries can be proven complete against the 32 bytes on chain.

use crate::{keccak, Address, Hash};
use borsh::{BorshDeserialize, BorshSerialize};

/// Prefix of a lineage hash (`L`), which separates it from all other hashes of this system.
pub const LINEAGE_PREFIX: u8 = 0x4c;

/// The head before the first entry.
pub const GENESIS: Hash = [0; 32];

/// Borsh length of an [`Entry`].
pub const ENTRY_LEN: usize = 1 + 3 * 32 + 3 * 8 + 32;

/// What happened to the units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
#[borsh(use_discriminant = true)]
#[repr(u8)]
pub enum EntryKind {
    /// The units were issued on a record; `reference` is the record's digest.
    Issue = 0,
    /// The units were transferred; `reference` is zero.
    Transfer = 1,
    /// The units were converted into credit of a settled pool; `reference` is the pool.
    Convert = 2,
}

/// One step of a lot's history.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Entry {
    /// What happened.
    pub kind: EntryKind,
    /// The resulting lot (for a transfer, the child).
    pub lot: Address,
    /// Owner before; zero for an issue.
    pub from: Address,
    /// Owner after.
    pub to: Address,
    /// First serial (gram of the record), included.
    pub start: u64,
    /// Last serial, excluded.
    pub end: u64,
    /// Unix time.
    pub time: i64,
    /// Record digest, zero or pool: see [`EntryKind`].
    pub reference: Address,
}

impl Entry {
    /// Fixed-size borsh bytes, as hashed and emitted.
    pub fn to_bytes(&self) -> [u8; ENTRY_LEN] {
        crate::digest::to_bytes(self)
    }

    /// Reads an entry from its bytes; `None` for an unknown kind.
    pub fn from_bytes(bytes: &[u8; ENTRY_LEN]) -> Option<Self> {
        Self::try_from_slice(bytes).ok()
    }

    /// The head after this entry.
    pub fn extend(&self, head: &Hash) -> Hash {
        extend(head, &self.to_bytes())
    }
}

/// The head after an entry, given as its bytes.
pub fn extend(head: &Hash, entry: &[u8; ENTRY_LEN]) -> Hash {
    keccak(&[&[LINEAGE_PREFIX], head, entry])
}
