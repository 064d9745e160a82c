//! One bad claim per kind of check. What must refuse it stands in `data/expected.json`, not here.

use super::{
    chain::{Chain, Refusal},
    registry::Registry,
    report::RefusalReport,
    teller::Teller,
};
use anyhow::{Context, Result};
use carbon_client::program::{claim::*, registry::GwpSet};
use std::path::Path;

/// How many there are.
pub const COUNT: usize = 2;

/// Tries them all.
pub fn attempt_all(
    chain: &mut Chain,
    registries: &mut [Registry],
    _evidence: &Path,
    teller: &Teller,
) -> Result<Vec<RefusalReport>> {
    let mut done = vec![];
    let mut tell = |attempt: &'static str, refusal: Result<Refusal>| -> Result<()> {
        let refusal = refusal.with_context(|| format!("the bad attempt {attempt:?}"))?;
        teller.step(&format!("{attempt} -> {}", refusal.line()));
        done.push(RefusalReport { attempt, refusal });
        Ok(())
    };
    let uk = &registries[0];
    let good = uk.claim_args(chain, 0, 0)?;
    let bad = SubmitClaimArgs { grams: good.grams - 1, ..good.clone() };
    tell("a gram less than activity times factor", submit(chain, uk, bad))?;
    tell("days that a record covers already", submit(chain, uk, good))?;
    let _ = GwpSet::Ar4;
    Ok(done)
}

fn submit(chain: &mut Chain, registry: &Registry, args: SubmitClaimArgs) -> Result<Refusal> {
    let (_, submit) = registry.submission(registry.context(0, 0), args);
    chain.refused(submit, &[&registry.payer, &registry.sources[0].owner])
}
