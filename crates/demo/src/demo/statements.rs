//! The neutrality statement behind each burn, as docs/schema/neutrality-statement.schema.json describes it. The chain holds its
//! hash; whoever audits it needs the file.

use super::{bundles::put, burns::Burn, chain::Chain, registry::Registry};
use anyhow::{Context, Result};
use carbon_client::program::{lot::Lot, record::Record};
use carbon_notary_engine::numbers::date;
use serde_json::json;
use sha2::{Digest, Sha256};
use solana_signer::Signer;
use std::path::{Path, PathBuf};

/// Writes the statement of a burn whose credits are bought, below `out`. Returns its file and sha256.
pub fn write(chain: &Chain, registry: &Registry, burn: &Burn, out: &Path) -> Result<(PathBuf, [u8; 32])> {
    let plan = &registry.plan.sources[burn.emitter];
    let source = burn.owner(registry);
    let records = registry.records.iter().filter(|made| made.source == burn.emitter);
    let contents: Vec<Record> = records.clone().map(|made| chain.runtime.get(&made.key)).collect();
    let footprint: u64 = contents.iter().map(|record| record.valid_grams).sum();
    let residual: u64 = burn.bought.iter().map(|(_, grams)| grams).sum();
    let credits = burn.bought.iter().map(|(lot, grams)| {
        let lot: Lot = chain.runtime.get(lot);
        let record: Record = chain.runtime.get(&lot.record);
        json!({
            "record": lot.record.to_string(),
            "start": lot.start,
            "end": lot.start + grams,
            "vintage": record.data.year,
            "activity": "forest",
            "country": "AU",
            "adjustment": "none",
        })
    });
    let year = registry.plan.days();
    let days = format!("from {} to {}", date(year.first_day), date(year.last_day));
    let words = match residual == footprint {
        true => format!("The covered emissions of {} {days} are carbon neutral.", plan.label),
        false => {
            format!("One part in {} of the covered emissions of {} {days} is neutralized.", burn.plan.parts, plan.label)
        }
    };
    let reduction = format!("Reduction plan of {}: a tenth of the year's emissions is left in 2050.\n", plan.label);
    put(&out.join(format!("{}-plan.txt", plan.label)), reduction.as_bytes())?;
    let statement = json!({
        "version": 1,
        "subject": {
            "kind": "facility",
            "name": plan.label,
            "responsible": plan.owner,
            "source": source.key.to_string(),
            "country": std::str::from_utf8(&plan.country)?,
        },
        "boundary": {
            "approach": "operational",
            "scopes": ["1"],
            "gwp": format!("{:?}", registry.plan.gwp).to_uppercase(),
            "exclusions": [{
                "what": "Purchased electricity",
                "why": "Not covered emissions of the Safeguard Mechanism",
            }],
        },
        "period": {
            "first_day": date(year.first_day),
            "last_day": date(year.last_day),
            "reporting_year": registry.plan.year,
        },
        "footprint": {
            "grams": footprint,
            "records": records.map(|made| made.key.to_string()).collect::<Vec<_>>(),
        },
        "reduction_plan": {
            "sha256": hex::encode(Sha256::digest(&reduction)),
            "target_year": 2050,
            "residual_target_grams": footprint / 10,
        },
        "residual_grams": residual,
        "credits": credits.collect::<Vec<_>>(),
        "claim": {
            "words": words,
            "beneficiary": source.owner.pubkey().to_string(),
            "burn_proof": burn.proof.to_string(),
        },
        "prepared": { "day": "2024-09-01", "by": plan.owner, "assurance": "none" },
    });
    let bytes = serde_json::to_vec_pretty(&statement)?;
    let path = out.join(format!("{}.json", plan.label));
    put(&path, &bytes).context("the statement")?;
    Ok((path, Sha256::digest(&bytes).into()))
}
