//! `execute_change`: what was announced, after its timelock, once.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{
        errors::CarbonError,
        registry::{Change, ScheduledChange},
    },
};
use carbon_tests::*;
use solana_signer::Signer;

#[test]
fn each_kind_of_loosening_does_what_it_says_and_nothing_else() {
    let mut world = World::new();
    let before = world.registry();
    let (guardian, treasury) = (key(60).pubkey(), key(61).pubkey());
    world.loosen(Change::SetGuardian { guardian }).unwrap();
    world.loosen(Change::SetTreasury { treasury }).unwrap();
    let after = world.registry();
    assert_eq!((after.guardian, after.treasury), (guardian, treasury));
    assert_eq!((after.authority, after.policy, after.open), (before.authority, before.policy, true));
}

#[test]
fn a_change_is_executed_once_and_its_rent_comes_back() {
    let mut world = World::new();
    let authority = world.authority.pubkey();
    let before = world.runtime.lamports(&authority);
    let schedule =
        ix::schedule_change(authority, authority, world.registry, 1, Change::SetThreshold { threshold_bps: 8_000 });
    world.authority_sends(&[schedule]).unwrap();
    let due = world.runtime.get::<ScheduledChange>(&at::change(&world.registry, 1)).due;
    world.runtime.warp_to(due - 1);
    let execute = ix::execute_change(authority, world.registry, 1, authority);
    assert_refused(world.authority_sends(std::slice::from_ref(&execute)), CarbonError::ChangeNotDue);
    world.runtime.warp_to(due);
    world.authority_sends(std::slice::from_ref(&execute)).unwrap();
    assert_eq!(world.runtime.lamports(&authority), before);
    // Anchor: the account is not initialized.
    assert_code(world.authority_sends(&[execute]), 3012);
}
