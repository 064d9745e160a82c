//! Proposals: who makes them, and that every one of them ends and frees its record.

use super::*;
use carbon_client::{
    instructions as ix,
    program::{
        errors::CarbonError,
        notary::*,
        restatement::{RestateArgs, Restatement},
    },
    restatements,
};
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_signer::Signer;

#[test]
fn the_authority_or_a_notary_proposes_and_nobody_else() {
    let mut books = Books::new();
    let record = books.emission;
    let world = &mut books.world;
    let (owner, notary) = (world.owner.insecure_clone(), world.notaries[1].insecure_clone());
    world.runtime.fund(&notary.pubkey(), FUNDS);
    let args = world.restate_args(1);
    assert_refused(world.restate_with(record, &owner, args.clone()), CarbonError::UnknownNotary);
    let suspend = ix::suspend_notary(world.guardian.pubkey(), world.registry, world.notaries[2].pubkey());
    let guardian = world.guardian.insecure_clone();
    world.runtime.send(&[suspend], &[&guardian]).unwrap();
    let suspended = world.notaries[2].insecure_clone();
    assert_refused(world.restate_with(record, &suspended, args.clone()), CarbonError::NotarySuspended);

    world.restate_with(record, &notary, args.clone()).unwrap();
    let key = at::restatement(&record);
    let restatement = world.restatement(&key);
    assert_eq!((restatement.proposer, restatement.before, restatement.after), (notary.pubkey(), EMITTED, 1));
    assert_eq!(restatement.subject.interested, [notary.pubkey(), owner.pubkey()]);
    assert!(world.record_at(&record).frozen);
    assert_refused(world.vote(key, &[1], Verdict::Approve), CarbonError::InterestedNotary);
    // One at a time.
    assert_refused(world.try_restate(record, 2), CarbonError::RecordFrozen);
    // The notaries but the proposer and the suspended one are no quorum of five.
    world.vote(key, &[0, 3, 4], Verdict::Approve).unwrap();
    assert_refused(world.lower(record), CarbonError::BallotVoting);
}

#[test]
fn what_no_restatement_can_say() {
    let mut books = Books::new();
    let authority = books.world.authority.insecure_clone();
    let good = books.world.restate_args(1);
    let cap = policy().terms.record_cap;
    for (record, args, error) in [
        (books.emission, RestateArgs { valid_grams: EMITTED, ..good.clone() }, CarbonError::NothingRestated),
        (books.emission, RestateArgs { valid_grams: cap + 1, ..good.clone() }, CarbonError::RecordCapExceeded),
        (books.emission, RestateArgs { reason: String::new(), ..good.clone() }, CarbonError::InvalidName),
        (books.emission, RestateArgs { reason: "x".repeat(65), ..good.clone() }, CarbonError::InvalidName),
        (books.emission, RestateArgs { evidence_uri: "x".repeat(201), ..good.clone() }, CarbonError::UriTooLong),
    ] {
        assert_refused(books.world.restate_with(record, &authority, args), error);
        assert!(!books.world.record_at(&record).frozen);
    }
}

#[test]
fn absorption_is_raised_only_by_what_a_listed_provider_signed() {
    let mut books = Books::new();
    let (authority, payer) = (books.world.authority.insecure_clone(), books.world.payer.insecure_clone());
    for (record, valid_grams, refused) in [
        (books.absorption, ABSORBED + 1, true),
        (books.absorption, ABSORBED - 1, false),
        (books.emission, EMITTED + 1, false),
    ] {
        let args = books.world.restate_args(valid_grams);
        let content = books.world.record_at(&record);
        let restate = restatements::restate(payer.pubkey(), authority.pubkey(), (record, &content), None, args);
        let outcome = books.world.runtime.send(&[restate], &[&payer, &authority]);
        match refused {
            true => assert_refused(outcome, CarbonError::ProviderRequired),
            false => drop(outcome.unwrap()),
        }
    }
    // A provider listed today counts after the timelock.
    let record = books.more_credit(2, 1_000);
    let record = books.world.lot(&record).record;
    let list =
        ix::list_provider(authority.pubkey(), authority.pubkey(), books.world.registry, key(91).pubkey(), "New".into());
    books.world.authority_sends(&[list]).unwrap();
    let new = at::provider(&books.world.registry, &key(91).pubkey());
    let args = books.world.restate_args(2_000);
    let content = books.world.record_at(&record);
    let restate = restatements::restate(payer.pubkey(), authority.pubkey(), (record, &content), Some(new), args);
    assert_refused(books.world.runtime.send(&[restate], &[&payer, &authority]), CarbonError::ProviderNotActive);
}

/// Whatever ends a proposal without a decision for it, the record is free, the rent is back, and the next may come.
#[test]
fn every_way_out_frees_the_record() {
    let mut books = Books::new();
    let record = books.emission;
    let world = &mut books.world;
    let (authority, anyone) = (world.authority.insecure_clone(), world.crank.insecure_clone());
    let paid = world.runtime.lamports(&world.payer.pubkey());
    let freed = |world: &mut World| {
        assert!(!world.record_at(&record).frozen);
        assert!(world.runtime.find::<Restatement>(&at::restatement(&record)).is_none());
        assert_eq!(world.runtime.lamports(&world.payer.pubkey()), paid);
    };
    // Taken back by its proposer, who alone may while votes are taken.
    world.propose_restatement(record, 1);
    assert_refused(world.drop_restatement(record, &anyone), CarbonError::BallotVoting);
    world.drop_restatement(record, &authority).unwrap();
    freed(world);
    // Rejected.
    let key = world.propose_restatement(record, 1);
    world.vote(key, &[0, 1], Verdict::Reject).unwrap();
    assert_refused(world.lower(record), CarbonError::BallotRejected);
    world.drop_restatement(record, &anyone).unwrap();
    freed(world);
    // Not decided in time.
    world.propose_restatement(record, 1);
    world.pass(policy().terms.voting_period + 1);
    assert_refused(world.lower(record), CarbonError::BallotExpired);
    world.drop_restatement(record, &anyone).unwrap();
    freed(world);
    // Approved, which nobody takes back, and not executed in time.
    let key = world.propose_restatement(record, 1);
    world.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_refused(world.drop_restatement(record, &authority), CarbonError::BallotApproved);
    world.pass(policy().terms.voting_period + EXECUTION_PERIOD + 1);
    world.drop_restatement(record, &anyone).unwrap();
    freed(world);
    // Paused: nothing is decided, but the way out is open.
    let key = world.propose_restatement(record, 1);
    world.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let pause = ix::pause_registry(world.guardian.pubkey(), world.registry);
    let guardian = world.guardian.insecure_clone();
    world.runtime.send(&[pause], &[&guardian]).unwrap();
    assert_refused(world.lower(record), CarbonError::Paused);
    assert_refused(world.try_restate(books.absorption, 1), CarbonError::Paused);
    world.pass(20 * SECONDS_PER_DAY + policy().terms.voting_period + EXECUTION_PERIOD);
    world.drop_restatement(record, &anyone).unwrap();
    freed(world);
}

#[test]
fn a_decision_is_of_the_notaries_of_today() {
    let mut books = Books::new();
    let record = books.emission;
    let world = &mut books.world;
    let key = world.propose_restatement(record, 1);
    world.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let suspend = ix::suspend_notary(world.guardian.pubkey(), world.registry, world.notaries[4].pubkey());
    let guardian = world.guardian.insecure_clone();
    world.runtime.send(&[suspend], &[&guardian]).unwrap();
    assert_refused(world.lower(record), CarbonError::BallotStale);
    world.runtime.send(&[ix::reopen_ballot(world.registry, key)], &[]).unwrap();
    assert_refused(world.lower(record), CarbonError::BallotVoting);
    world.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    world.lower(record).unwrap();
}
