//! A burn proof: every gram of emission against a gram of absorption credit, and the whole history of both.

mod burned;
mod policy;
mod side;

use crate::{
    ballot::Vote,
    case::Case,
    log,
    past::burns::{PastLeg, PastProof},
    report::CheckResult,
    Found,
};
use anyhow::Result;
use burned::Burned;
use carbon_client::{
    addresses as at,
    program::{
        burn::{BurnProof, Certificate, MAX_LEGS},
        token::TokenClass,
    },
};
use carbon_wire::{
    digest::{content_hash, BurnContent, SubjectKind, BURN_CONTENT_LEN},
    Hash,
};
use side::{Examined, Locked};
use solana_pubkey::Pubkey;

/// Verifies the proof at `key`.
pub(crate) fn verify(case: &Case, key: Pubkey) -> Result<Found> {
    let proof: BurnProof = case.reader.get(&key)?;
    let past = case.past.burns.proof(&key);
    let burned = Burned::read(case)?;
    let sides = examine(case, key, &proof, past)?;
    let holders: Vec<Pubkey> = sides.iter().flat_map(|side| side.holders.iter().copied()).collect();
    let entries: usize = sides.iter().map(|side| side.entries).sum();
    let worst =
        |pass: CheckResult, of: fn(&Examined) -> &CheckResult| pass.unless(sides.iter().map(|side| of(side).clone()));

    let vote = Vote { key, kind: SubjectKind::BurnProof, subject: &proof.subject };
    let (digest, recomputed) = vote.digest(case, past.and_then(|past| content(case, &proof, past)));
    let lot = CheckResult::pass("every lot is locked by the proof, the proposer's, and of the units the events tell");
    let lineage =
        CheckResult::pass("every lot's history, put together from the events, leads from its record to its head");
    let record = CheckResult::pass("every record is what its events tell, approved, of the right class and valid");
    let policy = CheckResult::pass("every credit is one that the registry's policy lets neutralize");
    let checks = vec![
        address(case, key, &proof)?.named("address"),
        vote.is_open(case).named("ballot"),
        vote.interest(case, &[proof.proposer, proof.beneficiary], &holders).named("interest"),
        proposed(&proof, past).named("proposal"),
        balanced(&proof, past).named("balance"),
        worst(lot.with("lots", sides.len()), |side| &side.lot).named("lots"),
        worst(lineage.with("entries", entries), |side| &side.lineage).named("lineage"),
        worst(record, |side| &side.record).named("records"),
        worst(policy, |side| &side.policy).named("policy"),
        log::complete(case)?.named("log"),
        burned.once(case, &sides).named("burned"),
        marked(case, &proof, &holders).named("holders"),
        digest.named("digest"),
    ];
    let subject = [
        ("kind", "burn_proof".to_string().into()),
        ("subject", key.to_string().into()),
        ("proposer", proof.proposer.to_string().into()),
        ("beneficiary", proof.beneficiary.to_string().into()),
        ("legs", proof.legs.len().into()),
    ];
    Ok(Found { subject: subject.into(), checks, digest: recomputed, named: proof.subject.ballot.digest })
}

/// Examines every side, in the order in which the program counts them.
fn examine(case: &Case, key: Pubkey, proof: &BurnProof, past: Option<&PastProof>) -> Result<Vec<Examined>> {
    let classes = [("emission", TokenClass::Emission), ("credit", TokenClass::AbsorptionCredit)];
    let sides = proof.sides().zip(classes.iter().cycle()).enumerate();
    let examined = sides.map(|(number, (side, (name, class)))| {
        let leg = past.and_then(|past| past.legs.get(number / 2));
        let past = leg.map(|leg| if number % 2 == 0 { leg.emission } else { leg.credit });
        let units = past.and_then(|past| past.units);
        let terms = leg.and_then(|leg| leg.terms);
        let (proposer, ballot) = (proof.proposer, &proof.subject.ballot);
        let locked = Locked { proof: key, proposer, side, class: *class, units, terms, ballot };
        Ok(locked.examine(case)?.about(format!("leg {} {name}", number / 2 + 1)))
    });
    examined.collect()
}

/// The proof is at its derived address and has not led to a certificate.
fn address(case: &Case, key: Pubkey, proof: &BurnProof) -> Result<CheckResult> {
    if key != at::burn_proof(&case.registry_key(), &proof.proposer, proof.nonce) {
        return Ok(CheckResult::fail("the proof is not at its derived address"));
    }
    let certificate = at::certificate(&key);
    if case.past.burns.is_certified(&certificate) || case.reader.find::<Certificate>(&certificate)?.is_some() {
        return Ok(CheckResult::fail("the proof has led to a certificate"));
    }
    Ok(CheckResult::pass("the proof is at its derived address, and has led to no certificate"))
}

/// The account says what the proposer's transactions said.
fn proposed(proof: &BurnProof, past: Option<&PastProof>) -> CheckResult {
    let Some(past) = past else {
        return CheckResult::missing("the event of the proposal has not been seen");
    };
    if past.submitted.is_none() || past.legs.len() < proof.legs.len() {
        return CheckResult::missing("not all events of the legs and their submission have been seen");
    }
    let people = (past.proposer, past.beneficiary, past.metadata_sha256)
        == (proof.proposer, proof.beneficiary, proof.metadata_sha256);
    let lots = |leg: &PastLeg| (leg.emission.lot, leg.credit.lot);
    let legs = proof.legs.iter().map(|leg| (leg.emission.lot, leg.credit.lot));
    if !people || !past.legs.iter().map(lots).eq(legs) {
        return CheckResult::fail("the proof is not what was proposed");
    }
    CheckResult::pass("proposer, beneficiary, statement and lots are those of the events")
}

/// Each leg has as many grams on either side, and all of them what was submitted.
fn balanced(proof: &BurnProof, past: Option<&PastProof>) -> CheckResult {
    let Some(past) = past else {
        return CheckResult::missing("the event of the proposal has not been seen");
    };
    if !(1..=MAX_LEGS).contains(&proof.legs.len()) {
        return CheckResult::fail("the proof has no legs, or too many");
    }
    let grams = |units: &carbon_client::program::burn::Units| units.end.checked_sub(units.start);
    let mut sum = 0u128;
    for (number, leg) in proof.legs.iter().enumerate() {
        let (emission, credit) = (grams(&leg.emission.units), grams(&leg.credit.units));
        let told = past.legs.get(number).map(|leg| leg.grams);
        if emission.is_none_or(|grams| grams == 0) || emission != credit || emission != told {
            let sentence = "the grams of emission, of credit and of the event differ";
            return CheckResult::fail(sentence).about(format_args!("leg {}", number + 1));
        }
        sum += u128::from(emission.unwrap_or_default());
    }
    if past.submitted.map(u128::from) != Some(sum) {
        return CheckResult::fail("the legs do not come to the grams that were submitted").with("grams", sum);
    }
    CheckResult::pass("every gram of emission is matched by a gram of credit").with("grams", sum)
}

/// Notaries that held the units are shut out, as far as the program's review has come.
fn marked(case: &Case, proof: &BurnProof, holders: &[Pubkey]) -> CheckResult {
    let set = &case.notaries;
    let tied = holders.iter().fold(0u64, |tied, holder| tied | set.affiliated_with(holder));
    let (known, marks) = (&proof.subject.conflicted, proof.subject.ballot.conflicted);
    let notaries = set.members().iter().enumerate();
    let free = notaries
        .filter(|(index, notary)| tied >> index & 1 == 1 && !(known.contains(&notary.key) && marks >> index & 1 == 1));
    let free = free.count();
    // A review that a newcomer to the set has made void begins anew.
    let reviewed = proof.sides().all(|side| side.review.is_done() && side.review.epoch >= set.last_addition_epoch);
    let outcome = if !reviewed {
        CheckResult::pass("the program's review is not over; until then nobody can finalize")
    } else if free > 0 {
        CheckResult::fail("a notary that held the units is not shut out")
    } else {
        CheckResult::pass("every notary that held the units is shut out")
    };
    outcome.with("interested_notaries", tied.count_ones()).with("not_shut_out", free)
}

/// What the proof says, from the events alone but for its purpose, which none tells.
fn content(case: &Case, proof: &BurnProof, past: &PastProof) -> Option<Hash> {
    Some(content_hash::<BURN_CONTENT_LEN>(&BurnContent {
        proposer: past.proposer.to_bytes(),
        beneficiary: past.beneficiary.to_bytes(),
        purpose: proof.purpose,
        metadata: past.metadata_sha256,
        grams: past.grams()?,
        legs: past.legs_hash(&case.past.histories)?,
    }))
}
