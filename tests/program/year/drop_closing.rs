//! `drop_closing`: proposals that close nothing.

use super::{close_year, covered};
use carbon_client::{
    addresses as at,
    program::{errors::CarbonError, notary::Verdict, year::*},
    years,
};
use carbon_tests::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn a_record_overtakes_a_proposal() {
    let (mut world, source) = covered();
    let owner = key(12);
    let close = close_year(&mut world, source, 1_000_000, 0);
    world.runtime.send(&[close], &[&owner]).unwrap();
    let closing = at::closing(&source, 2023);
    world.vote(closing, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let stranger = key(72);
    let drop = years::drop_closing(stranger.pubkey(), world.registry, source, 2023, owner.pubkey());
    assert_refused(world.runtime.send(std::slice::from_ref(&drop), &[&stranger]), CarbonError::BallotApproved);
    let args = world.absorption(0);
    world.record(source, args);
    let execute = years::execute_closing(world.registry, source, 2023, owner.pubkey());
    assert_refused(world.runtime.send(&[execute], &[]), CarbonError::InventoryChanged);
    world.runtime.send(&[drop], &[&stranger]).unwrap();
    assert!(world.runtime.find::<YearClosing>(&closing).is_none());
}

#[test]
fn an_expired_proposal_is_dropped_by_anyone_a_live_one_by_its_proposer() {
    let (mut world, source) = covered();
    let (owner, stranger) = (key(12), key(72));
    let close = close_year(&mut world, source, 1_000_000, 0);
    let drop = |caller: Pubkey, registry: Pubkey| years::drop_closing(caller, registry, source, 2023, key(12).pubkey());
    world.runtime.send(std::slice::from_ref(&close), &[&owner]).unwrap();
    let by_stranger = drop(stranger.pubkey(), world.registry);
    assert_refused(world.runtime.send(std::slice::from_ref(&by_stranger), &[&stranger]), CarbonError::BallotVoting);
    let by_owner = drop(owner.pubkey(), world.registry);
    world.runtime.send(&[by_owner], &[&owner]).unwrap();
    world.runtime.send(&[close], &[&owner]).unwrap();
    world.pass(7 * SECONDS_PER_DAY + 1);
    world.runtime.send(&[by_stranger], &[&stranger]).unwrap();
}
