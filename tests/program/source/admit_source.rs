//! `admit_source`.

use carbon_client::{addresses as at, instructions as ix, program::errors::CarbonError};
use carbon_testkit::*;
use solana_signer::Signer;

#[test]
fn a_stranger_s_source_waits_for_admission() {
    let mut test = TestRegistry::new();
    let owner = test.people.owner.pubkey();
    let source = at::source(&test.registry, &owner, 1);
    let register = ix::register_source(owner, owner, test.registry, TestRegistry::source_args(1));
    test.runtime.send(&[register], &[&key(12)]).unwrap();
    let args = test.emission(5);
    assert_refused(test.submit_with(test.context(source), args.clone()), CarbonError::SourceNotAdmitted);
    let by_itself = ix::admit_source(owner, test.registry, source);
    assert_refused(test.runtime.send(&[by_itself], &[&key(12)]), CarbonError::UnknownNotary);
    let notary = test.people.notaries[0].clone();
    let admit = ix::admit_source(notary.pubkey(), test.registry, source);
    test.runtime.send(std::slice::from_ref(&admit), &[&notary]).unwrap();
    assert_refused(test.runtime.send(&[admit], &[&notary]), CarbonError::SourceAlreadyAdmitted);
    test.submit_with(test.context(source), args).unwrap();
}
