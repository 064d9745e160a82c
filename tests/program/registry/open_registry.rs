//! `open_registry`: once, with mints and notaries; no data before.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{errors::CarbonError, notary::*, registry::*, token::*},
};
use carbon_tests::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn a_registry_opens_once_with_mints_and_notaries() {
    let mut world = World::set_up(1);
    let open = ix::open_registry(world.authority.pubkey(), world.registry);
    for index in 0..NOTARIES {
        let key = world.notaries[index].pubkey();
        world.apply(Change::RemoveNotary { key }).unwrap();
    }
    assert_refused(world.authority_sends(std::slice::from_ref(&open)), CarbonError::LastNotary);
    let notary = notary_terms(world.notaries[0].pubkey());
    world.apply(Change::AddNotary { notary }).unwrap();
    world.authority_sends(std::slice::from_ref(&open)).unwrap();
    assert_refused(world.authority_sends(&[open]), CarbonError::RegistryAlreadyOpen);
    assert_refused(world.create_mint(TokenClass::Emission), CarbonError::RegistryAlreadyOpen);

    let mut bare = World::set_up(1);
    bare.create_registry(2).unwrap();
    let open = ix::open_registry(bare.authority.pubkey(), at::registry(&bare.authority.pubkey(), 2));
    assert_refused(bare.authority_sends(&[open]), CarbonError::MintsMissing);
    assert_refused(bare.create_mint(TokenClass::Emission), CarbonError::MintExists);
}

#[test]
fn a_registry_that_is_not_open_takes_no_data() {
    let mut world = World::set_up(1);
    let (authority, owner, registry) = (world.authority.pubkey(), world.owner.pubkey(), world.registry);
    let register = ix::register_source(owner, owner, registry, World::source_args(1));
    assert_refused(world.runtime.send(&[register], &[&key(12)]), CarbonError::RegistryNotOpen);
    // Changes are applied at once in a registry that is being set up; there is no timelock to wait for.
    let change = Change::SetThreshold { threshold_bps: 7_000 };
    let schedule = ix::schedule_change(authority, authority, registry, 1, change);
    assert_refused(world.authority_sends(&[schedule]), CarbonError::RegistryNotOpen);
    let nothing = Pubkey::new_from_array([5; 32]);
    let voter = world.notaries[0].pubkey();
    let attest = ix::attest(registry, nothing, [0; 32], Verdict::Approve, [0; 32], &[voter]);
    let notary = world.notaries[0].insecure_clone();
    assert_refused(world.runtime.send(&[attest], &[&notary]), CarbonError::RegistryNotOpen);
    assert_refused(
        world.runtime.send(&[ix::reopen_ballot(registry, nothing)], &[&notary]),
        CarbonError::RegistryNotOpen,
    );
}
