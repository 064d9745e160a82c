//! The neutrality statement of each burn, in the form of docs/schema/neutrality-statement.schema.json. The chain holds its hash;
//! an auditor needs the file.

use super::{chain::DemoChain, files, registry::DemoRegistry, scenario::BurnPlan};
use anyhow::{Context, Result};
use carbon_client::program::{lot::Lot, record::Record};
use carbon_notary_engine::numbers::date;
use serde_json::json;
use sha2::{Digest, Sha256};
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::path::{Path, PathBuf};

/// A statement's file.
pub struct Statement {
    pub path: PathBuf,
    pub sha256: [u8; 32],
}

/// Writes the statement of a burn with the credits bought for it, below `out`.
pub fn write(
    chain: &DemoChain,
    registry: &DemoRegistry,
    burn: &BurnPlan,
    proof: Pubkey,
    bought: &[(Pubkey, u64)],
    out: &Path,
) -> Result<Statement> {
    let emitter = registry.source(burn.emitter)?;
    let plan = &registry.plan.sources[emitter];
    let source = &registry.sources[emitter];
    let records = registry.records.iter().filter(|made| made.source == emitter);
    let contents: Vec<Record> = records.clone().map(|made| chain.runtime.get(&made.key)).collect();
    let footprint: u64 = contents.iter().map(|record| record.valid_grams).sum();
    let residual: u64 = bought.iter().map(|(_, grams)| grams).sum();
    let credits = bought.iter().map(|(lot, grams)| {
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
    let (kind, words) = match residual == footprint {
        true => ("neutral_year", format!("The covered emissions of {} {days} are carbon neutral.", plan.label)),
        false => {
            let words = "of the covered emissions of";
            ("offset_part", format!("One part in {} {words} {} {days} is neutralized.", burn.parts, plan.label))
        }
    };
    let reduction = format!("Reduction plan of {}: a tenth of the year's emissions is left in 2050.\n", plan.label);
    files::write(&out.join(format!("{}-plan.txt", plan.label)), reduction.as_bytes())?;
    let statement = json!({
        "version": 2,
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
            "kind": kind,
            "words": words,
            "beneficiary": source.owner.pubkey().to_string(),
            "burn_proof": proof.to_string(),
        },
        "prepared": { "day": "2024-09-01", "by": plan.owner, "assurance": "none" },
    });
    let bytes = serde_json::to_vec_pretty(&statement)?;
    let path = out.join(format!("{}.json", plan.label));
    files::write(&path, &bytes).context("the statement")?;
    Ok(Statement { path, sha256: Sha256::digest(&bytes).into() })
}
