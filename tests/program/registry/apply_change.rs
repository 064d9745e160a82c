//! `apply_change`: in an open registry it only tightens, at once.

use crate::registry::suspend_notary::set;
use carbon_client::program::{errors::CarbonError, registry::*};
use carbon_testkit::*;
use solana_signer::Signer;

#[test]
fn tightening_is_at_once_and_loosening_waits() {
    let mut test = TestRegistry::new();
    let tighter = Terms { record_cap: 1_000, buffer_bps: 2_000, ..policy().terms };
    test.apply(Change::SetTerms { terms: tighter }).unwrap();
    assert_eq!(test.registry().policy.terms, tighter);
    test.apply(Change::SetThreshold { threshold_bps: STRICTER_THRESHOLDS_BPS[0] }).unwrap();

    let new = notary_terms(key(60).pubkey());
    let member = test.people.notaries[0].pubkey();
    let loosening = [
        Change::SetTerms { terms: policy().terms },
        Change::SetThreshold { threshold_bps: MIN_THRESHOLD_BPS },
        Change::AddNotary { notary: new },
        Change::RemoveNotary { key: member },
        Change::SetWeight { key: member, weight: 2 },
        Change::SetAccreditation { key: member, starts_at: 0, ends_at: 1 },
        Change::SetGuardian { guardian: member },
        Change::SetTreasury { treasury: member },
    ];
    for change in loosening {
        assert_refused(test.apply(change), CarbonError::TimelockRequired);
    }
    test.loosen(Change::SetTerms { terms: policy().terms }).unwrap();
    assert_eq!(test.registry().policy.terms, policy().terms);
}

/// Each term by itself, in the direction that needs the timelock and in the one that does not.
#[test]
fn each_term_is_tightened_at_once_and_loosened_after_the_timelock() {
    let terms = Terms { required_adjustment: Adjustment::Authorized, ..policy().terms };
    let mut base = TestRegistry::new();
    base.apply(Change::SetTerms { terms }).unwrap();
    let loosened = [
        Terms { record_cap: terms.record_cap + 1, ..terms },
        Terms { buffer_bps: terms.buffer_bps - 1, ..terms },
        Terms { max_vintage_age: terms.max_vintage_age + 1, ..terms },
        Terms { required_adjustment: Adjustment::None, ..terms },
        Terms { retention_years: terms.retention_years - 1, ..terms },
        // Neither direction of these two is stricter.
        Terms { voting_period: terms.voting_period + 1, ..terms },
        Terms { voting_period: terms.voting_period - 1, ..terms },
        Terms { add_back_bond: terms.add_back_bond + 1, ..terms },
        Terms { add_back_bond: terms.add_back_bond - 1, ..terms },
        Terms { claim_fee: terms.claim_fee + 1, ..terms },
        Terms { timelock: terms.timelock - 1, ..terms },
        Terms { market_fee_bps: terms.market_fee_bps + 1, ..terms },
    ];
    for terms in loosened {
        assert_refused(base.fork().apply(Change::SetTerms { terms }), CarbonError::TimelockRequired);
    }
    let tightened = [
        Terms { record_cap: terms.record_cap - 1, ..terms },
        Terms { buffer_bps: terms.buffer_bps + 1, ..terms },
        Terms { max_vintage_age: terms.max_vintage_age - 1, ..terms },
        Terms { required_adjustment: Adjustment::Adjusted, ..terms },
        Terms { retention_years: terms.retention_years + 1, ..terms },
        Terms { claim_fee: terms.claim_fee - 1, ..terms },
        Terms { timelock: terms.timelock + 1, ..terms },
        Terms { market_fee_bps: terms.market_fee_bps - 1, ..terms },
    ];
    for terms in tightened {
        let mut test = base.fork();
        test.apply(Change::SetTerms { terms }).unwrap();
        assert_eq!(test.registry().policy.terms, terms);
    }
}

/// The values that the registry has already, each as a change.
fn unchanged(test: &TestRegistry) -> [Change; 6] {
    let registry = test.registry();
    let notary = set(test).notaries[0];
    let (starts_at, ends_at) = (notary.accreditation_starts_at, notary.accreditation_ends_at);
    [
        Change::SetTerms { terms: registry.policy.terms },
        Change::SetThreshold { threshold_bps: set(test).threshold_bps },
        Change::SetWeight { key: notary.key, weight: notary.weight },
        Change::SetAccreditation { key: notary.key, starts_at, ends_at },
        Change::SetGuardian { guardian: registry.guardian },
        Change::SetTreasury { treasury: registry.treasury },
    ]
}

/// Otherwise the authority could void every ballot at any time, by a new epoch.
#[test]
fn a_change_of_nothing_is_refused_and_voids_no_ballot() {
    let mut test = TestRegistry::new();
    let (emission, credit) = test.lots(1, 1_000_000);
    let proof = test.approved_burn(&[(emission, credit, 600_000)]);
    let epoch = set(&test).epoch;
    let [terms, threshold, ..] = unchanged(&test);
    for change in [terms, threshold] {
        assert_refused(test.apply(change), CarbonError::NothingChanged);
    }
    // After the timelock, too.
    for change in unchanged(&test) {
        assert_refused(test.loosen(change), CarbonError::NothingChanged);
    }
    assert_eq!(set(&test).epoch, epoch);
    test.execute_burn(proof).unwrap();
}

#[test]
fn a_change_of_nothing_is_refused_before_the_registry_is_open() {
    let mut test = TestRegistry::set_up(1);
    let epoch = set(&test).epoch;
    for change in unchanged(&test) {
        assert_refused(test.apply(change), CarbonError::NothingChanged);
    }
    assert_eq!(set(&test).epoch, epoch);
}
