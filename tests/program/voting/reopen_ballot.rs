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

/// What takes nobody away does not undo a quorum that was reached; a ballot without one is stale by any change.
#[test]
fn a_quorum_outlives_changes_that_take_nobody_away() {
    let (mut test, claim) = claimed();
    let open = {
        let source = test.source(TestRegistry::source_args(2));
        let args = test.emission(2_000);
        test.submit(source, args)
    };
    test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.vote(open, &[0, 1, 2], Verdict::Approve).unwrap();
    let reached = test.runtime.get::<Claim>(&claim).subject.ballot;
    assert!(reached.quorum_reached && !test.runtime.get::<Claim>(&open).subject.ballot.quorum_reached);
    // Four of five are less than nine tenths.
    test.apply(Change::SetThreshold { threshold_bps: 9_000 }).unwrap();
    let notary = test.people.notaries[4].pubkey();
    let longer = Change::SetAccreditation { key: notary, starts_at: i64::MIN, ends_at: i64::MAX };
    for change in [
        Change::SetWeight { key: notary, weight: 9 },
        longer,
        Change::AddNotary { notary: notary_terms(key(88).pubkey()) },
    ] {
        test.loosen(change).unwrap();
        assert_refused(test.vote(open, &[3], Verdict::Approve), CarbonError::BallotStale);
        assert_refused(test.runtime.send(&[ix::reopen_ballot(test.registry, claim)], &[]), CarbonError::BallotNotStale);
    }
    assert_refused(test.vote(claim, &[4], Verdict::Reject), CarbonError::BallotApproved);
    test.notarize(claim).unwrap();
    assert_eq!(test.runtime.get::<Claim>(&open).subject.ballot.approvals, 0b111);
}

/// Each change that takes a notary, its weight or its time away undoes a quorum, whether the notary voted or not.
#[test]
fn a_quorum_is_undone_by_each_loss() {
    type Loss = fn(solana_pubkey::Pubkey) -> Change;
    let losses: [Loss; 4] = [
        |key| Change::RemoveNotary { key },
        |key| Change::SetWeight { key, weight: 1 },
        |key| Change::SetAccreditation { key, starts_at: 0, ends_at: i64::MAX - 1 },
        |key| Change::SetAccreditation { key, starts_at: 1, ends_at: i64::MAX },
    ];
    for (case, loss) in losses.into_iter().enumerate() {
        let mut test = TestRegistry::set_up(1);
        let heavy = test.people.notaries[4].pubkey();
        test.apply(Change::SetWeight { key: heavy, weight: 2 }).unwrap();
        let open = ix::open_registry(test.people.authority.pubkey(), test.registry);
        test.authority_sends(&[open]).unwrap();
        let source = test.source(TestRegistry::source_args(1));
        let args = test.emission(1_000);
        let claim = test.submit(source, args);
        test.vote(claim, &[0, 1, 2, 4], Verdict::Approve).unwrap();
        test.loosen(loss(heavy)).unwrap();
        println!("case {case}");
        assert_refused(test.notarize(claim), CarbonError::BallotStale);
    }
}
