//! A quorum of notaries signed each record: its digest is recomputed from its content, and their votes are counted.

use super::{
    corrections::{voted, Restatement, VotedRestatement},
    record_name,
    votes::{EpochSet, Quorum},
    AuditInput,
};
use crate::{
    key::Key,
    layout::*,
    report::{differ, AuditFinding, AuditReport, Check, Step},
};
use anyhow::{Context, Result};
use carbon_wire::{
    calendar::ReportingYear,
    digest::{content_hash, BallotDigest, ClaimContent, SubjectKind, CLAIM_CONTENT_LEN},
};

/// A round of a ballot: its number, and the Unix time at which it expires.
pub type Round = (u8, i64);

pub fn check(input: &AuditInput, report: &mut AuditReport) -> Result<()> {
    for (key, record) in &input.records {
        let check = Check::new(Step::Notaries, record_name(key), format!("account {key}"));
        report.add(check_record(input, key, record, &check)?);
    }
    Ok(())
}

fn check_record(input: &AuditInput, key: &Key, record: &Record, check: &Check) -> Result<AuditFinding> {
    let expected = input.chain.derived(&[
        b"record",
        &input.registry_key.0,
        &record.data.evidence_sha256,
        &record.data.item.to_le_bytes(),
    ]);
    if expected != *key {
        return Ok(check.fail("its address does not follow from its evidence and item"));
    }
    if let Some(wrong) = wrong_place(input, record)? {
        return Ok(check.fail(wrong));
    }
    let subject =
        if record.supplements.is_default() { claimed(input, key, record)? } else { restated(input, key, record)? };
    let subject = match subject {
        Ok(subject) => subject,
        Err(wrong) => return Ok(check.fail(wrong)),
    };
    let set = EpochSet::of(input, record.epoch)?;
    let count = set.count(input, &subject, record.digest, record.approvals)?;
    Ok(count.finding(check, |Quorum { approvals, notaries, names }| {
        let digest = hex::encode(record.digest);
        format!("{approvals} of {notaries} notaries signed digest {digest}, which is that of its content: {names}")
    }))
}

/// A sentence if a record's owner, year or class, over which there is no digest, does not follow from its source, days and stream.
fn wrong_place(input: &AuditInput, record: &Record) -> Result<Option<String>> {
    let source: Source = input.chain.account(&record.source)?.context("the source of a record is missing")?;
    let (data, policy) = (&record.data, &input.registry.policy);
    let year = ReportingYear::containing(data.first_day, policy.year_start_month).map(|year| year.year);
    let line = match (data.kind, source.streams.get(usize::from(data.stream)).map(|stream| stream.kind)) {
        (ClaimKind::Baseline, _) => Some(InventoryLine::Baseline),
        (ClaimKind::AddBack, _) => Some(InventoryLine::AddBack),
        (ClaimKind::Absorption, Some(StreamKind::Absorption)) => Some(InventoryLine::Absorbed),
        (ClaimKind::Reduction, Some(StreamKind::Reduction)) => Some(InventoryLine::Reduced),
        (ClaimKind::Emission, Some(StreamKind::Scope1)) => Some(InventoryLine::Emitted),
        (ClaimKind::Emission, Some(StreamKind::Scope2Location)) => Some(match policy.scope2 {
            Scope2Method::Location => InventoryLine::Emitted,
            Scope2Method::Market => InventoryLine::OtherScope2,
        }),
        (ClaimKind::Emission, Some(StreamKind::Scope2Market)) => Some(match policy.scope2 {
            Scope2Method::Location => InventoryLine::OtherScope2,
            Scope2Method::Market => InventoryLine::Emitted,
        }),
        (ClaimKind::Emission, Some(StreamKind::Scope3 { .. })) => Some(InventoryLine::Scope3),
        _ => None,
    };
    let wrong = [
        differ("the owner of the record", record.owner, source.owner),
        (year != Some(data.year)).then(|| "its year is not that of its days".into()),
        (line != Some(data.line)).then(|| "its class is not that of its kind and stream".into()),
    ];
    Ok(wrong.into_iter().flatten().next())
}

/// The claim that became a record, if the claim's digest is over the record's content.
fn claimed(input: &AuditInput, key: &Key, record: &Record) -> Result<Result<Key, String>> {
    let made = input.chain.events(key)?.into_iter().find_map(|(event, _)| match event {
        Event::RecordNotarized(event) if event.record == *key => Some(event),
        _ => None,
    });
    let Some(made) = made else { return Ok(Err("no transaction made it".into())) };
    let same = (made.registry, made.source, made.owner, made.data, made.digest)
        == (record.registry, record.source, record.owner, record.data, record.digest);
    if !same {
        return Ok(Err("the account differs from the transaction that made it".into()));
    }
    let claim = made.claim;
    let submitted = input.chain.events(&claim)?.into_iter().find_map(|(event, transaction)| match event {
        Event::ClaimSubmitted(event) if event.claim == claim => Some((event, transaction)),
        _ => None,
    });
    let Some((event, transaction)) = submitted else { return Ok(Err("no transaction submitted its claim".into())) };
    let Some(round) = round_of(input, &claim, (event.digest, event.expires_at), record.digest)? else {
        return Ok(Err("its claim never had the digest of the record".into()));
    };
    // The submitter is one of the signers of the submission.
    let mut digests = transaction.signed.signers().map(|submitter| {
        let content = content_of(record, &submitter, input.registry.policy.gwp);
        ballot_digest(input, &claim, SubjectKind::Claim, record.epoch, round, &content)
    });
    let found = digests.any(|digest| digest == record.digest);
    Ok(if found {
        Ok(claim)
    } else {
        Err("the digest that the notaries signed is not that of the record's content".into())
    })
}

/// The round of a ballot that had a digest. `first` is the digest and expiry of the first round.
pub fn round_of(input: &AuditInput, subject: &Key, first: ([u8; 32], i64), digest: [u8; 32]) -> Result<Option<Round>> {
    if first.0 == digest {
        return Ok(Some((1, first.1)));
    }
    Ok(input.chain.events(subject)?.into_iter().find_map(|(event, _)| match event {
        Event::BallotReopened(event) if event.subject == *subject && event.digest == digest => {
            Some((event.round, event.expires_at))
        }
        _ => None,
    }))
}

/// The digest that a vote on a subject names.
pub fn ballot_digest(
    input: &AuditInput,
    subject: &Key,
    kind: SubjectKind,
    epoch: u64,
    (round, expires): Round,
    content: &[u8; 32],
) -> [u8; 32] {
    let (program, registry) = (&input.chain.program().0, &input.registry_key.0);
    BallotDigest { program, registry, subject: &subject.0, kind, epoch, round, expires_at: expires }.over(content)
}

fn content_of(record: &Record, submitter: &Key, gwp: GwpSet) -> [u8; 32] {
    let data = &record.data;
    let (activity, method) = match data.quantity {
        Quantity::Activity { amount } => (amount, 0),
        Quantity::Measured { method, .. } => (0, method),
    };
    content_hash::<CLAIM_CONTENT_LEN>(&ClaimContent {
        source: record.source.0,
        submitter: submitter.0,
        kind: data.kind as u8,
        stream: data.stream,
        first_day: data.first_day,
        last_day: data.last_day,
        grams: data.grams,
        factor: data.factor.0,
        activity,
        method,
        gwp: gwp as u8,
        assurance: data.assurance as u8,
        provider: data.provider.0,
        evidence: data.evidence_sha256,
        item: data.item,
        adjustment: data.adjustment as u8,
    })
}

/// The restatement that added a record to another one, if it was proposed with the record's digest.
fn restated(input: &AuditInput, key: &Key, record: &Record) -> Result<Result<Key, String>> {
    let subject = input.chain.derived(&[b"restatement", &record.supplements.0]);
    let made = input.chain.events(key)?.into_iter().any(|(event, _)| match event {
        Event::RecordSupplemented(event) => {
            (event.supplement, event.record, event.data, event.digest)
                == (*key, record.supplements, record.data, record.digest)
        }
        _ => false,
    });
    if !made {
        return Ok(Err("the account differs from the transaction that made it".into()));
    }
    let original: Record =
        input.chain.account(&record.supplements)?.context("a record that was supplemented is missing")?;
    let CarbonData { grams, quantity, factor, provider, evidence_sha256, item, .. } = record.data;
    let expected = CarbonData { grams, quantity, factor, provider, evidence_sha256, item, ..original.data };
    if (record.source, record.data) != (original.source, expected) {
        return Ok(Err("it differs from the record that it supplements in more than its mass and evidence".into()));
    }
    let restatement = Restatement {
        restated: &record.supplements,
        digest: record.digest,
        buffer: record.buffer_grams,
        providers: &[provider],
    };
    let proposed = voted(input, &restatement)?.is_some_and(|VotedRestatement { proposed, item, .. }| {
        proposed.new_valid_grams.checked_sub(proposed.old_valid_grams) == Some(grams)
            && (proposed.evidence_sha256, item) == (evidence_sha256, record.data.item)
    });
    Ok(if proposed { Ok(subject) } else { Err("no restatement of these grams has the digest of the record".into()) })
}
