//! Reviews of a settlement: every record, once, in order.

use super::{in_thirds, one_member, reported};
use carbon_client::{
    addresses as at, pools,
    program::{
        errors::CarbonError,
        notary::{Verdict, EXECUTION_PERIOD},
        pool::*,
        record::ClaimKind,
        registry::Change,
    },
    trails::{TrailKind, TrailPiece},
};
use carbon_testkit::*;
use carbon_wire::{lineage::GENESIS, pool::extend_trail};
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// A settlement opened on three emission records of 10, 20 and 30 tonnes, and three reduction records of as many.
fn opened() -> (TestRegistry, Pubkey, Pubkey, Vec<Pubkey>, Vec<Pubkey>) {
    let (mut test, pool, source) = one_member();
    let emissions = in_thirds(&mut test, source, TestRegistry::emission);
    let reductions = in_thirds(&mut test, source, TestRegistry::reduction);
    test.propose_and_execute_year_closing(source);
    test.pass_deadline();
    test.open_settlement(pool).unwrap();
    (test, pool, source, emissions, reductions)
}

fn heads(records: &[Pubkey]) -> Vec<[u8; 32]> {
    records
        .iter()
        .scan(GENESIS, |head, record| {
            *head = extend_trail(head, &record.to_bytes());
            Some(*head)
        })
        .collect()
}

#[test]
fn emission_records_missing_reordered_repeated_or_foreign_are_refused() {
    let (mut test, pool, source, records, reductions) = opened();
    let member = test.member(&source);
    let [a, b, c] = records[..] else { panic!("three records") };
    let heads = heads(&records);
    let wrong: [(&str, [u8; 32], Vec<Pubkey>); 8] = [
        ("nothing", GENESIS, vec![]),
        ("one missing", GENESIS, vec![a, c]),
        ("the newest missing", GENESIS, vec![a, b]),
        ("the oldest missing", GENESIS, vec![b, c]),
        ("reordered", GENESIS, vec![b, a, c]),
        ("repeated", GENESIS, vec![a, b, c, c]),
        ("from another head", heads[0], vec![c]),
        ("a reduction among them", GENESIS, vec![a, b, reductions[2]]),
    ];
    for (name, previous, records) in wrong {
        let review = pools::review_emissions(&member, previous, &records);
        let outcome = test.runtime.send(&[review], &[]);
        assert!(outcome.is_err(), "{name}");
        assert_refused(outcome, CarbonError::TrailMismatch);
    }
    assert_eq!(test.member(&source).emissions.head, heads[2], "what is refused spoils nothing");
    // In two parts, the newer first.
    for (previous, records) in [(heads[1], vec![c]), (GENESIS, vec![a, b])] {
        test.runtime.send(&[pools::review_emissions(&member, previous, &records)], &[]).unwrap();
    }
    let again = pools::review_emissions(&member, GENESIS, &[a, b, c]);
    assert_refused(test.runtime.send(&[again], &[]), CarbonError::AlreadyReviewed);
    test.vote(at::settlement(&pool), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_refused(test.execute_settlement(pool), CarbonError::SettlementNotReviewed);
    test.review_reductions(source).unwrap();
    test.execute_settlement(pool).unwrap();
}

#[test]
fn reduction_lots_missing_reordered_repeated_or_foreign_are_refused() {
    let (mut test, _, source, emissions, records) = opened();
    let member = test.member(&source);
    let [a, b, c] = records[..] else { panic!("three records") };
    for wrong in [vec![], vec![a, c], vec![a, b], vec![b, c], vec![b, a, c], vec![a, b, c, c], vec![a, b, emissions[2]]]
    {
        let review = pools::review_reductions(&member, GENESIS, &wrong);
        let outcome = test.runtime.send(&[review], &[]);
        assert!(outcome.is_err(), "{wrong:?}");
    }
    // The lot of another record.
    let mut review = pools::review_reductions(&member, GENESIS, &[a, b, c]);
    let last = review.accounts.len() - 1;
    review.accounts.swap(last, last - 2);
    assert_refused(test.runtime.send(&[review.clone()], &[]), CarbonError::TrailMismatch);
    review.accounts.pop();
    assert_refused(test.runtime.send(&[review], &[]), CarbonError::TrailMismatch);
    test.runtime.send(&[pools::review_reductions(&member, GENESIS, &[a, b, c])], &[]).unwrap();
    let before = [a, b, c].map(|record| test.lot(&at::lot(&record, 0)).conversion_offset);
    assert_eq!(before, [0, 10 * TONNE, 30 * TONNE]);
}

#[test]
fn a_silent_member_is_reviewed_and_fails_the_pool() {
    let mut test = TestRegistry::before();
    let (pool, sources) = test.locked(PoolUnit::Gram, &[100 * TONNE, 100 * TONNE]);
    test.report(sources[0], MemberReport::tonnes(100, 1, 0, 0));
    test.pass_grace_period();
    test.open_settlement(pool).unwrap();
    test.vote(at::settlement(&pool), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.review_emissions(sources[0]).unwrap();
    test.review_reductions(sources[0]).unwrap();
    assert_refused(test.execute_settlement(pool), CarbonError::SettlementNotReviewed);
    let pieces = test.runtime.trails().pieces(&sources[1], YEAR, TrailKind::Emissions, &GENESIS, 1);
    assert_eq!(pieces, Some(Vec::<TrailPiece>::new()));
    test.review_emissions(sources[1]).unwrap();
    test.execute_settlement(pool).unwrap();
    test.convert_all(pool);
    let totals = test.pool(&pool).totals.unwrap();
    assert_eq!((totals.outcome, totals.credits), (PoolOutcome::Failed, 0));
    assert_eq!(test.member(&sources[0]).voided, 99 * TONNE);
}

#[test]
fn one_gram_in_an_open_year_is_silence_too() {
    let (mut test, pool, source) = one_member();
    let gram =
        MemberReport { target: 100 * TONNE, gross: 1, reduced: 99 * TONNE, open: true, ..MemberReport::default() };
    test.report(source, gram);
    test.pass_grace_period();
    test.run_settlement(pool);
    assert_eq!(test.pool(&pool).totals.unwrap().outcome, PoolOutcome::Failed);
}

/// A correction after the closing reopens the year. If nobody closes it again within the grace period, it counts as open.
#[test]
fn a_year_that_stays_reopened_fails_the_pool() {
    let (mut test, pool, source) = reported();
    let emission = test.runtime.trails().of(&source, YEAR, TrailKind::Emissions)[0];
    let total = test.record_at(&emission).valid_grams;
    test.restate_down(emission, total - 1);
    let grace = policy().terms.voting_period + EXECUTION_PERIOD;
    test.pass(grace);
    assert_refused(test.open_settlement(pool), CarbonError::YearsOpen);
    test.pass(1);
    test.run_settlement(pool);
    assert_eq!(test.pool(&pool).totals.unwrap().outcome, PoolOutcome::Failed);
}

/// A stranger's report of one gram, however true and late, takes nothing back that the member has done.
#[test]
fn an_add_back_leaves_the_year_closed() {
    let (mut test, pool, source) = reported();
    let late = test.without_stream(ClaimKind::AddBack, 1);
    test.record(source, late);
    assert!(test.inventory(&source).closed);
    test.run_settlement(pool);
    let totals = test.pool(&pool).totals.unwrap();
    assert_eq!((totals.outcome, totals.add_back), (PoolOutcome::Achieved, 1));
}

#[test]
fn notaries_with_a_conflict_of_interest_do_not_vote() {
    let mut test = TestRegistry::before();
    let pool = test.create_pool(PoolUnit::Gram);
    let (tied, owner) = (test.person(60), test.people.notaries[2].clone());
    // One member is operated by a key that becomes a notary after the lock, another is owned by a notary.
    let mut args = TestRegistry::member_args(1);
    args.operators = vec![tied.pubkey()];
    let (source, baseline) = test.candidate_with(args, TONNE);
    test.join(pool, source, baseline, TONNE).unwrap();
    test.lock(pool).unwrap();
    test.loosen(Change::AddNotary { notary: notary_terms(tied.pubkey()) }).unwrap();
    test.people.notaries.push(tied.clone());
    test.runtime.warp_to(NOW);
    test.pass_grace_period();
    test.open_settlement(pool).unwrap();
    let settlement = at::settlement(&pool);
    // Five of six are a quorum, four are not.
    test.vote(settlement, &[0, 1, 2, 3, 5], Verdict::Approve).unwrap();
    test.review_emissions(source).unwrap();
    assert_refused(test.execute_settlement(pool), CarbonError::BallotVoting);
    assert!(test.settlement(&pool).subject.conflicted.contains(&tied.pubkey()));
    test.vote(settlement, &[4], Verdict::Approve).unwrap();
    test.execute_settlement(pool).unwrap();

    let mut test = TestRegistry::before();
    test.people.owner = owner.clone();
    test.runtime.fund(&owner.pubkey(), INITIAL_LAMPORTS);
    let pool = test.create_pool(PoolUnit::Gram);
    let (source, baseline) = test.candidate(1, TONNE);
    test.join(pool, source, baseline, TONNE).unwrap();
    test.lock(pool).unwrap();
    test.pass_grace_period();
    test.open_settlement(pool).unwrap();
    let vote = test.vote(at::settlement(&pool), &[2], Verdict::Approve);
    assert_refused(vote, CarbonError::NotaryConflicted);
}

/// A source's operator becomes a notary after the review: the next round still refuses its vote.
#[test]
fn a_notary_that_joins_after_the_review_has_a_conflict_too() {
    let mut test = TestRegistry::before();
    let pool = test.create_pool(PoolUnit::Gram);
    let newcomer = test.person(60);
    let mut args = TestRegistry::member_args(1);
    args.operators = vec![newcomer.pubkey()];
    let (source, baseline) = test.candidate_with(args, TONNE);
    test.join(pool, source, baseline, TONNE).unwrap();
    test.lock(pool).unwrap();
    test.pass_grace_period();
    test.open_settlement(pool).unwrap();
    test.review_emissions(source).unwrap();
    test.loosen(Change::AddNotary { notary: notary_terms(newcomer.pubkey()) }).unwrap();
    test.people.notaries.push(newcomer);
    let settlement = at::settlement(&pool);
    let reopen = carbon_client::instructions::reopen_ballot(test.registry, settlement);
    test.runtime.send(&[reopen], &[]).unwrap();
    let last = test.people.notaries.len() - 1;
    assert_refused(test.vote(settlement, &[last], Verdict::Approve), CarbonError::NotaryConflicted);
}

/// The conflict is found after another notary has joined, in a later epoch than the votes: the quorum is undone.
#[test]
fn a_conflict_found_in_a_later_epoch_undoes_the_quorum() {
    let mut test = TestRegistry::before();
    let pool = test.create_pool(PoolUnit::Gram);
    let tied = test.person(60);
    let mut args = TestRegistry::member_args(1);
    args.operators = vec![tied.pubkey()];
    let (source, baseline) = test.candidate_with(args, TONNE);
    test.join(pool, source, baseline, TONNE).unwrap();
    test.lock(pool).unwrap();
    test.loosen(Change::AddNotary { notary: notary_terms(tied.pubkey()) }).unwrap();
    test.people.notaries.push(tied);
    test.runtime.warp_to(NOW);
    test.pass_grace_period();
    test.open_settlement(pool).unwrap();
    test.vote(at::settlement(&pool), &[0, 1, 2, 3, 5], Verdict::Approve).unwrap();
    let other = test.person(61);
    test.loosen(Change::AddNotary { notary: notary_terms(other.pubkey()) }).unwrap();
    test.review_emissions(source).unwrap();
    assert_refused(test.execute_settlement(pool), CarbonError::BallotStale);
}
