//! `reopen_ballot`: a new round for a new set.

use super::claimed;
use carbon_client::{
    instructions as ix,
    program::{claim::Claim, errors::CarbonError, notary::*, registry::Change},
};
use carbon_tests::*;
use solana_signer::Signer;

#[test]
fn a_changed_set_makes_ballots_stale_and_old_votes_worthless() {
    let (mut world, claim) = claimed();
    let old = world.digest(&claim);
    world.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let reopen = ix::reopen_ballot(world.registry, claim);
    assert_refused(world.runtime.send(std::slice::from_ref(&reopen), &[]), CarbonError::BallotNotStale);

    let suspend = ix::suspend_notary(world.guardian.pubkey(), world.registry, world.notaries[0].pubkey());
    world.runtime.send(std::slice::from_ref(&suspend), &[&key(11)]).unwrap();
    assert_refused(world.runtime.send(&[suspend], &[&key(11)]), CarbonError::NotarySuspended);
    assert_refused(world.notarize(claim), CarbonError::BallotStale);
    world.runtime.send(std::slice::from_ref(&reopen), &[]).unwrap();
    let ballot = world.runtime.get::<Claim>(&claim).subject.ballot;
    assert_eq!((ballot.round, ballot.approve, ballot.reject), (2, 0, 0));

    assert_refused(world.vote_for(claim, old, &[1], Verdict::Approve), CarbonError::DigestMismatch);
    assert_refused(world.vote(claim, &[0], Verdict::Approve), CarbonError::NotarySuspended);
    world.vote(claim, &[1, 2, 3], Verdict::Approve).unwrap();
    assert_refused(world.notarize(claim), CarbonError::BallotVoting);
    world.vote(claim, &[4], Verdict::Approve).unwrap();
    world.notarize(claim).unwrap();
}

#[test]
fn three_rounds_at_most() {
    let (mut world, claim) = claimed();
    let reopen = ix::reopen_ballot(world.registry, claim);
    for threshold_bps in [6_700, 6_800] {
        world.apply(Change::SetThreshold { threshold_bps }).unwrap();
        world.runtime.send(std::slice::from_ref(&reopen), &[]).unwrap();
    }
    world.apply(Change::SetThreshold { threshold_bps: 6_900 }).unwrap();
    assert_refused(world.runtime.send(&[reopen], &[]), CarbonError::BallotExpired);
    world.close(claim, &key(72)).unwrap();
}
