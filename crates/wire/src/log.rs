//! The rollup log: a Merkle tree as in RFC 9162 (Certificate Transparency), with keccak-256, that only grows.
//!
//! Leaves hash with the prefix 0x00 and nodes with 0x01, so neither can stand for the other. Appending needs only the
//! roots of the complete subtrees (the [`Frontier`]); whoever has all leaf hashes can prove that one is in the tree.

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

    /// The root over all leaves; of an empty log the hash of nothing, as the RFC has it.
    pub fn root(&self) -> Hash {
        let complete = self.peaks.iter().enumerate().filter(|(height, _)| self.count >> height & 1 == 1);
        complete.map(|(_, peak)| *peak).reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(|| keccak(&[]))
    }
}

/// The siblings on the way from a leaf to the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    len: usize,
    siblings: [Hash; LEVELS],
}

impl Path {
    /// The siblings, from the leaf's upwards.
    pub fn siblings(&self) -> &[Hash] {
        &self.siblings[..self.len]
    }

    /// Proves that leaf `index` is in the tree over `leaves` (hashes, all of them, in order); `None` where there is no
    /// such leaf or tree.
    pub fn to(index: u64, leaves: &[Hash]) -> Option<Self> {
        let mut index = usize::try_from(index).ok().filter(|index| *index < leaves.len())?;
        let mut path = Self { len: 0, siblings: [[0; 32]; LEVELS] };
        let mut tree = leaves;
        while tree.len() > 1 {
            // The left subtree is the largest complete one that leaves something to the right.
            let (left, right) = tree.split_at(1 << (tree.len() - 1).ilog2());
            let sibling = if index < left.len() {
                tree = left;
                right
            } else {
                index -= left.len();
                tree = right;
                left
            };
            *path.siblings.get_mut(path.len)? = Frontier::over(sibling)?.root();
            path.len += 1;
        }
        path.siblings[..path.len].reverse();
        Some(path)
    }
}

/// Whether `siblings` prove that leaf `index` of the tree of `count` leaves with this root has the hash `leaf` (RFC 9162,
/// 2.1.3.2). Take count and root from the same message: a path does not prove the count.
pub fn includes(root: &Hash, count: u64, index: u64, leaf: &Hash, siblings: &[Hash]) -> bool {
    if index >= count {
        return false;
    }
    // The leaf's node and the last node of the same level; they meet at the root.
    let (mut node, mut last) = (index, count - 1);
    let mut hash = *leaf;
    for sibling in siblings {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            // A last node without a right sibling rises unchanged to the first level where it is a right child.
            let levels = node.trailing_zeros();
            (node, last) = (node >> levels, last >> levels);
        } else {
            hash = node_hash(&hash, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && hash == *root
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::{vec, vec::Vec};

    fn leaves(count: u64) -> Vec<Hash> {
        (0..count).map(|index| leaf_hash(&index.to_be_bytes())).collect()
    }

    /// The split of RFC 9162, 2.1: the largest power of two smaller than the count, found by trying.
    fn split(count: usize) -> usize {
        (0..).map(|height| 1 << height).take_while(|size| *size < count).last().unwrap()
    }

    /// MTH of RFC 9162, 2.1.1, to the letter.
    fn root_by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => keccak(&[]),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(split(leaves.len()));
                node_hash(&root_by_definition(left), &root_by_definition(right))
            }
        }
    }

    /// PATH of RFC 9162, 2.1.3.1, to the letter.
    fn path_by_definition(index: usize, leaves: &[Hash]) -> Vec<Hash> {
        if leaves.len() == 1 {
            return vec![];
        }
        let (left, right) = leaves.split_at(split(leaves.len()));
        let (mut path, sibling) = if index < left.len() {
            (path_by_definition(index, left), right)
        } else {
            (path_by_definition(index - left.len(), right), left)
        };
        path.push(root_by_definition(sibling));
        path
    }

    /// The roots the design fixes, for leaves `u64be(i)`.
    #[test]
    fn known_roots() {
        for (count, root) in [
            (1, "ad315e209dd62516ab8c7d1c2d8c3c206525501ebef91d12c34431f9ea255371"),
            (2, "994263fef851a7c8a6e3d909a36a76db9764435e01e9a1e8533074c523907257"),
            (3, "959292f755f564c187cb09a6f0c66ad1d16a661c32911b06c90f5b2bca354be2"),
            (5, "24d281f5b8facf04c1639399c8e7b449a729a4588dec287ded8bd974634d630f"),
            (8, "5d3337c83fb773424173bec1cf89eb42be1c32aade065690f071f7b6029937c1"),
            (1000, "deaacb4d5aa5d859c57c77ba84decd6ce295de61160db73833ec72dbc10260eb"),
        ] {
            assert_eq!(hex::encode(Frontier::over(&leaves(count)).unwrap().root()), root, "{count} leaves");
        }
    }

    #[test]
    fn the_root_is_that_of_the_definition_after_every_leaf() {
        let all = leaves(130);
        let mut frontier = Frontier::EMPTY;
        assert_eq!(frontier.root(), root_by_definition(&[]));
        for (index, leaf) in all.iter().enumerate() {
            assert_eq!(frontier.append(*leaf), Some(index as u64));
            assert_eq!(frontier.root(), root_by_definition(&all[..=index]), "{} leaves", index + 1);
        }
    }

    #[test]
    fn every_path_of_every_tree_is_that_of_the_definition_and_proves_its_leaf_only() {
        for count in 1..=130 {
            let all = leaves(count);
            let root = Frontier::over(&all).unwrap().root();
            for index in 0..count {
                let leaf = &all[index as usize];
                let path = Path::to(index, &all).unwrap();
                let siblings = path.siblings();
                assert_eq!(siblings, path_by_definition(index as usize, &all), "leaf {index} of {count}");
                assert!(includes(&root, count, index, leaf, siblings), "leaf {index} of {count}");

                assert!(!includes(&root, count, index, &[7; 32], siblings), "another leaf");
                assert!(!includes(&[7; 32], count, index, leaf, siblings), "another root");
                let others = [index.wrapping_sub(1), index + 1, index ^ 1, index ^ 2, count - 1 - index, count];
                for other in others.into_iter().filter(|other| *other != index) {
                    assert!(!includes(&root, count, other, leaf, siblings), "{index} as {other} of {count}");
                }
                let longer = [siblings, &[[0; 32]]].concat();
                assert!(!includes(&root, count, index, leaf, &longer), "one sibling more");
                if let Some((_, shorter)) = siblings.split_last() {
                    assert!(!includes(&root, count, index, leaf, shorter), "one sibling less");
                }
                for (level, _) in siblings.iter().enumerate() {
                    let mut forged = siblings.to_vec();
                    forged[level][31] ^= 1;
                    assert!(!includes(&root, count, index, leaf, &forged), "a forged sibling");
                }
            }
            assert_eq!(Path::to(count, &all), None);
        }
        assert_eq!(Path::to(0, &[]), None);
        assert!(!includes(&keccak(&[]), 0, 0, &keccak(&[]), &[]), "an empty tree has no leaf");
    }

    #[test]
    fn a_node_is_no_leaf() {
        let [left, right] = [[1; 32], [2; 32]];
        assert_ne!(node_hash(&left, &right), leaf_hash(&[left, right].concat()));
    }

    #[test]
    fn a_full_log_takes_no_more() {
        let mut frontier = Frontier { count: CAPACITY - 1, ..Frontier::EMPTY };
        assert_eq!(frontier.append([1; 32]), Some(CAPACITY - 1));
        assert_eq!(frontier.append([1; 32]), None);
        assert_eq!(frontier.count, CAPACITY);
    }

    #[test]
    fn a_frontier_is_its_bytes() {
        assert_eq!(core::mem::size_of::<Frontier>(), 8 + LEVELS * 32);
        let frontier = Frontier::over(&leaves(5)).unwrap();
        assert_eq!(bytemuck::bytes_of(&frontier)[..8], 5u64.to_le_bytes());
        assert_eq!(bytemuck::bytes_of(&Frontier::EMPTY), [0; 8 + LEVELS * 32]);
    }
}
