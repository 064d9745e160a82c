//! The inventory of each emitter's year: it adds up, it is closed, and how much of it is neutralized.

use super::{burn::emitted_records, Case};
use crate::{
    key::Key,
    layout::*,
    report::{
        differ,
        words::{count, mass},
        Report, Step,
    },
};
use anyhow::{Context, Result};
use carbon_wire::calendar::ReportingYear;
use std::collections::{BTreeMap, BTreeSet};

/// Sources and years whose emissions the certificates neutralize.
pub fn emitters(case: &Case) -> Result<BTreeSet<(Key, u16)>> {
    let legs = case.certificates.iter().flat_map(|certified| &certified.content.legs);
    legs.map(|leg| case.record(&leg.emission.record).map(|record| (record.source, record.data.year))).collect()
}

/// Address of an inventory.
pub fn inventory_key(case: &Case, source: &Key, year: u16) -> Key {
    case.chain.derived(&[b"inventory", &source.0, &year.to_le_bytes()])
}

pub fn check(case: &Case, report: &mut Report) -> Result<()> {
    for (source, year) in emitters(case)? {
        let key = inventory_key(case, &source, year);
        let inventory: Inventory = case.chain.account(&key)?.context("an emitter's inventory is missing")?;
        let records = emitted_records(case, &source, year)?;
        let sum: u128 = records.iter().map(|(_, record)| u128::from(record.valid_grams)).sum();
        let wrong = [
            differ("the emission of the year, in grams,", u128::from(inventory.emitted), sum),
            differ(
                "what is neutralized of the year, in grams,",
                u128::from(inventory.neutralized),
                neutralized(case, &records),
            ),
            missing_days(case, &source, &records, year)?,
            (inventory.neutralized > inventory.emitted).then(|| "more is neutralized than was emitted".into()),
        ];
        let state = standing(&inventory);
        let right = format!("{}: {}; {state}", count(records.len(), "record"), mass(inventory.emitted));
        report.require(
            (Step::Year, &format!("year {year} of source {source}")),
            wrong,
            right,
            format!("account {key}"),
        );
        report.facts.years.push(format!("{year} of source {source}: {state}"));
    }
    Ok(())
}

fn standing(inventory: &Inventory) -> String {
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

/// Grams of these records that certificates neutralized, less what each of their legs is short of.
fn neutralized(case: &Case, records: &[(Key, Record)]) -> u128 {
    let legs = case.all.iter().flat_map(|(_, certificate)| &certificate.legs);
    let mine = legs.filter(|leg| records.iter().any(|(key, _)| *key == leg.emission.record));
    mine.map(|leg| u128::from(leg.emission.grams()).saturating_sub(u128::from(leg.void.saturating_sub(leg.covered))))
        .sum()
}

/// A day of the year that a declared stream which counts has no record of, or two.
fn missing_days(case: &Case, source: &Key, records: &[(Key, Record)], year: u16) -> Result<Option<String>> {
    let inventory: Option<Inventory> = case.chain.account(&inventory_key(case, source, year))?;
    if inventory.is_none_or(|inventory| !inventory.closed) {
        return Ok(None);
    }
    let days = ReportingYear::named(year, case.registry.policy.year_start_month).context("a year of the calendar")?;
    let declared: Source = case.chain.account(source)?.context("a source is missing")?;
    let scope2 = match case.registry.policy.scope2 {
        Scope2Method::Location => StreamKind::Scope2Location,
        Scope2Method::Market => StreamKind::Scope2Market,
    };
    let mut covered: BTreeMap<u8, Vec<(u32, u32)>> = BTreeMap::new();
    for (_, record) in records.iter().filter(|(_, record)| record.supplements.is_default()) {
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
                return Ok(Some(format!("the records of stream {index} leave days out or count some twice")));
            }
            next = last + 1;
        }
        if next != days.last_day + 1 {
            return Ok(Some(format!("the records of stream {index} do not cover the year")));
        }
    }
    Ok(None)
}
