//! `withdraw_factor`: no new claim can use a withdrawn edition.

use carbon_client::{
    instructions as ix,
    program::{errors::CarbonError, source::Factor},
};
use carbon_testkit::*;
use solana_signer::Signer;

#[test]
fn a_withdrawn_factor_keeps_its_values() {
    let mut test = TestRegistry::new();
    let factor = test.publish_factor();
    let before: Factor = test.runtime.get(&factor);
    let stranger = test.people.crank.clone();
    let withdraw = |authority| ix::withdraw_factor(authority, test.registry, factor);
    let (wrong, right) = (withdraw(stranger.pubkey()), withdraw(test.people.authority.pubkey()));
    assert_refused(test.runtime.send(&[wrong], &[&stranger]), CarbonError::Unauthorized);
    test.authority_sends(std::slice::from_ref(&right)).unwrap();
    let after: Factor = test.runtime.get(&factor);
    assert!(!before.withdrawn && after.withdrawn);
    assert_eq!((after.gases, after.basis, after.gwp), (before.gases, before.basis, before.gwp));
    assert_refused(test.authority_sends(&[right]), CarbonError::FactorWithdrawn);
}
