//! The burn: its votes, equal sides, no unit burned twice, and units that became void later.

use super::{
    notaries::{ballot_digest, round_of},
    record_name,
    votes::{EpochSet, Quorum},
    AuditInput, AuditedCertificate, CoverBurn,
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
use carbon_wire::digest::{
    content_hash, legs_hash, to_bytes, BurnContent, LegContent, SideContent, SubjectKind, BURN_CONTENT_LEN,
    LEG_CONTENT_LEN,
};
use std::fmt;

/// All instructions that use up units of emission or absorption records, with their events. [`Use`] has a variant for each of
/// them, and [`unit_burned_twice`] looks for it. A test compares both lists with the IDL.
#[cfg(test)]
const USES: [(&str, &str); 3] =
    [("cover_shortfall", "CertificateCovered"), ("cure_pool", "PoolCured"), ("execute_burn", "BurnExecuted")];

/// All other instructions that change the supply of a registry's mints, each with the reason why it is not a use of units.
#[cfg(test)]
const NOT_USES: [(&str, &str); 7] = [
    ("buy_credits", "moves units to the buyer: burns tokens of the seller, mints the same number to the buyer"),
    ("close_void_lot", "burns void units, and no certificate counts a void unit"),
    (
        "convert_reduction",
        "burns units of a reduction record, and a certificate's units are of emission and absorption records",
    ),
    ("create_mint", "creates a mint without units"),
    ("execute_supplement", "mints units of a new record"),
    ("notarize_claim", "mints units of a new record"),
    ("transfer_lot", "moves units to another owner: burns tokens of the old one, mints the same number to the new one"),
];

/// A use of units that another certificate may not repeat.
enum Use {
    /// They were burned for this certificate, by `execute_burn`.
    Certificate(Key),
    /// They were burned against a certificate's shortfall, by `cover_shortfall`.
    Cover(Key),
    /// They were burned into this pool, by `cure_pool`.
    Pool(Key),
}

impl fmt::Display for Use {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Certificate(key) => write!(f, "certificate {key}"),
            Self::Cover(key) => write!(f, "cover {key}"),
            Self::Pool(key) => write!(f, "pool {key}"),
        }
    }
}

pub fn check(input: &AuditInput, report: &mut AuditReport) -> Result<()> {
    report.add(check_list(input));
    for audited in &input.certificates {
        let check = Check::new(Step::Burn, format!("certificate {}", audited.key), format!("account {}", audited.key));
        let content = &audited.content;
        let sum = content.legs.iter().map(|leg| u128::from(leg.emission.grams())).sum::<u128>();
        let unequal = content.legs.iter().any(|leg| leg.emission.grams() != leg.credit.grams());
        let wrong = [
            unequal.then(|| "the sides of a leg differ in mass".into()),
            differ("the mass burned on each side, in grams,", sum, content.grams.into()),
            wrong_class(input, content)?,
            unit_burned_twice(input, audited)?,
        ];
        let right = format!(
            "{} of emission burned against the same mass of credit from absorption, and no unit of either burned twice",
            mass(content.grams)
        );
        report.add(check.unless(wrong, right));
        report.add(approved(input, audited, &check)?);
        check_void(input, audited, report)?;
    }
    Ok(())
}

/// Compares the node's list of certificates with the certificates in the log, which the L1 confirms.
fn check_list(input: &AuditInput) -> AuditFinding {
    let mut in_log = 0;
    let wrong = input.leaves.certificates().find_map(|leaf| {
        in_log += 1;
        let key = Key(leaf.certificate);
        let account = input.all_certificates.iter().find(|(found, _)| *found == key);
        match account {
            None => Some(format!("certificate {key} is in the register, and the node does not list it")),
            Some((_, found)) => differ("the mass of a certificate, in grams,", found.grams, leaf.emission),
        }
    });
    let wrong = [wrong, differ("the number of certificates", input.all_certificates.len(), in_log)];
    let right = format!("compared with the register's {} for units burned twice", count(in_log, "certificate"));
    Check::new(Step::Burn, "the registry", "accounts of the program, entries of the register").unless(wrong, right)
}

fn wrong_class(input: &AuditInput, content: &Certificate) -> Result<Option<String>> {
    for leg in &content.legs {
        for (units, line) in [(&leg.emission, InventoryLine::Emitted), (&leg.credit, InventoryLine::Absorbed)] {
            let record = input.record(&units.record)?;
            if record.data.line != line || units.end > record.data.grams || units.vintage != record.data.year {
                return Ok(Some(format!("units burned are not of {}", record_name(&units.record))));
            }
        }
    }
    Ok(None)
}

/// Units of a certificate that were also used elsewhere, if there are any.
fn unit_burned_twice(input: &AuditInput, audited: &AuditedCertificate) -> Result<Option<String>> {
    let sides =
        |content: &Certificate| content.legs.iter().flat_map(|leg| [leg.emission, leg.credit]).collect::<Vec<_>>();
    let own = sides(&audited.content);
    let within = own.iter().enumerate().any(|(index, units)| own[..index].iter().any(|other| other.overlaps(units)));
    if within {
        return Ok(Some("it burns a unit twice".into()));
    }
    let others = input.all_certificates.iter().filter(|(key, _)| *key != audited.key);
    let mut elsewhere: Vec<(Use, Units)> = vec![];
    for (key, other) in others {
        elsewhere.extend(sides(other).into_iter().map(|units| (Use::Certificate(*key), units)));
    }
    for (key, cover) in &input.all_covers {
        let ranges = cover.serials.ranges.iter();
        elsewhere.extend(ranges.map(|range| (Use::Cover(*key), range.of(cover.record))));
    }
    for leg in &audited.content.legs {
        for (event, _) in input.chain.events(&leg.credit.record)? {
            let Event::PoolCured(cured) = event else { continue };
            let range = SerialRange { start: cured.start, end: cured.end };
            elsewhere.push((Use::Pool(cured.pool), range.of(cured.record)));
        }
    }
    let twice = elsewhere.iter().find(|(_, units)| own.iter().any(|own| own.overlaps(units)));
    Ok(twice.map(|(other, units)| {
        let record = record_name(&units.record);
        format!("serials {} to {} of {record} were also burned for {other}", units.start, units.end)
    }))
}

/// Hash of a certificate's legs, with the lots that its proof locked.
pub fn legs_of(audited: &AuditedCertificate) -> [u8; 32] {
    let side = |units: &Units, lot: &Key| SideContent {
        lot: lot.0,
        record: units.record.0,
        start: units.start,
        end: units.end,
        head: units.head,
    };
    let legs = audited.content.legs.iter().zip(&audited.lots);
    let legs: Vec<[u8; LEG_CONTENT_LEN]> = legs
        .map(|(leg, lots)| {
            to_bytes(&LegContent { emission: side(&leg.emission, &lots.0), credit: side(&leg.credit, &lots.1) })
        })
        .collect();
    legs_hash(&legs)
}

/// Checks that a quorum approved a digest, and that the digest is over the certificate's content.
fn approved(input: &AuditInput, audited: &AuditedCertificate, check: &Check) -> Result<AuditFinding> {
    let AuditedCertificate { content, proof, .. } = audited;
    let submitted = input.chain.events(proof)?.into_iter().find_map(|(event, _)| match event {
        Event::BurnSubmitted(event) if event.proof == *proof => Some((event.digest, event.expires_at)),
        _ => None,
    });
    let Some(first) = submitted else { return Ok(check.fail("no transaction submitted its proof")) };
    let Some(round) = round_of(input, proof, first, content.digest)? else {
        return Ok(check.fail("its proof never had the digest of the certificate"));
    };
    let hash = content_hash::<BURN_CONTENT_LEN>(&BurnContent {
        proposer: content.proposer.0,
        beneficiary: content.beneficiary.0,
        purpose: content.purpose,
        metadata: content.metadata_sha256,
        grams: content.grams,
        legs: legs_of(audited),
    });
    if ballot_digest(input, proof, SubjectKind::BurnProof, content.epoch, round, &hash) != content.digest {
        return Ok(check.fail("the digest that the notaries signed is not that of the certificate's content"));
    }
    let set = EpochSet::of(input, content.epoch)?;
    let count = set.count(input, proof, content.digest, content.approvals)?;
    Ok(count.finding(check, |Quorum { approvals, notaries, names }| {
        format!("{approvals} of {notaries} notaries approved it: {names}")
    }))
}

/// Recomputes which credits of a certificate are void today, and whether covers replace them.
fn check_void(input: &AuditInput, audited: &AuditedCertificate, report: &mut AuditReport) -> Result<()> {
    let content = &audited.content;
    let (mut wrong, mut void, mut short) = (vec![], 0u64, 0u64);
    for (number, leg) in content.legs.iter().enumerate() {
        let now = leg.credit.void(input.record(&leg.credit.record)?.valid_grams);
        let mut covered = 0u64;
        for cover in audited.covers.iter().filter(|cover| usize::from(cover.content.leg) == number) {
            let valid = input.record(&cover.content.record)?.valid_grams;
            let (lost, burned) = cover.burns.iter().fold((0u64, 0u64), |(lost, burned), burn| {
                (lost.saturating_add(burn.units.void(valid)), burned.saturating_add(burn.units.grams()))
            });
            let serials: Vec<Units> =
                cover.content.serials.ranges.iter().map(|range| range.of(cover.content.record)).collect();
            let counted = serials.iter().fold(0u64, |sum, units| sum.saturating_add(units.grams()));
            let inside = |burn: &CoverBurn| serials.iter().any(|units| units.contains(&burn.units));
            let same = counted == burned && cover.burns.iter().all(inside);
            wrong.push((!same).then(|| "a cover's account has other units than the events".into()));
            wrong.push(differ("void grams of a cover", cover.content.void, lost));
            covered = covered.saturating_add(burned.saturating_sub(lost));
        }
        wrong.push(differ("void grams of a leg", leg.void, now));
        wrong.push(differ("covered grams of a leg", leg.covered, covered));
        void = void.saturating_add(now);
        short = short.saturating_add(now.saturating_sub(covered));
    }
    wrong.push(differ("the shortfall in grams", content.shortfall, short));
    let active = content.status == CertificateStatus::Active;
    wrong.push((active != (short == 0)).then(|| "its status does not agree with its shortfall".into()));
    wrong.push((short > 0).then(|| format!("{} of its credits are void and not covered", mass(short))));
    let right = match void {
        0 => "none of its credits has become void".to_string(),
        _ => {
            let covers: Vec<_> = audited.covers.iter().map(|cover| record_name(&cover.content.record)).collect();
            let covers = covers.join(", ");
            format!("{} of its credits became void later and were made good with credits of {covers}", mass(void))
        }
    };
    if void > 0 && short == 0 {
        report.facts.remarks.push(format!("Of certificate {}, {right}.", audited.key));
    }
    let about = format!("certificate {}", audited.key);
    report.add(Check::new(Step::Burn, about, "accounts of its records and covers").unless(wrong, right));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_instruction_that_changes_a_supply_is_listed() {
        let idl: serde_json::Value =
            serde_json::from_str(include_str!("../../../../idl/carbon_consensus.json")).unwrap();
        // Tokens are minted and burned only by an instruction that gets a mint of the registry as a writable account.
        let changes_supply = |instruction: &serde_json::Value| {
            instruction["accounts"].as_array().unwrap().iter().any(|account| {
                let name = account["name"].as_str().unwrap();
                (name == "mint" || name.ends_with("_mint")) && account["writable"] == true
            })
        };
        let instructions = idl["instructions"].as_array().unwrap().iter().filter(|one| changes_supply(one));
        let expected: BTreeSet<&str> = instructions.map(|one| one["name"].as_str().unwrap()).collect();
        let listed: Vec<&str> = USES.iter().chain(&NOT_USES).map(|(name, _)| *name).collect();
        assert_eq!(listed.iter().copied().collect::<BTreeSet<_>>(), expected, "put each into `USES` or `NOT_USES`");
        assert_eq!(listed.len(), expected.len(), "an instruction is listed twice");
        assert!(NOT_USES.iter().all(|(_, reason)| !reason.is_empty()));
    }

    #[test]
    fn the_audit_reads_the_event_of_every_use() {
        for (instruction, event) in USES {
            assert!(Event::HANDLED.contains(&event), "{event} of {instruction}");
        }
    }
}
