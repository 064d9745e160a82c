//! What a minority of the notaries, alone or with the registry's authority or guardian, tries to be a quorum.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{claim::*, errors::CarbonError, notary::*, registry::Change, source::RegisterSourceArgs},
    years,
};
use carbon_tests::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

fn open(world: &mut World) {
    let open = ix::open_registry(world.authority.pubkey(), world.registry);
    world.authority_sends(&[open]).unwrap();
}

/// A source and a claim on it.
fn claimed(world: &mut World) -> Pubkey {
    let source = world.source(World::source_args(1));
    let args = world.emission(1_000);
    world.submit(source, args)
}

fn ballot(world: &World, claim: &Pubkey) -> Ballot {
    world.runtime.get::<Claim>(claim).subject.ballot
}

/// Three of five have approved. Without one of the others they would be three of four, and more than two thirds.
#[test]
fn removing_an_honest_notary_makes_no_quorum_of_votes_cast() {
    let mut world = World::new();
    let claim = claimed(&mut world);
    let (authority, guardian, registry) = (world.authority.pubkey(), world.guardian.pubkey(), world.registry);
    let honest = world.notaries[4].pubkey();
    let removal = Change::RemoveNotary { key: honest };
    let old = world.digest(&claim);
    world.vote(claim, &[0, 1, 2], Verdict::Approve).unwrap();

    // Not at once; and the guardian can take it back while it waits.
    assert_refused(world.apply(removal), CarbonError::TimelockRequired);
    let schedule = |nonce| ix::schedule_change(authority, authority, registry, nonce, removal);
    let execute = |nonce| ix::execute_change(authority, registry, nonce, authority);
    world.authority_sends(&[schedule(1)]).unwrap();
    assert_refused(world.authority_sends(&[execute(1)]), CarbonError::ChangeNotDue);
    let cancel = ix::cancel_change(guardian, registry, 1, authority);
    world.runtime.send(&[cancel], &[&key(11)]).unwrap();
    // Anchor: the scheduled change does not exist any more.
    assert_code(world.authority_sends(&[execute(1)]), 3012);

    // Nobody takes it back: the votes were given in another set and are worth nothing in this one.
    world.authority_sends(&[schedule(2)]).unwrap();
    world.pass(2 * SECONDS_PER_DAY);
    world.authority_sends(&[execute(2)]).unwrap();
    world.notaries.remove(4);
    assert_refused(world.notarize(claim), CarbonError::BallotStale);
    assert_refused(world.vote_for(claim, old, &[3], Verdict::Approve), CarbonError::BallotStale);
    world.runtime.send(&[ix::reopen_ballot(registry, claim)], &[]).unwrap();
    let reopened = ballot(&world, &claim);
    assert_eq!((reopened.round, reopened.approve, reopened.reject), (2, 0, 0));
    let now = world.runtime.now();
    assert_eq!((reopened.opened, reopened.expires), (now, now + policy().terms.voting_period));
    assert_refused(world.notarize(claim), CarbonError::BallotVoting);

    // The four vote anew; two of them are no quorum, three are.
    world.vote(claim, &[0, 1], Verdict::Approve).unwrap();
    assert_refused(world.notarize(claim), CarbonError::BallotVoting);
    world.vote(claim, &[2], Verdict::Approve).unwrap();
    world.notarize(claim).unwrap();
}

/// A new notary gets the index of an old one: a bit of an older epoch must not become its vote.
#[test]
fn a_notary_put_in_front_takes_over_nobody_s_vote() {
    let mut world = World::new();
    let claim = claimed(&mut world);
    world.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let newcomer = (1..=255).map(key).find(|new| world.notaries.iter().all(|old| new.pubkey() < old.pubkey()));
    let notary = notary_terms(newcomer.expect("a key before all others").pubkey());
    world.loosen(Change::AddNotary { notary }).unwrap();
    let set: NotarySet = world.runtime.get(&at::notaries(&world.registry));
    assert_eq!(set.members()[0].key, notary.key);
    assert_refused(world.notarize(claim), CarbonError::BallotStale);
}

/// Two of five cannot vote, for each reason there is; the other three never are a quorum, and the claim runs out.
#[test]
fn who_cannot_vote_still_counts() {
    type Exclude = fn(&mut World, Pubkey);
    let reasons: [(Exclude, CarbonError); 4] = [
        (
            |world, key| {
                let suspend = ix::suspend_notary(world.guardian.pubkey(), world.registry, key);
                world.runtime.send(&[suspend], &[&world.guardian]).unwrap();
            },
            CarbonError::NotarySuspended,
        ),
        (
            |world, key| drop(world.apply(Change::SetAccreditation { key, from: 0, until: NOW }).unwrap()),
            CarbonError::AccreditationEnded,
        ),
        (
            |world, key| {
                world
                    .apply(Change::SetAccreditation { key, from: NOW + 30 * SECONDS_PER_DAY, until: i64::MAX })
                    .unwrap();
            },
            CarbonError::NotYetAccredited,
        ),
        (
            |world, key| {
                world.apply(Change::RemoveNotary { key }).unwrap();
                let affiliates = [world.owner.pubkey(), Pubkey::default()];
                let notary = NotaryTerms { affiliates, ..notary_terms(key) };
                world.apply(Change::AddNotary { notary }).unwrap();
            },
            CarbonError::InterestedNotary,
        ),
    ];
    for (exclude, error) in reasons {
        let mut world = World::set_up(1);
        for index in [3, 4] {
            let key = world.notaries[index].pubkey();
            exclude(&mut world, key);
        }
        open(&mut world);
        let claim = claimed(&mut world);
        for index in [3, 4] {
            assert_refused(world.vote(claim, &[index], Verdict::Approve), error);
            // Nor can they hide among others.
            assert_refused(world.vote(claim, &[0, index], Verdict::Approve), error);
        }
        world.vote(claim, &[0, 1, 2], Verdict::Approve).unwrap();
        assert_refused(world.notarize(claim), CarbonError::BallotVoting);
        assert_eq!(ballot(&world, &claim).approve, 0b111);
        world.pass(7 * SECONDS_PER_DAY + 1);
        assert_refused(world.notarize(claim), CarbonError::BallotExpired);
        world.close(claim, &key(72)).unwrap();
    }
}

/// Whoever gains by a record does not vote on it: owner, submitter, operator, and keys affiliated to one of them.
#[test]
fn everybody_with_an_interest_is_refused() {
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
        let mut world = World::set_up(1);
        world.apply(Change::AddNotary { notary: terms }).unwrap();
        open(&mut world);
        let source = world.source(RegisterSourceArgs { operators: vec![operator], ..World::source_args(1) });
        let args = world.emission(1_000);
        let claim = world.submit(source, args);
        let vote = |world: &mut World, subject: Pubkey| {
            let digest = world.digest(&subject);
            let voter = notary.pubkey();
            let attest = ix::attest(world.registry, subject, digest, Verdict::Approve, [0; 32], &[voter]);
            world.runtime.send(&[attest], &[&notary])
        };
        assert_refused(vote(&mut world, claim), CarbonError::InterestedNotary);

        // The same keys have an interest in the year.
        let voters: Vec<_> = world.notaries.iter().map(Signer::pubkey).collect();
        let attest = ix::attest(world.registry, claim, world.digest(&claim), Verdict::Approve, [0; 32], &voters);
        let signers: Vec<_> = world.notaries.iter().map(|key| key.insecure_clone()).collect();
        world.runtime.send(&[attest], &signers.iter().collect::<Vec<_>>()).unwrap();
        world.notarize(claim).unwrap();
        let days = carbon_client::claims::day_map_of(&source, &world.emission(0), 2023);
        let close = years::close_year(owner, owner, world.registry, source, 2023, 1_000, 0, &[days]);
        world.runtime.send(&[close], &[&key(12)]).unwrap();
        assert_refused(vote(&mut world, at::closing(&source, 2023)), CarbonError::InterestedNotary);
    }
}

/// A vote names one claim: not another of the same content, and not the same year's closing.
#[test]
fn a_vote_is_for_one_subject() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = world.emission(1_000);
    let twin = SubmitClaimArgs { nonce: world.unused(), ..args.clone() };
    let (one, other) = (world.submit(source, args), world.submit(source, twin));
    let content = |key: &Pubkey| world.runtime.get::<Claim>(key).subject.content;
    assert_eq!(content(&one), content(&other), "the nonce is no content");
    let digest = world.digest(&one);
    assert_refused(world.vote_for(other, digest, &[0], Verdict::Approve), CarbonError::DigestMismatch);
    world.vote_for(one, digest, &[0], Verdict::Approve).unwrap();
    assert_eq!(ballot(&world, &other).approve, 0);
}

/// Rejected means that the rest cannot be a quorum any more, to the last unit of weight.
#[test]
fn rejection_is_exact() {
    // Of 10,000, at 6,667 basis points: 6,667 could still approve, or 6,666.
    for (against, rejected) in [(3_333, false), (3_334, true)] {
        let mut world = World::set_up(1);
        for index in 2..NOTARIES {
            let key = world.notaries[index].pubkey();
            world.apply(Change::RemoveNotary { key }).unwrap();
        }
        for (index, weight) in [(0, against), (1, 10_000 - against)] {
            let key = world.notaries[index].pubkey();
            world.apply(Change::SetWeight { key, weight }).unwrap();
        }
        open(&mut world);
        let claim = claimed(&mut world);
        world.vote(claim, &[0], Verdict::Reject).unwrap();
        if rejected {
            assert_refused(world.vote(claim, &[1], Verdict::Approve), CarbonError::BallotRejected);
            world.close(claim, &key(72)).unwrap();
        } else {
            world.vote(claim, &[1], Verdict::Approve).unwrap();
            world.notarize(claim).unwrap();
        }
    }
}

/// A registry may ask for everybody.
#[test]
fn a_threshold_of_the_whole_needs_everybody() {
    let mut world = World::new();
    world.apply(Change::SetThreshold { threshold_bps: 10_000 }).unwrap();
    let claim = claimed(&mut world);
    world.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_refused(world.notarize(claim), CarbonError::BallotVoting);
    world.vote(claim, &[4], Verdict::Approve).unwrap();
    world.notarize(claim).unwrap();
    let source = world.source(World::source_args(2));
    let args = world.emission(1_000);
    let claim = world.submit(source, args);
    world.vote(claim, &[4], Verdict::Reject).unwrap();
    assert_refused(world.vote(claim, &[0], Verdict::Approve), CarbonError::BallotRejected);
}
