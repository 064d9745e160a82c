//! The burn: its votes, equal sides, no unit twice, and what has become void since.

use super::{
    notaries::{ballot_digest, round_of},
    record_name,
    votes::Set,
    Case, Certified,
};
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
use carbon_wire::digest::{
    content_hash, legs_hash, to_bytes, BurnContent, LegContent, SideContent, SubjectKind, BURN_CONTENT_LEN,
    LEG_CONTENT_LEN,
};

pub fn check(case: &Case, report: &mut Report) -> Result<()> {
    check_all(case, report);
    for certified in &case.certificates {
        let (about, source) = (format!("certificate {}", certified.key), format!("account {}", certified.key));
        let (content, place) = (&certified.content, (Step::Burn, &about as &dyn ToString));
        let sides = |side: fn(&CertificateLeg) -> &Units| {
            content.legs.iter().map(|leg| u128::from(side(leg).grams())).sum::<u128>()
        };
        let unequal = content.legs.iter().any(|leg| leg.emission.grams() != leg.credit.grams());
        let wrong = [
            unequal.then(|| "a leg's sides differ in mass".into()),
            differ("the emission burned, in grams,", sides(|leg| &leg.emission), content.grams.into()),
            differ("the credit burned, in grams,", sides(|leg| &leg.credit), content.grams.into()),
            wrong_class(case, content)?,
            same_unit_twice(case, certified)?,
        ];
        let right = format!(
            "{} of emission burned against as much credit from absorption, no unit of either burned before or after",
            mass(content.grams)
        );
        report.require(place, wrong, right, &source);
        match approved(case, certified)? {
            Ok(sentence) => report.pass(Step::Burn, &about, sentence, &source),
            Err(sentence) => report.fail(Step::Burn, &about, sentence, &source),
        }
        check_void(case, certified, report)?;
    }
    Ok(())
}

/// The node's list of certificates is that of the log, which the L1 confirms.
fn check_all(case: &Case, report: &mut Report) {
    let mut named = 0;
    let wrong = case.leaves.certificates().find_map(|leaf| {
        named += 1;
        let key = Key(leaf.certificate);
        let account = case.all.iter().find(|(found, _)| *found == key);
        match account {
            None => Some(format!("certificate {key} is in the register, and the node does not list it")),
            Some((_, found)) => differ("the mass of a certificate, in grams,", found.grams, leaf.emission),
        }
    });
    let wrong = [wrong, differ("the number of certificates", case.all.len(), named)];
    let right = format!("compared with the register's {} for units burned twice", count(named, "certificate"));
    report.require((Step::Burn, &"the registry"), wrong, right, "accounts of the program, entries of the register");
}

fn wrong_class(case: &Case, content: &Certificate) -> Result<Option<String>> {
    for leg in &content.legs {
        for (units, ledger) in [(&leg.emission, InventoryLine::Emitted), (&leg.credit, InventoryLine::Absorbed)] {
            let record = case.record(&units.record)?;
            if record.data.line != ledger || units.end > record.data.grams || units.vintage != record.data.year {
                return Ok(Some(format!("units burned are not of {}", record_name(&units.record))));
            }
        }
    }
    Ok(None)
}

/// Units of a certificate that something else burned too.
fn same_unit_twice(case: &Case, certified: &Certified) -> Result<Option<String>> {
    let sides =
        |content: &Certificate| content.legs.iter().flat_map(|leg| [leg.emission, leg.credit]).collect::<Vec<_>>();
    let mine = sides(&certified.content);
    let within = mine.iter().enumerate().any(|(index, units)| mine[..index].iter().any(|other| other.overlaps(units)));
    if within {
        return Ok(Some("it burns a unit twice itself".into()));
    }
    let others = case.all.iter().filter(|(key, _)| *key != certified.key);
    let mut elsewhere: Vec<(String, Units)> = vec![];
    for (key, other) in others {
        elsewhere.extend(sides(other).into_iter().map(|units| (format!("certificate {key}"), units)));
    }
    elsewhere.extend(case.all_covers.iter().map(|(key, cover)| (format!("cover {key}"), cover.units)));
    for leg in &certified.content.legs {
        for (event, _) in case.chain.events(&leg.credit.record)? {
            let Event::PoolCured(cured) = event else { continue };
            let Units { vintage, head, .. } = leg.credit;
            let units = Units { record: cured.record, start: cured.start, end: cured.end, vintage, head };
            elsewhere.push((format!("pool {}", cured.pool), units));
        }
    }
    let twice = elsewhere.iter().find(|(_, units)| mine.iter().any(|own| own.overlaps(units)));
    Ok(twice.map(|(who, units)| {
        format!("serials {} to {} of {} were burned for {who} too", units.start, units.end, record_name(&units.record))
    }))
}

/// Hash of a certificate's legs, with the lots that its proof locked.
pub fn legs_of(certified: &Certified) -> [u8; 32] {
    let side = |units: &Units, lot: &Key| SideContent {
        lot: lot.0,
        record: units.record.0,
        start: units.start,
        end: units.end,
        head: units.head,
    };
    let legs = certified.content.legs.iter().zip(&certified.lots);
    let legs: Vec<[u8; LEG_CONTENT_LEN]> = legs
        .map(|(leg, lots)| {
            to_bytes(&LegContent { emission: side(&leg.emission, &lots.0), credit: side(&leg.credit, &lots.1) })
        })
        .collect();
    legs_hash(&legs)
}

/// A quorum approved a digest that is over the certificate's content.
fn approved(case: &Case, certified: &Certified) -> Result<Result<String, String>> {
    let Certified { content, proof, .. } = certified;
    let submitted = case.chain.events(proof)?.into_iter().find_map(|(event, _)| match event {
        Event::BurnSubmitted(event) if event.proof == *proof => Some((event.digest, event.expires_at)),
        _ => None,
    });
    let Some(first) = submitted else { return Ok(Err("no transaction submitted its proof".into())) };
    let Some(round) = round_of(case, proof, first, content.digest)? else {
        return Ok(Err("its proof never had the digest that the certificate bears".into()));
    };
    let hash = content_hash::<BURN_CONTENT_LEN>(&BurnContent {
        proposer: content.proposer.0,
        beneficiary: content.beneficiary.0,
        purpose: content.purpose,
        metadata: content.metadata_sha256,
        grams: content.grams,
        legs: legs_of(certified),
    });
    if ballot_digest(case, proof, SubjectKind::BurnProof, content.epoch, round, &hash) != content.digest {
        return Ok(Err("the digest that the notaries signed is not that of the certificate's content".into()));
    }
    let quorum = Set::of(case, content.epoch)?.quorum(case, proof, content.digest, content.approvals)?;
    Ok(quorum
        .map(|quorum| format!("{} of {} notaries approved it: {}", quorum.approvals, quorum.notaries, quorum.names)))
}

/// What of the credits is void by now, and what covers it.
fn check_void(case: &Case, certified: &Certified, report: &mut Report) -> Result<()> {
    let (content, about) = (&certified.content, format!("certificate {}", certified.key));
    let (mut wrong, mut void, mut short) = (vec![], 0u64, 0u64);
    for (number, leg) in content.legs.iter().enumerate() {
        let now = leg.credit.void(case.record(&leg.credit.record)?.valid_grams);
        let mut covered = 0u64;
        for (_, cover) in certified.covers.iter().filter(|(_, cover)| usize::from(cover.leg) == number) {
            let lost = cover.units.void(case.record(&cover.units.record)?.valid_grams);
            wrong.push(differ("void grams of a cover", cover.void, lost));
            covered = covered.saturating_add(cover.units.grams().saturating_sub(lost));
        }
        wrong.push(differ("void grams of a leg", leg.void, now));
        wrong.push(differ("covered grams of a leg", leg.covered, covered));
        void = void.saturating_add(now);
        short = short.saturating_add(now.saturating_sub(covered));
    }
    wrong.push(differ("the number of covers", certified.covers.len(), content.covers as usize));
    wrong.push(differ("the shortfall in grams", content.shortfall, short));
    let active = content.status == CertificateStatus::Active;
    wrong.push((active != (short == 0)).then(|| "its status is not what its shortfall makes it".into()));
    wrong.push((short > 0).then(|| format!("{} of its credits are void and nothing covers them", mass(short))));
    let right = match void {
        0 => "none of its credits has become void".to_string(),
        _ => {
            let covers: Vec<_> = certified.covers.iter().map(|(_, cover)| record_name(&cover.units.record)).collect();
            format!(
                "{} of its credits were found void later and made good with credits of {}",
                mass(void),
                covers.join(", ")
            )
        }
    };
    if void > 0 && short == 0 {
        report.facts.remarks.push(format!("Of certificate {}, {right}.", certified.key));
    }
    report.require((Step::Burn, &about), wrong, right, "accounts of its records and covers");
    Ok(())
}

/// Every record of the year of a source that counts as emitted.
pub fn emitted_records(case: &Case, source: &Key, year: u16) -> Result<Vec<(Key, Record)>> {
    let mut records = case.chain.accounts::<Record>("source", &source.0).context("records of a source")?;
    records.retain(|(_, record)| record.data.year == year && record.data.line == InventoryLine::Emitted);
    Ok(records)
}
