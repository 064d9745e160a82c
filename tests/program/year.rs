mod state_year;

use carbon_client::{
    addresses as at,
    program::{claim::*, errors::CarbonError, notary::Verdict, record::*, year::*},
    years,
};
use carbon_tests::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// A source whose year 2023-24 is covered by one record of a million grams.
fn covered() -> (World, Pubkey) {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = world.emission(1_000_000);
    world.record(source, args);
    (world, source)
}

fn emission_days(source: &Pubkey, world: &mut World) -> Pubkey {
    carbon_client::claims::day_map_of(source, &world.emission(0), 2023)
}

fn close_year(world: &mut World, source: Pubkey, emitted: u64, add_back: u64) -> Instruction {
    let owner = world.owner.pubkey();
    let days = emission_days(&source, world);
    years::close_year(owner, owner, world.registry, source, 2023, emitted, add_back, &[days])
}

#[test]
fn a_complete_year_closes_by_ballot_and_a_later_record_reopens_it() {
    let (mut world, source) = covered();
    let owner = key(12);
    let before = world.runtime.lamports(&owner.pubkey());
    let close = close_year(&mut world, source, 1_000_000, 0);
    world.runtime.send(std::slice::from_ref(&close), &[&owner]).unwrap();
    let closing = at::closing(&source, 2023);
    let content: YearClosing = world.runtime.get(&closing);
    assert_eq!((content.emitted, content.add_back, content.records, content.year), (1_000_000, 0, 1, 2023));
    assert_eq!((content.source, content.proposer), (source, owner.pubkey()));

    let execute = years::execute_closing(world.registry, source, 2023, owner.pubkey());
    assert_refused(world.runtime.send(std::slice::from_ref(&execute), &[]), CarbonError::BallotVoting);
    world.vote(closing, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    world.runtime.send(&[execute], &[]).unwrap();
    assert!(world.runtime.get::<Inventory>(&at::inventory(&source, 2023)).closed);
    assert_eq!(world.runtime.lamports(&owner.pubkey()), before, "the rent comes back");
    assert_refused(world.runtime.send(&[close], &[&owner]), CarbonError::YearClosed);

    let args = world.absorption(10);
    world.record(source, args);
    assert!(!world.runtime.get::<Inventory>(&at::inventory(&source, 2023)).closed);
}

#[test]
fn close_year_refuses_what_is_not_complete() {
    let (mut world, source) = covered();
    let owner = key(12);
    for (emitted, add_back) in [(999_999, 0), (1_000_001, 0), (1_000_000, 1)] {
        let close = close_year(&mut world, source, emitted, add_back);
        assert_refused(world.runtime.send(&[close], &[&owner]), CarbonError::TotalsMismatch);
    }
    let good = close_year(&mut world, source, 1_000_000, 0);
    let mut without = good.clone();
    without.accounts.pop();
    assert_refused(world.runtime.send(&[without], &[&owner]), CarbonError::DayMapsMissing);
    let args = world.absorption(1);
    world.record(source, args.clone());
    let mut other_map = good.clone();
    other_map.accounts.last_mut().unwrap().pubkey = carbon_client::claims::day_map_of(&source, &args, 2023);
    assert_refused(world.runtime.send(&[other_map], &[&owner]), CarbonError::DayMapsMissing);
    let mut no_map = good.clone();
    no_map.accounts.last_mut().unwrap().pubkey = Pubkey::new_from_array([5; 32]);
    assert_refused(world.runtime.send(&[no_map], &[&owner]), CarbonError::DaysMissing);
    let mut stranger = good;
    stranger.accounts[1].pubkey = world.crank.pubkey();
    let crank = world.crank.insecure_clone();
    assert_refused(world.runtime.send(&[stranger], &[&owner, &crank]), CarbonError::NotSubmitter);

    // A day is missing in the middle.
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    for (first, last) in [(day(2023, 7, 1), day(2024, 2, 28)), (day(2024, 3, 1), day(2024, 6, 30))] {
        let args = SubmitClaimArgs { first_day: first, last_day: last, ..world.emission(1) };
        world.record(source, args);
    }
    let close = close_year(&mut world, source, 2, 0);
    assert_refused(world.runtime.send(&[close], &[&owner]), CarbonError::DaysMissing);
}

#[test]
fn a_running_year_does_not_close() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = SubmitClaimArgs { first_day: day(2024, 7, 1), last_day: day(2024, 8, 31), ..world.emission(1) };
    world.record(source, args.clone());
    let owner = key(12);
    let days = carbon_client::claims::day_map_of(&source, &args, 2024);
    let close = years::close_year(owner.pubkey(), owner.pubkey(), world.registry, source, 2024, 1, 0, &[days]);
    assert_refused(world.runtime.send(&[close], &[&owner]), CarbonError::YearNotOver);
}

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
