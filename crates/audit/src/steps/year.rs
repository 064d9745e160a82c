//! The inventory of each emitter's year: whether it adds up and is closed, and how much of it is neutralized.

use super::{
    votes::{ballot, BallotContent, Quorum},
    AuditInput,
};
use crate::{
    key::Key,
    layout::*,
    report::{
        differ,
        format::{count, mass},
        AuditFinding, AuditReport, Check, Step,
    },
};
use anyhow::{Context, Result};
use carbon_wire::{
    calendar::ReportingYear,
    digest::{content_hash, SubjectKind, YearContent, YEAR_CONTENT_LEN},
};
use std::collections::{BTreeMap, BTreeSet};

/// Maximum add-backs that are looked for behind the closing of a year.
const MAX_LATER: u32 = 1_000;

/// The sources and years whose emissions the certificates neutralize.
pub fn emitters(input: &AuditInput) -> Result<BTreeSet<(Key, u16)>> {
    let legs = input.certificates.iter().flat_map(|audited| &audited.content.legs);
    legs.map(|leg| input.record(&leg.emission.record).map(|record| (record.source, record.data.year))).collect()
}

/// The address of an inventory.
pub fn inventory_key(input: &AuditInput, source: &Key, year: u16) -> Key {
    input.chain.derived(&[b"inventory", &source.0, &year.to_le_bytes()])
}

/// All records of a source's year.
pub fn records_of_year(input: &AuditInput, source: &Key, year: u16) -> Result<Vec<(Key, Record)>> {
    let mut records = input.chain.accounts::<Record>("source", &source.0).context("records of a source")?;
    records.retain(|(_, record)| record.data.year == year);
    Ok(records)
}

pub fn check(input: &AuditInput, report: &mut AuditReport) -> Result<()> {
    for (source, year) in emitters(input)? {
        let key = inventory_key(input, &source, year);
        let inventory: Inventory = input.chain.account(&key)?.context("an emitter's inventory is missing")?;
        let mut records = records_of_year(input, &source, year)?;
        // The notaries signed the number of records, so the node cannot hide one of a closed year.
        let number = differ("the number of records of the year", records.len(), inventory.records as usize);
        records.retain(|(_, record)| record.data.line == InventoryLine::Emitted);
        let sum: u128 = records.iter().map(|(_, record)| u128::from(record.valid_grams)).sum();
        let wrong = [
            number,
            differ("the emission of the year, in grams,", u128::from(inventory.emitted), sum),
            differ(
                "the neutralized emission of the year, in grams,",
                u128::from(inventory.neutralized),
                neutralized(input, &records),
            ),
            missing_days(input, &source, &records, year)?,
            (inventory.neutralized > inventory.emitted).then(|| "more is neutralized than was emitted".into()),
        ];
        let state = describe(&inventory);
        let right = format!("{}: {}; {state}", count(records.len(), "record"), mass(inventory.emitted));
        let check = Check::new(Step::Year, format!("year {year} of source {source}"), format!("account {key}"));
        report.add(check.unless(wrong, right));
        if inventory.closed {
            report.add(closed(input, &inventory, &check)?);
        }
        report.facts.years.push(format!("{year} of source {source}: {state}"));
    }
    Ok(())
}

/// Whether a quorum closed a year with the figures of its inventory. Emission that is recorded or corrected later reopens the year;
/// only add-backs may come after it was closed.
fn closed(input: &AuditInput, inventory: &Inventory, check: &Check) -> Result<AuditFinding> {
    let Inventory { source, year, emitted, .. } = *inventory;
    let subject = input.chain.derived(&[b"closing", &source.0, &year.to_le_bytes()]);
    let mut found = None;
    for (event, _) in input.chain.events(&subject)? {
        let Event::YearClosingProposed(proposed) = event else { continue };
        if proposed.closing != subject {
            continue;
        }
        let first = (proposed.digest, proposed.expires_at);
        for later in 0..=inventory.add_back_records.min(MAX_LATER) {
            let (add_back, records) = (proposed.add_back, inventory.records.saturating_sub(later));
            let content = YearContent { source: source.0, year, emitted, add_back, records };
            let content = content_hash::<YEAR_CONTENT_LEN>(&content);
            let about = BallotContent { subject, kind: SubjectKind::YearClosing, first, content };
            found = ballot(input, &about, None)?.or(found);
        }
    }
    Ok(match found {
        Some(count) => count.finding(check, |Quorum { approvals, notaries, names }| {
            format!("{approvals} of {notaries} notaries closed it with these figures: {names}")
        }),
        None => check.fail("it is closed, but no digest that the notaries signed is that of its figures"),
    })
}

fn describe(inventory: &Inventory) -> String {
    let Inventory { emitted, neutralized, closed, .. } = *inventory;
    match (closed, emitted > 0 && emitted == neutralized) {
        (true, true) => format!("closed, and CARBON NEUTRAL: all {} are neutralized", mass(emitted)),
        (true, false) => format!(
            "closed; {} of {} are neutralized, so the year is not carbon neutral",
            mass(neutralized),
            mass(emitted)
        ),
        (false, _) => format!("not closed; {} of {} so far are neutralized", mass(neutralized), mass(emitted)),
    }
}

/// Grams of these records that certificates neutralize, less the shortfall of each leg.
fn neutralized(input: &AuditInput, records: &[(Key, Record)]) -> u128 {
    let legs = input.all_certificates.iter().flat_map(|(_, certificate)| &certificate.legs);
    let own = legs.filter(|leg| records.iter().any(|(key, _)| *key == leg.emission.record));
    own.map(|leg| u128::from(leg.emission.grams()).saturating_sub(u128::from(leg.void.saturating_sub(leg.covered))))
        .sum()
}

/// A sentence if a declared stream that counts has no record, or two, of a day of the year.
fn missing_days(input: &AuditInput, source: &Key, records: &[(Key, Record)], year: u16) -> Result<Option<String>> {
    let inventory: Option<Inventory> = input.chain.account(&inventory_key(input, source, year))?;
    if inventory.is_none_or(|inventory| !inventory.closed) {
        return Ok(None);
    }
    let days =
        ReportingYear::named(year, input.registry.policy.year_start_month).context("a year outside the calendar")?;
    let declared: Source = input.chain.account(source)?.context("a source is missing")?;
    let scope2 = match input.registry.policy.scope2 {
        Scope2Method::Location => StreamKind::Scope2Location,
        Scope2Method::Market => StreamKind::Scope2Market,
    };
    let mut covered: BTreeMap<u8, Vec<(u32, u32)>> = BTreeMap::new();
    for (_, record) in records.iter().filter(|(_, record)| record.supplements.is_default() && !record.recalled) {
        covered.entry(record.data.stream).or_default().push((record.data.first_day, record.data.last_day));
    }
    for (index, stream) in (0u8..).zip(&declared.streams) {
        if stream.kind != StreamKind::Scope1 && stream.kind != scope2 {
            continue;
        }
        let mut periods = covered.remove(&index).unwrap_or_default();
        periods.sort_unstable();
        let mut next = days.first_day;
        for (first, last) in periods {
            if first != next {
                return Ok(Some(format!("the records of stream {index} leave out days or count some twice")));
            }
            next = last.saturating_add(1);
        }
        if next != days.last_day + 1 {
            return Ok(Some(format!("the records of stream {index} do not cover the year")));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_closed_year_with_nothing_left_is_called_carbon_neutral() {
        let blank = Inventory::read(&[&Inventory::tag()[..], &[0; 512]].concat()).unwrap();
        let neutral = |closed, emitted, neutralized| {
            describe(&Inventory { closed, emitted, neutralized, ..blank.clone() }).contains("CARBON NEUTRAL")
        };
        assert!(neutral(true, 5, 5));
        assert!(!neutral(true, 5, 4), "a part");
        assert!(!neutral(true, 0, 0), "a year of nothing");
        assert!(!neutral(false, 5, 5), "an open year");
    }
}
