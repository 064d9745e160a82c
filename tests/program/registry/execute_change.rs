//! `execute_change`: executes a scheduled change once, after its timelock.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{
        errors::CarbonError,
        registry::{Change, ScheduledChange},
    },
};
use carbon_testkit::*;
use solana_signer::Signer;

#[test]
fn each_kind_of_loosening_does_what_it_says_and_nothing_else() {
    let mut test = TestRegistry::new();
    let before = test.registry();
    let (guardian, treasury) = (key(60).pubkey(), key(61).pubkey());
    test.loosen(Change::SetGuardian { guardian }).unwrap();
    test.loosen(Change::SetTreasury { treasury }).unwrap();
    let after = test.registry();
    assert_eq!((after.guardian, after.treasury), (guardian, treasury));
    assert_eq!((after.authority, after.policy, after.open), (before.authority, before.policy, true));
}

#[test]
fn a_change_is_executed_once_and_its_rent_comes_back() {
    let mut test = TestRegistry::new();
    let authority = test.people.authority.pubkey();
    let before = test.runtime.lamports(&authority);
    let schedule =
        ix::schedule_change(authority, authority, test.registry, 1, Change::SetThreshold { threshold_bps: 8_000 });
    test.authority_sends(&[schedule]).unwrap();
    let due = test.runtime.get::<ScheduledChange>(&at::change(&test.registry, 1)).due_at;
    test.runtime.warp_to(due - 1);
    let execute = ix::execute_change(authority, test.registry, 1, authority);
    assert_refused(test.authority_sends(std::slice::from_ref(&execute)), CarbonError::ChangeNotDue);
    test.runtime.warp_to(due);
    test.authority_sends(std::slice::from_ref(&execute)).unwrap();
    assert_eq!(test.runtime.lamports(&authority), before);
    // Anchor: the account is not initialized.
    assert_code(test.authority_sends(&[execute]), 3012);
}
