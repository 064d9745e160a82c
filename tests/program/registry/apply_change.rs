//! `apply_change`: tightening at once, and nothing else in an open registry.

use carbon_client::program::{errors::CarbonError, registry::*};
use carbon_tests::*;
use solana_signer::Signer;

#[test]
fn tightening_is_at_once_and_loosening_waits() {
    let mut world = World::new();
    let tighter = Terms { record_cap: 1_000, buffer_bps: 2_000, ..policy().terms };
    world.apply(Change::SetTerms { terms: tighter }).unwrap();
    assert_eq!(world.registry().policy.terms, tighter);
    world.apply(Change::SetThreshold { threshold_bps: 7_000 }).unwrap();

    let new = notary_terms(key(60).pubkey());
    let member = world.notaries[0].pubkey();
    let loosening = [
        Change::SetTerms { terms: policy().terms },
        Change::SetThreshold { threshold_bps: 6_667 },
        Change::AddNotary { notary: new },
        Change::RemoveNotary { key: member },
        Change::SetWeight { key: member, weight: 2 },
        Change::SetAccreditation { key: member, from: 0, until: 1 },
        Change::SetGuardian { guardian: member },
        Change::SetTreasury { treasury: member },
    ];
    for change in loosening {
        assert_refused(world.apply(change), CarbonError::TimelockRequired);
    }
    world.loosen(Change::SetTerms { terms: policy().terms }).unwrap();
    assert_eq!(world.registry().policy.terms, policy().terms);
}
