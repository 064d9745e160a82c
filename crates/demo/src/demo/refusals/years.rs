//! Refused year closings.

use super::Attempts;
use crate::demo::{chain::DemoChain, registry::DemoRegistry};
use anyhow::Result;
use carbon_client::{addresses, program::record::Inventory};

impl Attempts<'_> {
    /// A source with a stream without records.
    pub fn missing_days(&mut self, chain: &mut DemoChain, registry: &DemoRegistry, source: usize) -> Result<()> {
        let made = &registry.sources[source];
        let inventory: Inventory = chain.runtime.get(&addresses::inventory(&made.key, registry.plan.year));
        let close = registry.closing(chain, source, inventory.emitted, inventory.add_back);
        self.attempt(chain, "closing a year in which a declared stream has no data", close, &[&made.owner])
    }

    /// A complete source.
    pub fn wrong_totals(&mut self, chain: &mut DemoChain, registry: &DemoRegistry, source: usize) -> Result<()> {
        let made = &registry.sources[source];
        let inventory: Inventory = chain.runtime.get(&addresses::inventory(&made.key, registry.plan.year));
        let close = registry.closing(chain, source, inventory.emitted - 1, inventory.add_back);
        self.attempt(chain, "closing a year at a gram less than its records", close, &[&made.owner])
    }

    /// A source whose year is closed.
    pub fn closed_year(&mut self, chain: &mut DemoChain, registry: &DemoRegistry, source: usize) -> Result<()> {
        let made = &registry.sources[source];
        let inventory: Inventory = chain.runtime.get(&addresses::inventory(&made.key, registry.plan.year));
        let close = registry.closing(chain, source, inventory.emitted, inventory.add_back);
        self.attempt(chain, "closing a year twice", close, &[&made.owner])
    }
}
