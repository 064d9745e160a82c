//! `suspend_notary`: takes effect at once; the reinstatement waits for the timelock.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{errors::CarbonError, notary::*, registry::Change},
};
use carbon_testkit::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// The notary set as it is on chain.
pub fn set(test: &TestRegistry) -> NotarySet {
    test.runtime.get(&at::notaries(&test.registry))
}

pub fn suspend(test: &mut TestRegistry, notary: Pubkey) -> carbon_embedded::TxResult {
    let suspend = ix::suspend_notary(test.people.guardian.pubkey(), test.registry, notary);
    test.runtime.send(&[suspend], &[&test.people.guardian])
}

#[test]
fn a_suspension_is_lifted_once_and_after_the_timelock() {
    let mut test = TestRegistry::new();
    let key = test.people.notaries[1].pubkey();
    assert_refused(test.loosen(Change::ReinstateNotary { key }), CarbonError::NotaryNotSuspended);
    suspend(&mut test, key).unwrap();
    assert_refused(suspend(&mut test, key), CarbonError::NotarySuspended);
    assert_refused(test.apply(Change::ReinstateNotary { key }), CarbonError::TimelockRequired);
    assert_eq!(set(&test).total_weight, NOTARIES as u64, "the weight of a suspended notary still counts");
    test.loosen(Change::ReinstateNotary { key }).unwrap();

    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(5);
    let claim = test.submit(source, args);
    test.vote(claim, &[1], Verdict::Approve).unwrap();
}
