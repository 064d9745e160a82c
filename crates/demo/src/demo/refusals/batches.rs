//! Refused batches.

use super::Attempts;
use crate::demo::{chain::DemoChain, registry::DemoRegistry};
use anyhow::Result;
use carbon_client::rollup::publish_batch;
use solana_signer::Signer;

impl Attempts<'_> {
    /// On a log without unpublished leaves.
    pub fn empty_batch(&mut self, chain: &mut DemoChain, registry: &DemoRegistry) -> Result<()> {
        let publish = publish_batch(registry.crank.pubkey(), &chain.runtime.log(&registry.key));
        self.attempt(chain, "a batch without news", publish, &[&registry.crank])
    }
}
