//! `delist_provider`: takes effect at once; the rent goes back to its payer.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{errors::CarbonError, notary::Verdict, source::Provider},
};
use carbon_testkit::*;
use solana_signer::Signer;

#[test]
fn a_provider_is_gone_at_once_and_can_be_listed_again() {
    let mut test = TestRegistry::new();
    let (authority, payer, registry) = (test.people.authority.pubkey(), test.people.payer.clone(), test.registry);
    let new = key(80).pubkey();
    let list = ix::list_provider(payer.pubkey(), authority, registry, new, "Satellite".into());
    let before = test.runtime.lamports(&payer.pubkey());
    let signers = [&payer, &key(10)];
    test.runtime.send(std::slice::from_ref(&list), &signers).unwrap();
    let delist = |rent_payer| ix::delist_provider(authority, registry, new, rent_payer);
    assert_refused(test.authority_sends(&[delist(authority)]), CarbonError::WrongRentPayer);
    test.authority_sends(&[delist(payer.pubkey())]).unwrap();
    assert!(test.runtime.find::<Provider>(&at::provider(&registry, &new)).is_none());
    assert_eq!(test.runtime.lamports(&payer.pubkey()), before);
    test.runtime.send(&[list], &signers).unwrap();
}

/// A key that was delisted and is listed again counts after the timelock, as a new one does.
#[test]
fn a_provider_listed_again_waits_for_the_timelock() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let (authority, registry) = (test.people.authority.pubkey(), test.registry);
    let provider = test.people.provider.pubkey();
    let args = test.emission(1_000);
    let claim = test.submit(source, args);
    test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.authority_sends(&[ix::delist_provider(authority, registry, provider, authority)]).unwrap();
    assert_refused(test.notarize(claim), CarbonError::ProviderDelisted);
    test.authority_sends(&[ix::list_provider(authority, authority, registry, provider, "Meters".into())]).unwrap();
    assert_refused(test.notarize(claim), CarbonError::ProviderDelisted);
    let active_at = test.runtime.get::<Provider>(&at::provider(&registry, &provider)).active_at;
    test.runtime.warp_to(active_at - 1);
    assert_refused(test.notarize(claim), CarbonError::ProviderDelisted);
    test.pass(1);
    test.notarize(claim).unwrap();
}
