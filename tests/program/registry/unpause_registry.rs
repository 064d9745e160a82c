//! `unpause_registry`: by the guardian or the authority.

use carbon_client::{instructions as ix, program::errors::CarbonError};
use carbon_testkit::*;
use solana_signer::Signer;

#[test]
fn the_pause_is_booked_when_it_ends() {
    for by in [10, 11] {
        let mut test = TestRegistry::new();
        let pause = ix::pause_registry(test.people.guardian.pubkey(), test.registry);
        test.runtime.send(&[pause], &[&key(11)]).unwrap();
        assert_eq!(test.registry().pause.began_at, NOW);
        test.pass(250);
        let stranger = test.people.crank.clone();
        let unpause = |caller| ix::unpause_registry(caller, test.registry);
        let (wrong, right) = (unpause(stranger.pubkey()), unpause(key(by).pubkey()));
        assert_refused(test.runtime.send(&[wrong], &[&stranger]), CarbonError::Unauthorized);
        test.runtime.send(&[right], &[&key(by)]).unwrap();
        let pause = test.registry().pause;
        assert_eq!((pause.began_at, pause.last_ended_at, pause.total_seconds), (0, NOW + 250, 250));
    }
}
