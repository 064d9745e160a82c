//! Refused corrections.

use super::Attempts;
use crate::demo::{burns::Burn, chain::DemoChain, registry::DemoRegistry, restatements::Correction};
use anyhow::{Context, Result};
use carbon_wire::quantity::GRAMS_PER_TONNE;

impl Attempts<'_> {
    /// While the ballot of the restatement is open.
    pub fn bad_restatements(
        &mut self,
        chain: &mut DemoChain,
        registry: &DemoRegistry,
        correction: &Correction,
        burn: &Burn,
    ) -> Result<()> {
        let signers = [&registry.payer, &registry.authority];
        let again = correction.proposal(chain, correction.record, 0);
        self.attempt(chain, "a second restatement of a record that is being restated", again, &signers)?;
        let early = correction.lowering(chain);
        self.attempt(chain, "restating a record without the notaries", early, &[])?;
        let emitted = registry.records.iter().find(|made| made.source == burn.emitter).context("a record")?.key;
        let below = correction.proposal(chain, emitted, 1);
        self.attempt(chain, "restating emissions below what is neutralized", below, &signers)
    }

    /// After the restatement, on a certificate with a shortfall.
    pub fn bad_covers(
        &mut self,
        chain: &mut DemoChain,
        registry: &DemoRegistry,
        correction: &Correction,
    ) -> Result<()> {
        let signers = [&registry.payer, &registry.authority];
        let void = correction.covering(chain, correction.plan.source, GRAMS_PER_TONNE)?;
        self.attempt(chain, "covering void credits with void credits", void, &signers)?;
        let plan = &correction.plan;
        let more = correction.covering(chain, plan.covered_by, correction.shortfall + 1)?;
        self.attempt(chain, "covering more than is missing", more, &signers)
    }
}
