//! `delist_provider`: at once, and its rent goes to who paid it.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{errors::CarbonError, source::Provider},
};
use carbon_tests::*;
use solana_signer::Signer;

#[test]
fn a_provider_is_gone_at_once_and_can_be_listed_again() {
    let mut world = World::new();
    let (authority, payer, registry) = (world.authority.pubkey(), world.payer.insecure_clone(), world.registry);
    let new = key(80).pubkey();
    let list = ix::list_provider(payer.pubkey(), authority, registry, new, "Satellite".into());
    let before = world.runtime.lamports(&payer.pubkey());
    let signers = [&payer, &key(10)];
    world.runtime.send(std::slice::from_ref(&list), &signers).unwrap();
    let delist = |rent_payer| ix::delist_provider(authority, registry, new, rent_payer);
    assert_refused(world.authority_sends(&[delist(authority)]), CarbonError::WrongRentPayer);
    world.authority_sends(&[delist(payer.pubkey())]).unwrap();
    assert!(world.runtime.find::<Provider>(&at::provider(&registry, &new)).is_none());
    assert_eq!(world.runtime.lamports(&payer.pubkey()), before);
    world.runtime.send(&[list], &signers).unwrap();
}
