//! A year closing: that nothing is missing, as far as the chain can tell.
//!
//! Whether a source emits by something it never declared as a stream, or a declared stream measures all it should, no chain can
//! tell: that is what the notary's checks of each claim and, in doubt, a person are for.

use crate::{
    ballot::Vote,
    case::Case,
    past::{records::SourceYear, years::PastClosing},
    records,
    report::{CheckResult, Finding},
    Found,
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
pub(crate) fn verify(case: &Case, key: Pubkey) -> Result<Found> {
    let closing: YearClosing = case.reader.get(&key)?;
    let year = (closing.source, closing.year);
    let source: Source = case.reader.get(&closing.source)?;
    let inventory: Inventory = case.reader.get(&at::inventory(&closing.source, closing.year))?;
    let vote = Vote { key, kind: SubjectKind::YearClosing, subject: &closing.subject };
    let (digest, recomputed) = vote.digest(case, content(case, year));
    let checks = vec![
        address(key, &closing, &source, &inventory).named("address"),
        vote.is_open(case).named("ballot"),
        vote.interest(case, &source.conflicted(closing.proposer), &[]).named("interest"),
        period(case, &closing).named("period"),
        day_maps(case, &source, year)?.named("day_maps"),
        days(case, &source, year).named("days"),
        records::all(case, &source, year, &inventory)?.named("records"),
        records::totals(case, year, &inventory).named("totals"),
        closes(case, key, &closing, &inventory).named("closing"),
        waiting(case, year)?,
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
    Ok(Found { subject: subject.into(), checks, digest: recomputed, named: closing.subject.ballot.digest })
}

/// The accounts belong together.
fn address(key: Pubkey, closing: &YearClosing, source: &Source, inventory: &Inventory) -> CheckResult {
    let right = key == at::closing(&closing.source, closing.year)
        && closing.source == at::source(&source.registry, &source.owner, source.index)
        && source.registry == closing.subject.registry
        && (inventory.registry, inventory.source, inventory.year) == (source.registry, closing.source, closing.year);
    match right {
        true => CheckResult::pass("proposal, source and inventory are at their derived addresses"),
        false => CheckResult::fail("proposal, source and inventory do not belong together"),
    }
}

/// The year is over and not closed.
fn period(case: &Case, closing: &YearClosing) -> CheckResult {
    let Some(year) = ReportingYear::named(closing.year, case.registry.policy.year_start_month) else {
        return CheckResult::fail("there is no such reporting year");
    };
    if case.question.now < end_of_day(year.last_day) {
        return CheckResult::missing("the year is not over yet");
    }
    if case.past.years.is_closed((closing.source, closing.year)) {
        return CheckResult::fail("the year is closed");
    }
    CheckResult::pass("the year is over")
}

/// Declared emission streams.
fn emission_streams(source: &Source) -> impl Iterator<Item = u8> + Clone + '_ {
    // At most 16 of them.
    (0u8..).zip(&source.streams).filter(|(_, stream)| stream.kind.is_emission()).map(|(index, _)| index)
}

/// The ledger's day map of every declared emission stream is full.
fn day_maps(case: &Case, source: &Source, (key, name): SourceYear) -> Result<CheckResult> {
    let Some(year) = ReportingYear::named(name, case.registry.policy.year_start_month) else {
        return Ok(CheckResult::fail("there is no such reporting year"));
    };
    let streams = emission_streams(source).count();
    if streams == 0 {
        return Ok(CheckResult::doubt(
            "the source declares no emission stream, so nothing shows that nothing is missing",
        ));
    }
    for stream in emission_streams(source) {
        let map: Option<DayMap> = case.reader.find(&at::days(&key, ClaimKind::Emission, stream, name))?;
        let of =
            |map: &DayMap| (map.source, map.kind, map.stream, map.year) == (key, ClaimKind::Emission, stream, name);
        if !map.is_some_and(|map| of(&map) && map.is_full(year.days())) {
            return Ok(CheckResult::fail(format!("the day map of stream {stream} is not full")));
        }
    }
    Ok(CheckResult::pass("the day map of every emission stream is full").with("streams", streams))
}

/// The records themselves cover every day of every declared emission stream, each once.
fn days(case: &Case, source: &Source, (key, name): SourceYear) -> CheckResult {
    let Some(year) = ReportingYear::named(name, case.registry.policy.year_start_month) else {
        return CheckResult::fail("there is no such reporting year");
    };
    for stream in emission_streams(source) {
        let mut counts = vec![0u32; usize::from(year.days())];
        // A supplement is of days that the record it raises has covered.
        let own = case.past.records.of((key, name)).filter(|(_, record)| record.supplements.is_none());
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
            let sentence = format!("the records of stream {stream} lack {missing} days and cover {twice} twice");
            return CheckResult::fail(sentence).with("missing_days", missing).with("double_days", twice);
        }
    }
    CheckResult::pass("the records cover every day of every emission stream once").with("days", year.days())
}

/// The proposal is the one that was made, and closes the inventory as it stands.
fn closes(case: &Case, key: Pubkey, closing: &YearClosing, inventory: &Inventory) -> CheckResult {
    let Some(past) = case.past.years.proposal(&key) else {
        return CheckResult::missing("the event of the proposal has not been seen");
    };
    let told =
        PastClosing { year: (closing.source, closing.year), emitted: closing.emitted, add_back: closing.add_back };
    if *past != told {
        return CheckResult::fail("the proposal is not the one that was made");
    }
    if inventory.closed {
        return CheckResult::fail("the year is closed");
    }
    match closing.matches(inventory) {
        true => CheckResult::pass("the proposal has the inventory's totals").with("records", closing.records),
        false => CheckResult::fail("the proposal has other totals than the inventory"),
    }
}

/// `pending`: nothing of the year waits for a decision, neither a claim nor a restatement; and ledger and events agree on which
/// claims there are.
fn waiting(case: &Case, (key, name): SourceYear) -> Result<Finding> {
    let claims = case.reader.all::<Claim>(&case.registry_key())?;
    let mine: Vec<_> = claims.iter().filter(|(_, claim)| (claim.source, claim.data.year) == (key, name)).collect();
    let seen: Vec<Pubkey> = case.past.claims.open(key, name).collect();
    let differs = mine.len() != seen.len() || mine.iter().any(|(claim, _)| !seen.contains(claim));
    // One that is rejected or too late can become no record; it only waits to be cleared away.
    let alive = mine.iter().filter(|(_, claim)| {
        let phase = claim.subject.ballot.phase(&case.notaries, &case.registry.pause, case.question.now);
        matches!(phase, Phase::Voting | Phase::Approved | Phase::Stale)
    });
    let (alive, mut frozen) = (alive.count(), case.past.records.of((key, name)));
    let outcome = if differs {
        CheckResult::missing("ledger and events do not agree on which claims of the year are open")
            .with("on_ledger", mine.len())
            .with("seen", seen.len())
    } else if alive > 0 {
        CheckResult::missing("claims of the year wait for a decision").with("claims", alive)
    } else if frozen.any(|(record, _)| case.past.restatements.of(&record).is_some()) {
        CheckResult::missing("a record of the year is being restated")
    } else {
        CheckResult::pass("no claim of the year and no restatement waits for a decision")
    };
    Ok(outcome.named("pending"))
}

/// What a closing of the year now says, from the events alone.
fn content(case: &Case, year: SourceYear) -> Option<Hash> {
    let records = &case.past.records;
    let total = |ledger| u64::try_from(records.total(year, ledger)).ok();
    Some(content_hash::<YEAR_CONTENT_LEN>(&YearContent {
        source: year.0.to_bytes(),
        year: year.1,
        emitted: total(InventoryLine::Emitted)?,
        add_back: total(InventoryLine::AddBack)?,
        records: u32::try_from(records.of(year).count()).ok()?,
    }))
}
