//! `reopen_ballot`: a new round for a new set.

use super::claimed;
use carbon_client::{
    instructions as ix,
    program::{claim::Claim, errors::CarbonError, notary::*, registry::Change},
};
use carbon_testkit::*;
use solana_signer::Signer;

#[test]
fn a_changed_set_makes_ballots_stale_and_old_votes_worthless() {
    let (mut test, claim) = claimed();
    let old = test.digest(&claim);
    test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let reopen = ix::reopen_ballot(test.registry, claim);
    assert_refused(test.runtime.send(std::slice::from_ref(&reopen), &[]), CarbonError::BallotNotStale);

    let suspend = ix::suspend_notary(test.people.guardian.pubkey(), test.registry, test.people.notaries[0].pubkey());
    test.runtime.send(std::slice::from_ref(&suspend), &[&key(11)]).unwrap();
    assert_refused(test.runtime.send(&[suspend], &[&key(11)]), CarbonError::NotarySuspended);
    assert_refused(test.notarize(claim), CarbonError::BallotStale);
    test.runtime.send(std::slice::from_ref(&reopen), &[]).unwrap();
    let ballot = test.runtime.get::<Claim>(&claim).subject.ballot;
    assert_eq!((ballot.round, ballot.approvals, ballot.rejections), (2, 0, 0));

    assert_refused(test.vote_for(claim, old, &[1], Verdict::Approve), CarbonError::DigestMismatch);
    assert_refused(test.vote(claim, &[0], Verdict::Approve), CarbonError::NotarySuspended);
    test.vote(claim, &[1, 2, 3], Verdict::Approve).unwrap();
    assert_refused(test.notarize(claim), CarbonError::BallotVoting);
    test.vote(claim, &[4], Verdict::Approve).unwrap();
    test.notarize(claim).unwrap();
}

#[test]
fn three_rounds_at_most() {
    let (mut test, claim) = claimed();
    let reopen = ix::reopen_ballot(test.registry, claim);
    let [first, second, third] = STRICTER_THRESHOLDS_BPS;
    for threshold_bps in [first, second] {
        test.apply(Change::SetThreshold { threshold_bps }).unwrap();
        test.runtime.send(std::slice::from_ref(&reopen), &[]).unwrap();
    }
    test.apply(Change::SetThreshold { threshold_bps: third }).unwrap();
    assert_refused(test.runtime.send(&[reopen], &[]), CarbonError::BallotExpired);
    test.close(claim, &key(72)).unwrap();
}
