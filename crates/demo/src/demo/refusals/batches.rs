//! Batches that are not to be published.

use super::Attempts;
use crate::demo::{chain::Chain, registry::Registry};
use anyhow::Result;
use carbon_client::rollup::publish_batch;
use solana_signer::Signer;

impl Attempts<'_> {
    /// A log all of whose leaves are published.
    pub fn of_empty_batches(&mut self, chain: &mut Chain, registry: &Registry) -> Result<()> {
        let publish = publish_batch(registry.crank.pubkey(), &chain.runtime.log(&registry.key));
        self.attempt(chain, "a batch without a new leaf", publish, &[&registry.crank])
    }
}
