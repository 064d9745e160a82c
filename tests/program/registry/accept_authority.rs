//! `accept_authority`: the second step of a hand-over.

use carbon_client::{
    instructions as ix,
    program::{errors::CarbonError, registry::*},
};
use carbon_tests::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn authority_changes_in_two_steps() {
    let mut world = World::new();
    let new = key(50);
    let registry = world.registry;
    let accept = ix::accept_authority(new.pubkey(), registry);
    assert_refused(world.runtime.send(std::slice::from_ref(&accept), &[&new]), CarbonError::NotProposedAuthority);
    let stranger = ix::propose_authority(new.pubkey(), registry, new.pubkey());
    assert_refused(world.runtime.send(&[stranger], &[&new]), CarbonError::Unauthorized);

    let propose = ix::propose_authority(world.authority.pubkey(), registry, new.pubkey());
    world.authority_sends(&[propose]).unwrap();
    assert_eq!(world.registry().authority, world.authority.pubkey(), "nothing changes before the second step");
    world.runtime.send(&[accept], &[&new]).unwrap();
    assert_eq!((world.registry().authority, world.registry().pending_authority), (new.pubkey(), Pubkey::default()));
    assert_refused(world.apply(Change::SetThreshold { threshold_bps: 7_000 }), CarbonError::Unauthorized);
}
