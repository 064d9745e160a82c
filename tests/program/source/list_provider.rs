//! `list_provider`.

use carbon_client::{
    addresses as at,
    claims::ClaimContext,
    instructions as ix,
    program::{claim::*, errors::CarbonError},
};
use carbon_tests::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_signer::Signer;

#[test]
fn a_provider_counts_after_the_timelock_and_no_longer_once_delisted() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let (authority, registry, new) = (world.authority.pubkey(), world.registry, key(80).pubkey());
    let list = |name: &str| ix::list_provider(authority, authority, registry, new, name.into());
    assert_refused(world.authority_sends(&[list("")]), CarbonError::InvalidName);
    world.authority_sends(&[list("Satellite")]).unwrap();
    let args = world.absorption(100);
    let with = ClaimContext { provider: Some(at::provider(&registry, &new)), ..world.context(source) };
    assert_refused(world.submit_with(with, args.clone()), CarbonError::ProviderNotActive);
    world.pass(2 * SECONDS_PER_DAY);
    world.submit_with(with, args.clone()).unwrap();
    let before = world.runtime.lamports(&authority);
    world.authority_sends(&[ix::delist_provider(authority, registry, new, authority)]).unwrap();
    assert!(world.runtime.lamports(&authority) > before, "the rent comes back");
    let again = SubmitClaimArgs { nonce: world.unused(), ..args };
    // Anchor: the account is not initialized.
    assert_code(world.submit_with(with, again), 3012);
}
