//! Burn proofs: each gram of emission is matched by a gram of absorption credit, and the whole history of both is right.

mod burned;
mod policy;
mod side;

use crate::{
    ballot::VotedSubject,
    event_history::burns::{ObservedLeg, ObservedProof},
    log,
    report::CheckResult,
    review_input::ReviewInput,
    CheckedSubject,
};
use anyhow::Result;
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
use side::{ExaminedSide, LegSide};
use solana_pubkey::Pubkey;

/// Verifies the proof at `key`.
pub(crate) fn verify(input: &ReviewInput, key: Pubkey) -> Result<CheckedSubject> {
    let proof: BurnProof = input.reader.get(&key)?;
    let observed = input.history.burns.proof(&key);
    let sides = examine(input, key, &proof, observed)?;
    let holders: Vec<Pubkey> = sides.iter().flat_map(|side| side.holders.iter().copied()).collect();
    let entries: usize = sides.iter().map(|side| side.entries).sum();
    let worst = |pass: CheckResult, of: fn(&ExaminedSide) -> &CheckResult| {
        pass.unless(sides.iter().map(|side| of(side).clone()))
    };

    let voted = VotedSubject { key, kind: SubjectKind::BurnProof, subject: &proof.subject };
    let (digest, recomputed) = voted.digest(input, observed.and_then(|observed| content(input, &proof, observed)));
    let lot = CheckResult::pass("every lot is the proposer's, locked by the proof, and has the units of the events");
    let lineage = CheckResult::pass("every lot's history, rebuilt from the events, leads from its record to its head");
    let record = CheckResult::pass("every record matches its events, is approved, valid, and of the right class");
    let policy = CheckResult::pass("the registry's policy allows every credit for neutralization");
    let findings = vec![
        address(input, key, &proof)?.named("address"),
        voted.is_open(input).named("ballot"),
        voted.conflict(input, &[proof.proposer, proof.beneficiary], &holders).named("conflict"),
        proposed(&proof, observed).named("proposal"),
        balanced(&proof, observed).named("balance"),
        worst(lot.with("lots", sides.len()), |side| &side.lot).named("lots"),
        worst(lineage.with("entries", entries), |side| &side.lineage).named("lineage"),
        worst(record, |side| &side.record).named("records"),
        worst(policy, |side| &side.policy).named("policy"),
        log::complete(input)?.named("log"),
        burned::once(input, &sides)?.named("burned"),
        holders_marked(input, &proof, &holders).named("holders"),
        digest.named("digest"),
    ];
    let subject = [
        ("kind", "burn_proof".to_string().into()),
        ("subject", key.to_string().into()),
        ("proposer", proof.proposer.to_string().into()),
        ("beneficiary", proof.beneficiary.to_string().into()),
        ("legs", proof.legs.len().into()),
    ];
    Ok(CheckedSubject { subject: subject.into(), findings, digest: recomputed, stated: proof.subject.ballot.digest })
}

/// Examines every side, in the program's order: emission and credit of each leg.
fn examine(
    input: &ReviewInput,
    key: Pubkey,
    proof: &BurnProof,
    observed: Option<&ObservedProof>,
) -> Result<Vec<ExaminedSide>> {
    let classes = [("emission", TokenClass::Emission), ("credit", TokenClass::AbsorptionCredit)];
    let sides = proof.sides().zip(classes.iter().cycle()).enumerate();
    let examined = sides.map(|(number, (side, (name, class)))| {
        let leg = observed.and_then(|observed| observed.legs.get(number / 2));
        let observed_side = leg.map(|leg| if number % 2 == 0 { leg.emission } else { leg.credit });
        let units = observed_side.and_then(|side| side.units);
        let terms = leg.and_then(|leg| leg.terms);
        let (proposer, ballot) = (proof.proposer, &proof.subject.ballot);
        let side = LegSide { proof: key, proposer, side, class: *class, units, terms, ballot };
        Ok(side.examine(input)?.about(format!("leg {} {name}", number / 2 + 1)))
    });
    examined.collect()
}

/// `address`: the proof is at its derived address and has no certificate.
fn address(input: &ReviewInput, key: Pubkey, proof: &BurnProof) -> Result<CheckResult> {
    if key != at::burn_proof(&input.registry_key(), &proof.proposer, proof.nonce) {
        return Ok(CheckResult::fail("the proof is not at its derived address"));
    }
    let certificate = at::certificate(&key);
    if input.history.burns.is_certified(&certificate) || input.reader.find::<Certificate>(&certificate)?.is_some() {
        return Ok(CheckResult::fail("the proof has become a certificate"));
    }
    Ok(CheckResult::pass("the proof is at its derived address and has not become a certificate"))
}

/// `proposal`: the account matches the events of the proposal.
fn proposed(proof: &BurnProof, observed: Option<&ObservedProof>) -> CheckResult {
    let Some(observed) = observed else {
        return CheckResult::missing("the event of the proposal has not been seen");
    };
    if observed.submitted.is_none() || observed.legs.len() < proof.legs.len() {
        return CheckResult::missing("not all events of the legs and their submission have been seen");
    }
    let same = (observed.proposer, observed.beneficiary, observed.metadata_sha256)
        == (proof.proposer, proof.beneficiary, proof.metadata_sha256);
    let lots = |leg: &ObservedLeg| (leg.emission.lot, leg.credit.lot);
    let legs = proof.legs.iter().map(|leg| (leg.emission.lot, leg.credit.lot));
    if !same || !observed.legs.iter().map(lots).eq(legs) {
        return CheckResult::fail("the proof differs from its events");
    }
    CheckResult::pass("proposer, beneficiary, statement and lots are those of the events")
}

/// `balance`: each leg has equal grams on both sides, and their sum is the submitted grams.
fn balanced(proof: &BurnProof, observed: Option<&ObservedProof>) -> CheckResult {
    let Some(observed) = observed else {
        return CheckResult::missing("the event of the proposal has not been seen");
    };
    if !(1..=MAX_LEGS).contains(&proof.legs.len()) {
        return CheckResult::fail("the proof has no legs, or too many");
    }
    let grams = |units: &carbon_client::program::burn::Units| units.end.checked_sub(units.start);
    let mut sum = 0u128;
    for (number, leg) in proof.legs.iter().enumerate() {
        let (emission, credit) = (grams(&leg.emission.units), grams(&leg.credit.units));
        let added = observed.legs.get(number).map(|leg| leg.grams);
        if emission.is_none_or(|grams| grams == 0) || emission != credit || emission != added {
            let sentence = "the grams of emission, of credit and of the event differ";
            return CheckResult::fail(sentence).about(format_args!("leg {}", number + 1));
        }
        sum += u128::from(emission.unwrap_or_default());
    }
    if observed.submitted.map(u128::from) != Some(sum) {
        return CheckResult::fail("the sum of the legs is not the submitted grams").with("grams", sum);
    }
    CheckResult::pass("every gram of emission is matched by a gram of credit").with("grams", sum)
}

/// `holders`: after the program's review, notaries that held the units are marked as conflicted.
fn holders_marked(input: &ReviewInput, proof: &BurnProof, holders: &[Pubkey]) -> CheckResult {
    let set = &input.notaries;
    let conflicted = holders.iter().fold(0u64, |bits, holder| bits | set.affiliated_with(holder));
    let (known, marks) = (&proof.subject.conflicted, proof.subject.ballot.conflicted);
    let notaries = set.members().iter().enumerate();
    let unmarked = notaries.filter(|(index, notary)| {
        conflicted >> index & 1 == 1 && !(known.contains(&notary.key) && marks >> index & 1 == 1)
    });
    let unmarked = unmarked.count();
    // A notary that was added to the set makes an earlier review void.
    let reviewed = proof.is_reviewed(set);
    let result = if !reviewed {
        CheckResult::pass("the program's review is not complete; the burn cannot be executed before")
    } else if unmarked > 0 {
        CheckResult::fail("a notary that held the units is not marked as conflicted")
    } else {
        CheckResult::pass("every notary that held the units is marked as conflicted")
    };
    result.with("conflicted_notaries", conflicted.count_ones()).with("unmarked", unmarked)
}

/// Content of the proof: from the events, except its purpose, which no event carries.
fn content(input: &ReviewInput, proof: &BurnProof, observed: &ObservedProof) -> Option<Hash> {
    Some(content_hash::<BURN_CONTENT_LEN>(&BurnContent {
        proposer: observed.proposer.to_bytes(),
        beneficiary: observed.beneficiary.to_bytes(),
        purpose: proof.purpose,
        metadata: observed.metadata_sha256,
        grams: observed.grams()?,
        legs: observed.legs_hash(&input.history.histories)?,
    }))
}
