//! Compares the statement with certificates, records and sources.

use super::{AuditInput, AuditedCertificate};
use crate::{
    evidence::parse_day,
    key::Key,
    layout::*,
    report::{
        differ,
        format::{count, date, day_of, mass, unpadded},
        AuditReport, Check, Step,
    },
};
use anyhow::{Context, Result};

pub fn check(input: &AuditInput, report: &mut AuditReport) -> Result<()> {
    let statement = input.statement;
    for audited in &input.certificates {
        let AuditedCertificate { key, content, .. } = audited;
        let wrong = [
            differ("the beneficiary", statement.claim.beneficiary, content.beneficiary),
            statement.claim.burn_proof.and_then(|proof| differ("the burn proof", proof, audited.proof)),
        ];
        let right = format!(
            "names sha256 {} of the statement; for beneficiary {}, purpose \"{}\"",
            hex::encode(input.hash),
            content.beneficiary,
            unpadded(&content.purpose)
        );
        let check = Check::new(Step::Statement, format!("certificate {key}"), format!("account {key}"));
        report.add(check.unless(wrong, right));
    }
    check_credits(input, report);
    check_footprint(input, report)?;
    facts(input, report);
    Ok(())
}

/// Compares the credits that the statement names with those of the certificates.
fn check_credits(input: &AuditInput, report: &mut AuditReport) {
    let legs = input.certificates.iter().flat_map(|audited| &audited.content.legs);
    let burned = joined(legs.map(|leg| (leg.credit.record, leg.credit.start, leg.credit.end)));
    let named = joined(input.statement.credits.iter().map(|credit| (credit.record, credit.start, credit.end)));
    let grams: u128 = named.iter().map(|(_, start, end)| u128::from(end.saturating_sub(*start))).sum();
    let attributes = input.statement.credits.iter().find_map(|credit| {
        let data = &input.records.get(&credit.record)?.data;
        let adjustment = format!("{:?}", data.adjustment).to_lowercase();
        differ("the vintage of a credit", credit.vintage, data.year).or_else(|| {
            credit.adjustment.as_ref().and_then(|named| differ("the Article 6 status of a credit", named, &adjustment))
        })
    });
    let wrong = [
        (named != burned).then(|| "the credits named are not the credits burned".to_string()),
        differ("the residual", u128::from(input.statement.residual_grams), grams),
        attributes,
    ];
    let right = format!(
        "the {} of credit named, by record and serial numbers, are those that were burned",
        mass(input.statement.residual_grams)
    );
    report.add(Check::new(Step::Statement, "the credits", "the certificates' accounts").unless(wrong, right));
}

/// Sorts ranges and joins adjacent ones.
fn joined(ranges: impl Iterator<Item = (Key, u64, u64)>) -> Vec<(Key, u64, u64)> {
    let mut sorted: Vec<_> = ranges.collect();
    sorted.sort_unstable();
    let mut joined: Vec<(Key, u64, u64)> = vec![];
    for (record, start, end) in sorted {
        match joined.last_mut() {
            Some((last, _, until)) if *last == record && *until == start => *until = end,
            _ => joined.push((record, start, end)),
        }
    }
    joined
}

/// Checks that the records of the footprint add up to it, and have the source, days, scopes and GWP set that the statement names.
fn check_footprint(input: &AuditInput, report: &mut AuditReport) -> Result<()> {
    let statement = input.statement;
    let day = |text: &str| parse_day(text).with_context(|| format!("{text} is not a day"));
    let (first, last) = (day(&statement.period.first_day)?, day(&statement.period.last_day)?);
    let mut grams = 0u128;
    let mut wrong = vec![];
    for key in &statement.footprint.records {
        let Some(record) = input.records.get(key) else { continue };
        grams += u128::from(record.valid_grams);
        let data = &record.data;
        let source = input.chain.account::<Source>(&record.source)?.context("the source of a record is missing")?;
        let inside = first <= data.first_day && data.last_day <= last;
        wrong.extend([
            (!inside).then(|| {
                format!("record {key} is of {} to {}, outside the period", date(data.first_day), date(data.last_day))
            }),
            statement.subject.source.and_then(|subject| differ("the source of a record", record.source, subject)),
            statement.period.reporting_year.and_then(|year| differ("the year of a record", data.year, year)),
            differ(
                "the boundary of the source",
                format!("{:?}", source.boundary).to_lowercase(),
                statement.boundary.approach.clone(),
            ),
            wrong_scope(&source, data, &statement.boundary.scopes),
        ]);
    }
    let legs = input.certificates.iter().flat_map(|audited| &audited.content.legs);
    let outside = legs.map(|leg| leg.emission.record).find(|record| !statement.footprint.records.contains(record));
    wrong.extend([
        differ("the footprint", u128::from(statement.footprint.grams), grams),
        differ("the GWP set", statement.boundary.gwp.as_str(), input.registry.policy.gwp.name()),
        outside
            .map(|record| format!("emissions of record {record} were neutralized, but the footprint does not name it")),
    ]);
    let right = format!(
        "{} in {}, of {} to {}",
        mass(statement.footprint.grams),
        count(statement.footprint.records.len(), "record"),
        date(first),
        date(last)
    );
    report.add(Check::new(Step::Statement, "the footprint", "the records' accounts").unless(wrong, right));
    Ok(())
}

/// The scope of a record's stream, as a statement names it.
///
/// # Errors
/// A sentence, if the stream is missing or is not of emissions.
pub fn scope_of(source: &Source, data: &CarbonData) -> Result<&'static str, String> {
    let stream = source.streams.get(usize::from(data.stream));
    match stream.ok_or("the stream of a record of the footprint is missing in its source")?.kind {
        StreamKind::Scope1 => Ok("1"),
        StreamKind::Scope2Location => Ok("2-location"),
        StreamKind::Scope2Market => Ok("2-market"),
        StreamKind::Scope3 { .. } => Ok("3"),
        StreamKind::Absorption | StreamKind::Reduction => Err("a record of the footprint is not of emissions".into()),
    }
}

/// A sentence if the scope of the record's stream is not in the statement's boundary.
fn wrong_scope(source: &Source, data: &CarbonData, scopes: &[String]) -> Option<String> {
    match scope_of(source, data) {
        Ok(scope) if scopes.iter().any(|named| named == scope) => None,
        Ok(scope) => Some(format!("a record of scope {scope}, which is not in the boundary")),
        Err(wrong) => Some(wrong),
    }
}

fn facts(input: &AuditInput, report: &mut AuditReport) {
    let (statement, facts) = (input.statement, &mut report.facts);
    facts.subject = format!("{}, {}", statement.subject.name, statement.subject.kind);
    facts.responsible = statement.subject.responsible.clone();
    facts.claim = Some(statement.claim.kind);
    facts.words = statement.claim.words.clone();
    facts.period = format!("{} to {}", statement.period.first_day, statement.period.last_day);
    let assurance = match (&statement.prepared.assurance, &statement.prepared.assured_by) {
        (Some(level), Some(by)) => format!("{level} assurance by {by}"),
        (Some(level), None) if level != "none" => format!("{level} assurance, by an unnamed party"),
        _ => "no assurance".into(),
    };
    facts.prepared = format!("{} by {}; {assurance}", statement.prepared.day, statement.prepared.by);
    let exclusions = statement.boundary.exclusions.iter();
    facts.exclusions = exclusions.map(|exclusion| format!("{}: {}", exclusion.what, exclusion.why)).collect();
    let (name, authority) = (unpadded(&input.registry.name), input.registry.authority);
    facts.registry = format!("{name}, {}, run by {authority}", input.registry_key);
    facts.footprint_grams = statement.footprint.grams;
    let certificates = input.certificates.iter();
    facts.certificates =
        certificates.map(|audited| format!("{} of {}", audited.key, day_of(audited.content.burned_at))).collect();
    facts.credits = statement
        .credits
        .iter()
        .map(|credit| {
            let grams = mass(credit.end.saturating_sub(credit.start));
            format!(
                "{grams}, {}, year {}, serials {} to {} of record {}",
                credit.activity, credit.vintage, credit.start, credit.end, credit.record
            )
        })
        .collect();
    let offset = input.certificates.iter().map(|audited| {
        let Certificate { grams, shortfall, .. } = audited.content;
        grams.saturating_sub(shortfall)
    });
    facts.offset_grams = offset.fold(0, u64::saturating_add);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjacent_ranges_are_joined_and_others_stay_apart() {
        let [a, b] = [1, 2].map(|byte| Key([byte; 32]));
        let ranges = [(b, 0, 5), (a, 5, 9), (a, 0, 5), (a, 10, 12)];
        assert_eq!(joined(ranges.into_iter()), [(a, 0, 9), (a, 10, 12), (b, 0, 5)]);
        assert_ne!(joined([(a, 0, 5), (a, 4, 9)].into_iter()), [(a, 0, 9)], "a serial number named twice");
    }
}
