//! `pause_registry`.

use carbon_client::{
    instructions as ix,
    program::{errors::CarbonError, notary::*, registry::*},
};
use carbon_tests::*;
use solana_signer::Signer;

#[test]
fn a_pause_stops_everything_but_the_exits() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = world.emission(5);
    let claim = world.submit(source, args);
    let (guardian, registry) = (world.guardian.pubkey(), world.registry);
    let pause = ix::pause_registry(guardian, registry);
    let unpause = ix::unpause_registry(guardian, registry);
    assert_refused(world.runtime.send(std::slice::from_ref(&unpause), &[&key(11)]), CarbonError::NotPaused);
    world.runtime.send(std::slice::from_ref(&pause), &[&key(11)]).unwrap();
    assert_refused(world.runtime.send(std::slice::from_ref(&pause), &[&key(11)]), CarbonError::Paused);

    let args = world.emission(5);
    assert_refused(world.submit_with(world.context(source), args), CarbonError::Paused);
    assert_refused(world.vote(claim, &[0], Verdict::Approve), CarbonError::Paused);
    world.apply(Change::SetThreshold { threshold_bps: 7_000 }).unwrap();
    let owner = key(12);
    world.close(claim, &owner).unwrap();

    world.pass(100);
    world.runtime.send(&[unpause], &[&key(11)]).unwrap();
    assert_eq!(world.registry().pause.total, 100);
    assert_refused(world.runtime.send(&[pause], &[&key(11)]), CarbonError::PauseCooldown);
}
