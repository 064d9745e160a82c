//! The grams of a record that are still valid, from the corrections that notaries approved.

use super::{
    author::calls_of,
    record_name,
    votes::{ballot, BallotContent, Count, Quorum},
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
use anyhow::Result;
use carbon_wire::digest::{content_hash, RestatementContent, SubjectKind, RESTATEMENT_CONTENT_LEN};

/// A lowering of a record, from an event.
struct Lowering {
    /// The record that was restated.
    restated: Key,
    /// Valid grams of the record before and after.
    old: u64,
    new: u64,
    digest: [u8; 32],
}

pub fn check(input: &AuditInput, report: &mut AuditReport) -> Result<()> {
    for (key, record) in &input.records {
        let lowerings = lowerings(input, key)?;
        let check = Check::new(Step::Notaries, record_name(key), format!("account {key} and its restatements"));
        report.add(check.unless(contradictions(record, &lowerings), right(record, &lowerings)));
        for lowering in &lowerings {
            report.add(approved(input, lowering, &check)?);
        }
    }
    Ok(())
}

fn right(record: &Record, lowerings: &[Lowering]) -> String {
    format!("{} valid after {}", mass(record.valid_grams), count(lowerings.len(), "lowering"))
}

fn contradictions(record: &Record, lowerings: &[Lowering]) -> Vec<Option<String>> {
    let mut valid = record.data.grams;
    let mut wrong = vec![];
    for lowering in lowerings {
        wrong.push(differ("the mass before a lowering, in grams,", lowering.old, valid));
        valid = lowering.new;
    }
    wrong.push(differ("the valid mass of the record, in grams,", record.valid_grams, valid));
    wrong.push((record.recalled && valid > 0).then(|| "it is recalled, but no restatement took all of it".into()));
    wrong
}

/// The lowerings of a record, oldest first.
fn lowerings(input: &AuditInput, key: &Key) -> Result<Vec<Lowering>> {
    let events = input.chain.events(key)?.into_iter().filter_map(|(event, _)| match event {
        Event::RecordLowered(event) if event.record == *key => Some(Lowering {
            restated: *key,
            old: event.old_valid_grams,
            new: event.new_valid_grams,
            digest: event.digest,
        }),
        Event::SupplementLowered(event) if event.supplement == *key => Some(Lowering {
            restated: event.record,
            old: event.old_valid_grams,
            new: event.new_valid_grams,
            digest: event.digest,
        }),
        _ => None,
    });
    Ok(events.collect())
}

/// A restatement that was executed.
pub struct Restatement<'a> {
    /// The record that it restated.
    pub restated: &'a Key,
    /// Its digest when it was executed.
    pub digest: [u8; 32],
    /// Grams of it that went to the buffer.
    pub buffer: u64,
    /// Keys of which one signed its evidence; the default key for nobody's.
    pub providers: &'a [Key],
}

/// What a restatement proposed, and the votes on it.
pub struct VotedRestatement {
    /// Its event.
    pub proposed: RestatementProposed,
    /// Item of its evidence.
    pub item: u32,
    /// The votes.
    pub count: Count,
}

/// The proposal of a restatement whose content has its digest; `None` if there is none.
pub fn voted(input: &AuditInput, restatement: &Restatement) -> Result<Option<VotedRestatement>> {
    let Restatement { restated, digest, buffer, providers } = *restatement;
    let subject = input.chain.derived(&[b"restatement", &restated.0]);
    let calls = calls_of::<ProposeRestatementArgs>(input.chain, ("record", restated), "proposer")?;
    for (event, _) in input.chain.events(&subject)? {
        let Event::RestatementProposed(proposed) = event else { continue };
        if proposed.restatement != subject {
            continue;
        }
        let same = |arguments: &ProposeRestatementArgs| {
            arguments.valid_grams == proposed.new_valid_grams && arguments.evidence_sha256 == proposed.evidence_sha256
        };
        for call in calls.iter().filter(|call| call.author == proposed.proposer && same(&call.arguments)) {
            for provider in providers {
                let content = content_hash::<RESTATEMENT_CONTENT_LEN>(&RestatementContent {
                    record: restated.0,
                    proposer: call.author.0,
                    old_valid_grams: proposed.old_valid_grams,
                    new_valid_grams: proposed.new_valid_grams,
                    buffer,
                    provider: provider.0,
                    evidence: proposed.evidence_sha256,
                    item: call.arguments.item,
                    reason: padded(&call.arguments.reason),
                });
                let first = (proposed.digest, proposed.expires_at);
                let content = BallotContent { subject, kind: SubjectKind::Restatement, first, content };
                if let Some(count) = ballot(input, &content, Some(digest))? {
                    return Ok(Some(VotedRestatement { proposed, item: call.arguments.item, count }));
                }
            }
        }
    }
    Ok(None)
}

/// Whether a quorum approved a lowering.
fn approved(input: &AuditInput, lowering: &Lowering, check: &Check) -> Result<AuditFinding> {
    let (providers, Lowering { restated, digest, .. }) = (providers(input), lowering);
    let restatement = Restatement { restated, digest: *digest, buffer: 0, providers: &providers };
    Ok(match voted(input, &restatement)? {
        Some(VotedRestatement { proposed, count, .. }) => {
            count.finding(check, |Quorum { approvals, notaries, names }| {
                let grams = mass(proposed.new_valid_grams);
                format!("{approvals} of {notaries} notaries lowered it to {grams}: {names}")
            })
        }
        None => check.fail("it was lowered, but the digest that the notaries signed is not that of a lowering of it"),
    })
}

/// Keys that may have signed the evidence of a restatement: nobody's, or a data provider's of a record.
fn providers(input: &AuditInput) -> Vec<Key> {
    let mut providers: Vec<Key> = input.records.values().map(|record| record.data.provider).collect();
    providers.push(Key::default());
    providers.sort();
    providers.dedup();
    providers
}

/// A text, padded with zeros.
fn padded(text: &str) -> [u8; 64] {
    let mut field = [0; 64];
    let length = text.len().min(64);
    field[..length].copy_from_slice(&text.as_bytes()[..length]);
    field
}
