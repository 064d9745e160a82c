//! `schedule_change`: announces a loosening, which waits for the timelock.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{errors::CarbonError, registry::*},
};
use carbon_testkit::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_signer::Signer;

#[test]
fn an_announcement_says_what_and_when() {
    let mut test = TestRegistry::new();
    let (authority, payer, registry) = (test.people.authority.pubkey(), test.people.payer.pubkey(), test.registry);
    let change = Change::SetThreshold { threshold_bps: STRICTER_THRESHOLDS_BPS[0] };
    let schedule = ix::schedule_change(payer, authority, registry, 7, change);
    let payer = test.people.payer.clone();
    let keys = [&payer, &key(10)];
    test.runtime.send(std::slice::from_ref(&schedule), &keys).unwrap();
    let scheduled: ScheduledChange = test.runtime.get(&at::change(&registry, 7));
    assert_eq!((scheduled.version, scheduled.registry, scheduled.nonce), (1, registry, 7));
    assert_eq!((scheduled.rent_payer, scheduled.change), (payer.pubkey(), change));
    assert_eq!(scheduled.due_at, NOW + 2 * SECONDS_PER_DAY);
    // The system program's "account already in use".
    assert_code(test.runtime.send(&[schedule], &keys), 0);
}

#[test]
fn only_the_authority_announces() {
    let mut test = TestRegistry::new();
    let stranger = test.people.payer.clone();
    let change = Change::SetTreasury { treasury: stranger.pubkey() };
    let schedule = ix::schedule_change(stranger.pubkey(), stranger.pubkey(), test.registry, 1, change);
    assert_refused(test.runtime.send(&[schedule], &[&stranger]), CarbonError::Unauthorized);
}

#[test]
fn terms_guardian_and_treasury_that_the_registry_has_are_not_announced() {
    let mut test = TestRegistry::new();
    let (authority, registry) = (test.people.authority.pubkey(), test.registry());
    for change in [
        Change::SetTerms { terms: registry.policy.terms },
        Change::SetGuardian { guardian: registry.guardian },
        Change::SetTreasury { treasury: registry.treasury },
    ] {
        let schedule = ix::schedule_change(authority, authority, test.registry, 1, change);
        assert_refused(test.authority_sends(&[schedule]), CarbonError::NothingChanged);
    }
}

/// Each change of the bond waits: a lower one makes blocking cheaper, a higher one makes reports dearer.
#[test]
fn the_bond_of_an_add_back_is_bounded_and_changes_after_the_timelock() {
    let mut test = TestRegistry::new();
    let terms = policy().terms;
    for add_back_bond in [0, terms.add_back_bond + 1, MAX_ADD_BACK_BOND + 1] {
        let change = Change::SetTerms { terms: Terms { add_back_bond, ..terms } };
        assert_refused(test.apply(change), CarbonError::TimelockRequired);
    }
    let too_high = Change::SetTerms { terms: Terms { add_back_bond: MAX_ADD_BACK_BOND + 1, ..terms } };
    assert_refused(test.loosen(too_high), CarbonError::BondTooHigh);
    test.loosen(Change::SetTerms { terms: Terms { add_back_bond: 0, ..terms } }).unwrap();
}
