//! Attempts of a minority of the notaries, alone or with the registry's authority or guardian, to reach a quorum.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{claim::*, errors::CarbonError, notary::*, registry::Change, source::RegisterSourceArgs},
    years,
};
use carbon_testkit::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

fn open(test: &mut TestRegistry) {
    let open = ix::open_registry(test.people.authority.pubkey(), test.registry);
    test.authority_sends(&[open]).unwrap();
}

/// A source and a claim on it.
fn claimed(test: &mut TestRegistry) -> Pubkey {
    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(1_000);
    test.submit(source, args)
}

fn ballot(test: &TestRegistry, claim: &Pubkey) -> Ballot {
    test.runtime.get::<Claim>(claim).subject.ballot
}

/// Three of five have approved. If one of the others is removed they are three of four, which is more than two thirds.
#[test]
fn removing_an_honest_notary_makes_no_quorum_of_votes_cast() {
    let mut test = TestRegistry::new();
    let claim = claimed(&mut test);
    let (authority, guardian, registry) =
        (test.people.authority.pubkey(), test.people.guardian.pubkey(), test.registry);
    let honest = test.people.notaries[4].pubkey();
    let removal = Change::RemoveNotary { key: honest };
    let old = test.digest(&claim);
    test.vote(claim, &[0, 1, 2], Verdict::Approve).unwrap();

    // Not at once; and the guardian can cancel it during the timelock.
    assert_refused(test.apply(removal), CarbonError::TimelockRequired);
    let schedule = |nonce| ix::schedule_change(authority, authority, registry, nonce, removal);
    let execute = |nonce| ix::execute_change(authority, registry, nonce, authority);
    test.authority_sends(&[schedule(1)]).unwrap();
    assert_refused(test.authority_sends(&[execute(1)]), CarbonError::ChangeNotDue);
    let cancel = ix::cancel_change(guardian, registry, 1, authority);
    test.runtime.send(&[cancel], &[&key(11)]).unwrap();
    // Anchor: the scheduled change does not exist any more.
    assert_code(test.authority_sends(&[execute(1)]), 3012);

    // If it is not cancelled: the votes were cast in another set and do not count in this one.
    test.authority_sends(&[schedule(2)]).unwrap();
    test.pass(2 * SECONDS_PER_DAY);
    test.authority_sends(&[execute(2)]).unwrap();
    test.people.notaries.remove(4);
    assert_refused(test.notarize(claim), CarbonError::BallotStale);
    assert_refused(test.vote_for(claim, old, &[3], Verdict::Approve), CarbonError::BallotStale);
    test.runtime.send(&[ix::reopen_ballot(registry, claim)], &[]).unwrap();
    let reopened = ballot(&test, &claim);
    assert_eq!((reopened.round, reopened.approvals, reopened.rejections), (2, 0, 0));
    let now = test.runtime.now();
    assert_eq!((reopened.opened_at, reopened.expires_at), (now, now + policy().terms.voting_period));
    assert_refused(test.notarize(claim), CarbonError::BallotVoting);

    // The four vote again; two of them are less than a quorum, three are a quorum.
    test.vote(claim, &[0, 1], Verdict::Approve).unwrap();
    assert_refused(test.notarize(claim), CarbonError::BallotVoting);
    test.vote(claim, &[2], Verdict::Approve).unwrap();
    test.notarize(claim).unwrap();
}

/// A new notary gets the index of an old one: a bit of an older epoch must not become its vote.
#[test]
fn a_notary_put_in_front_takes_over_no_vote() {
    let mut test = TestRegistry::new();
    let claim = claimed(&mut test);
    test.vote(claim, &[0, 1, 2], Verdict::Approve).unwrap();
    let newcomer = (1..=255).map(key).find(|new| test.people.notaries.iter().all(|old| new.pubkey() < old.pubkey()));
    let notary = notary_terms(newcomer.expect("a key before all others").pubkey());
    test.loosen(Change::AddNotary { notary }).unwrap();
    let set: NotarySet = test.runtime.get(&at::notaries(&test.registry));
    assert_eq!(set.members()[0].key, notary.key);
    assert_refused(test.notarize(claim), CarbonError::BallotStale);
}

/// Two of five cannot vote, for each reason that may pass; the other three are less than a quorum, and the claim expires. (A
/// conflict of interest does not pass: then the claim is rejected at once.)
#[test]
fn who_cannot_vote_still_counts() {
    type Exclude = fn(&mut TestRegistry, Pubkey);
    let reasons: [(Exclude, CarbonError); 3] = [
        (
            |test, key| {
                let suspend = ix::suspend_notary(test.people.guardian.pubkey(), test.registry, key);
                test.runtime.send(&[suspend], &[&test.people.guardian]).unwrap();
            },
            CarbonError::NotarySuspended,
        ),
        (
            |test, key| drop(test.apply(Change::SetAccreditation { key, starts_at: 0, ends_at: NOW }).unwrap()),
            CarbonError::AccreditationEnded,
        ),
        (
            |test, key| {
                test.apply(Change::SetAccreditation { key, starts_at: NOW + 30 * SECONDS_PER_DAY, ends_at: i64::MAX })
                    .unwrap();
            },
            CarbonError::NotYetAccredited,
        ),
    ];
    for (exclude, error) in reasons {
        let mut test = TestRegistry::set_up(1);
        for index in [3, 4] {
            let key = test.people.notaries[index].pubkey();
            exclude(&mut test, key);
        }
        open(&mut test);
        let claim = claimed(&mut test);
        for index in [3, 4] {
            assert_refused(test.vote(claim, &[index], Verdict::Approve), error);
            // Nor together with others.
            assert_refused(test.vote(claim, &[0, index], Verdict::Approve), error);
        }
        test.vote(claim, &[0, 1, 2], Verdict::Approve).unwrap();
        assert_refused(test.notarize(claim), CarbonError::BallotVoting);
        assert_eq!(ballot(&test, &claim).approvals, 0b111);
        test.pass(7 * SECONDS_PER_DAY + 1);
        assert_refused(test.notarize(claim), CarbonError::BallotExpired);
        test.close(claim, &key(72)).unwrap();
    }
}

/// Notaries with a conflict of interest do not vote: owner, submitter, operator, and keys affiliated to one of them.
#[test]
fn everyone_with_a_conflict_of_interest_is_refused() {
    let operator = key(40).pubkey();
    let owner = key(12).pubkey();
    let of = |affiliates| NotaryTerms { affiliates, ..notary_terms(key(41).pubkey()) };
    let cases = [
        ("the owner", key(12), notary_terms(owner)),
        ("an operator", key(40), notary_terms(operator)),
        ("the owner's affiliate", key(41), of([owner, Pubkey::default()])),
        ("an operator's affiliate", key(41), of([Pubkey::default(), operator])),
    ];
    for (who, notary, terms) in cases {
        println!("{who}");
        let mut test = TestRegistry::new();
        // The notary is added after the source was admitted; before, an operator could not be one.
        let source = test.source(RegisterSourceArgs { operators: vec![operator], ..TestRegistry::source_args(1) });
        test.loosen(Change::AddNotary { notary: terms }).unwrap();
        let args = test.emission(1_000);
        let claim = test.submit(source, args);
        let vote = |test: &mut TestRegistry, subject: Pubkey| {
            let digest = test.digest(&subject);
            let voter = notary.pubkey();
            let attest = ix::attest(test.registry, subject, digest, Verdict::Approve, [0; 32], &[voter]);
            test.runtime.send(&[attest], &[&notary])
        };
        assert_refused(vote(&mut test, claim), CarbonError::NotaryConflicted);

        // The same keys have a conflict of interest in the year.
        let voters: Vec<_> = test.people.notaries.iter().map(Signer::pubkey).collect();
        let attest = ix::attest(test.registry, claim, test.digest(&claim), Verdict::Approve, [0; 32], &voters);
        let signers: Vec<&Keypair> = test.people.notaries.iter().map(|notary| &**notary).collect();
        test.runtime.send(&[attest], &signers).unwrap();
        test.notarize(claim).unwrap();
        let days = carbon_client::claims::day_map_of(&source, &test.emission(0), 2023);
        let close = years::propose_year_closing(owner, owner, test.registry, source, None, 2023, 1_000, 0, &[days]);
        test.runtime.send(&[close], &[&key(12)]).unwrap();
        assert_refused(vote(&mut test, at::closing(&source, 2023)), CarbonError::NotaryConflicted);
    }
}

/// A vote names one claim: not another of the same content, and not the same year's closing.
#[test]
fn a_vote_is_for_one_subject() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(1_000);
    let twin = SubmitClaimArgs { nonce: test.unused(), ..args.clone() };
    let (one, other) = (test.submit(source, args), test.submit(source, twin));
    let content = |key: &Pubkey| test.runtime.get::<Claim>(key).subject.content;
    assert_eq!(content(&one), content(&other), "the nonce is no content");
    let digest = test.digest(&one);
    assert_refused(test.vote_for(other, digest, &[0], Verdict::Approve), CarbonError::DigestMismatch);
    test.vote_for(one, digest, &[0], Verdict::Approve).unwrap();
    assert_eq!(ballot(&test, &other).approvals, 0);
}

/// A subject is rejected exactly when the remaining weight is less than a quorum.
#[test]
fn rejection_is_exact() {
    // Of a total weight of 10,000: the rest is exactly the threshold, or one less.
    let most = 10_000 - u32::from(MIN_THRESHOLD_BPS);
    for (against, rejected) in [(most, false), (most + 1, true)] {
        let mut test = TestRegistry::set_up_small();
        for index in 2..NOTARIES {
            let key = test.people.notaries[index].pubkey();
            test.apply(Change::RemoveNotary { key }).unwrap();
        }
        for (index, weight) in [(0, against), (1, 10_000 - against)] {
            let key = test.people.notaries[index].pubkey();
            test.apply(Change::SetWeight { key, weight }).unwrap();
        }
        open(&mut test);
        let claim = claimed(&mut test);
        test.vote(claim, &[0], Verdict::Reject).unwrap();
        if rejected {
            assert_refused(test.vote(claim, &[1], Verdict::Approve), CarbonError::BallotRejected);
            test.close(claim, &key(72)).unwrap();
        } else {
            test.vote(claim, &[1], Verdict::Approve).unwrap();
            test.notarize(claim).unwrap();
        }
    }
}

/// A registry may require all notaries.
#[test]
fn a_threshold_of_the_whole_needs_all_notaries() {
    let mut test = TestRegistry::new();
    test.apply(Change::SetThreshold { threshold_bps: 10_000 }).unwrap();
    let claim = claimed(&mut test);
    test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_refused(test.notarize(claim), CarbonError::BallotVoting);
    test.vote(claim, &[4], Verdict::Approve).unwrap();
    test.notarize(claim).unwrap();
    let source = test.source(TestRegistry::source_args(2));
    let args = test.emission(1_000);
    let claim = test.submit(source, args);
    test.vote(claim, &[4], Verdict::Reject).unwrap();
    assert_refused(test.vote(claim, &[0], Verdict::Approve), CarbonError::BallotRejected);
}
