//! The rollup log's tree, leaf by leaf.

use carbon_client::{history::event, program::events::LeafAppended};
use carbon_wire::{
    leaf::Leaf,
    log::{leaf_hash, Frontier},
    Hash,
};
use solana_pubkey::Pubkey;
use std::collections::HashMap;

/// The log as far as its leaves have been seen without a gap. Every certificate is one of them, so whoever has all leaves
/// has missed no burn.
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
    pub(super) fn observe(&mut self, data: &[u8]) {
        let Some(LeafAppended { entry, .. }) = event(data) else { return };
        let Ok(leaf) = Leaf::decode(&entry) else { return };
        // After a gap nothing leads to the ledger's tree any more.
        if leaf.index() != self.frontier.count || self.frontier.append(leaf_hash(&entry)).is_none() {
            return;
        }
        if let Leaf::Certificate(leaf) = leaf {
            self.certificates.insert(leaf.certificate.into(), (leaf.emission, leaf.legs));
        }
    }

    /// The tree.
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Grams of emission that a certificate's leaf states, and the hash of its legs.
    pub fn certified(&self, certificate: &Pubkey) -> Option<(u64, Hash)> {
        self.certificates.get(certificate).copied()
    }
}
