//! The way up a tree, computed from leaf numbers only.

/// The way from a node to the root, and the side of each sibling. Nodes of a level are numbered from the left.
pub(super) struct Ascent {
    /// The node.
    node: u64,
    /// The last node of the same level. At the root, both are 0.
    last: u64,
}

impl Ascent {
    /// Starts at leaf `node` of a tree whose last leaf is `last`.
    pub fn from_leaf(node: u64, last: u64) -> Self {
        Self { node, last }
    }

    /// Starts at the root of the largest complete subtree whose last leaf is `node`.
    pub fn from_complete(node: u64, last: u64) -> Self {
        let levels = node.trailing_ones();
        Self { node: node >> levels, last: last >> levels }
    }

    /// Whether the root is reached.
    pub fn is_at_root(&self) -> bool {
        self.last == 0
    }

    /// Goes up to the next node with a sibling. Returns whether the sibling is on the left; `None` at the root.
    pub fn step(&mut self) -> Option<bool> {
        if self.is_at_root() {
            return None;
        }
        let left = self.node & 1 == 1 || self.node == self.last;
        if left {
            // A last node without a right sibling rises unchanged to the first level where it is a right child.
            let levels = self.node.trailing_zeros();
            (self.node, self.last) = (self.node >> levels, self.last >> levels);
        }
        (self.node, self.last) = (self.node >> 1, self.last >> 1);
        Some(left)
    }
}
