//! `submit_claim`: the checks of the program.

use carbon_client::{
    claims::ClaimContext,
    instructions as ix,
    program::{
        claim::*,
        errors::CarbonError,
        record::{ClaimKind, Quantity, NO_STREAM},
        registry::GwpSet,
        source::*,
    },
};
use carbon_testkit::*;
use solana_signer::Signer;

#[test]
fn activity_times_factor_is_recomputed() {
    let mut test = TestRegistry::new();
    let factor = test.publish_factor();
    let source = test.source(TestRegistry::source_args(1));
    // EPA 2024 natural gas, 1,000 mmBtu on AR5: 53,114.5 kg.
    let quantity = Quantity::Activity { amount: 1_000_000_000 };
    let good = SubmitClaimArgs { quantity, ..test.emission(53_114_500) };
    let with = ClaimContext { factor: Some(factor), ..test.context(source) };
    let wrong = SubmitClaimArgs { grams: 53_114_499, ..good.clone() };
    assert_refused(test.submit_with(with, wrong), CarbonError::GramsMismatch);
    let huge = SubmitClaimArgs { quantity: Quantity::Activity { amount: u64::MAX }, ..good.clone() };
    let immense = test.publish_gases(9_999, Gases { co2: u64::MAX, ch4: 0, n2o: 0, other: 0 });
    let too_much = ClaimContext { factor: Some(immense), ..with };
    assert_refused(test.submit_with(too_much, huge), CarbonError::Overflow);
    assert_refused(test.submit_with(test.context(source), good.clone()), CarbonError::FactorAccountMismatch);
    let measured = test.emission(5);
    assert_refused(test.submit_with(with, measured), CarbonError::FactorAccountMismatch);
    let early = SubmitClaimArgs { first_day: day(2023, 6, 30), last_day: day(2023, 6, 30), ..good.clone() };
    assert_refused(test.submit_with(with, early), CarbonError::FactorNotValid);
    let absorbed = SubmitClaimArgs { kind: ClaimKind::Absorption, stream: 1, ..good.clone() };
    assert_refused(test.submit_with(with, absorbed), CarbonError::WrongFactorFamily);
    test.submit_with(with, good.clone()).unwrap();

    let withdraw = ix::withdraw_factor(test.people.authority.pubkey(), test.registry, factor);
    test.authority_sends(std::slice::from_ref(&withdraw)).unwrap();
    assert_refused(test.authority_sends(&[withdraw]), CarbonError::FactorWithdrawn);
    let late = SubmitClaimArgs { nonce: test.unused(), ..good };
    assert_refused(test.submit_with(with, late), CarbonError::FactorWithdrawn);
}

#[test]
fn submit_refuses_each_bad_claim() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    type Spoil = fn(&mut SubmitClaimArgs);
    let cases: [(Spoil, CarbonError); 14] = [
        (|args| args.kind = ClaimKind::Reduction, CarbonError::PoolRequired),
        (|args| args.kind = ClaimKind::AddBack, CarbonError::PoolRequired),
        (|args| args.stream = 1, CarbonError::WrongStream),
        (|args| args.stream = 9, CarbonError::WrongStream),
        (|args| args.last_day = day(2024, 7, 1), CarbonError::InvalidPeriod),
        (|args| args.last_day = args.first_day - 1, CarbonError::InvalidPeriod),
        (|args| args.first_day = u32::MAX, CarbonError::InvalidPeriod),
        (|args| (args.first_day, args.last_day) = (day(2024, 9, 1), day(2024, 9, 1)), CarbonError::DaysNotOver),
        (|args| args.grams = policy().terms.record_cap + 1, CarbonError::RecordCapExceeded),
        (|args| args.quantity = Quantity::Measured { method: 1, gwp: GwpSet::Ar4 }, CarbonError::GwpMismatch),
        (|args| args.evidence_uri = "x".repeat(201), CarbonError::UriTooLong),
        (|args| args.kind = ClaimKind::Baseline, CarbonError::WrongStream),
        (
            |args| (args.kind, args.stream, args.first_day) = (ClaimKind::Baseline, NO_STREAM, args.first_day + 1),
            CarbonError::InvalidBaseline,
        ),
        (
            |args| {
                (args.kind, args.stream) = (ClaimKind::Baseline, NO_STREAM);
                args.quantity = Quantity::Activity { amount: 1 };
            },
            CarbonError::InvalidBaseline,
        ),
    ];
    for (index, (spoil, error)) in cases.into_iter().enumerate() {
        let mut args = test.emission(1_000);
        spoil(&mut args);
        println!("case {index}");
        assert_refused(test.submit_with(test.context(source), args), error);
    }
    let args = test.absorption(5);
    let without = ClaimContext { provider: None, ..test.context(source) };
    assert_refused(test.submit_with(without, args), CarbonError::ProviderRequired);
    let stranger = ClaimContext { submitter: test.people.payer.pubkey(), ..test.context(source) };
    let args = test.emission(5);
    assert_refused(test.submit_with(stranger, args), CarbonError::NotSubmitter);
}
