//! `propose_authority`: only the first step of a hand-over.

use carbon_client::{instructions as ix, program::registry::Registry};
use carbon_testkit::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn a_proposal_is_remembered_replaced_and_taken_back() {
    let mut test = TestRegistry::new();
    let before = test.registry();
    for proposed in [key(50).pubkey(), key(51).pubkey(), Pubkey::default()] {
        let propose = ix::propose_authority(test.people.authority.pubkey(), test.registry, proposed);
        test.authority_sends(&[propose]).unwrap();
        let Registry { authority, pending_authority, guardian, policy, .. } = test.registry();
        assert_eq!(pending_authority, proposed);
        assert_eq!((authority, guardian, policy), (before.authority, before.guardian, before.policy));
    }
}
