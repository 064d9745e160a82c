//! The enums that the program declares for its IDL have the bytes of their twins in the wire crate.

use anchor_lang::AnchorSerialize;
use carbon_client::program::{
    record::{Assurance, ClaimKind},
    registry::GwpSet,
    source::{Boundary, StreamKind},
};
use carbon_wire::kinds;
use std::fmt::Debug;

/// Asserts equal bytes and names.
fn assert_same<Wire: AnchorSerialize + Debug>(
    twins: impl IntoIterator<Item = impl AnchorSerialize + Debug + Copy + Into<Wire>>,
) {
    for twin in twins {
        let (mut bytes, mut expected) = (vec![], vec![]);
        let wire: Wire = twin.into();
        AnchorSerialize::serialize(&twin, &mut bytes).unwrap();
        AnchorSerialize::serialize(&wire, &mut expected).unwrap();
        assert_eq!(bytes, expected, "{twin:?}");
        assert_eq!(format!("{twin:?}"), format!("{wire:?}"));
    }
}

#[test]
fn the_enums_have_the_bytes_of_the_wire() {
    use ClaimKind::{AddBack, Baseline, Emission};
    let claims = [Emission, ClaimKind::Reduction, ClaimKind::Absorption, Baseline, AddBack];
    assert_same::<kinds::ClaimKind>(claims);
    use StreamKind::{Scope1, Scope2Location, Scope2Market, Scope3};
    let streams = [Scope1, Scope2Location, Scope2Market, Scope3 { category: 7 }];
    assert_same::<kinds::StreamKind>(streams.into_iter().chain([StreamKind::Absorption, StreamKind::Reduction]));
    assert_same::<kinds::GwpSet>([GwpSet::Ar4, GwpSet::Ar5, GwpSet::Ar6]);
    assert_same::<kinds::Boundary>([Boundary::Operational, Boundary::Financial, Boundary::Equity]);
    assert_same::<kinds::Assurance>([Assurance::Limited, Assurance::Reasonable]);
}
