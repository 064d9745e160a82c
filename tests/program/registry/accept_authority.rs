//! `accept_authority`: the second step of a hand-over.

use carbon_client::{
    instructions as ix,
    program::{errors::CarbonError, registry::*},
};
use carbon_testkit::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn authority_changes_in_two_steps() {
    let mut test = TestRegistry::new();
    let new = key(50);
    let registry = test.registry;
    let accept = ix::accept_authority(new.pubkey(), registry);
    assert_refused(test.runtime.send(std::slice::from_ref(&accept), &[&new]), CarbonError::NotProposedAuthority);
    let stranger = ix::propose_authority(new.pubkey(), registry, new.pubkey());
    assert_refused(test.runtime.send(&[stranger], &[&new]), CarbonError::Unauthorized);

    let propose = ix::propose_authority(test.people.authority.pubkey(), registry, new.pubkey());
    test.authority_sends(&[propose]).unwrap();
    assert_eq!(test.registry().authority, test.people.authority.pubkey(), "nothing changes before the second step");
    test.runtime.send(&[accept], &[&new]).unwrap();
    assert_eq!((test.registry().authority, test.registry().pending_authority), (new.pubkey(), Pubkey::default()));
    assert_refused(
        test.apply(Change::SetThreshold { threshold_bps: STRICTER_THRESHOLDS_BPS[0] }),
        CarbonError::Unauthorized,
    );
}
