//! `suspend_notary`: at once, and lifted after the timelock only.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{errors::CarbonError, notary::*, registry::Change},
};
use carbon_tests::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// The notary set as it is on chain.
pub fn set(world: &World) -> NotarySet {
    world.runtime.get(&at::notaries(&world.registry))
}

pub fn suspend(world: &mut World, notary: Pubkey) -> carbon_embedded::Outcome {
    let suspend = ix::suspend_notary(world.guardian.pubkey(), world.registry, notary);
    world.runtime.send(&[suspend], &[&world.guardian])
}

#[test]
fn a_suspension_is_lifted_once_and_after_the_timelock() {
    let mut world = World::new();
    let key = world.notaries[1].pubkey();
    assert_refused(world.loosen(Change::ReinstateNotary { key }), CarbonError::NotaryNotSuspended);
    suspend(&mut world, key).unwrap();
    assert_refused(suspend(&mut world, key), CarbonError::NotarySuspended);
    assert_refused(world.apply(Change::ReinstateNotary { key }), CarbonError::TimelockRequired);
    assert_eq!(set(&world).total_weight, NOTARIES as u64, "the weight of a suspended notary still counts");
    world.loosen(Change::ReinstateNotary { key }).unwrap();

    let source = world.source(World::source_args(1));
    let args = world.emission(5);
    let claim = world.submit(source, args);
    world.vote(claim, &[1], Verdict::Approve).unwrap();
}
