//! The raw data of each record, and the grams recomputed from it.

use super::{
    author::{calls_in, Authorship},
    record_name,
    votes::by_authority,
    AuditInput,
};
use crate::{
    evidence::{recompute, Bundle, Flaw, Item, Manifest, Recomputed, Rule},
    key::Key,
    layout::*,
    report::{
        differ,
        format::{count, date, mass, unpadded},
        AuditReport, Check, Step,
    },
};
use anyhow::{Context, Result};

/// A bundle whose files are complete and unaltered.
struct WholeBundle<'a> {
    bundle: &'a Bundle,
    manifest: Manifest,
    /// The bytes of each file of the manifest.
    files: Vec<Vec<u8>>,
}

pub fn check(input: &AuditInput, report: &mut AuditReport) -> Result<()> {
    let Some(evidence) = input.evidence else { return Ok(()) };
    let providers: Vec<Key> = input.records.values().map(|record| record.data.provider).collect();
    let altered = evidence.unsigned_by(&providers);
    for (key, record) in &input.records {
        let bundles = evidence.by_sha256(&record.data.evidence_sha256);
        if bundles.is_empty() {
            report_missing(key, record, &altered, report);
        } else {
            check_record(input, key, record, bundles, report)?;
        }
    }
    Ok(())
}

/// Reports a record without a bundle.
fn report_missing(key: &Key, record: &Record, altered: &[&Bundle], report: &mut AuditReport) {
    let (name, account) = (record_name(key), format!("account {key}"));
    let hash = hex::encode(record.data.evidence_sha256);
    // A changed manifest has another hash, so it is not found by the record's. Its signature no longer fits either.
    let changed = altered.iter().find(|bundle| names_source(bundle, record)).or(altered.first());
    report.add(match changed {
        Some(bundle) => Check::new(Step::Evidence, &name, bundle.name("manifest.json")).fail(format!(
            "no manifest has its evidence's sha256 {hash}, and this one was changed after it was signed"
        )),
        None => Check::new(Step::Evidence, &name, &account)
            .open(format!("no manifest in the evidence folder has its sha256 {hash}")),
    });
    report.add(Check::new(Step::Grams, &name, account).open("without its raw data, its grams cannot be recomputed"));
}

/// Whether a manifest, even a changed one, names the record's source.
fn names_source(bundle: &Bundle, record: &Record) -> bool {
    String::from_utf8_lossy(&bundle.manifest).contains(&record.source.to_string())
}

fn check_record(
    input: &AuditInput,
    key: &Key,
    record: &Record,
    bundles: &[Bundle],
    report: &mut AuditReport,
) -> Result<()> {
    let name = record_name(key);
    let read = |bundle: &'_ Bundle| {
        let manifest = bundle.contents()?;
        let files = bundle.files(&manifest)?;
        if !record.data.provider.is_default() {
            bundle.check_signature(&record.data.provider)?;
        }
        Ok((manifest, files))
    };
    // Of several copies, one complete and unaltered copy is enough.
    let (mut whole, mut flaw) = (None, None);
    for bundle in bundles {
        match read(bundle) {
            Ok((manifest, files)) => whole = Some(WholeBundle { bundle, manifest, files }),
            Err(found) => flaw = flaw.or(Some::<Flaw>(found)),
        }
    }
    let Some(whole) = whole else {
        if let Some(Flaw { file, what }) = flaw {
            report.add(Check::new(Step::Evidence, &name, &file).fail(what));
            report.add(Check::new(Step::Grams, &name, file).open("altered raw data is not added up"));
        }
        return Ok(());
    };
    let provider = match record.data.provider {
        provider if provider.is_default() => {
            let remark = format!("The raw data of {name} is unsigned: only its owner vouches for it.");
            report.facts.remarks.push(remark);
            "unsigned".to_string()
        }
        provider => match was_listed(input, record, &provider)? {
            Some((signature, Authorship::Signed)) => {
                format!("signed by data provider {provider}, listed in transaction {signature}")
            }
            Some((signature, Authorship::Reported)) => {
                let check = Check::new(Step::Evidence, &name, whole.bundle.name("manifest.sig"));
                report.add(check.open(format!(
                    "another program listed data provider {provider} in transaction {signature}, so no signature proves it"
                )));
                return check_grams(input, key, record, &whole, report);
            }
            Some((_, Authorship::Missing)) | None => {
                let check = Check::new(Step::Evidence, &name, whole.bundle.name("manifest.sig"));
                report.add(check.fail(format!("data provider {provider} was not listed when the data was claimed")));
                return Ok(());
            }
        },
    };
    let right = format!("{} as the manifest names it; {provider}", count(whole.files.len(), "file"));
    report.add(Check::new(Step::Evidence, &name, whole.bundle.name("manifest.json")).pass(right));
    check_grams(input, key, record, &whole, report)
}

/// The transaction that listed a provider, if the provider was listed when the record's data was claimed.
fn was_listed(input: &AuditInput, record: &Record, provider: &Key) -> Result<Option<(String, Authorship)>> {
    let key = input.chain.derived(&[b"provider", &input.registry_key.0, &provider.0]);
    let of_provider = |registry: Key, key: Key| registry == input.registry_key && key == *provider;
    let mut listed = None;
    for (event, transaction) in input.chain.events(&key)? {
        match event {
            Event::ProviderListed(event) if of_provider(event.registry, event.key) => {
                let calls = calls_in::<ListProvider>(&transaction, "authority");
                let authorship = by_authority(input, calls, |signed| signed.key == *provider)?;
                let active = event.active_at <= record.notarized_at;
                listed = active.then(|| (transaction.signed.signature(), authorship));
            }
            Event::ProviderDelisted(event) if of_provider(event.registry, event.key) => listed = None,
            // The listing counts that was in force when this data was claimed, or its correction was proposed.
            Event::ClaimSubmitted(event) if event.data == record.data && event.source == record.source => break,
            Event::RestatementProposed(event) if event.evidence_sha256 == record.data.evidence_sha256 => break,
            _ => {}
        }
    }
    Ok(listed)
}

fn check_grams(
    input: &AuditInput,
    key: &Key,
    record: &Record,
    WholeBundle { bundle, manifest, files }: &WholeBundle,
    report: &mut AuditReport,
) -> Result<()> {
    let data = &record.data;
    let check = Check::new(Step::Grams, record_name(key), bundle.name("manifest.json"));
    let factor = match data.factor {
        factor if factor.is_default() => None,
        factor => Some(input.chain.account::<Factor>(&factor)?.context("a record's factor is missing")?),
    };
    let Some(item) = manifest.item(data.item) else {
        report.add(check.fail(format!("the manifest has no item {}", data.item)));
        return Ok(());
    };
    let gwp = match (data.quantity, &factor) {
        (_, Some(factor)) => factor.gwp,
        (Quantity::Measured { gwp, .. }, None) => gwp,
        (Quantity::Activity { .. }, None) => input.registry.policy.gwp,
    };
    let unit = factor.as_ref().map(|factor| unpadded(&factor.unit)).unwrap_or_default();
    let rule = Rule {
        kind: data.kind,
        gwp,
        factor: factor.as_ref().map(|factor| (factor.gases.into(), factor.basis.into(), unit.as_str())),
    };
    let recomputed = match recompute(manifest, files, item, &rule) {
        Ok(recomputed) => recomputed,
        Err((file, fault)) => {
            report.add(Check::new(Step::Grams, record_name(key), bundle.name(&file)).fail(fault));
            return Ok(());
        }
    };
    let evidence = Evidence { manifest, item, recomputed, factor: factor.as_ref() };
    let wrong = contradictions((&input.registry_key, input.registry.policy.gwp), record, &evidence);
    let by = match (&factor, recomputed.activity) {
        (Some(factor), Some(activity)) => {
            let amount = mass(activity);
            format!(" = {} {unit} by \"{}\"", amount.trim_end_matches(" t"), unpadded(&factor.name))
        }
        _ => String::new(),
    };
    let days = format!("{} to {}", date(data.first_day), date(data.last_day));
    let right = format!("{} of {days} give {}{by}", count(recomputed.rows, "row"), mass(recomputed.grams));
    report.add(check.unless(wrong, right));
    Ok(())
}

/// The evidence of a record, as found.
struct Evidence<'a> {
    manifest: &'a Manifest,
    item: &'a Item,
    recomputed: Recomputed,
    factor: Option<&'a Factor>,
}

fn contradictions((registry, gwp): (&Key, GwpSet), record: &Record, evidence: &Evidence) -> Vec<Option<String>> {
    let Evidence { manifest, item, recomputed, factor } = *evidence;
    let data = &record.data;
    // A supplement records a difference, but its evidence is of the whole.
    let difference = !record.supplements.is_default();
    let grams = if difference || (recomputed.estimated && within_tolerance(data, recomputed.grams)) {
        None
    } else {
        (recomputed.grams != data.grams).then(|| {
            format!(
                "its raw data give {} ({} g), the record says {} ({} g)",
                mass(recomputed.grams),
                recomputed.grams,
                mass(data.grams),
                data.grams
            )
        })
    };
    let activity = match (data.quantity, recomputed.activity) {
        (Quantity::Activity { amount }, Some(found)) => differ("the activity in millionths", found, amount),
        (Quantity::Measured { .. }, None) => None,
        _ => Some("activity data without a factor, or a factor without activity data".into()),
    };
    vec![
        differ("the source of the evidence", manifest.source, record.source),
        differ("the stream of the evidence", item.stream, data.stream),
        differ("the first day of the evidence", date(item.first_day), date(data.first_day)),
        differ("the last day of the evidence", date(item.last_day), date(data.last_day)),
        differ("the GWP set of the evidence", item.gwp.as_str(), gwp.name()),
        factor.and_then(|factor| differ("the registry of the factor", factor.registry, *registry)),
        factor
            .filter(|factor| factor.valid_from > data.first_day || factor.valid_until < data.last_day)
            .map(|_| "the factor was not valid on all days".into()),
        activity,
        grams,
    ]
}

/// Whether a record differs from its estimate by no more than the tolerance, and not in its owner's favour. The tolerance is
/// 500 basis points, above 500 kt 200 basis points.
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
    fn a_record_is_what_its_evidence_says() {
        let day = 19_000;
        let manifest = serde_json::json!({
            "format": "carbon-evidence", "version": 1, "source": Key([1; 32]), "boundary": "operational", "files": [],
            "items": [{
                "item": 0, "kind": "fuel", "stream": 2, "first_day": date(day), "last_day": date(day + 1), "unit": "L",
                "basis": "measured", "gwp": "AR5", "meters": [],
            }],
        });
        let manifest = Manifest::parse(manifest.to_string().as_bytes()).unwrap();
        let mut record = Record::read(&[&Record::tag()[..], &[0; 512]].concat()).unwrap();
        (record.source, record.data.stream) = (Key([1; 32]), 2);
        (record.data.first_day, record.data.last_day, record.data.grams) = (day, day + 1, 70);
        record.data.quantity = Quantity::Activity { amount: 7 };
        let mut factor = Factor::read(&[&Factor::tag()[..], &[0; 512]].concat()).unwrap();
        (factor.registry, factor.valid_from, factor.valid_until) = (Key([5; 32]), day, day + 1);
        let recomputed = Recomputed { rows: 1, grams: 70, activity: Some(7), estimated: false };
        let wrong = |record: &Record, factor: &Factor, recomputed: Recomputed| {
            let evidence = Evidence { manifest: &manifest, item: &manifest.items[0], recomputed, factor: Some(factor) };
            let all = contradictions((&Key([5; 32]), GwpSet::Ar5), record, &evidence);
            all.into_iter().flatten().collect::<Vec<_>>()
        };
        assert!(wrong(&record, &factor, recomputed).is_empty(), "{:?}", wrong(&record, &factor, recomputed));
        type Change<'a> = &'a dyn Fn(&mut Record, &mut Factor, &mut Recomputed);
        let changed = |change: Change| {
            let (mut record, mut factor, mut recomputed) = (record.clone(), factor.clone(), recomputed);
            change(&mut record, &mut factor, &mut recomputed);
            wrong(&record, &factor, recomputed)
        };
        let all: [(&str, Change); 10] = [
            ("the source of the evidence", &|record, _, _| record.source = Key([2; 32])),
            ("the stream of the evidence", &|record, _, _| record.data.stream = 1),
            ("the first day of the evidence", &|record, _, _| record.data.first_day += 1),
            ("the last day of the evidence", &|record, factor, _| {
                (record.data.last_day, factor.valid_until) = (day + 2, day + 2);
            }),
            ("the registry of the factor", &|_, factor, _| factor.registry = Key([6; 32])),
            ("not valid on all days", &|_, factor, _| factor.valid_until = day),
            ("not valid on all days", &|_, factor, _| factor.valid_from = day + 1),
            ("the activity in millionths", &|_, _, found| found.activity = Some(8)),
            ("without a factor", &|_, _, found| found.activity = None),
            ("its raw data give", &|_, _, found| found.grams = 71),
        ];
        for (says, change) in all {
            let found = changed(change);
            assert!(found.len() == 1 && found[0].contains(says), "{says}: {found:?}");
        }
    }

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
