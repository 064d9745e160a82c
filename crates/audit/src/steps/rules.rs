//! The rules of the registry, its sources and its factors: the accounts are what their authors signed.

use super::{
    author::{call_of, finding, was_authority, AuthoredCall, Authorship},
    votes::EpochSet,
    AuditInput,
};
use crate::{
    key::Key,
    layout::*,
    report::{differ, format::unpadded, AuditFinding, AuditReport, Check, Step},
};
use anyhow::{Context, Result};
use std::collections::BTreeSet;

pub fn check(input: &AuditInput, report: &mut AuditReport) -> Result<()> {
    report.add(check_registry(input)?);
    EpochSet::check(input, report)?;
    let sources: BTreeSet<Key> = input.records.values().map(|record| record.source).collect();
    for source in sources {
        report.add(check_source(input, &source)?);
    }
    let factors = input.records.values().map(|record| record.data.factor).filter(|factor| !factor.is_default());
    for factor in factors.collect::<BTreeSet<Key>>() {
        report.add(check_factor(input, &factor)?);
    }
    Ok(())
}

fn check_registry(input: &AuditInput) -> Result<AuditFinding> {
    let (key, registry) = (&input.registry_key, &input.registry);
    let check = Check::new(Step::Rules, "the registry", format!("account {key}"));
    let derived = input.chain.derived(&[b"registry", &registry.creator.0, &registry.id.to_le_bytes()]);
    if derived != *key {
        return Ok(check.fail("its address does not follow from its creator and number"));
    }
    let notaries = input.chain.derived(&[b"notaries", &key.0]);
    let Some(call) = call_of::<CreateRegistryArgs>(input.chain, ("notaries", &notaries), "creator")? else {
        return Ok(finding(&check, Authorship::Missing, [], String::new()));
    };
    let created = &call.arguments;
    let (policy, signed) = (&registry.policy, &created.policy);
    let wrong = [
        differ("the creator of the registry", registry.creator, call.author),
        differ("the name of the registry", unpadded(&registry.name), created.name.clone()),
        differ("the GWP set of the registry", policy.gwp.name(), signed.gwp.name()),
        differ("the first month of the registry's years", policy.year_start_month, signed.year_start_month),
        (policy.scope2 != signed.scope2)
            .then(|| "the scope-2 figure that counts is not the one that was signed".into()),
        (!was_authority(input, &registry.authority)?)
            .then(|| format!("{} did not become its authority by signatures", registry.authority)),
    ];
    let right = format!(
        "name, GWP set, first month and scope-2 figure are those that {} signed when it created the registry",
        registry.creator
    );
    Ok(finding(&check, call.authorship, wrong, right))
}

fn check_source(input: &AuditInput, key: &Key) -> Result<AuditFinding> {
    let check = Check::new(Step::Rules, format!("source {key}"), format!("account {key}"));
    let source: Source = input.chain.account(key)?.context("a source is missing")?;
    let seeds: [&[u8]; 4] = [b"source", &input.registry_key.0, &source.owner.0, &source.index.to_le_bytes()];
    if input.chain.derived(&seeds) != *key {
        return Ok(check.fail("its address does not follow from its registry, owner and number"));
    }
    let Some(call) = call_of::<RegisterSourceArgs>(input.chain, ("source", key), "owner")? else {
        return Ok(finding(&check, Authorship::Missing, [], String::new()));
    };
    let AuthoredCall { arguments: signed, author, authorship, .. } = &call;
    let wrong = [
        differ("the owner of the source", source.owner, *author),
        differ("the number of the source", source.index, signed.index),
        (source.kind != signed.kind).then(|| "the kind of the source is not the one that was signed".into()),
        (source.boundary != signed.boundary)
            .then(|| "the boundary of the source is not the one that was signed".into()),
        (source.country != signed.country).then(|| "the country of the source is not the one that was signed".into()),
        (source.streams != signed.streams).then(|| "the streams of the source are not those that were signed".into()),
    ];
    let right = format!("kind, boundary and {} streams are those that its owner {author} signed", signed.streams.len());
    Ok(finding(&check, *authorship, wrong, right))
}

fn check_factor(input: &AuditInput, key: &Key) -> Result<AuditFinding> {
    let check = Check::new(Step::Rules, format!("factor {key}"), format!("account {key}"));
    let factor: Factor = input.chain.account(key)?.context("a record's factor is missing")?;
    let seeds: [&[u8]; 4] =
        [b"factor", &input.registry_key.0, &factor.family.to_le_bytes(), &factor.edition.to_le_bytes()];
    if input.chain.derived(&seeds) != *key {
        return Ok(check.fail("its address does not follow from its registry, family and edition"));
    }
    let Some(call) = call_of::<PublishFactorArgs>(input.chain, ("factor", key), "authority")? else {
        return Ok(finding(&check, Authorship::Missing, [], String::new()));
    };
    let AuthoredCall { arguments: signed, author, authorship, .. } = &call;
    let stranger =
        (!was_authority(input, author)?).then(|| format!("{author}, who published it, was not the authority"));
    let wrong = [stranger].into_iter().chain(differences(&factor, signed));
    let right = format!("the amounts of \"{}\" are those that the authority {author} signed", signed.name);
    Ok(finding(&check, *authorship, wrong, right))
}

/// How a factor differs from what was signed.
fn differences(factor: &Factor, signed: &PublishFactorArgs) -> [Option<String>; 7] {
    [
        (factor.gases != signed.gases).then(|| "the amounts of the factor are not those that were signed".into()),
        (factor.basis != signed.basis).then(|| "the basis of the factor is not the one that was signed".into()),
        (factor.gwp != signed.gwp).then(|| "the GWP set of the factor is not the one that was signed".into()),
        differ("the first day of the factor", factor.valid_from, signed.valid_from),
        differ("the last day of the factor", factor.valid_until, signed.valid_until),
        differ("the name of the factor", unpadded(&factor.name), signed.name.clone()),
        differ("the unit of the factor", unpadded(&factor.unit), signed.unit.clone()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Layout;

    #[test]
    fn a_factor_is_what_was_signed() {
        let factor = Factor::read(&[&Factor::tag()[..], &[0; 512]].concat()).unwrap();
        let signed = PublishFactorArgs {
            family: 0,
            edition: 0,
            gases: factor.gases,
            basis: factor.basis,
            gwp: factor.gwp,
            valid_from: 0,
            valid_until: 0,
            name: String::new(),
            unit: String::new(),
        };
        let wrong = |factor: Factor| differences(&factor, &signed).into_iter().flatten().collect::<Vec<_>>();
        assert!(wrong(factor.clone()).is_empty());
        let mut gases = factor.gases;
        gases.ch4 = 1;
        let (mut name, mut unit) = ([0; 64], [0; 64]);
        (name[0], unit[0]) = (b'n', b'u');
        for (changed, word) in [
            (Factor { gases, ..factor.clone() }, "amounts"),
            (Factor { basis: Basis::Co2e, ..factor.clone() }, "basis"),
            (Factor { gwp: GwpSet::Ar6, ..factor.clone() }, "GWP set"),
            (Factor { valid_from: 1, ..factor.clone() }, "first day"),
            (Factor { valid_until: 1, ..factor.clone() }, "last day"),
            (Factor { name, ..factor.clone() }, "name"),
            (Factor { unit, ..factor.clone() }, "unit"),
        ] {
            let [sentence] = &wrong(changed)[..] else { panic!("{word}") };
            assert!(sentence.contains(word), "{sentence}");
        }
    }
}
