//! Proofs that a later log is an earlier one with more leaves at its end: no leaf was changed, removed or inserted.

use super::{ascent::Ascent, node_hash, root_of, split, LEVELS};
use crate::Hash;

/// Maximum number of nodes of a consistency proof: a sibling per level, and the node where the two logs differ.
pub const LONGEST: usize = LEVELS + 1;

/// The nodes that lead from the earlier log's root to the later one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consistency {
    len: usize,
    nodes: [Hash; LONGEST],
}

impl Consistency {
    /// The nodes, from the lowest upwards; empty if the logs are the same.
    pub fn nodes(&self) -> &[Hash] {
        &self.nodes[..self.len]
    }

    /// Proves that the log of the first `count` leaves is the beginning of the log of all `leaves` (their hashes in
    /// order; RFC 9162, 2.1.4.1). `None` if `count` is 0 or above the number of leaves: for an empty log a proof does
    /// not exist.
    ///
    /// ```
    /// use carbon_wire::log::{leaf_hash, Consistency, Frontier, Head};
    ///
    /// let leaves = [leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(b"c")];
    /// let head = |count: usize| Frontier::over(&leaves[..count]).unwrap().head();
    /// let proof = Consistency::with(2, &leaves).unwrap();
    /// assert!(head(3).extends(&head(2), proof.nodes()));
    /// assert!(!head(3).extends(&Head { root: [7; 32], ..head(2) }, proof.nodes()));
    /// ```
    pub fn with(count: u64, leaves: &[Hash]) -> Option<Self> {
        let mut count = usize::try_from(count).ok().filter(|count| (1..=leaves.len()).contains(count))?;
        let mut proof = Self { len: 0, nodes: [[0; 32]; LONGEST] };
        let mut tree = leaves;
        // Whether the earlier log is in the leftmost part: then the reader starts with its root.
        let mut leftmost = true;
        while count < tree.len() {
            let (left, right) = split(tree);
            let sibling = if count <= left.len() {
                tree = left;
                right
            } else {
                count -= left.len();
                leftmost = false;
                tree = right;
                left
            };
            proof.push(root_of(sibling)?)?;
        }
        if !leftmost {
            proof.push(root_of(tree)?)?;
        }
        proof.nodes[..proof.len].reverse();
        Some(proof)
    }

    fn push(&mut self, node: Hash) -> Option<()> {
        *self.nodes.get_mut(self.len)? = node;
        self.len += 1;
        Some(())
    }
}

/// A log as a batch states it: the number of leaves and the root over them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of leaves.
    pub count: u64,
    /// The root over all of them.
    pub root: Hash,
}

impl Head {
    /// Whether `nodes` prove that this log is the same as `earlier` or has only more leaves at its end (RFC 9162,
    /// 2.1.4.2). Two batches of a registry that fail this are not of one log.
    ///
    /// Always false if the earlier log is empty or has more leaves.
    pub fn extends(&self, earlier: &Self, nodes: &[Hash]) -> bool {
        if earlier.count == 0 || earlier.count > self.count {
            return false;
        }
        if earlier.count == self.count {
            return nodes.is_empty() && earlier.root == self.root;
        }
        // A complete earlier log is a node of the later log, and the reader knows its root.
        let complete = earlier.count.is_power_of_two().then_some(&earlier.root);
        let mut nodes = complete.into_iter().chain(nodes);
        let Some(first) = nodes.next() else {
            return false;
        };
        let mut ascent = Ascent::from_complete(earlier.count - 1, self.count - 1);
        // The roots computed from the nodes: over the earlier log's leaves, and over all leaves.
        let (mut before, mut all) = (*first, *first);
        for node in nodes {
            match ascent.step() {
                Some(true) => (before, all) = (node_hash(node, &before), node_hash(node, &all)),
                Some(false) => all = node_hash(&all, node),
                None => return false,
            }
        }
        ascent.is_at_root() && before == earlier.root && all == self.root
    }
}
