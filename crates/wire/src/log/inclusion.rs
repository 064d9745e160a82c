//! Proofs that a leaf is in the tree.

use super::{ascent::Ascent, node_hash, root_of, split, LEVELS};
use crate::Hash;

/// The siblings on the way from a leaf to the root of its tree.
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

    /// Proves that leaf `index` is in the tree over `leaves` (the hashes of all leaves, in order); `None` if it does
    /// not exist.
    pub fn to(index: u64, leaves: &[Hash]) -> Option<Self> {
        let mut index = usize::try_from(index).ok().filter(|index| *index < leaves.len())?;
        let mut path = Self { len: 0, siblings: [[0; 32]; LEVELS] };
        let mut tree = leaves;
        while tree.len() > 1 {
            let (left, right) = split(tree);
            let sibling = if index < left.len() {
                tree = left;
                right
            } else {
                index -= left.len();
                tree = right;
                left
            };
            *path.siblings.get_mut(path.len)? = root_of(sibling)?;
            path.len += 1;
        }
        path.siblings[..path.len].reverse();
        Some(path)
    }
}

/// Whether `siblings` prove that leaf `index` of the tree of `count` leaves with this root has the hash `leaf` (RFC
/// 9162, 2.1.3.2). Count and root must be from the same message, because a path does not prove the count.
pub fn includes(root: &Hash, count: u64, index: u64, leaf: &Hash, siblings: &[Hash]) -> bool {
    if index >= count {
        return false;
    }
    let mut ascent = Ascent::from_leaf(index, count - 1);
    let mut hash = *leaf;
    for sibling in siblings {
        hash = match ascent.step() {
            Some(true) => node_hash(sibling, &hash),
            Some(false) => node_hash(&hash, sibling),
            None => return false,
        };
    }
    ascent.is_at_root() && hash == *root
}
