//! `publish_factor`.

use carbon_client::{
    addresses as at,
    claims::ClaimContext,
    instructions as ix,
    program::{claim::*, errors::CarbonError, record::Quantity, registry::*, source::*, text},
};
use carbon_testkit::*;
use solana_signer::Signer;

fn factor_args() -> PublishFactorArgs {
    PublishFactorArgs {
        family: 3,
        edition: 2020,
        gases: Gases { co2: 183_520_000, ch4: 250_000, n2o: 100_000, other: 0 },
        basis: Basis::Co2e,
        gwp: GwpSet::Ar5,
        valid_from: day(2020, 1, 1),
        valid_until: day(2020, 12, 31),
        name: "UK 2020 natural gas, gross CV".into(),
        unit: "kWh".into(),
    }
}

#[test]
fn a_factor_is_published_as_given() {
    let mut test = TestRegistry::new();
    let (authority, registry, args) = (test.people.authority.pubkey(), test.registry, factor_args());
    let publish = ix::publish_factor(authority, authority, registry, args.clone());
    test.authority_sends(std::slice::from_ref(&publish)).unwrap();
    let factor: Factor = test.runtime.get(&at::factor(&registry, 3, 2020));
    assert_eq!((factor.version, factor.registry, factor.family, factor.edition), (1, registry, 3, 2020));
    assert_eq!((factor.gases, factor.basis, factor.gwp), (args.gases, args.basis, args.gwp));
    assert_eq!((factor.valid_from, factor.valid_until, factor.withdrawn), (args.valid_from, args.valid_until, false));
    assert_eq!((text::unpack(&factor.name).unwrap(), text::unpack(&factor.unit).unwrap()), (&*args.name, &*args.unit));
    // The system program's "account already in use": an edition is published once.
    assert_code(test.authority_sends(&[publish]), 0);
}

#[test]
fn a_factor_counts_after_the_timelock() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let (authority, registry) = (test.people.authority.pubkey(), test.registry);
    let args = PublishFactorArgs {
        family: 1,
        gases: Gases { co2: 1_000_000, ch4: 0, n2o: 0, other: 0 },
        valid_from: day(2023, 7, 1),
        valid_until: day(2025, 6, 30),
        ..factor_args()
    };
    let factor = at::factor(&registry, args.family, args.edition);
    test.authority_sends(&[ix::publish_factor(authority, authority, registry, args)]).unwrap();
    let active_at = test.runtime.get::<Factor>(&factor).active_at;
    assert_eq!(active_at, test.runtime.now() + test.registry().policy.terms.timelock);
    // 5 units of 1 g CO2 each, whose amount is in millionths.
    let claim = SubmitClaimArgs { quantity: Quantity::Activity { amount: 5_000_000 }, ..test.emission(5) };
    let with = ClaimContext { factor: Some(factor), ..test.context(source) };
    test.runtime.warp_to(active_at - 1);
    assert_refused(test.submit_with(with, claim.clone()), CarbonError::FactorNotActive);
    test.runtime.warp_to(active_at);
    test.submit_with(with, claim).unwrap();
}

#[test]
fn publish_factor_refuses_each_bad_value() {
    let mut test = TestRegistry::new();
    type Spoil = fn(&mut PublishFactorArgs);
    let cases: [(Spoil, CarbonError); 8] = [
        (|args| args.name = String::new(), CarbonError::InvalidName),
        (|args| args.name = "x".repeat(65), CarbonError::InvalidName),
        (|args| args.unit = String::new(), CarbonError::InvalidName),
        (|args| args.unit = "x".repeat(65), CarbonError::InvalidName),
        (|args| args.unit = "k\0h".into(), CarbonError::InvalidName),
        (|args| args.gwp = GwpSet::Ar4, CarbonError::GwpMismatch),
        (|args| args.valid_until = args.valid_from - 1, CarbonError::InvalidValidity),
        // The day after 9999-12-31.
        (|args| args.valid_until = day(9999, 12, 31) + 1, CarbonError::InvalidValidity),
    ];
    let authority = test.people.authority.pubkey();
    for (spoil, error) in cases {
        let mut args = factor_args();
        spoil(&mut args);
        let publish = ix::publish_factor(authority, authority, test.registry, args);
        assert_refused(test.authority_sends(&[publish]), error);
    }
    let one_day = PublishFactorArgs { valid_until: day(2020, 1, 1), ..factor_args() };
    test.authority_sends(&[ix::publish_factor(authority, authority, test.registry, one_day)]).unwrap();
}
