//! `create_registry`.

use carbon_client::{
    addresses as at,
    program::{errors::CarbonError, registry::*, text, token::*},
};
use carbon_testkit::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn create_registry_sets_every_field() {
    let test = TestRegistry::new();
    let registry = test.registry();
    let authority = test.people.authority.pubkey();
    assert_eq!((registry.version, registry.id, registry.creator), (1, 1, authority));
    assert_eq!((registry.authority, registry.pending_authority), (authority, Pubkey::default()));
    assert_eq!((registry.guardian, registry.treasury), (test.people.guardian.pubkey(), test.people.treasury));
    assert_eq!(registry.buffer, at::buffer(&test.registry));
    assert_eq!(registry.mints, TokenClass::ALL.map(|class| at::mint(&test.registry, class)));
    assert_eq!(
        (registry.open, registry.policy, text::unpack(&registry.name).unwrap()),
        (true, policy(), "Test Registry")
    );
    assert_eq!(registry.pause, Default::default());
}

#[test]
fn create_registry_refuses_each_bad_value() {
    let good = |test: &TestRegistry| CreateRegistryArgs { name: "Second".into(), ..test.setup(2).create_args() };
    type Spoil = fn(&mut CreateRegistryArgs);
    let cases: [(Spoil, CarbonError); 11] = [
        (|args| args.name = String::new(), CarbonError::InvalidName),
        (|args| args.name = "x".repeat(33), CarbonError::InvalidName),
        (|args| args.policy.year_start_month = 0, CarbonError::InvalidMonth),
        (|args| args.policy.year_start_month = 13, CarbonError::InvalidMonth),
        (|args| args.policy.terms.buffer_bps = 10_001, CarbonError::InvalidBps),
        (|args| args.policy.terms.record_cap = 0, CarbonError::InvalidRecordCap),
        (|args| args.policy.terms.voting_period = 3_599, CarbonError::InvalidVotingPeriod),
        (|args| args.policy.terms.timelock = SECONDS_PER_DAY - 1, CarbonError::InvalidTimelock),
        (|args| args.policy.terms.timelock = 30 * SECONDS_PER_DAY + 1, CarbonError::InvalidTimelock),
        (|args| args.threshold_bps = MIN_THRESHOLD_BPS - 1, CarbonError::InvalidThreshold),
        (|args| args.threshold_bps = 10_001, CarbonError::InvalidThreshold),
    ];
    let mut test = TestRegistry::new();
    for (spoil, error) in cases {
        let mut args = good(&test);
        spoil(&mut args);
        assert_refused(test.create_registry_with(args), error);
    }
    let args = good(&test);
    test.create_registry_with(args).unwrap();
}
