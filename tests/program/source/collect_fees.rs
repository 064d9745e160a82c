//! `collect_fees`: anyone may send a source's claim fees, and only those, to the treasury.

use carbon_client::{instructions as ix, program::errors::CarbonError};
use carbon_testkit::*;
use solana_signer::Signer;

#[test]
fn fees_and_donations_go_to_the_treasury_and_the_rent_stays() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let rent = test.runtime.lamports(&source);
    let collect = ix::collect_fees(test.registry, source, test.people.treasury);
    assert_refused(test.runtime.send(std::slice::from_ref(&collect), &[]), CarbonError::NothingToCollect);
    let args = test.emission(10);
    test.record(source, args);
    test.runtime.fund(&source, 5);
    let elsewhere = ix::collect_fees(test.registry, source, test.people.crank.pubkey());
    assert_refused(test.runtime.send(&[elsewhere], &[]), CarbonError::Unauthorized);
    test.runtime.send(&[collect], &[]).unwrap();
    assert_eq!(test.runtime.lamports(&test.people.treasury), policy().terms.claim_fee + 5);
    assert_eq!(test.runtime.lamports(&source), rent);
}
