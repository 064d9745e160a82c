//! `cancel_change`.

use carbon_client::{
    instructions as ix,
    program::{errors::CarbonError, registry::*},
};
use carbon_testkit::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_signer::Signer;

#[test]
fn a_scheduled_change_has_a_time_and_can_be_cancelled() {
    let mut test = TestRegistry::new();
    let (authority, guardian, registry) =
        (test.people.authority.pubkey(), test.people.guardian.pubkey(), test.registry);
    let change = Change::SetThreshold { threshold_bps: STRICTER_THRESHOLDS_BPS[0] };
    let schedule = |nonce| ix::schedule_change(authority, authority, registry, nonce, change);
    let execute = |nonce| ix::execute_change(authority, registry, nonce, authority);

    let before = test.runtime.lamports(&authority);
    test.authority_sends(&[schedule(1)]).unwrap();
    assert_refused(test.authority_sends(&[execute(1)]), CarbonError::ChangeNotDue);
    test.pass(2 * SECONDS_PER_DAY - 1);
    assert_refused(test.authority_sends(&[execute(1)]), CarbonError::ChangeNotDue);
    test.pass(1 + CHANGE_GRACE + 1);
    assert_refused(test.authority_sends(&[execute(1)]), CarbonError::ChangeExpired);
    let stranger = key(51);
    let cancel = |caller| ix::cancel_change(caller, registry, 1, authority);
    assert_refused(test.runtime.send(&[cancel(stranger.pubkey())], &[&stranger]), CarbonError::Unauthorized);
    test.runtime.send(&[cancel(guardian)], &[&key(11)]).unwrap();
    assert_eq!(test.runtime.lamports(&authority), before, "the rent comes back");
}

/// A guardian that suspends all notaries cannot also stop the change that replaces it.
#[test]
fn the_guardian_cannot_cancel_its_replacement() {
    let mut test = TestRegistry::new();
    let (guardian, registry) = (test.people.guardian.clone(), test.registry);
    let (authority, new) = (test.people.authority.pubkey(), test.person(60));
    for notary in test.people.notaries.clone() {
        let suspend = ix::suspend_notary(guardian.pubkey(), registry, notary.pubkey());
        test.runtime.send(&[suspend], &[&guardian]).unwrap();
    }
    let cancel = |caller, nonce| [ix::cancel_change(caller, registry, nonce, authority)];
    let changes = [
        Change::SetGuardian { guardian: new.pubkey() },
        Change::SetTreasury { treasury: new.pubkey() },
        Change::ReinstateNotary { key: test.people.notaries[0].pubkey() },
    ];
    for (nonce, change) in (1..).zip(changes) {
        test.authority_sends(&[ix::schedule_change(authority, authority, registry, nonce, change)]).unwrap();
    }
    // Neither before the change is due, nor while the registry is paused, nor after it is due.
    assert_refused(test.runtime.send(&cancel(guardian.pubkey(), 1), &[&guardian]), CarbonError::Unauthorized);
    test.runtime.send(&[ix::pause_registry(guardian.pubkey(), registry)], &[&guardian]).unwrap();
    assert_refused(test.runtime.send(&cancel(guardian.pubkey(), 1), &[&guardian]), CarbonError::Unauthorized);
    test.pass(2 * SECONDS_PER_DAY);
    assert_refused(test.runtime.send(&cancel(guardian.pubkey(), 1), &[&guardian]), CarbonError::Unauthorized);
    // Other changes it may cancel, also during the pause.
    test.runtime.send(&cancel(guardian.pubkey(), 2), &[&guardian]).unwrap();
    // The authority ends the pause. The next one must wait.
    test.authority_sends(&[ix::unpause_registry(authority, registry)]).unwrap();
    let pause_again = ix::pause_registry(guardian.pubkey(), registry);
    assert_refused(test.runtime.send(&[pause_again], &[&guardian]), CarbonError::PauseCooldown);
    for nonce in [1, 3] {
        test.authority_sends(&[ix::execute_change(authority, registry, nonce, authority)]).unwrap();
    }
    assert_eq!(test.registry().guardian, new.pubkey());

    // The old guardian is a stranger now. The authority may cancel every change.
    let back = Change::SetGuardian { guardian: guardian.pubkey() };
    test.authority_sends(&[ix::schedule_change(authority, authority, registry, 4, back)]).unwrap();
    for caller in [&guardian, &new] {
        assert_refused(test.runtime.send(&cancel(caller.pubkey(), 4), &[caller]), CarbonError::Unauthorized);
    }
    test.authority_sends(&cancel(authority, 4)).unwrap();
}
