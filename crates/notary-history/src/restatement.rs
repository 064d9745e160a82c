//! Restatements: the correction is possible, and its evidence supports it.
//!
//! The chain does not contain the evidence. The caller passes the grams recomputed from it; without them a person decides.

use crate::{
    ballot::VotedSubject, event_history::restatements::ObservedRestatement, log, records, report::CheckResult,
    review_input::ReviewInput, CheckedSubject, RecomputedEvidence,
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
pub(crate) fn verify(input: &ReviewInput, key: Pubkey) -> Result<CheckedSubject> {
    let restatement: Restatement = input.reader.get(&key)?;
    let record: Record = input.reader.get(&restatement.record)?;
    let source: Source = input.reader.get(&record.source)?;
    let proposal = input.history.restatements.of(&restatement.record);
    let buffer = proposal.and_then(|proposal| buffer(proposal, record.data.line));
    let voted = VotedSubject { key, kind: SubjectKind::Restatement, subject: &restatement.subject };
    let content = proposal.zip(buffer).map(|(proposal, buffer)| content(&restatement, proposal, buffer));
    let (digest, recomputed) = voted.digest(input, content);
    let findings = vec![
        address(key, &restatement, &record, &source).named("address"),
        voted.is_open(input).named("ballot"),
        voted.conflict(input, &source.conflicted(restatement.proposer), &[]).named("conflict"),
        proposed(input, &restatement, proposal).named("proposal"),
        records(input, &restatement, &record)?.named("records"),
        log::complete(input)?.named("log"),
        bounds(input, &restatement, &record, buffer)?.named("bounds"),
        provider(input, &restatement, &record)?.named("provider"),
        pool(input, &record, proposal)?.named("pool"),
        evidence(&restatement, input.request.evidence).named("evidence"),
        digest.named("digest"),
    ];
    let subject = [
        ("kind", "restatement".to_string().into()),
        ("subject", key.to_string().into()),
        ("source", record.source.to_string().into()),
        ("record", restatement.record.to_string().into()),
        ("before", restatement.old_valid_grams.into()),
        ("after", restatement.new_valid_grams.into()),
    ];
    Ok(CheckedSubject {
        subject: subject.into(),
        findings,
        digest: recomputed,
        stated: restatement.subject.ballot.digest,
    })
}

/// `address`: the accounts belong together.
fn address(key: Pubkey, restatement: &Restatement, record: &Record, source: &Source) -> CheckResult {
    let right = key == at::restatement(&restatement.record)
        && restatement.record == at::record(&record.registry, &record.data.evidence_sha256, record.data.item)
        && record.source == at::source(&source.registry, &source.owner, source.index)
        && (record.registry, source.registry) == (restatement.subject.registry, record.registry);
    if right {
        CheckResult::pass("restatement, record and source are at their derived addresses")
    } else {
        CheckResult::fail("restatement, record and source do not belong together")
    }
}

/// `proposal`: the account matches the event of the proposal, and the proposer may propose.
fn proposed(input: &ReviewInput, restatement: &Restatement, proposal: Option<&ObservedRestatement>) -> CheckResult {
    let Some(proposal) = proposal else {
        return CheckResult::missing("the event of the proposal has not been seen");
    };
    let observed = (proposal.proposer, proposal.old_valid_grams, proposal.new_valid_grams, proposal.evidence_sha256);
    let Restatement { proposer, old_valid_grams, new_valid_grams, evidence_sha256, .. } = *restatement;
    if observed != (proposer, old_valid_grams, new_valid_grams, evidence_sha256) {
        return CheckResult::fail("the restatement differs from the proposal");
    }
    if proposer != input.registry.authority && input.notaries.index_of(&proposer).is_err() {
        return CheckResult::doubt("the proposer is neither the registry's authority nor a notary now");
    }
    CheckResult::pass("the restatement is the one that the registry's authority or a notary proposed")
}

/// The record's supplements, from the events, in the order of the chain, with their accounts.
fn supplements(input: &ReviewInput, restatement: &Restatement, record: &Record) -> Result<Vec<(Pubkey, Record)>> {
    let observed = input.history.records.of((record.source, record.data.year));
    let own = observed.filter(|(_, other)| other.supplements == Some(restatement.record));
    own.map(|(key, _)| Ok((key, input.reader.get(&key)?))).collect()
}

/// `records`: the record and its supplements match their events, the record is frozen, it is no supplement, and the valid grams of
/// all of them are those from which the restatement starts.
fn records(input: &ReviewInput, restatement: &Restatement, record: &Record) -> Result<CheckResult> {
    let supplements = supplements(input, restatement, record)?;
    let supplemented: u128 = supplements.iter().map(|(_, supplement)| u128::from(supplement.valid_grams)).sum();
    let total = u128::from(record.valid_grams) + supplemented;
    let own = if !record.frozen {
        CheckResult::fail("the record is not frozen")
    } else if record.supplements != Pubkey::default() {
        CheckResult::fail("the record is a supplement: its grams belong to the record that it supplements")
    } else if record.recalled && restatement.new_valid_grams > 0 {
        CheckResult::fail("the record was recalled, and its days are free for a new claim")
    } else if total != u128::from(restatement.old_valid_grams) || supplemented != u128::from(record.supplemented_grams)
    {
        CheckResult::fail("the valid grams of record and supplements differ from those before the restatement")
            .with("total", total)
    } else {
        CheckResult::pass("the record and its supplements match their events").with("total", total)
    };
    let keys = [restatement.record].into_iter().chain(supplements.iter().map(|(key, _)| *key));
    let each = keys.map(|key| records::record(input, &key)).collect::<Result<Vec<_>>>()?;
    Ok(own.unless(each))
}

/// `bounds`: the correction is possible.
fn bounds(input: &ReviewInput, restatement: &Restatement, record: &Record, buffer: Option<u64>) -> Result<CheckResult> {
    let Restatement { old_valid_grams, new_valid_grams, buffer_grams, .. } = *restatement;
    let supplements = supplements(input, restatement, record)?;
    let supplements = supplements.iter().map(|(key, supplement)| (*key, supplement.neutralized_end));
    let mut neutralized = 0u128;
    for (key, neutralized_end) in [(restatement.record, record.neutralized_end)].into_iter().chain(supplements) {
        let certified = input.history.burns.certified().filter_map(|leg| leg.leg.emission.units);
        let ends = certified.filter(|units| units.record == key).map(|units| units.end);
        let end = ends.max().unwrap_or(0);
        if neutralized_end != end {
            return Ok(CheckResult::fail("the record's neutralized units are not those of the certificates")
                .with("record", neutralized_end)
                .with("certificates", end));
        }
        neutralized += u128::from(end);
    }
    if new_valid_grams == old_valid_grams {
        return Ok(CheckResult::fail("the restatement changes nothing"));
    }
    if u128::from(new_valid_grams) < neutralized {
        return Ok(CheckResult::fail("neutralized units would become void").with("neutralized_end", neutralized));
    }
    if new_valid_grams > old_valid_grams && new_valid_grams > input.registry.policy.terms.record_cap {
        return Ok(CheckResult::fail("the record would exceed the registry's cap"));
    }
    Ok(match buffer {
        None => CheckResult::missing("the policy at the time of the proposal is unknown"),
        Some(buffer) if buffer != buffer_grams => {
            CheckResult::fail("the buffer's grams are not those of the policy").with("buffer", buffer)
        }
        Some(buffer) => CheckResult::pass("the correction is possible").with("buffer", buffer),
    })
}

/// The buffer's share of the added grams, rounded up, by the policy at the time of the proposal.
fn buffer(proposal: &ObservedRestatement, line: InventoryLine) -> Option<u64> {
    let terms = proposal.terms?;
    let added = if line == InventoryLine::Absorbed {
        proposal.new_valid_grams.saturating_sub(proposal.old_valid_grams)
    } else {
        0
    };
    let part = (u128::from(added) * u128::from(terms.buffer_bps)).div_ceil(BPS);
    u64::try_from(part).ok()
}

/// `provider`: a named data provider is listed. Raising absorption or reduction requires a data provider.
fn provider(input: &ReviewInput, restatement: &Restatement, record: &Record) -> Result<CheckResult> {
    if restatement.provider == Pubkey::default() {
        let credited = matches!(record.data.line, InventoryLine::Absorbed | InventoryLine::Reduced);
        return Ok(if credited && restatement.new_valid_grams > restatement.old_valid_grams {
            CheckResult::fail("absorption or reduction is raised without a data provider")
        } else {
            CheckResult::not_applicable("no data provider is named")
        });
    }
    let listed = input.reader.find::<Provider>(&at::provider(&input.registry_key(), &restatement.provider))?;
    Ok(match listed {
        Some(provider) if provider.key == restatement.provider && provider.registry == input.registry_key() => {
            CheckResult::pass("the data provider is listed")
        }
        _ => CheckResult::doubt("the data provider is not listed now"),
    })
}

/// `pool`: no open or executed settlement depends on the record, and a reduction is raised only by a proposal before the
/// reporting deadline.
fn pool(input: &ReviewInput, record: &Record, proposal: Option<&ObservedRestatement>) -> Result<CheckResult> {
    let year = (record.source, record.data.year);
    let member: Option<Member> = input.reader.find(&at::member(&year.0, year.1))?;
    let raised = proposal.filter(|proposal| {
        record.data.line == InventoryLine::Reduced && proposal.new_valid_grams > proposal.old_valid_grams
    });
    if let Some(raised) = raised {
        let (Some(member), Some(proposed_at)) = (&member, raised.proposed_at) else {
            return Ok(CheckResult::missing("the membership, or the time of the proposal, is unknown"));
        };
        if member.header.deadline.has_passed(&input.registry.pause, proposed_at) {
            return Ok(CheckResult::fail("the reduction is raised after the reporting deadline"));
        }
    }
    let settled =
        member.is_some_and(|member| matches!(member.header.state, MemberState::Frozen | MemberState::Settled));
    let observed = input.history.pools.of(year).is_some_and(|(_, pool)| pool.settlement.is_some());
    Ok(if settled || observed {
        CheckResult::fail("the pool of the source and year is settled or in settlement")
    } else {
        CheckResult::pass("no settlement depends on the record")
    })
}

/// `evidence`: the evidence gives the proposed grams.
fn evidence(restatement: &Restatement, recomputed: Option<RecomputedEvidence>) -> CheckResult {
    let Some(RecomputedEvidence { sha256, item, grams }) = recomputed else {
        return CheckResult::doubt("the evidence has not been recomputed: a person must read it");
    };
    if (sha256, item) != (restatement.evidence_sha256, restatement.item) {
        return CheckResult::doubt("other evidence was recomputed");
    }
    let result = if grams == restatement.new_valid_grams {
        CheckResult::pass("the evidence gives the proposed grams")
    } else {
        CheckResult::fail("the evidence gives other grams than proposed")
    };
    result.with("recomputed", grams).with("proposed", restatement.new_valid_grams)
}

/// Content of the restatement: from the events, and from the account where no event carries a field.
fn content(restatement: &Restatement, proposal: &ObservedRestatement, buffer: u64) -> Hash {
    content_hash::<RESTATEMENT_CONTENT_LEN>(&RestatementContent {
        record: restatement.record.to_bytes(),
        proposer: proposal.proposer.to_bytes(),
        old_valid_grams: proposal.old_valid_grams,
        new_valid_grams: proposal.new_valid_grams,
        buffer,
        provider: restatement.provider.to_bytes(),
        evidence: proposal.evidence_sha256,
        item: restatement.item,
        reason: restatement.reason,
    })
}
