//! `apply_change`: in an open registry it only tightens, at once.

use carbon_client::program::{errors::CarbonError, registry::*};
use carbon_testkit::*;
use solana_signer::Signer;

#[test]
fn tightening_is_at_once_and_loosening_waits() {
    let mut test = TestRegistry::new();
    let tighter = Terms { record_cap: 1_000, buffer_bps: 2_000, ..policy().terms };
    test.apply(Change::SetTerms { terms: tighter }).unwrap();
    assert_eq!(test.registry().policy.terms, tighter);
    test.apply(Change::SetThreshold { threshold_bps: STRICTER_THRESHOLDS_BPS[0] }).unwrap();

    let new = notary_terms(key(60).pubkey());
    let member = test.people.notaries[0].pubkey();
    let loosening = [
        Change::SetTerms { terms: policy().terms },
        Change::SetThreshold { threshold_bps: MIN_THRESHOLD_BPS },
        Change::AddNotary { notary: new },
        Change::RemoveNotary { key: member },
        Change::SetWeight { key: member, weight: 2 },
        Change::SetAccreditation { key: member, starts_at: 0, ends_at: 1 },
        Change::SetGuardian { guardian: member },
        Change::SetTreasury { treasury: member },
    ];
    for change in loosening {
        assert_refused(test.apply(change), CarbonError::TimelockRequired);
    }
    test.loosen(Change::SetTerms { terms: policy().terms }).unwrap();
    assert_eq!(test.registry().policy.terms, policy().terms);
}
