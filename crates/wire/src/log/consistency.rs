//! That a later log is an earlier one with more leaves at its end: nothing of it was changed, removed or put in between.

use super::{ascent::Ascent, node_hash, root_of, split, LEVELS};
use crate::Hash;

/// Most nodes of a consistency proof: a sibling of every level, and where the two logs part.
pub const LONGEST: usize = LEVELS + 1;

/// The nodes that lead from the earlier log's root to the later one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consistency {
    len: usize,
    nodes: [Hash; LONGEST],
}

impl Consistency {
    /// The nodes, from the lowest upwards; none where the logs are the same.
    pub fn nodes(&self) -> &[Hash] {
        &self.nodes[..self.len]
    }

    /// Proves that the log of the first `count` of `leaves` (hashes, all of them, in order) is the beginning of the log of all
    /// of them (RFC 9162, 2.1.4.1). `None` where there are not so many leaves, or none: of an empty log nothing can be proven.
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
        // Whether the earlier log ends in the leftmost part: its own root is what the reader begins with then.
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

/// What a batch says of the log: how many leaves it has, and the root over them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Leaves.
    pub count: u64,
    /// The root over all of them.
    pub root: Hash,
}

impl Head {
    /// Whether `nodes` prove that this log is the `earlier` one with nothing but further leaves at its end, or the same (RFC
    /// 9162, 2.1.4.2). Two batches of one registry that fail this were not made from one log.
    ///
    /// Never true of an empty earlier log, of which nothing can be proven, nor of one with more leaves.
    pub fn extends(&self, earlier: &Self, nodes: &[Hash]) -> bool {
        if earlier.count == 0 || earlier.count > self.count {
            return false;
        }
        if earlier.count == self.count {
            return nodes.is_empty() && earlier.root == self.root;
        }
        // A complete earlier log is a node of the later one, and the reader knows its root.
        let complete = earlier.count.is_power_of_two().then_some(&earlier.root);
        let mut nodes = complete.into_iter().chain(nodes);
        let Some(first) = nodes.next() else {
            return false;
        };
        let mut ascent = Ascent::from_complete(earlier.count - 1, self.count - 1);
        // The roots that the nodes come to: over the earlier log's leaves, and over all.
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
