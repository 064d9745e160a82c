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
    let change = Change::SetThreshold { threshold_bps: MIN_THRESHOLD_BPS };
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
