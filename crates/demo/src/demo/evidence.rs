//! The notaries' engine on the demo's claims: what the accounts say of a claim, its bundle, and how an honest notary votes.

use super::{bundles::stream_kind, chain::Chain};
use anyhow::{ensure, Context as _, Result};
use carbon_client::{
    addresses as at,
    program::{
        claim,
        notary::Verdict,
        record::{self, Quantity},
        registry::Registry,
        source::{Factor, Provider, Source},
        text::unpack,
    },
};
use carbon_notary_engine::{
    bundle::Folder,
    check,
    evidence::Evidence,
    facts::{self, Context, Day, FactorId, Key, Sha256Hash},
    recompute::{recompute, Recomputed},
    report::{Decision, Report},
};
use solana_pubkey::Pubkey;
use std::path::{Path, PathBuf};

/// Start of every evidence URI of the demo; what follows is the bundle's folder below the evidence folder.
pub const BASE_URI: &str = "https://evidence.example/";

/// What a claimant finds in a bundle: the manifest's sha256, and what the rows of an item come to for a claim of it.
pub fn sum_up(
    chain: &Chain,
    source: &Pubkey,
    bundle: &Path,
    data: &record::CarbonData,
) -> Result<([u8; 32], Recomputed)> {
    let evidence = Evidence::read(&Folder::new(bundle))?;
    let (_, item, tally) =
        evidence.item(data.item).with_context(|| format!("{} has no item {}", bundle.display(), data.item))?;
    let context = context(chain, source, data)?;
    let sums = recompute(&context, item, tally).map_err(anyhow::Error::msg)?;
    Ok((evidence.manifest_sha256.0, sums))
}

/// What the accounts say of a claim and of what it names.
pub fn context(chain: &Chain, source: &Pubkey, data: &record::CarbonData) -> Result<Context> {
    let content: Source = chain.runtime.get(source);
    let registry: Registry = chain.runtime.get(&content.registry);
    let factor = (data.factor != Pubkey::default()).then(|| chain.runtime.get::<Factor>(&data.factor));
    let listed = at::provider(&content.registry, &data.provider);
    let provider = (data.provider != Pubkey::default()).then(|| Key(data.provider.to_bytes()));
    let providers = provider.filter(|_| chain.runtime.find::<Provider>(&listed).is_some()).into_iter().collect();
    let stream = content.streams.get(usize::from(data.stream));
    Ok(Context {
        claim: facts::Claim {
            kind: data.kind.into(),
            stream: data.stream,
            first_day: Day(data.first_day),
            last_day: Day(data.last_day),
            grams: data.grams,
            quantity: match (data.quantity, &factor) {
                (Quantity::Activity { amount }, Some(factor)) => {
                    facts::Quantity::Activity { amount, factor: factor_id(factor) }
                }
                (Quantity::Measured { method, gwp: set }, None) => {
                    facts::Quantity::Measured { method, gwp: set.into() }
                }
                _ => anyhow::bail!("a claim of activity data names its factor, and no other does"),
            },
            assurance: data.assurance.into(),
            provider,
            evidence_sha256: Sha256Hash(data.evidence_sha256),
            item: data.item,
        },
        source: facts::Source {
            key: Key(source.to_bytes()),
            boundary: content.boundary.into(),
            stream_kind: stream.map(|stream| stream_kind(stream.kind)),
            factor_family: stream.map(|stream| stream.factor_family),
        },
        registry: facts::Registry {
            gwp: registry.policy.gwp.into(),
            year_start_month: registry.policy.year_start_month,
            providers,
        },
        factors: factor.iter().map(published).collect::<Result<_>>()?,
        history: facts::History::default(),
    })
}

fn factor_id(factor: &Factor) -> FactorId {
    FactorId { family: factor.family, edition: factor.edition }
}

fn published(factor: &Factor) -> Result<facts::Factor> {
    let gases = factor.gases;
    Ok(facts::Factor {
        id: factor_id(factor),
        name: unpack(&factor.name)?.into(),
        unit: unpack(&factor.unit)?.into(),
        gases: facts::Gases { co2: gases.co2, ch4: gases.ch4, n2o: gases.n2o, other: gases.other },
        basis: factor.basis.into(),
        gwp: factor.gwp.into(),
        valid_from: Day(factor.valid_from),
        valid_until: Day(factor.valid_until),
        withdrawn: factor.withdrawn,
    })
}

/// Checks a claim against its evidence, as each notary does for itself.
pub fn examine(chain: &Chain, claim: &claim::Claim, evidence: &Path) -> Result<Report> {
    let context = context(chain, &claim.source, &claim.data)?;
    Ok(check(&context, &Folder::new(local_path(&claim.evidence_uri, evidence)?))?)
}

/// How an honest notary votes on a report. In the demo no claim is left to a person.
pub fn verdict(report: &Report) -> Result<Verdict> {
    ensure!(report.decision != Decision::Escalate, "the engine leaves it to a person: {}", report.reasons.join("; "));
    Ok(if report.decision == Decision::Approve { Verdict::Approve } else { Verdict::Reject })
}

/// The bundle behind an evidence URI, which must lie below the evidence folder.
pub fn local_path(uri: &str, evidence: &Path) -> Result<PathBuf> {
    let below = uri.strip_prefix(BASE_URI).with_context(|| format!("{uri} is not below {BASE_URI}"))?;
    let plain =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
    ensure!(below.split('/').all(|part| plain(part) && !part.starts_with('.')), "{uri} is not a plain path");
    Ok(evidence.join(below))
}

#[cfg(test)]
#[path = "evidence_tests.rs"]
mod tests;
