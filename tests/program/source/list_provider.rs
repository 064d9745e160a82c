//! `list_provider`.

use carbon_client::{
    addresses as at,
    claims::ClaimContext,
    instructions as ix,
    program::{claim::*, errors::CarbonError},
};
use carbon_testkit::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_signer::Signer;

#[test]
fn a_provider_counts_after_the_timelock_and_no_longer_once_delisted() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let (authority, registry, new) = (test.people.authority.pubkey(), test.registry, key(80).pubkey());
    let list = |name: &str| ix::list_provider(authority, authority, registry, new, name.into());
    assert_refused(test.authority_sends(&[list("")]), CarbonError::InvalidName);
    test.authority_sends(&[list("Satellite")]).unwrap();
    let args = test.absorption(100);
    let with = ClaimContext { provider: Some(at::provider(&registry, &new)), ..test.context(source) };
    assert_refused(test.submit_with(with, args.clone()), CarbonError::ProviderNotActive);
    test.pass(2 * SECONDS_PER_DAY);
    test.submit_with(with, args.clone()).unwrap();
    let before = test.runtime.lamports(&authority);
    test.authority_sends(&[ix::delist_provider(authority, registry, new, authority)]).unwrap();
    assert!(test.runtime.lamports(&authority) > before, "the rent comes back");
    let again = SubmitClaimArgs { nonce: test.unused(), ..args };
    // Anchor: the account is not initialized.
    assert_code(test.submit_with(with, again), 3012);
}
