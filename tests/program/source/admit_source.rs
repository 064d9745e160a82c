//! `admit_source`.

use carbon_client::{addresses as at, instructions as ix, program::errors::CarbonError};
use carbon_tests::*;
use solana_signer::Signer;

#[test]
fn a_stranger_s_source_waits_for_admission() {
    let mut world = World::new();
    let owner = world.owner.pubkey();
    let source = at::source(&world.registry, &owner, 1);
    let register = ix::register_source(owner, owner, world.registry, World::source_args(1));
    world.runtime.send(&[register], &[&key(12)]).unwrap();
    let args = world.emission(5);
    assert_refused(world.submit_with(world.context(source), args.clone()), CarbonError::SourceNotAdmitted);
    let by_itself = ix::admit_source(owner, world.registry, source);
    assert_refused(world.runtime.send(&[by_itself], &[&key(12)]), CarbonError::UnknownNotary);
    let notary = world.notaries[0].insecure_clone();
    let admit = ix::admit_source(notary.pubkey(), world.registry, source);
    world.runtime.send(std::slice::from_ref(&admit), &[&notary]).unwrap();
    assert_refused(world.runtime.send(&[admit], &[&notary]), CarbonError::SourceAlreadyAdmitted);
    world.submit_with(world.context(source), args).unwrap();
}
