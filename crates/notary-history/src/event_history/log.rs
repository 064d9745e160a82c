//! The tree of the rollup log, rebuilt leaf by leaf.

use carbon_client::program::events::LeafAppended;
use carbon_wire::{
    leaf::Leaf,
    log::{leaf_hash, Frontier},
    Hash,
};
use solana_pubkey::Pubkey;
use std::collections::HashMap;

/// The log, as far as its leaves have been observed without a gap. Every certificate has a leaf, so a complete log proves that no
/// burn was missed.
#[derive(Clone, Debug)]
pub struct Log {
    frontier: Frontier,
    certificates: HashMap<Pubkey, (u64, Hash)>,
}

impl Default for Log {
    fn default() -> Self {
        Self { frontier: Frontier::EMPTY, certificates: HashMap::new() }
    }
}

impl Log {
    pub(super) fn append(&mut self, event: &LeafAppended) {
        let Ok(leaf) = Leaf::decode(&event.entry) else { return };
        // After a gap the tree can no longer match the account's tree.
        if leaf.index() != self.frontier.count || self.frontier.append(leaf_hash(&event.entry)).is_none() {
            return;
        }
        if let Leaf::Certificate(leaf) = leaf {
            self.certificates.insert(leaf.certificate.into(), (leaf.emission, leaf.legs));
        }
    }

    /// The frontier of the tree.
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Grams of emission and hash of the legs in a certificate's leaf; `None` if there is no such leaf.
    pub fn certified(&self, certificate: &Pubkey) -> Option<(u64, Hash)> {
        self.certificates.get(certificate).copied()
    }
}
