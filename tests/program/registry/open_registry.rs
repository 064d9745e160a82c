//! `open_registry`: once, with mints and notaries; no data before.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{errors::CarbonError, notary::*, registry::*, token::*},
};
use carbon_testkit::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn a_registry_opens_once_with_mints_and_notaries() {
    let mut test = TestRegistry::set_up(1);
    let open = ix::open_registry(test.people.authority.pubkey(), test.registry);
    for index in 0..NOTARIES {
        let key = test.people.notaries[index].pubkey();
        test.apply(Change::RemoveNotary { key }).unwrap();
    }
    assert_refused(test.authority_sends(std::slice::from_ref(&open)), CarbonError::LastNotary);
    for index in 0..3 {
        assert!(test.authority_sends(std::slice::from_ref(&open)).is_err());
        let notary = notary_terms(test.people.notaries[index].pubkey());
        test.apply(Change::AddNotary { notary }).unwrap();
    }
    test.authority_sends(std::slice::from_ref(&open)).unwrap();
    assert_refused(test.authority_sends(&[open]), CarbonError::RegistryAlreadyOpen);
    assert_refused(test.create_mint(TokenClass::Emission), CarbonError::RegistryAlreadyOpen);

    let mut bare = TestRegistry::set_up(1);
    bare.create_registry(2).unwrap();
    let open = ix::open_registry(bare.people.authority.pubkey(), at::registry(&bare.people.authority.pubkey(), 2));
    assert_refused(bare.authority_sends(&[open]), CarbonError::MintsMissing);
    assert_refused(bare.create_mint(TokenClass::Emission), CarbonError::MintExists);
}

/// Fewer than three notaries, or one that is a quorum alone, need a policy that says so.
#[test]
fn a_small_notary_set_is_opened_by_the_policy_only() {
    type Shrink = fn(&mut TestRegistry);
    let two: Shrink = |test| {
        for index in 2..NOTARIES {
            let key = test.people.notaries[index].pubkey();
            test.apply(Change::RemoveNotary { key }).unwrap();
        }
    };
    // 9 of 13 are more than two thirds, 8 of 12 are not 66.67 %.
    let heavy: Shrink = |test| {
        let key = test.people.notaries[0].pubkey();
        test.apply(Change::SetWeight { key, weight: 9 }).unwrap();
    };
    for shrink in [two, heavy] {
        let mut test = TestRegistry::set_up(1);
        shrink(&mut test);
        let open = ix::open_registry(test.people.authority.pubkey(), test.registry);
        assert_refused(test.authority_sends(&[open]), CarbonError::SmallNotarySet);
        let mut small = TestRegistry::set_up_small();
        shrink(&mut small);
        small.open();
        assert!(small.registry().policy.small_notary_set);
    }
    let mut test = TestRegistry::set_up(1);
    let key = test.people.notaries[0].pubkey();
    test.apply(Change::SetWeight { key, weight: 8 }).unwrap();
    test.open();
    // An open registry does not become small either.
    assert_refused(test.loosen(Change::SetWeight { key, weight: 9 }), CarbonError::SmallNotarySet);
    let mut test = TestRegistry::new();
    for index in [0, 1] {
        let key = test.people.notaries[index].pubkey();
        test.loosen(Change::RemoveNotary { key }).unwrap();
    }
    let key = test.people.notaries[2].pubkey();
    assert_refused(test.loosen(Change::RemoveNotary { key }), CarbonError::SmallNotarySet);
}

#[test]
fn a_registry_that_is_not_open_takes_no_data() {
    let mut test = TestRegistry::set_up(1);
    let (authority, owner, registry) = (test.people.authority.pubkey(), test.people.owner.pubkey(), test.registry);
    let register = ix::register_source(owner, owner, registry, TestRegistry::source_args(1));
    assert_refused(test.runtime.send(&[register], &[&key(12)]), CarbonError::RegistryNotOpen);
    // In a registry that is not open yet, changes are applied at once, without a timelock.
    let change = Change::SetThreshold { threshold_bps: STRICTER_THRESHOLDS_BPS[0] };
    let schedule = ix::schedule_change(authority, authority, registry, 1, change);
    assert_refused(test.authority_sends(&[schedule]), CarbonError::RegistryNotOpen);
    let nothing = Pubkey::new_from_array([5; 32]);
    let voter = test.people.notaries[0].pubkey();
    let attest = ix::attest(registry, nothing, [0; 32], Verdict::Approve, [0; 32], &[voter]);
    let notary = test.people.notaries[0].clone();
    assert_refused(test.runtime.send(&[attest], &[&notary]), CarbonError::RegistryNotOpen);
    assert_refused(
        test.runtime.send(&[ix::reopen_ballot(registry, nothing)], &[&notary]),
        CarbonError::RegistryNotOpen,
    );
}
