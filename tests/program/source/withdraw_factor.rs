//! `withdraw_factor`: a version found wrong serves no new claim.

use carbon_client::{
    instructions as ix,
    program::{errors::CarbonError, source::Factor},
};
use carbon_tests::*;
use solana_signer::Signer;

#[test]
fn a_withdrawn_factor_keeps_its_values() {
    let mut world = World::new();
    let factor = world.publish_factor();
    let before: Factor = world.runtime.get(&factor);
    let stranger = world.crank.insecure_clone();
    let withdraw = |authority| ix::withdraw_factor(authority, world.registry, factor);
    let (wrong, right) = (withdraw(stranger.pubkey()), withdraw(world.authority.pubkey()));
    assert_refused(world.runtime.send(&[wrong], &[&stranger]), CarbonError::Unauthorized);
    world.authority_sends(std::slice::from_ref(&right)).unwrap();
    let after: Factor = world.runtime.get(&factor);
    assert!(!before.withdrawn && after.withdrawn);
    assert_eq!((after.gases, after.basis, after.gwp), (before.gases, before.basis, before.gwp));
    assert_refused(world.authority_sends(&[right]), CarbonError::FactorWithdrawn);
}
