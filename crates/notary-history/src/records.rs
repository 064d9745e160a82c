//! Records: whether the ledger holds what the events tell, whether a quorum approved it, and what it adds up to.

use crate::{
    case::Case,
    past::{
        ballots::Backing,
        records::{PastRecord, SourceYear},
    },
    report::CheckResult,
};
use anyhow::Result;
use carbon_client::program::{
    record::{ClaimKind, Inventory, InventoryLine, Record},
    source::Source,
};
use carbon_wire::calendar::ReportingYear;
use solana_pubkey::Pubkey;

/// One record: the account is what its event tells, and what a quorum approved.
pub(crate) fn record(case: &Case, key: &Pubkey) -> Result<CheckResult> {
    let Some(past) = case.past.records.get(key) else {
        return Ok(CheckResult::missing("the event of the record has not been seen"));
    };
    let Some(record) = case.reader.find::<Record>(key)? else {
        return Ok(CheckResult::fail("there is no record"));
    };
    let supplements = (record.supplements != Pubkey::default()).then_some(record.supplements);
    let same = record.registry == case.registry_key()
        && (record.source, record.owner, record.data) == (past.source, past.owner, past.data)
        && (record.digest, supplements) == (past.digest, past.supplements);
    if !same {
        return Ok(CheckResult::fail("the account is not what the events tell"));
    }
    if record.valid_grams != past.valid {
        // A correction that one of them has not seen yet.
        return Ok(CheckResult::missing("ledger and events do not agree on its valid grams")
            .with("valid", record.valid_grams)
            .with("valid_seen", past.valid));
    }
    Ok(match past.backing {
        Backing::Approved => CheckResult::pass("a quorum approved it, and every correction of it"),
        Backing::Differs => CheckResult::fail("it, or a correction of it, is not what was submitted and voted on"),
        Backing::Unseen => {
            CheckResult::missing("what was submitted, or the votes that approved it, have not been seen")
        }
    })
}

/// `records`: as many as the inventory counts, each as its events tell, approved, of the year and on the right ledger.
pub(crate) fn all(case: &Case, source: &Source, year: SourceYear, inventory: &Inventory) -> Result<CheckResult> {
    let known: Vec<_> = case.past.records.of(year).collect();
    let (seen, counted) = (known.len(), inventory.records as usize);
    if seen != counted {
        let sentence = format!("the inventory counts {counted} records, the events tell of {seen}");
        return Ok(CheckResult::missing(sentence).with("seen", seen).with("counted", counted));
    }
    let mut outcomes = vec![];
    for (key, past) in &known {
        let outcome = record(case, key)?.unless([placed(case, source, past, year.1)]);
        outcomes.push(outcome.about(format_args!("record {key}")));
    }
    let pass =
        CheckResult::pass("every record is what its events tell, and a quorum approved it").with("records", seen);
    Ok(pass.unless(outcomes))
}

/// Whether a record's days lie in its year and its ledger is that of its stream.
fn placed(case: &Case, source: &Source, past: &PastRecord, year: u16) -> CheckResult {
    let (data, policy) = (&past.data, &case.registry.policy);
    let within = ReportingYear::named(year, policy.year_start_month)
        .is_some_and(|year| year.contains(data.first_day, data.last_day));
    if !within {
        return CheckResult::fail("its days are not of the year");
    }
    let ledger = match data.kind {
        ClaimKind::Baseline => Some(InventoryLine::Baseline),
        ClaimKind::AddBack => Some(InventoryLine::AddBack),
        ClaimKind::Emission | ClaimKind::Reduction | ClaimKind::Absorption => source
            .streams
            .get(usize::from(data.stream))
            .map(|stream| InventoryLine::of_stream(stream.kind, policy.scope2)),
    };
    if ledger != Some(data.line) {
        return CheckResult::fail("its grams count where those of its stream do not");
    }
    CheckResult::pass("it is of the year and its stream")
}

/// `totals`: the inventory is what the records come to, and their trails lead to its heads.
pub(crate) fn totals(case: &Case, year: SourceYear, inventory: &Inventory) -> CheckResult {
    let (records, of) = (&case.past.records, |ledger| case.past.records.total(year, ledger));
    let rows = [
        ("emitted", inventory.emitted, of(InventoryLine::Emitted)),
        ("add-back", inventory.add_back, of(InventoryLine::AddBack)),
        ("absorbed", inventory.absorbed, of(InventoryLine::Absorbed)),
        ("reduced", inventory.reduced, of(InventoryLine::Reduced)),
        ("baseline", inventory.baseline, of(InventoryLine::Baseline)),
        ("other scope 2", inventory.other_scope2, of(InventoryLine::OtherScope2)),
        ("scope 3", inventory.scope3, of(InventoryLine::Scope3)),
    ];
    if let Some((name, on_ledger, sum)) = rows.into_iter().find(|(_, on_ledger, sum)| u128::from(*on_ledger) != *sum) {
        let sentence = format!("{name} of the inventory is {on_ledger} g, the records come to {sum} g");
        return CheckResult::fail(sentence).with("inventory", on_ledger).with("records", sum);
    }
    let trails = (records.trail(year, InventoryLine::Emitted), records.trail(year, InventoryLine::Reduced));
    if trails != (inventory.emissions, inventory.reductions) {
        return CheckResult::fail("the records do not lead to the heads of the inventory's trails");
    }
    CheckResult::pass("the inventory is what the records come to, each ledger to the gram")
        .with("emitted", inventory.emitted)
        .with("add_back", inventory.add_back)
}
