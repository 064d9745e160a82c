//! The rollup log: an append-only Merkle tree as in RFC 9162 (Certificate Transparency), with keccak-256.
//!
//! The hash of a leaf has the prefix 0x00 and that of a node 0x01, so a leaf cannot be taken for a node. Appending
//! needs only the roots of the complete subtrees (the [`Frontier`]). All leaf hashes together prove that a leaf is in
//! the tree ([`Path`], [`includes`]), and that a later log is an earlier one with more leaves ([`Consistency`],
//! [`Head::extends`]).

mod ascent;
mod consistency;
mod inclusion;
#[cfg(test)]
mod tests;

pub use consistency::{Consistency, Head, LONGEST};
pub use inclusion::{includes, Path};

use crate::{keccak, Hash};
use bytemuck::{Pod, Zeroable};

/// Prefix of a leaf's hash.
const LEAF: u8 = 0x00;
/// Prefix of a node's hash.
const NODE: u8 = 0x01;

/// Levels of the tree: the number of peaks of a frontier, and the maximum length of an inclusion path.
pub const LEVELS: usize = 40;
/// Maximum number of leaves of a log.
pub const CAPACITY: u64 = (1 << LEVELS) - 1;

/// Hash of a leaf.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    keccak(&[&[LEAF], entry])
}

/// Hash of a node over its children.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    keccak(&[&[NODE], left, right])
}

/// The part of the tree that appending needs: the number of leaves, and the roots ("peaks") of their complete subtrees,
/// one for each 1 in the binary count. Zero-copy: it is part of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Frontier {
    /// Number of leaves.
    pub count: u64,
    /// At index `h`, the root of the complete subtree of `2^h` leaves; meaningless if bit `h` of the count is 0.
    pub peaks: [Hash; LEVELS],
}

impl Frontier {
    /// The empty log.
    pub const EMPTY: Self = Self { count: 0, peaks: [[0; 32]; LEVELS] };

    /// The log of these leaf hashes; `None` beyond [`CAPACITY`].
    pub fn over(leaves: &[Hash]) -> Option<Self> {
        let mut frontier = Self::EMPTY;
        leaves.iter().try_for_each(|leaf| frontier.append(*leaf).map(drop))?;
        Some(frontier)
    }

    /// Appends a leaf by its hash and returns its index; `None` for a full log.
    pub fn append(&mut self, leaf: Hash) -> Option<u64> {
        let index = self.count;
        if index >= CAPACITY {
            return None;
        }
        // Each trailing 1 of the count is a complete subtree that now merges with an equally large one to its right.
        let height = index.trailing_ones() as usize;
        self.peaks[height] = self.peaks[..height].iter().fold(leaf, |right, left| node_hash(left, &right));
        self.count = index + 1;
        Some(index)
    }

    /// Count and root of the log.
    pub fn head(&self) -> Head {
        Head { count: self.count, root: self.root() }
    }

    /// The root over all leaves; for an empty log the hash of the empty string, as in the RFC.
    pub fn root(&self) -> Hash {
        let complete = self.peaks.iter().enumerate().filter(|(height, _)| self.count >> height & 1 == 1);
        complete.map(|(_, peak)| *peak).reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(|| keccak(&[]))
    }
}

/// Splits a tree of at least two leaves as in RFC 9162: the left part is the largest complete tree that leaves at least
/// one leaf to the right.
fn split(leaves: &[Hash]) -> (&[Hash], &[Hash]) {
    leaves.split_at(1 << (leaves.len() - 1).ilog2())
}

/// The root of a subtree.
fn root_of(leaves: &[Hash]) -> Option<Hash> {
    Some(Frontier::over(leaves)?.root())
}
