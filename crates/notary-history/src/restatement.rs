//! A restatement: whether the correction can be made at all, and whether its evidence comes to it.
//!
//! What the evidence is worth the chain cannot tell: whoever reads it passes what it comes to, and without that a person decides.

use crate::{
    ballot::Vote, case::Case, log, past::restatements::PastRestatement, records, report::CheckResult, Found, Recomputed,
};
use anyhow::Result;
use carbon_client::{
    addresses as at,
    program::{
        pool::{Member, MemberState},
        record::{InventoryLine, Record},
        restatement::Restatement,
        source::{Provider, Source},
    },
};
use carbon_wire::{
    digest::{content_hash, RestatementContent, SubjectKind, RESTATEMENT_CONTENT_LEN},
    Hash,
};
use solana_pubkey::Pubkey;

/// Parts in the whole of a rate in basis points.
const BPS: u128 = 10_000;

/// Verifies the restatement at `key`.
pub(crate) fn verify(case: &Case, key: Pubkey) -> Result<Found> {
    let restatement: Restatement = case.reader.get(&key)?;
    let record: Record = case.reader.get(&restatement.record)?;
    let source: Source = case.reader.get(&record.source)?;
    let past = case.past.restatements.of(&restatement.record);
    let buffer = past.and_then(|past| buffer(past, record.data.line));
    let vote = Vote { key, kind: SubjectKind::Restatement, subject: &restatement.subject };
    let content = past.zip(buffer).map(|(past, buffer)| content(&restatement, past, buffer));
    let (digest, recomputed) = vote.digest(case, content);
    let checks = vec![
        address(key, &restatement, &record, &source).named("address"),
        vote.is_open(case).named("ballot"),
        vote.interest(case, &source.conflicted(restatement.proposer), &[]).named("interest"),
        proposed(case, &restatement, past).named("proposal"),
        stands(case, &restatement, &record)?.named("records"),
        log::complete(case)?.named("log"),
        bounds(case, &restatement, &record, buffer).named("bounds"),
        provider(case, &restatement, &record)?.named("provider"),
        pool(case, &record)?.named("pool"),
        evidence(&restatement, case.question.evidence).named("evidence"),
        digest.named("digest"),
    ];
    let subject = [
        ("kind", "restatement".to_string().into()),
        ("subject", key.to_string().into()),
        ("source", record.source.to_string().into()),
        ("record", restatement.record.to_string().into()),
        ("before", restatement.before.into()),
        ("after", restatement.after.into()),
    ];
    Ok(Found { subject: subject.into(), checks, digest: recomputed, named: restatement.subject.ballot.digest })
}

/// The accounts belong together.
fn address(key: Pubkey, restatement: &Restatement, record: &Record, source: &Source) -> CheckResult {
    let right = key == at::restatement(&restatement.record)
        && restatement.record == at::record(&record.registry, &record.data.evidence_sha256, record.data.item)
        && record.source == at::source(&source.registry, &source.owner, source.index)
        && (record.registry, source.registry) == (restatement.subject.registry, record.registry);
    match right {
        true => CheckResult::pass("restatement, record and source are at their derived addresses"),
        false => CheckResult::fail("restatement, record and source do not belong together"),
    }
}

/// The account says what was proposed, by somebody who may.
fn proposed(case: &Case, restatement: &Restatement, past: Option<&PastRestatement>) -> CheckResult {
    let Some(past) = past else {
        return CheckResult::missing("the event of the proposal has not been seen");
    };
    let told = (past.proposer, past.before, past.after, past.evidence_sha256);
    let Restatement { proposer, before, after, evidence_sha256, .. } = *restatement;
    if told != (proposer, before, after, evidence_sha256) {
        return CheckResult::fail("the restatement is not what was proposed");
    }
    if proposer != case.registry.authority && case.notaries.index_of(&proposer).is_err() {
        return CheckResult::doubt("the proposer is neither the registry's authority nor a notary now");
    }
    CheckResult::pass("the restatement is what the registry's authority or a notary proposed")
}

/// The record is what its events tell, is frozen, and has the valid grams that the restatement starts from.
fn stands(case: &Case, restatement: &Restatement, record: &Record) -> Result<CheckResult> {
    let own = if !record.frozen {
        CheckResult::fail("the record is not frozen")
    } else if record.valid_grams != restatement.before {
        CheckResult::fail("the record has other valid grams than the restatement starts from")
    } else {
        CheckResult::pass("the record is what its events tell, and frozen").with("valid_grams", record.valid_grams)
    };
    Ok(own.unless([records::record(case, &restatement.record)?]))
}

/// The correction is one that can be made.
fn bounds(case: &Case, restatement: &Restatement, record: &Record, buffer: Option<u64>) -> CheckResult {
    let Restatement { before, after, buffer_grams, .. } = *restatement;
    let certified = case.past.burns.certified().filter_map(|leg| leg.leg.emission.units);
    let ends = certified.filter(|units| units.record == restatement.record).map(|units| units.end);
    let neutralized = ends.max().unwrap_or(0);
    if record.neutralized_end != neutralized {
        return CheckResult::fail("the record's neutralized units are not those of the certificates")
            .with("record", record.neutralized_end)
            .with("certificates", neutralized);
    }
    if after == before {
        return CheckResult::fail("nothing is restated");
    }
    if after < neutralized {
        return CheckResult::fail("units that are neutralized already would be void")
            .with("neutralized_end", neutralized);
    }
    if after > before && after > case.registry.policy.terms.record_cap {
        return CheckResult::fail("the record would be above the registry's cap");
    }
    match buffer {
        None => CheckResult::missing("the policy that held when it was proposed is not known"),
        Some(buffer) if buffer != buffer_grams => {
            CheckResult::fail("the buffer's part is not that of the policy").with("buffer", buffer)
        }
        Some(buffer) => CheckResult::pass("the correction is one that can be made").with("buffer", buffer),
    }
}

/// The buffer's part of what is added, rounded up, by the policy that held when it was proposed.
fn buffer(past: &PastRestatement, line: InventoryLine) -> Option<u64> {
    let terms = past.terms?;
    let added = if line == InventoryLine::Absorbed { past.after.saturating_sub(past.before) } else { 0 };
    let part = (u128::from(added) * u128::from(terms.buffer_bps)).div_ceil(BPS);
    u64::try_from(part).ok()
}

/// What the evidence bears is the signature of a provider who is listed; absorption is raised by nothing else.
fn provider(case: &Case, restatement: &Restatement, record: &Record) -> Result<CheckResult> {
    if restatement.provider == Pubkey::default() {
        let raised = restatement.after > restatement.before && record.data.line == InventoryLine::Absorbed;
        return Ok(match raised {
            true => CheckResult::fail("absorption is raised without a data provider"),
            false => CheckResult::not_applicable("no data provider is named"),
        });
    }
    let listed = case.reader.find::<Provider>(&at::provider(&case.registry_key(), &restatement.provider))?;
    Ok(match listed {
        Some(provider) if provider.key == restatement.provider && provider.registry == case.registry_key() => {
            CheckResult::pass("the data provider is listed")
        }
        _ => CheckResult::doubt("the data provider is not listed now"),
    })
}

/// No verdict of a pool stands on the record, or is about to.
fn pool(case: &Case, record: &Record) -> Result<CheckResult> {
    let year = (record.source, record.data.year);
    let member: Option<Member> = case.reader.find(&at::member(&year.0, year.1))?;
    let settled =
        member.is_some_and(|member| matches!(member.header.state, MemberState::Frozen | MemberState::Settled));
    let told = case.past.pools.of(year).is_some_and(|(_, pool)| pool.begun.is_some());
    Ok(match (settled, told) {
        (false, false) => CheckResult::pass("no settlement stands on the record"),
        _ => CheckResult::fail("the pool of the source and year is being settled, or is"),
    })
}

/// The evidence comes to what is proposed.
fn evidence(restatement: &Restatement, recomputed: Option<Recomputed>) -> CheckResult {
    let Some(Recomputed { sha256, item, grams }) = recomputed else {
        return CheckResult::doubt("nobody has recomputed the evidence: a person must read it");
    };
    if (sha256, item) != (restatement.evidence_sha256, restatement.item) {
        return CheckResult::doubt("what was recomputed is other evidence");
    }
    let outcome = match grams == restatement.after {
        true => CheckResult::pass("the evidence comes to the grams that are proposed"),
        false => CheckResult::fail("the evidence comes to other grams than are proposed"),
    };
    outcome.with("recomputed", grams).with("proposed", restatement.after)
}

/// What the restatement says: figures from the events, and from the account what none tells.
fn content(restatement: &Restatement, past: &PastRestatement, buffer: u64) -> Hash {
    content_hash::<RESTATEMENT_CONTENT_LEN>(&RestatementContent {
        record: restatement.record.to_bytes(),
        proposer: past.proposer.to_bytes(),
        before: past.before,
        after: past.after,
        buffer,
        provider: restatement.provider.to_bytes(),
        evidence: past.evidence_sha256,
        item: restatement.item,
        reason: restatement.reason,
    })
}
