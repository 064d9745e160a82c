//! Year closings: the records of the year are complete, as far as the chain shows.
//!
//! The chain does not show emissions outside the declared streams, or whether a stream measures everything that it should. Those
//! are left to the notary's checks of each claim and, in doubt, to a person.

use crate::{
    ballot::VotedSubject,
    event_history::{records::SourceYear, years::ObservedClosing},
    records,
    report::{CheckResult, Finding},
    review_input::ReviewInput,
    CheckedSubject,
};
use anyhow::Result;
use carbon_client::{
    addresses as at,
    program::{
        claim::Claim,
        notary::Phase,
        record::{ClaimKind, DayMap, Inventory, InventoryLine},
        source::Source,
        year::YearClosing,
    },
};
use carbon_wire::{
    calendar::{end_of_day, ReportingYear},
    digest::{content_hash, SubjectKind, YearContent, YEAR_CONTENT_LEN},
    Hash,
};
use solana_pubkey::Pubkey;

/// Verifies the proposal at `key`.
pub(crate) fn verify(input: &ReviewInput, key: Pubkey) -> Result<CheckedSubject> {
    let closing: YearClosing = input.reader.get(&key)?;
    let year = (closing.source, closing.year);
    let source: Source = input.reader.get(&closing.source)?;
    let inventory: Inventory = input.reader.get(&at::inventory(&closing.source, closing.year))?;
    let voted = VotedSubject { key, kind: SubjectKind::YearClosing, subject: &closing.subject };
    let (digest, recomputed) = voted.digest(input, content(input, &closing));
    let findings = vec![
        address(key, &closing, &source, &inventory).named("address"),
        voted.is_open(input).named("ballot"),
        voted.conflict(input, &source.conflicted(closing.proposer), &[]).named("conflict"),
        period(input, &closing).named("period"),
        day_maps(input, &source, year)?.named("day_maps"),
        days(input, &source, year).named("days"),
        records::all(input, &source, year, &inventory)?.named("records"),
        records::totals(input, year, &inventory).named("totals"),
        proposal(input, key, &closing, &inventory).named("closing"),
        pending(input, &source, year)?,
        digest.named("digest"),
    ];
    let subject = [
        ("kind", "year_closing".to_string().into()),
        ("subject", key.to_string().into()),
        ("source", closing.source.to_string().into()),
        ("year", closing.year.into()),
        ("emitted", closing.emitted.into()),
        ("add_back", closing.add_back.into()),
    ];
    Ok(CheckedSubject { subject: subject.into(), findings, digest: recomputed, stated: closing.subject.ballot.digest })
}

/// `address`: the accounts belong together.
fn address(key: Pubkey, closing: &YearClosing, source: &Source, inventory: &Inventory) -> CheckResult {
    let right = key == at::closing(&closing.source, closing.year)
        && closing.source == at::source(&source.registry, &source.owner, source.index)
        && source.registry == closing.subject.registry
        && (inventory.registry, inventory.source, inventory.year) == (source.registry, closing.source, closing.year);
    if right {
        CheckResult::pass("proposal, source and inventory are at their derived addresses")
    } else {
        CheckResult::fail("proposal, source and inventory do not belong together")
    }
}

/// `period`: the year is over and not closed.
fn period(input: &ReviewInput, closing: &YearClosing) -> CheckResult {
    let Some(year) = ReportingYear::named(closing.year, input.registry.policy.year_start_month) else {
        return CheckResult::fail("there is no such reporting year");
    };
    if input.request.now < end_of_day(year.last_day) {
        return CheckResult::missing("the year is not over yet");
    }
    if input.history.years.is_closed((closing.source, closing.year)) {
        return CheckResult::fail("the year is closed");
    }
    CheckResult::pass("the year is over")
}

/// Indices of the declared emission streams.
fn emission_streams(source: &Source) -> impl Iterator<Item = u8> + Clone + '_ {
    // A source has at most 16 streams.
    (0u8..).zip(&source.streams).filter(|(_, stream)| stream.kind.is_emission()).map(|(index, _)| index)
}

/// `day_maps`: a declared stream counts as emitted, and the account of every declared emission stream's day map is full.
fn day_maps(input: &ReviewInput, source: &Source, (key, name): SourceYear) -> Result<CheckResult> {
    let Some(year) = ReportingYear::named(name, input.registry.policy.year_start_month) else {
        return Ok(CheckResult::fail("there is no such reporting year"));
    };
    if InventoryLine::require_emitted_stream(&source.streams, input.registry.policy.scope2).is_err() {
        return Ok(CheckResult::fail("the source declares no stream that counts as emitted"));
    }
    let streams = emission_streams(source).count();
    for stream in emission_streams(source) {
        let map: Option<DayMap> = input.reader.find(&at::days(&key, ClaimKind::Emission, stream, name))?;
        let matches =
            |map: &DayMap| (map.source, map.kind, map.stream, map.year) == (key, ClaimKind::Emission, stream, name);
        if !map.is_some_and(|map| matches(&map) && map.is_full(year.days())) {
            return Ok(CheckResult::fail(format!("the day map of stream {stream} is not full")));
        }
    }
    Ok(CheckResult::pass("the day map of every emission stream is full").with("streams", streams))
}

/// `days`: the records cover every day of every declared emission stream exactly once.
fn days(input: &ReviewInput, source: &Source, (key, name): SourceYear) -> CheckResult {
    let Some(year) = ReportingYear::named(name, input.registry.policy.year_start_month) else {
        return CheckResult::fail("there is no such reporting year");
    };
    for stream in emission_streams(source) {
        let mut counts = vec![0u32; usize::from(year.days())];
        // The record that a supplement raises covers the days already, and a recalled record covers none.
        let own = input.history.records.of((key, name));
        let own = own.filter(|(_, record)| record.supplements.is_none() && !record.recalled);
        for (_, record) in own.filter(|(_, record)| record.data.kind == ClaimKind::Emission) {
            let data = &record.data;
            if data.stream == stream && year.contains(data.first_day, data.last_day) {
                let range = (data.first_day - year.first_day) as usize..=(data.last_day - year.first_day) as usize;
                counts[range].iter_mut().for_each(|count| *count += 1);
            }
        }
        let missing = counts.iter().filter(|count| **count == 0).count();
        let twice = counts.iter().filter(|count| **count > 1).count();
        if missing + twice > 0 {
            let sentence = format!("the records of stream {stream} lack {missing} days and cover {twice} days twice");
            return CheckResult::fail(sentence).with("missing_days", missing).with("double_days", twice);
        }
    }
    CheckResult::pass("the records cover every day of every emission stream once").with("days", year.days())
}

/// `closing`: the account matches the event of the proposal and the inventory's current totals.
fn proposal(input: &ReviewInput, key: Pubkey, closing: &YearClosing, inventory: &Inventory) -> CheckResult {
    let Some(proposed) = input.history.years.proposal(&key) else {
        return CheckResult::missing("the event of the proposal has not been seen");
    };
    let stated =
        ObservedClosing { year: (closing.source, closing.year), emitted: closing.emitted, add_back: closing.add_back };
    if *proposed != stated {
        return CheckResult::fail("the account differs from the proposal's event");
    }
    if inventory.closed {
        return CheckResult::fail("the year is closed");
    }
    if closing.matches(inventory) {
        CheckResult::pass("the proposal has the inventory's totals").with("records", closing.records)
    } else {
        CheckResult::fail("the proposal has other totals than the inventory")
    }
}

/// `pending`: no claim of the source's side and no restatement of the year waits for a decision, and accounts and events agree on the open claims.
fn pending(input: &ReviewInput, source: &Source, (key, name): SourceYear) -> Result<Finding> {
    let claims = input.reader.all::<Claim>(&input.registry_key())?;
    let mine: Vec<_> = claims.iter().filter(|(_, claim)| (claim.source, claim.data.year) == (key, name)).collect();
    let seen: Vec<Pubkey> = input.history.claims.open(key, name).collect();
    let differs = mine.len() != seen.len() || mine.iter().any(|(claim, _)| !seen.contains(claim));
    // A rejected or expired claim cannot become a record; it only waits to be closed.
    let undecided = mine.iter().filter(|(_, claim)| {
        // A stranger's add-back changes no emission, and the year is closed with or without it.
        if claim.data.kind == ClaimKind::AddBack && source.require_submitter(&claim.submitter).is_err() {
            return false;
        }
        let phase = claim.subject.ballot.phase(&input.notaries, &input.registry.pause, input.request.now);
        matches!(phase, Phase::Voting | Phase::Approved | Phase::Stale)
    });
    let undecided = undecided.count();
    let mut records = input.history.records.of((key, name));
    let result = if differs {
        CheckResult::missing("accounts and events disagree on the open claims of the year")
            .with("accounts", mine.len())
            .with("seen", seen.len())
    } else if undecided > 0 {
        CheckResult::missing("claims of the year wait for a decision").with("claims", undecided)
    } else if records.any(|(record, _)| input.history.restatements.of(&record).is_some()) {
        CheckResult::missing("a record of the year is being restated")
    } else {
        CheckResult::pass("no claim of the year and no restatement waits for a decision")
    };
    Ok(result.named("pending"))
}

/// Content of a closing of the year: emissions and records from the events alone, the add-backs as the proposal states them,
/// because later ones change nothing that is closed.
fn content(input: &ReviewInput, closing: &YearClosing) -> Option<Hash> {
    let (records, year) = (&input.history.records, (closing.source, closing.year));
    let total = |line| u64::try_from(records.total(year, line)).ok();
    let own = records.of(year).filter(|(_, record)| record.data.line != InventoryLine::AddBack);
    let count = u32::try_from(own.count()).ok()?.checked_add(closing.add_back_records)?;
    Some(content_hash::<YEAR_CONTENT_LEN>(&YearContent {
        source: year.0.to_bytes(),
        year: year.1,
        emitted: total(InventoryLine::Emitted)?,
        add_back: closing.add_back,
        records: count,
    }))
}
