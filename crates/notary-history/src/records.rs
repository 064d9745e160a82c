//! Records: the accounts match the events, a quorum approved them, and their totals are right.

use crate::{
    event_history::{
        ballots::Backing,
        records::{ObservedRecord, SourceYear},
    },
    report::CheckResult,
    review_input::ReviewInput,
};
use anyhow::Result;
use carbon_client::program::{
    record::{ClaimKind, Inventory, InventoryLine, Record},
    source::Source,
};
use carbon_wire::calendar::ReportingYear;
use solana_pubkey::Pubkey;

/// One record: the account matches its events, and a quorum approved it.
pub(crate) fn record(input: &ReviewInput, key: &Pubkey) -> Result<CheckResult> {
    let Some(seen) = input.history.records.get(key) else {
        return Ok(CheckResult::missing("the event of the record has not been seen"));
    };
    let Some(record) = input.reader.find::<Record>(key)? else {
        return Ok(CheckResult::fail("the record does not exist"));
    };
    let supplements = (record.supplements != Pubkey::default()).then_some(record.supplements);
    let same = record.registry == input.registry_key()
        && (record.source, record.owner, record.data) == (seen.source, seen.owner, seen.data)
        && (record.digest, supplements, record.recalled) == (seen.digest, seen.supplements, seen.recalled);
    if !same {
        return Ok(CheckResult::fail("the account differs from its events"));
    }
    if record.valid_grams != seen.valid {
        // One of the two lacks a correction.
        return Ok(CheckResult::missing("account and events disagree on its valid grams")
            .with("valid", record.valid_grams)
            .with("valid_seen", seen.valid));
    }
    Ok(match seen.backing {
        Backing::Approved => CheckResult::pass("a quorum approved it and every correction of it"),
        Backing::Differs => CheckResult::fail("it or a correction of it differs from what was submitted and voted on"),
        Backing::Unseen => CheckResult::missing("its submission or the votes for it have not been seen"),
    })
}

/// `records`: there are as many as the inventory counts, and each matches its events, is approved, lies in the year, and is on the
/// right inventory line.
pub(crate) fn all(
    input: &ReviewInput,
    source: &Source,
    year: SourceYear,
    inventory: &Inventory,
) -> Result<CheckResult> {
    let known: Vec<_> = input.history.records.of(year).collect();
    let (seen, counted) = (known.len(), inventory.records as usize);
    if seen != counted {
        let sentence = format!("the inventory counts {counted} records, the events {seen}");
        return Ok(CheckResult::missing(sentence).with("seen", seen).with("counted", counted));
    }
    let mut outcomes = vec![];
    for (key, observed) in &known {
        let outcome = record(input, key)?.unless([placed(input, source, observed, year.1)]);
        outcomes.push(outcome.about(format_args!("record {key}")));
    }
    let pass = CheckResult::pass("every record matches its events, and a quorum approved it").with("records", seen);
    Ok(pass.unless(outcomes))
}

/// Whether a record's days lie in its year and its inventory line is that of its stream.
fn placed(input: &ReviewInput, source: &Source, record: &ObservedRecord, year: u16) -> CheckResult {
    let (data, policy) = (&record.data, &input.registry.policy);
    let within = ReportingYear::named(year, policy.year_start_month)
        .is_some_and(|year| year.contains(data.first_day, data.last_day));
    if !within {
        return CheckResult::fail("its days are outside the year");
    }
    let line = match data.kind {
        ClaimKind::Baseline => Some(InventoryLine::Baseline),
        ClaimKind::AddBack => Some(InventoryLine::AddBack),
        ClaimKind::Emission | ClaimKind::Reduction | ClaimKind::Absorption => source
            .streams
            .get(usize::from(data.stream))
            .map(|stream| InventoryLine::of_stream(stream.kind, policy.scope2)),
    };
    if line != Some(data.line) {
        return CheckResult::fail("it is on another inventory line than its stream");
    }
    CheckResult::pass("its days are in the year, and its inventory line is that of its stream")
}

/// `totals`: the inventory's totals are the sums of the records, and the trails of the records lead to its heads.
pub(crate) fn totals(input: &ReviewInput, year: SourceYear, inventory: &Inventory) -> CheckResult {
    let (records, of) = (&input.history.records, |line| input.history.records.total(year, line));
    let rows = [
        ("emitted", inventory.emitted, of(InventoryLine::Emitted)),
        ("add-back", inventory.add_back, of(InventoryLine::AddBack)),
        ("absorbed", inventory.absorbed, of(InventoryLine::Absorbed)),
        ("reduced", inventory.reduced, of(InventoryLine::Reduced)),
        ("baseline", inventory.baseline, of(InventoryLine::Baseline)),
        ("other scope 2", inventory.other_scope2, of(InventoryLine::OtherScope2)),
        ("scope 3", inventory.scope3, of(InventoryLine::Scope3)),
    ];
    if let Some((name, stated, sum)) = rows.into_iter().find(|(_, stated, sum)| u128::from(*stated) != *sum) {
        let sentence = format!("{name} of the inventory is {stated} g, the sum of the records {sum} g");
        return CheckResult::fail(sentence).with("inventory", stated).with("records", sum);
    }
    let trails = (records.trail(year, InventoryLine::Emitted), records.trail(year, InventoryLine::Reduced));
    if trails != (inventory.emissions, inventory.reductions) {
        return CheckResult::fail("the records do not lead to the heads of the inventory's trails");
    }
    CheckResult::pass("the inventory's totals are the sums of the records, to the gram")
        .with("emitted", inventory.emitted)
        .with("add_back", inventory.add_back)
}
