//! The notaries' engine on the demo's claims: facts from the accounts, the bundle of a claim, and an honest notary's vote.

use super::chain::DemoChain;
use anyhow::{ensure, Context as _, Result};
use carbon_client::program::{
    claim::Claim,
    notary::{Subject, Verdict},
    record::{CarbonData, Record},
    source::{Factor, Provider, Source},
};
use carbon_notary::{
    facts::{factor_family, Accounts},
    state::KnownRows,
};
use carbon_notary_engine::{
    bundle::Folder,
    check,
    evidence::Evidence,
    facts::Context,
    recompute::{recompute, Recomputed},
    report::{Decision, Report},
};
use solana_pubkey::Pubkey;
use std::path::{Path, PathBuf};

/// Start of every evidence URI of the demo. The rest is the path of the bundle below the evidence folder.
pub const BASE_URI: &str = "https://evidence.example/";

/// What a claimant computes from a bundle before the claim: the manifest's sha256, and the sums of an item's rows. `data` is the
/// claim to be, without sums.
pub fn sum_up(chain: &DemoChain, source: &Pubkey, bundle: &Path, data: CarbonData) -> Result<([u8; 32], Recomputed)> {
    let evidence = Evidence::read(&Folder::new(bundle))?;
    let (_, item, tally) =
        evidence.item(data.item).with_context(|| format!("{} has no item {}", bundle.display(), data.item))?;
    let context = context(chain, &draft(chain, source, data))?;
    let sums = recompute(&context, item, tally).map_err(anyhow::Error::msg)?;
    Ok((evidence.manifest_sha256.0, sums))
}

/// A claim of the owner that is not submitted yet.
fn draft(chain: &DemoChain, source: &Pubkey, data: CarbonData) -> Claim {
    let Source { registry, owner, .. } = chain.runtime.get(source);
    Claim {
        subject: Subject::draft(0, registry, vec![]),
        source: *source,
        nonce: 0,
        submitter: owner,
        owner,
        rent_payer: owner,
        fee: 0,
        bond: 0,
        by_stranger: false,
        buffer_grams: 0,
        awaited: false,
        data,
        evidence_uri: String::new(),
        reserved: [0; 22],
    }
}

/// The facts that the engine checks a claim with: the accounts that a notary's daemon reads, mapped by the daemon's code.
pub fn context(chain: &DemoChain, claim: &Claim) -> Result<Context> {
    let (source, registry) = (chain.runtime.get::<Source>(&claim.source), claim.subject.registry);
    let mut factors: Vec<(Pubkey, Factor)> = vec![];
    if let Some(family) = factor_family(claim, &source)? {
        factors = chain.runtime.accounts();
        factors.retain(|(_, factor)| factor.registry == registry && factor.family == family);
    }
    let mut providers: Vec<Provider> = chain.runtime.accounts().into_iter().map(|(_, provider)| provider).collect();
    providers.retain(|provider| provider.registry == registry && provider.require_active(chain.runtime.now()).is_ok());
    let mut records: Vec<(Pubkey, Record)> = chain.runtime.accounts();
    records.retain(|(_, record)| record.source == claim.source);
    let accounts = Accounts {
        claim,
        source: &source,
        registry: &chain.runtime.get(&registry),
        factors: &factors,
        providers: &providers,
        records: &records,
    };
    // The demo's notaries have no database of meters that they saw before.
    accounts.context(|_| Ok(KnownRows::default()))
}

/// Checks a claim against its evidence, as each notary does on its own.
pub fn examine(chain: &DemoChain, claim: &Claim, evidence: &Path) -> Result<Report> {
    let context = context(chain, claim)?;
    Ok(check(&context, &Folder::new(local_path(&claim.evidence_uri, evidence)?))?)
}

/// An honest notary's vote on a report. The demo has no claim that a person must decide.
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
mod tests {
    use super::*;

    #[test]
    fn a_uri_stays_inside_the_evidence_folder() {
        let dir = Path::new("/evidence");
        assert_eq!(local_path("https://evidence.example/uk/a-b", dir).unwrap(), dir.join("uk/a-b"));
        for uri in [
            "https://evidence.example/../x",
            "https://evidence.example//etc/passwd",
            "file:///etc/passwd",
            "https://evidence.example/",
        ] {
            local_path(uri, dir).expect_err(uri);
        }
    }
}
