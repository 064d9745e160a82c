//! `execute_closing`: an approved year closes, and a later record reopens it.

use super::{close_year, covered};
use carbon_client::{
    addresses as at,
    program::{errors::CarbonError, notary::Verdict, record::*, year::*},
    years,
};
use carbon_tests::*;
use solana_signer::Signer;

#[test]
fn a_complete_year_closes_by_ballot_and_a_later_record_reopens_it() {
    let (mut world, source) = covered();
    let owner = key(12);
    let before = world.runtime.lamports(&owner.pubkey());
    let close = close_year(&mut world, source, 1_000_000, 0);
    world.runtime.send(std::slice::from_ref(&close), &[&owner]).unwrap();
    let closing = at::closing(&source, 2023);
    let content: YearClosing = world.runtime.get(&closing);
    assert_eq!((content.emitted, content.add_back, content.records, content.year), (1_000_000, 0, 1, 2023));
    assert_eq!((content.source, content.proposer), (source, owner.pubkey()));

    let execute = years::execute_closing(world.registry, source, 2023, owner.pubkey());
    assert_refused(world.runtime.send(std::slice::from_ref(&execute), &[]), CarbonError::BallotVoting);
    world.vote(closing, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    world.runtime.send(&[execute], &[]).unwrap();
    assert!(world.runtime.get::<Inventory>(&at::inventory(&source, 2023)).closed);
    assert_eq!(world.runtime.lamports(&owner.pubkey()), before, "the rent comes back");
    assert_refused(world.runtime.send(&[close], &[&owner]), CarbonError::YearClosed);

    let args = world.absorption(10);
    world.record(source, args);
    assert!(!world.runtime.get::<Inventory>(&at::inventory(&source, 2023)).closed);
}
