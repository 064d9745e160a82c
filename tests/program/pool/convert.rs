//! From reduction to credit: in place, by share, in order, and to nobody else.

use super::{in_thirds, one_member, reported};
use carbon_client::{
    addresses as at, pools,
    program::{errors::CarbonError, lot::LotState, pool::*, record::Record, token::TokenClass},
};
use carbon_tests::*;
use carbon_wire::lineage::{Entry, EntryKind};
use solana_signer::Signer;

#[test]
fn a_lot_changes_class_in_place_with_its_history() {
    let (mut world, pool, source) = reported();
    world.settled(pool);
    let key = world.reduction_lots(&source)[0];
    let before = world.lot(&key);
    world.convert(source, key).unwrap();
    let after = world.lot(&key);
    let entry = Entry {
        kind: EntryKind::Convert,
        lot: key.to_bytes(),
        from: before.owner.to_bytes(),
        to: before.owner.to_bytes(),
        start: 0,
        end: 40 * TONNE,
        time: world.runtime.now(),
        reference: pool.to_bytes(),
    };
    assert_eq!((after.class, after.record, after.owner), (TokenClass::ReductionCredit, before.record, before.owner));
    assert_eq!((after.start, after.end, after.depth, after.state), (0, 40 * TONNE, 2, LotState::Open));
    assert_eq!(after.head, entry.extend(&before.head));
    assert_eq!(world.runtime.histories().of(&key).unwrap().last(), Some(&entry.to_bytes()));
    assert_eq!(world.runtime.get::<Record>(&after.record).data.year, YEAR, "the vintage is the pool's period");
    assert_eq!(world.supply(TokenClass::Reduction), 0);
    assert_eq!(world.balance(&world.owner.pubkey(), TokenClass::ReductionCredit), 40 * TONNE);
    world.assert_conservation();
    assert_refused(world.convert(source, key), CarbonError::NotReduction);
}

/// Credits of 35 tonnes for three lots of 10, 20 and 30: the first two and 5 of the third, whatever the order of the calls.
#[test]
fn conversion_takes_the_oldest_first_whoever_calls_first() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let (mut world, pool, source) = one_member();
        in_thirds(&mut world, source, World::reduction);
        let report = Report { target: 100 * TONNE, gross: 65 * TONNE, ..Report::default() };
        world.report(source, report);
        world.pass_deadline();
        world.settled(pool);
        let lots = world.reduction_lots(&source);
        for index in order {
            world.convert(source, lots[index]).unwrap();
            world.assert_conservation();
        }
        let grams = [0, 1, 2].map(|index: usize| world.lot(&lots[index]).grams());
        assert_eq!(grams, [10 * TONNE, 20 * TONNE, 5 * TONNE]);
        let member = world.member(&source);
        assert_eq!((member.converted, member.voided), (35 * TONNE, 25 * TONNE));
    }
}

#[test]
fn what_is_not_documented_is_not_issued() {
    let (mut world, pool, source) = one_member();
    world.report(source, Report { reduced: 7 * TONNE, ..Report::tonnes(100, 60, 0, 0) });
    world.pass_deadline();
    world.settled(pool);
    world.convert_all(pool);
    let member = world.member(&source);
    assert_eq!((member.figures.share, member.converted, member.voided), (40 * TONNE, 7 * TONNE, 0));
    assert_eq!(world.pool(&pool).totals.unwrap().credits, 40 * TONNE);
    assert_eq!(world.supply(TokenClass::ReductionCredit), 7 * TONNE);
}

/// An emptied lot gives its rent back and has nothing to convert.
#[test]
fn a_lot_beyond_the_share_is_emptied() {
    let (mut world, pool, source) = one_member();
    world.report(source, Report { reduced: 30 * TONNE, ..Report::tonnes(100, 101, 0, 0) });
    world.pass_deadline();
    world.settled(pool);
    let lot = world.reduction_lots(&source)[0];
    world.convert(source, lot).unwrap();
    assert_eq!((world.lot(&lot).grams(), world.lot(&lot).class), (0, TokenClass::Reduction));
    assert_refused(world.convert(source, lot), CarbonError::ZeroQuantity);
    let credits = at::token_account(&world.registry, &world.owner.pubkey(), TokenClass::ReductionCredit);
    assert_eq!(world.runtime.lamports(&credits), 0, "nobody pays for an account that gets nothing");
    world.close_lot(lot).unwrap();
    world.assert_conservation();
}

#[test]
fn nobody_claims_somebody_elses_share() {
    let mut world = World::before();
    let (pool, sources) = world.locked(PoolUnit::Gram, &[100 * TONNE, 100 * TONNE]);
    world.report(sources[0], Report::tonnes(100, 60, 0, 0));
    // No under-shoot, but reductions all the same.
    world.report(sources[1], Report { reduced: 50 * TONNE, ..Report::tonnes(100, 100, 0, 0) });
    world.pass_deadline();
    world.settled(pool);
    let (first, second) = (world.reduction_lots(&sources[0])[0], world.reduction_lots(&sources[1])[0]);
    assert_refused(world.convert(sources[0], second), CarbonError::WrongMember);
    let crank = world.crank.insecure_clone();
    let member = world.member(&sources[0]);
    let right = pools::convert_reduction(crank.pubkey(), &member, first, &world.lot(&first));
    let stranger = world.person(40).pubkey();
    let elsewhere = at::token_account(&world.registry, &stranger, TokenClass::ReductionCredit);
    let mut to_stranger = right.clone();
    let credits = to_stranger
        .accounts
        .iter_mut()
        .find(|meta| meta.pubkey == at::token_account(&world.registry, &member.owner, TokenClass::ReductionCredit));
    credits.unwrap().pubkey = elsewhere;
    assert_refused(world.runtime.send(&[to_stranger.clone()], &[&crank]), CarbonError::WrongAddress);
    to_stranger.accounts.iter_mut().find(|meta| meta.pubkey == member.owner).unwrap().pubkey = stranger;
    assert_refused(world.runtime.send(&[to_stranger], &[&crank]), CarbonError::WrongMember);
    world.convert_all(pool);
    assert_eq!(world.member(&sources[0]).converted, 40 * TONNE);
    assert_eq!(world.member(&sources[1]).voided, 50 * TONNE);
    world.assert_conservation();
}

#[test]
fn units_that_a_ballot_made_void_are_not_converted() {
    let (mut world, pool, source) = one_member();
    let records = in_thirds(&mut world, source, World::reduction);
    world.restate_down(records[0], 4 * TONNE);
    world.report(source, Report { target: 100 * TONNE, gross: 65 * TONNE, ..Report::default() });
    assert_eq!(world.inventory(&source).reduced, 54 * TONNE);
    world.pass_deadline();
    world.settled(pool);
    world.convert_all(pool);
    let grams: Vec<u64> = records.iter().map(|record| world.lot(&at::lot(record, 0)).grams()).collect();
    assert_eq!(grams, [4 * TONNE, 20 * TONNE, 11 * TONNE], "35 tonnes of valid units");
    world.assert_conservation();
}
