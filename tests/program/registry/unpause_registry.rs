//! `unpause_registry`: guardian or authority releases the brake.

use carbon_client::{instructions as ix, program::errors::CarbonError};
use carbon_tests::*;
use solana_signer::Signer;

#[test]
fn the_pause_is_booked_when_it_ends() {
    for by in [10, 11] {
        let mut world = World::new();
        let pause = ix::pause_registry(world.guardian.pubkey(), world.registry);
        world.runtime.send(&[pause], &[&key(11)]).unwrap();
        assert_eq!(world.registry().pause.since, NOW);
        world.pass(250);
        let stranger = world.crank.insecure_clone();
        let unpause = |caller| ix::unpause_registry(caller, world.registry);
        let (wrong, right) = (unpause(stranger.pubkey()), unpause(key(by).pubkey()));
        assert_refused(world.runtime.send(&[wrong], &[&stranger]), CarbonError::Unauthorized);
        world.runtime.send(&[right], &[&key(by)]).unwrap();
        let pause = world.registry().pause;
        assert_eq!((pause.since, pause.last_end, pause.total), (0, NOW + 250, 250));
    }
}
