//! The raw data behind each record, and what it comes to.

use super::{record_name, Case};
use crate::{
    evidence::{recompute, Bundle, Come, Flaw, Item, Manifest, Rule},
    key::Key,
    layout::*,
    report::{
        differ,
        words::{count, date, mass, unpadded},
        Report, Step,
    },
};
use anyhow::{Context, Result};

pub fn check(case: &Case, report: &mut Report) -> Result<()> {
    let providers: Vec<Key> = case.records.values().map(|record| record.data.provider).collect();
    let altered = case.evidence.unsigned_by(&providers);
    for (key, record) in &case.records {
        let hash = hex::encode(record.data.evidence_sha256);
        let bundles = case.evidence.get(&record.data.evidence_sha256);
        if bundles.is_empty() {
            let name = record_name(key);
            // A manifest that was changed no longer has the hash it is looked for by, but a signature beside it that fits
            // no more.
            let mine = altered.iter().find(|bundle| tells_of(bundle, record)).or(altered.first());
            match mine {
                Some(bundle) => report.fail(
                    Step::Evidence,
                    &name,
                    format!(
                        "no manifest has its evidence's sha256 {hash}, and this one was changed after it was signed"
                    ),
                    bundle.name("manifest.json"),
                ),
                None => report.open(
                    Step::Evidence,
                    &name,
                    format!("no manifest in the evidence folder has its sha256 {hash}"),
                    format!("account {key}"),
                ),
            }
            report.open(Step::Grams, &name, "without its raw data nothing is recomputed", format!("account {key}"));
            continue;
        }
        check_record(case, (key, record), bundles, report)?;
    }
    Ok(())
}

/// Whether a manifest, whatever was done to it, names the record's source.
fn tells_of(bundle: &Bundle, record: &Record) -> bool {
    String::from_utf8_lossy(&bundle.manifest).contains(&record.source.to_string())
}

fn check_record(case: &Case, (key, record): (&Key, &Record), bundles: &[Bundle], report: &mut Report) -> Result<()> {
    let name = record_name(key);
    let read = |bundle: &Bundle| {
        let manifest = bundle.contents()?;
        let files = bundle.files(&manifest)?;
        if !record.data.provider.is_default() {
            bundle.check_signature(&record.data.provider)?;
        }
        Ok((manifest, files))
    };
    // Of several copies, one that is whole is enough.
    let (mut whole, mut flaw) = (None, None);
    for bundle in bundles {
        match read(bundle) {
            Ok(read) => whole = Some((bundle, read)),
            Err(broken) => flaw = flaw.or(Some::<Flaw>(broken)),
        }
    }
    let Some((bundle, (manifest, files))) = whole else {
        if let Some(Flaw { file, what }) = flaw {
            report.fail(Step::Evidence, &name, what, &file);
            report.open(Step::Grams, &name, "altered raw data is not added up", file);
        }
        return Ok(());
    };
    let provider = match record.data.provider {
        provider if provider.is_default() => {
            let remark = format!("The raw data of {name} is unsigned: nobody but its owner vouches for it.");
            report.facts.remarks.push(remark);
            "unsigned".to_string()
        }
        provider => match was_listed(case, record, &provider)? {
            Some(signature) => format!("signed by data provider {provider}, listed in transaction {signature}"),
            None => {
                report.fail(
                    Step::Evidence,
                    &name,
                    format!("data provider {provider} was not listed when the data was claimed"),
                    bundle.name("manifest.sig"),
                );
                return Ok(());
            }
        },
    };
    let right = format!("{} as the manifest names it; {provider}", count(files.len(), "file"));
    report.pass(Step::Evidence, &name, right, bundle.name("manifest.json"));
    check_grams(case, (key, record), (bundle, &manifest, &files), report)
}

/// The transaction in which a provider was listed, if it was when the record's data was claimed.
fn was_listed(case: &Case, record: &Record, provider: &Key) -> Result<Option<String>> {
    let key = case.chain.derived(&[b"provider", &case.registry_key.0, &provider.0]);
    let mut listed = None;
    for (event, transaction) in case.chain.events(&key)? {
        match event {
            Event::ProviderListed(event) if event.registry == case.registry_key && event.key == *provider => {
                listed = (event.active_at <= record.notarized_at).then(|| transaction.signature.clone());
            }
            Event::ProviderDelisted(event) if event.registry == case.registry_key && event.key == *provider => {
                listed = None;
            }
            // Of several listings, the one that stood when this very data was claimed or its correction proposed.
            Event::ClaimSubmitted(event) if event.data == record.data && event.source == record.source => break,
            Event::RestatementProposed(event) if event.evidence_sha256 == record.data.evidence_sha256 => break,
            _ => {}
        }
    }
    Ok(listed)
}

fn check_grams(
    case: &Case,
    (key, record): (&Key, &Record),
    (bundle, manifest, files): (&Bundle, &Manifest, &[Vec<u8>]),
    report: &mut Report,
) -> Result<()> {
    let (name, data, source) = (record_name(key), &record.data, bundle.name("manifest.json"));
    let factor = match data.factor {
        factor if factor.is_default() => None,
        factor => Some(case.chain.account::<Factor>(&factor)?.context("a record's factor is missing")?),
    };
    let Some(item) = manifest.item(data.item) else {
        report.fail(Step::Grams, &name, format!("the manifest has no item {}", data.item), source);
        return Ok(());
    };
    let gwp = match (data.quantity, &factor) {
        (_, Some(factor)) => factor.gwp,
        (Quantity::Measured { gwp, .. }, None) => gwp,
        (Quantity::Activity { .. }, None) => case.registry.policy.gwp,
    };
    let unit = factor.as_ref().map(|factor| unpadded(&factor.unit)).unwrap_or_default();
    let rule = Rule {
        kind: data.kind,
        gwp: gwp.into(),
        factor: factor.as_ref().map(|factor| (factor.gases.into(), factor.basis.into(), unit.as_str())),
    };
    let come = match recompute(manifest, files, item, &rule) {
        Ok(come) => come,
        Err((file, what)) => {
            report.fail(Step::Grams, &name, what, bundle.name(&file));
            return Ok(());
        }
    };
    let wrong = contradictions(case, record, (manifest, item), &come, factor.as_ref());
    let by = match (&factor, come.activity) {
        (Some(factor), Some(activity)) => {
            let amount = mass(activity);
            format!(" = {} {unit} by \"{}\"", amount.trim_end_matches(" t"), unpadded(&factor.name))
        }
        _ => String::new(),
    };
    let days = format!("{} to {}", date(data.first_day), date(data.last_day));
    let right = format!("{} of {days} come to {}{by}", count(come.rows, "row"), mass(come.grams));
    report.require((Step::Grams, &name), wrong, right, source);
    Ok(())
}

fn contradictions(
    case: &Case,
    record: &Record,
    (manifest, item): (&Manifest, &Item),
    come: &Come,
    factor: Option<&Factor>,
) -> Vec<Option<String>> {
    let data = &record.data;
    let set = |gwp: GwpSet| format!("{gwp:?}").to_uppercase();
    // A record of the difference that a correction found has evidence of the whole.
    let difference = !record.supplements.is_default();
    let grams = if difference || (come.estimated && within_tolerance(data, come.grams)) {
        None
    } else {
        (come.grams != data.grams).then(|| {
            format!(
                "its raw data come to {} ({} g), the record says {} ({} g)",
                mass(come.grams),
                come.grams,
                mass(data.grams),
                data.grams
            )
        })
    };
    let activity = match (data.quantity, come.activity) {
        (Quantity::Activity { amount }, Some(found)) => differ("the activity in millionths", found, amount),
        (Quantity::Measured { .. }, None) => None,
        _ => Some("activity data without a factor, or a factor without activity data".into()),
    };
    vec![
        differ("the source of the evidence", manifest.source, record.source),
        differ("the stream of the evidence", item.stream, data.stream),
        differ("the first day of the evidence", date(item.first_day), date(data.first_day)),
        differ("the last day of the evidence", date(item.last_day), date(data.last_day)),
        differ("the GWP set of the evidence", item.gwp.clone(), set(case.registry.policy.gwp)),
        factor.and_then(|factor| differ("the registry of the factor", factor.registry, case.registry_key)),
        factor
            .filter(|factor| factor.valid_from > data.first_day || factor.valid_until < data.last_day)
            .map(|_| "the factor was not valid on all days".into()),
        activity,
        grams,
    ]
}

/// Whether a record differs from its estimate by no more than is allowed, and not in its owner's favour: 500 basis points, 200
/// above 500 kt.
fn within_tolerance(data: &CarbonData, estimate: u64) -> bool {
    let against_owner = match data.kind {
        ClaimKind::Emission | ClaimKind::AddBack => data.grams >= estimate,
        ClaimKind::Reduction | ClaimKind::Absorption | ClaimKind::Baseline => data.grams <= estimate,
    };
    let allowed = if estimate > 500_000_000_000 { 200 } else { 500 };
    against_owner && u128::from(data.grams.abs_diff(estimate)) * 10_000 <= u128::from(estimate) * allowed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Layout, Record};

    #[test]
    fn an_estimate_is_never_off_in_the_owners_favour() {
        let blank = Record::read(&[&Record::tag()[..], &[0; 512]].concat()).unwrap().data;
        let within = |kind, grams, estimate| within_tolerance(&CarbonData { kind, grams, ..blank }, estimate);
        assert!(within(ClaimKind::Emission, 105, 100));
        assert!(!within(ClaimKind::Emission, 106, 100));
        assert!(!within(ClaimKind::Emission, 99, 100));
        assert!(within(ClaimKind::Absorption, 95, 100));
        assert!(!within(ClaimKind::Absorption, 101, 100));
        let large = 600_000_000_000;
        assert!(within(ClaimKind::Emission, large / 100 * 102, large));
        assert!(!within(ClaimKind::Emission, large / 100 * 102 + 1, large), "200 basis points above 500 kt");
    }
}
