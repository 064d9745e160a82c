//! The rollup log: a Merkle tree as in RFC 9162 (Certificate Transparency), with keccak-256, that only grows.
//!
//! Leaves hash with the prefix 0x00 and nodes with 0x01, so neither can stand for the other. Appending needs only the
//! roots of the complete subtrees (the [`Frontier`]); whoever has all leaf hashes can prove that one is in the tree
//! ([`Path`], [`includes`]), and that a later state of the log only added to an earlier one ([`Consistency`],
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

/// Levels of the tree: peaks of a frontier, and the longest inclusion path.
pub const LEVELS: usize = 32;
/// Most leaves a log can have.
pub const CAPACITY: u64 = (1 << LEVELS) - 1;

/// Hash of a leaf.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    keccak(&[&[LEAF], entry])
}

/// Hash of a node over its children.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    keccak(&[&[NODE], left, right])
}

/// What appending needs to know of the tree: how many leaves there are, and the roots ("peaks") of the complete subtrees
/// they fall into, one for each 1 in the binary count. Zero-copy: part of an account as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Frontier {
    /// Leaves appended.
    pub count: u64,
    /// Root of the complete subtree of `2^h` leaves at `h`; of no meaning where bit `h` of the count is 0.
    pub peaks: [Hash; LEVELS],
}

impl Frontier {
    /// The empty log.
    pub const EMPTY: Self = Self { count: 0, peaks: [[0; 32]; LEVELS] };

    /// The log of these leaf hashes, `None` beyond [`CAPACITY`].
    pub fn over(leaves: &[Hash]) -> Option<Self> {
        let mut frontier = Self::EMPTY;
        leaves.iter().try_for_each(|leaf| frontier.append(*leaf).map(drop))?;
        Some(frontier)
    }

    /// Appends a leaf by its hash and returns its index, `None` for a full log.
    pub fn append(&mut self, leaf: Hash) -> Option<u64> {
        let index = self.count;
        if index >= CAPACITY {
            return None;
        }
        // Each trailing 1 of the count is a subtree of the size of the one that has just become complete.
        let height = index.trailing_ones() as usize;
        self.peaks[height] = self.peaks[..height].iter().fold(leaf, |right, left| node_hash(left, &right));
        self.count = index + 1;
        Some(index)
    }

    /// What a batch says of the log.
    pub fn head(&self) -> Head {
        Head { count: self.count, root: self.root() }
    }

    /// The root over all leaves; of an empty log the hash of nothing, as the RFC has it.
    pub fn root(&self) -> Hash {
        let complete = self.peaks.iter().enumerate().filter(|(height, _)| self.count >> height & 1 == 1);
        complete.map(|(_, peak)| *peak).reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(|| keccak(&[]))
    }
}

/// A tree of two leaves or more as RFC 9162 splits it: the left part is the largest complete one that leaves something to the
/// right.
fn split(leaves: &[Hash]) -> (&[Hash], &[Hash]) {
    leaves.split_at(1 << (leaves.len() - 1).ilog2())
}

/// The root of a subtree.
fn root_of(leaves: &[Hash]) -> Option<Hash> {
    Some(Frontier::over(leaves)?.root())
}
