//! `pause_registry`.

use carbon_client::{
    instructions as ix,
    program::{errors::CarbonError, notary::*, registry::*},
};
use carbon_testkit::*;
use solana_signer::Signer;

#[test]
fn a_pause_stops_everything_but_the_exits() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(5);
    let claim = test.submit(source, args);
    let (guardian, registry) = (test.people.guardian.pubkey(), test.registry);
    let pause = ix::pause_registry(guardian, registry);
    let unpause = ix::unpause_registry(guardian, registry);
    assert_refused(test.runtime.send(std::slice::from_ref(&unpause), &[&key(11)]), CarbonError::NotPaused);
    test.runtime.send(std::slice::from_ref(&pause), &[&key(11)]).unwrap();
    assert_refused(test.runtime.send(std::slice::from_ref(&pause), &[&key(11)]), CarbonError::Paused);

    let args = test.emission(5);
    assert_refused(test.submit_with(test.context(source), args), CarbonError::Paused);
    assert_refused(test.vote(claim, &[0], Verdict::Approve), CarbonError::Paused);
    test.apply(Change::SetThreshold { threshold_bps: STRICTER_THRESHOLDS_BPS[0] }).unwrap();
    let owner = key(12);
    test.close(claim, &owner).unwrap();

    test.pass(100);
    test.runtime.send(&[unpause], &[&key(11)]).unwrap();
    assert_eq!(test.registry().pause.total_seconds, 100);
    assert_refused(test.runtime.send(&[pause], &[&key(11)]), CarbonError::PauseCooldown);
}
