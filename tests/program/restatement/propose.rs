//! `propose_restatement` and `drop_restatement`: who may propose, and that every proposal ends and frees its record.

use super::*;
use carbon_client::{
    instructions as ix,
    program::{
        errors::CarbonError,
        notary::*,
        pool::PoolUnit,
        restatement::{ProposeRestatementArgs, Restatement},
    },
    restatements,
    trails::TrailKind,
};
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_signer::Signer;

#[test]
fn only_the_authority_or_a_notary_proposes() {
    let mut case = RestatementTest::new();
    let record = case.emission;
    let test = &mut case.test;
    let (owner, notary) = (test.people.owner.clone(), test.people.notaries[1].clone());
    test.runtime.fund(&notary.pubkey(), INITIAL_LAMPORTS);
    let args = test.restate_args(1);
    assert_refused(test.propose_restatement_with(record, &owner, args.clone()), CarbonError::UnknownNotary);
    let suspend = ix::suspend_notary(test.people.guardian.pubkey(), test.registry, test.people.notaries[2].pubkey());
    let guardian = test.people.guardian.clone();
    test.runtime.send(&[suspend], &[&guardian]).unwrap();
    let suspended = test.people.notaries[2].clone();
    assert_refused(test.propose_restatement_with(record, &suspended, args.clone()), CarbonError::NotarySuspended);

    test.propose_restatement_with(record, &notary, args.clone()).unwrap();
    let key = at::restatement(&record);
    let restatement = test.restatement(&key);
    assert_eq!(
        (restatement.proposer, restatement.old_valid_grams, restatement.new_valid_grams),
        (notary.pubkey(), EMITTED, 1)
    );
    assert_eq!(restatement.subject.conflicted, [notary.pubkey(), owner.pubkey()]);
    assert!(test.record_at(&record).frozen);
    assert_refused(test.vote(key, &[1], Verdict::Approve), CarbonError::NotaryConflicted);
    // One restatement at a time.
    assert_refused(test.try_propose_restatement(record, 2), CarbonError::RecordFrozen);
    // Without the proposer and the suspended notary, the other three of five are less than a quorum.
    test.vote(key, &[0, 3, 4], Verdict::Approve).unwrap();
    assert_refused(test.execute_lowering(record), CarbonError::BallotVoting);
}

#[test]
fn what_no_restatement_can_say() {
    let mut case = RestatementTest::new();
    let authority = case.test.people.authority.clone();
    let good = case.test.restate_args(1);
    let cap = policy().terms.record_cap;
    for (record, args, error) in [
        (case.emission, ProposeRestatementArgs { valid_grams: EMITTED, ..good.clone() }, CarbonError::NothingRestated),
        (
            case.emission,
            ProposeRestatementArgs { valid_grams: cap + 1, ..good.clone() },
            CarbonError::RecordCapExceeded,
        ),
        (case.emission, ProposeRestatementArgs { reason: String::new(), ..good.clone() }, CarbonError::InvalidName),
        (case.emission, ProposeRestatementArgs { reason: "x".repeat(65), ..good.clone() }, CarbonError::InvalidName),
        (
            case.emission,
            ProposeRestatementArgs { evidence_uri: "x".repeat(201), ..good.clone() },
            CarbonError::UriTooLong,
        ),
    ] {
        assert_refused(case.test.propose_restatement_with(record, &authority, args), error);
        assert!(!case.test.record_at(&record).frozen);
    }
}

#[test]
fn absorption_is_raised_only_by_what_a_listed_provider_signed() {
    let mut case = RestatementTest::new();
    let (authority, payer) = (case.test.people.authority.clone(), case.test.people.payer.clone());
    for (record, valid_grams, refused) in [
        (case.absorption, ABSORBED + 1, true),
        (case.absorption, ABSORBED - 1, false),
        (case.emission, EMITTED + 1, false),
    ] {
        let args = case.test.restate_args(valid_grams);
        let content = case.test.record_at(&record);
        let propose = restatements::propose_restatement(
            payer.pubkey(),
            authority.pubkey(),
            (record, &content),
            &[],
            None,
            None,
            args,
        );
        let outcome = case.test.runtime.send(&[propose], &[&payer, &authority]);
        match refused {
            true => assert_refused(outcome, CarbonError::ProviderRequired),
            false => drop(outcome.unwrap()),
        }
    }
    // A provider listed today becomes active after the timelock.
    let record = case.more_credit(2, 1_000);
    let record = case.test.lot(&record).record;
    let list =
        ix::list_provider(authority.pubkey(), authority.pubkey(), case.test.registry, key(91).pubkey(), "New".into());
    case.test.authority_sends(&[list]).unwrap();
    let new = at::provider(&case.test.registry, &key(91).pubkey());
    let args = case.test.restate_args(2_000);
    let content = case.test.record_at(&record);
    let propose = restatements::propose_restatement(
        payer.pubkey(),
        authority.pubkey(),
        (record, &content),
        &[],
        None,
        Some(new),
        args,
    );
    assert_refused(case.test.runtime.send(&[propose], &[&payer, &authority]), CarbonError::ProviderNotActive);
}

/// A raise of a reduction needs what a claim of reduction needs: a provider, and time until the reporting deadline.
#[test]
fn a_reduction_is_raised_only_with_a_provider_and_before_the_reporting_deadline() {
    let mut test = TestRegistry::before();
    let (_, sources) = test.locked(PoolUnit::Gram, &[100 * TONNE]);
    test.report(sources[0], MemberReport { reduced: TONNE, ..MemberReport::tonnes(100, 60, 0, 0) });
    let record = test.runtime.trails().of(&sources[0], YEAR, TrailKind::Reductions)[0];
    let (authority, guardian) = (test.people.authority.clone(), test.people.guardian.clone());
    let without_provider = |test: &mut TestRegistry, valid_grams| {
        let (payer, args, content) =
            (test.people.payer.clone(), test.restate_args(valid_grams), test.record_at(&record));
        let (keys, pool) = ((payer.pubkey(), authority.pubkey()), test.pool_of(&content.source));
        let propose = restatements::propose_restatement(keys.0, keys.1, (record, &content), &[], pool, None, args);
        test.runtime.send(&[propose], &[&payer, &authority])
    };
    for valid_grams in [TONNE + 1, 40 * TONNE] {
        assert_refused(without_provider(&mut test, valid_grams), CarbonError::ProviderRequired);
    }
    // In the last second of reporting, which a pause moves.
    test.runtime.warp_to(DEADLINE);
    test.runtime.send(&[ix::pause_registry(guardian.pubkey(), test.registry)], &[&guardian]).unwrap();
    assert_refused(test.try_propose_restatement(record, TONNE + 1), CarbonError::Paused);
    test.pass(SECONDS_PER_DAY);
    test.runtime.send(&[ix::unpause_registry(guardian.pubkey(), test.registry)], &[&guardian]).unwrap();
    assert_refused(without_provider(&mut test, TONNE + 1), CarbonError::ProviderRequired);
    let key = test.propose_restatement(record, TONNE + 1);
    test.pass(1);
    // Proposed in time, it is decided and executed afterwards. A proposal after the deadline is late, with a provider
    // or without.
    test.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.execute_supplement(record).unwrap();
    assert_eq!(test.inventory(&sources[0]).reduced, TONNE + 1);
    assert_refused(test.try_propose_restatement(record, 40 * TONNE), CarbonError::DeadlinePassed);
    assert_refused(without_provider(&mut test, 40 * TONNE), CarbonError::ProviderRequired);
    // Lowering takes nothing from the other members, and is possible until the settlement.
    test.try_propose_restatement(record, TONNE - 1).unwrap();
}

/// However a proposal ends without approval, the record is free, the rent is back, and another proposal is possible.
#[test]
fn every_way_out_frees_the_record() {
    let mut case = RestatementTest::new();
    let record = case.emission;
    let test = &mut case.test;
    let (authority, anyone) = (test.people.authority.clone(), test.people.crank.clone());
    let paid = test.runtime.lamports(&test.people.payer.pubkey());
    let freed = |test: &mut TestRegistry| {
        assert!(!test.record_at(&record).frozen);
        assert!(test.runtime.find::<Restatement>(&at::restatement(&record)).is_none());
        assert_eq!(test.runtime.lamports(&test.people.payer.pubkey()), paid);
    };
    // Dropped by its proposer; during the vote only the proposer may.
    test.propose_restatement(record, 1);
    assert_refused(test.drop_restatement(record, &anyone), CarbonError::BallotVoting);
    test.drop_restatement(record, &authority).unwrap();
    freed(test);
    // Rejected.
    let key = test.propose_restatement(record, 1);
    test.vote(key, &[0, 1], Verdict::Reject).unwrap();
    assert_refused(test.execute_lowering(record), CarbonError::BallotRejected);
    test.drop_restatement(record, &anyone).unwrap();
    freed(test);
    // Not decided in time.
    test.propose_restatement(record, 1);
    test.pass(policy().terms.voting_period + 1);
    assert_refused(test.execute_lowering(record), CarbonError::BallotExpired);
    test.drop_restatement(record, &anyone).unwrap();
    freed(test);
    // Approved, so it cannot be dropped, and then not executed in time.
    let key = test.propose_restatement(record, 1);
    test.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_refused(test.drop_restatement(record, &authority), CarbonError::BallotApproved);
    test.pass(policy().terms.voting_period + EXECUTION_PERIOD + 1);
    test.drop_restatement(record, &anyone).unwrap();
    freed(test);
    // Paused: no decision is possible, but the proposal can be dropped.
    let key = test.propose_restatement(record, 1);
    test.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let pause = ix::pause_registry(test.people.guardian.pubkey(), test.registry);
    let guardian = test.people.guardian.clone();
    test.runtime.send(&[pause], &[&guardian]).unwrap();
    assert_refused(test.execute_lowering(record), CarbonError::Paused);
    assert_refused(test.try_propose_restatement(case.absorption, 1), CarbonError::Paused);
    test.pass(20 * SECONDS_PER_DAY + policy().terms.voting_period + EXECUTION_PERIOD);
    test.drop_restatement(record, &anyone).unwrap();
    freed(test);
}

#[test]
fn a_decision_is_of_the_notaries_of_today() {
    let mut case = RestatementTest::new();
    let record = case.emission;
    let test = &mut case.test;
    let key = test.propose_restatement(record, 1);
    test.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let suspend = ix::suspend_notary(test.people.guardian.pubkey(), test.registry, test.people.notaries[4].pubkey());
    let guardian = test.people.guardian.clone();
    test.runtime.send(&[suspend], &[&guardian]).unwrap();
    assert_refused(test.execute_lowering(record), CarbonError::BallotStale);
    test.runtime.send(&[ix::reopen_ballot(test.registry, key)], &[]).unwrap();
    assert_refused(test.execute_lowering(record), CarbonError::BallotVoting);
    test.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.execute_lowering(record).unwrap();
}

/// A notary that freezes a record against the votes of all others cannot do it again in the next transaction.
#[test]
fn a_notary_whose_restatement_was_dropped_waits() {
    let mut case = RestatementTest::new();
    let record = case.emission;
    let test = &mut case.test;
    let (notary, anyone) = (test.people.notaries[4].clone(), test.people.crank.clone());
    test.runtime.fund(&notary.pubkey(), INITIAL_LAMPORTS);
    let args = test.restate_args(1);
    test.propose_restatement_with(record, &notary, args.clone()).unwrap();
    test.vote(at::restatement(&record), &[0, 1], Verdict::Reject).unwrap();
    test.drop_restatement(record, &anyone).unwrap();
    assert_refused(test.propose_restatement_with(record, &notary, args.clone()), CarbonError::ProposerMustWait);
    // Others may; and so may the notary later. To withdraw one's own proposal is no way around.
    test.propose_restatement(record, 2);
    let authority = test.people.authority.clone();
    test.drop_restatement(record, &authority).unwrap();
    // A pause does not shorten the wait.
    test.pause_for(3_600);
    test.pass(policy().terms.voting_period);
    assert_refused(test.propose_restatement_with(record, &notary, args.clone()), CarbonError::ProposerMustWait);
    test.pass(1);
    test.propose_restatement_with(record, &notary, args.clone()).unwrap();
    test.drop_restatement(record, &notary).unwrap();
    assert_refused(test.propose_restatement_with(record, &notary, args), CarbonError::ProposerMustWait);
}

/// One notary cannot freeze a whole registry, and what a suspended notary froze is freed at once.
#[test]
fn a_notary_has_few_open_restatements() {
    let mut case = RestatementTest::new();
    let test = &mut case.test;
    let (notary, anyone) = (test.people.notaries[4].clone(), test.people.crank.clone());
    test.runtime.fund(&notary.pubkey(), INITIAL_LAMPORTS);
    let records: Vec<_> = (2..11)
        .map(|index| {
            let (source, args) = (test.source(TestRegistry::source_args(index)), test.emission(10));
            test.record(source, args)
        })
        .collect();
    for record in &records[..8] {
        let args = test.restate_args(1);
        test.propose_restatement_with(*record, &notary, args).unwrap();
    }
    let args = test.restate_args(1);
    assert_refused(test.propose_restatement_with(records[8], &notary, args.clone()), CarbonError::TooManyRestatements);
    test.vote(at::restatement(&records[0]), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.execute_lowering(records[0]).unwrap();
    test.propose_restatement_with(records[8], &notary, args).unwrap();

    assert_refused(test.drop_restatement(records[1], &anyone), CarbonError::BallotVoting);
    let suspend = ix::suspend_notary(test.people.guardian.pubkey(), test.registry, notary.pubkey());
    let guardian = test.people.guardian.clone();
    test.runtime.send(&[suspend], &[&guardian]).unwrap();
    for record in &records[1..] {
        test.drop_restatement(*record, &anyone).unwrap();
        assert!(!test.record_at(record).frozen);
    }
    let set: NotarySet = test.runtime.get(&at::notaries(&test.registry));
    assert_eq!(set.members().iter().map(|notary| notary.open_restatements).sum::<u8>(), 0);
}
