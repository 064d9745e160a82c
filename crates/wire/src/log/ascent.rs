//! Going up a tree by its numbers alone.

/// The way from a node to the root: where each sibling stands. Nodes of a level are numbered from the left.
pub(super) struct Ascent {
    /// The node.
    node: u64,
    /// The last node of its level. They meet at the root.
    last: u64,
}

impl Ascent {
    /// From leaf `node` of a tree whose last leaf is `last`.
    pub fn from_leaf(node: u64, last: u64) -> Self {
        Self { node, last }
    }

    /// From the root of the largest complete subtree whose last leaf is `node`.
    pub fn from_complete(node: u64, last: u64) -> Self {
        let levels = node.trailing_ones();
        Self { node: node >> levels, last: last >> levels }
    }

    /// Whether it has arrived.
    pub fn is_at_root(&self) -> bool {
        self.last == 0
    }

    /// Goes up past a sibling. Returns whether that is the left one, `None` at the root.
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
