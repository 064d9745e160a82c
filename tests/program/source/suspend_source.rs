//! `suspend_source` and `reinstate_source`: the guardian stops a source at once, the authority lets it go on after the timelock.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{errors::CarbonError, notary::Verdict, record::ClaimKind, source::Source},
};
use carbon_testkit::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

fn suspend(test: &mut TestRegistry, source: Pubkey) -> carbon_embedded::TxResult {
    let guardian = test.people.guardian.clone();
    test.runtime.send(&[ix::suspend_source(guardian.pubkey(), test.registry, source)], &[&guardian])
}

fn reinstate(test: &mut TestRegistry, source: Pubkey) -> carbon_embedded::TxResult {
    let reinstate = ix::reinstate_source(test.people.authority.pubkey(), test.registry, source);
    test.authority_sends(&[reinstate])
}

#[test]
fn a_suspended_source_records_nothing_until_the_timelock_has_passed() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let (approved, later) = (test.emission(1_000), test.absorption(1_000));
    let claim = test.submit(source, approved);
    test.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    assert_refused(reinstate(&mut test, source), CarbonError::SourceNotSuspended);
    suspend(&mut test, source).unwrap();
    let suspended_at = test.runtime.get::<Source>(&source).suspended_at;
    assert_eq!(suspended_at, test.runtime.now());
    assert_refused(suspend(&mut test, source), CarbonError::SourceSuspended);
    assert_refused(test.submit_with(test.context(source), later.clone()), CarbonError::SourceSuspended);
    assert_refused(test.notarize(claim), CarbonError::SourceSuspended);
    let timelock = test.registry().policy.terms.timelock;
    test.runtime.warp_to(suspended_at + timelock - 1);
    assert_refused(reinstate(&mut test, source), CarbonError::ChangeNotDue);
    test.pass(1);
    reinstate(&mut test, source).unwrap();
    test.notarize(claim).unwrap();
    test.submit(source, later);
}

/// What would add to a suspended source's figures is stopped; what tells against it, and its owner's units, are not.
#[test]
fn a_suspension_stops_raises_and_closings_and_no_lowering_burn_or_transfer() {
    let mut test = TestRegistry::new();
    let (emission, credit) = test.lots(1, 1_000_000);
    let record = test.lot(&emission).record;
    let source = test.record_at(&record).source;
    let absorbed = test.lot(&credit).record;
    let raise = test.propose_restatement(absorbed, 3_000_000);
    test.vote(raise, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.try_propose_year_closing(source).unwrap();
    let closing = at::closing(&source, 2023);
    test.vote(closing, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    suspend(&mut test, source).unwrap();
    assert_refused(test.execute_supplement(absorbed), CarbonError::SourceSuspended);
    let payer = test.people.payer.pubkey();
    let execute = carbon_client::years::execute_year_closing(test.registry, source, 2023, payer);
    assert_refused(test.runtime.send(&[execute], &[]), CarbonError::SourceSuspended);
    test.restate_down(record, 900_000);
    let drop = carbon_client::years::drop_year_closing(payer, test.registry, source, 2023, payer);
    let payer = test.people.payer.clone();
    test.runtime.send(&[drop], &[&payer]).unwrap();
    assert_refused(test.try_propose_year_closing(source), CarbonError::SourceSuspended);
    let (owner, buyer) = (test.people.owner.clone(), test.person(40));
    test.transfer(emission, &owner, &buyer, 1_000);
    test.pass(14 * carbon_wire::calendar::SECONDS_PER_DAY + 1);
    let anyone = test.people.crank.clone();
    test.drop_restatement(absorbed, &anyone).unwrap();
    test.burn(&[(emission, credit, 1_000)]);
    test.assert_conservation();
}

#[test]
fn a_suspended_source_joins_no_pool_and_others_report_against_it() {
    let mut test = TestRegistry::before();
    let pool = test.create_pool(carbon_client::program::pool::PoolUnit::Gram);
    let (source, baseline) = test.candidate(1, TONNE);
    suspend(&mut test, source).unwrap();
    assert_refused(test.join(pool, source, baseline, TONNE), CarbonError::SourceSuspended);
    let timelock = test.registry().policy.terms.timelock;
    test.pass(timelock);
    reinstate(&mut test, source).unwrap();
    test.join(pool, source, baseline, TONNE).unwrap();
    test.lock(pool).unwrap();
    test.runtime.warp_to(NOW);
    suspend(&mut test, source).unwrap();
    let add_back = test.without_stream(ClaimKind::AddBack, 5);
    test.record(source, add_back);
}

/// A guardian's suspension must not protect the source from a correction that raises its emissions.
#[test]
fn a_suspension_stops_no_raise_of_an_emission_or_add_back() {
    let mut test = TestRegistry::before();
    let (_, sources) = test.locked(carbon_client::program::pool::PoolUnit::Gram, &[TONNE]);
    let source = sources[0];
    test.runtime.warp_to(NOW);
    let (emission, add_back) = (test.emission(1_000), test.without_stream(ClaimKind::AddBack, 5));
    let records = [test.record(source, emission), test.record(source, add_back)];
    for record in records {
        test.propose_restatement(record, 2_000);
        test.vote(at::restatement(&record), &[0, 1, 2, 3], Verdict::Approve).unwrap();
    }
    suspend(&mut test, source).unwrap();
    for record in records {
        test.execute_supplement(record).unwrap();
    }
    let inventory = test.inventory(&source);
    assert_eq!((inventory.emitted, inventory.add_back), (2_000, 2_000));
}
