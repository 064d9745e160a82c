//! The claim: what the statement says of its records and its year, checked by the accounts instead of the statement's words.

use super::{
    leaf::year_leaf,
    statement::scope_of,
    year::{inventory_key, records_of_year},
    AuditInput,
};
use crate::{
    key::Key,
    layout::*,
    report::{
        differ,
        format::{count, date, mass},
        AuditReport, Check, Step,
    },
    statement::NeutralityClaim,
};
use anyhow::{Context, Result};
use carbon_wire::calendar::ReportingYear;
use std::collections::{BTreeMap, BTreeSet};

pub fn check(input: &AuditInput, report: &mut AuditReport) -> Result<()> {
    match input.statement.claim.kind {
        NeutralityClaim::NeutralYear => neutral_year(input, report),
        NeutralityClaim::OffsetRecords => {
            let wrong = offset_by_record(input).into_iter().map(|(key, (emitted, offset))| {
                differ(&format!("the offset of record {key}, in grams,"), offset, u128::from(emitted))
            });
            let right = format!(
                "{} of emissions in {} are all offset",
                mass(input.statement.footprint.grams),
                count(input.statement.footprint.records.len(), "record")
            );
            report.add(claim(input).unless(wrong, right));
            Ok(())
        }
        NeutralityClaim::OffsetPart => {
            let StatementGrams { offset, footprint } = grams(input);
            let wrong = [(offset > footprint).then(|| format!("{offset} grams are offset, of {footprint}"))];
            let right =
                format!("{} of {} offset", mass(report.facts.offset_grams), mass(input.statement.footprint.grams));
            report.add(claim(input).unless(wrong, right));
            Ok(())
        }
        NeutralityClaim::Retirement => {
            let sentence = "it claims a retirement, but its certificate burned credits against emissions";
            report.add(claim(input).fail(sentence));
            Ok(())
        }
    }
}

fn claim(input: &AuditInput) -> Check {
    let accounts = match input.statement.subject.source {
        Some(source) => format!("accounts of source {source}"),
        None => "accounts of the records".into(),
    };
    Check::new(Step::Claim, "the claim", accounts)
}

struct StatementGrams {
    offset: u128,
    footprint: u128,
}

/// Grams of the footprint, and those that the certificates offset today.
fn grams(input: &AuditInput) -> StatementGrams {
    let offset = input.certificates.iter().map(|audited| &audited.content);
    let offset = offset.map(|certificate| u128::from(certificate.grams.saturating_sub(certificate.shortfall))).sum();
    StatementGrams { offset, footprint: input.statement.footprint.grams.into() }
}

/// Grams of each record of the footprint, and grams of it that the certificates offset today.
fn offset_by_record(input: &AuditInput) -> BTreeMap<Key, (u64, u128)> {
    let footprint = input.statement.footprint.records.iter();
    let mut records: BTreeMap<Key, (u64, u128)> =
        footprint.filter_map(|key| input.records.get(key).map(|record| (*key, (record.valid_grams, 0)))).collect();
    for leg in input.certificates.iter().flat_map(|audited| &audited.content.legs) {
        if let Some((_, offset)) = records.get_mut(&leg.emission.record) {
            let short = leg.void.saturating_sub(leg.covered);
            *offset += u128::from(leg.emission.grams().saturating_sub(short));
        }
    }
    records
}

fn neutral_year(input: &AuditInput, report: &mut AuditReport) -> Result<()> {
    let check = claim(input);
    let statement = input.statement;
    let (Some(source), Some(year)) = (statement.subject.source, statement.period.reporting_year) else {
        report.add(check.fail("a year is claimed to be carbon neutral, but no source or no reporting year is named"));
        return Ok(());
    };
    let days =
        ReportingYear::named(year, input.registry.policy.year_start_month).context("a year outside the calendar")?;
    let key = inventory_key(input, &source, year);
    let Some(inventory) = input.chain.account::<Inventory>(&key)? else {
        report.add(check.fail(format!("source {source} has no records of {year}")));
        return Ok(());
    };
    let StatementGrams { offset, footprint } = grams(input);
    let wrong = [
        differ("the first day", statement.period.first_day.clone(), date(days.first_day)),
        differ("the last day", statement.period.last_day.clone(), date(days.last_day)),
        (!inventory.closed).then(|| "the notaries have not attested that the year's records are complete".into()),
        (inventory.emitted == 0).then(|| "the year has no emissions".into()),
        missing_record(input, &source, year)?,
        differ("the footprint, in grams,", footprint, inventory.emitted.into()),
        differ("the residual, in grams,", u128::from(statement.residual_grams), footprint),
        differ("the offset of this statement's certificates, in grams,", offset, footprint),
        differ("the neutralized emission of the year, in grams,", inventory.neutralized, inventory.emitted),
    ];
    let right = format!("all {} of the year {year} of source {source} are offset", mass(inventory.emitted));
    report.add(check.unless(wrong, right));
    if year_leaf(input, &key, &inventory).is_none() {
        report.add(check.open("the year is not in the register yet, so the L1 does not confirm it: anyone may log it"));
    }
    Ok(())
}

/// A sentence on a record of the year that the statement leaves out without a reason.
fn missing_record(input: &AuditInput, source: &Key, year: u16) -> Result<Option<String>> {
    let statement = input.statement;
    let account: Source = input.chain.account(source)?.context("the source is missing")?;
    let named: BTreeSet<&Key> = statement.footprint.records.iter().collect();
    let excluded: BTreeSet<&Key> = statement.boundary.exclusions.iter().flat_map(|one| &one.records).collect();
    Ok(records_of_year(input, source, year)?.into_iter().find_map(|(key, record)| {
        if record.data.kind != ClaimKind::Emission || record.valid_grams == 0 || named.contains(&key) {
            return None;
        }
        if record.data.line == InventoryLine::Emitted {
            return Some(format!(
                "{} of record {key} are emissions of the year, but the footprint does not name it",
                mass(record.valid_grams)
            ));
        }
        let inside = scope_of(&account, &record.data)
            .is_ok_and(|scope| statement.boundary.scopes.iter().any(|named| named == scope));
        (inside && !excluded.contains(&key)).then(|| {
            format!(
                "record {key} is of a scope within the boundary, but neither the footprint nor an exclusion names it"
            )
        })
    }))
}
