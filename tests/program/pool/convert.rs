//! `convert_reduction`: in the same lot, by share, in order, and only for the owner.

use super::{in_thirds, one_member, reported};
use carbon_client::{
    addresses as at, pools,
    program::{errors::CarbonError, lot::LotState, pool::*, record::Record, token::TokenClass},
};
use carbon_testkit::*;
use carbon_wire::lineage::{Entry, EntryKind};
use solana_signer::Signer;

#[test]
fn a_lot_changes_class_in_place_with_its_history() {
    let (mut test, pool, source) = reported();
    test.run_settlement(pool);
    let key = test.reduction_lots(&source)[0];
    let before = test.lot(&key);
    test.convert(source, key).unwrap();
    let after = test.lot(&key);
    let entry = Entry {
        kind: EntryKind::Convert,
        lot: key.to_bytes(),
        from: before.owner.to_bytes(),
        to: before.owner.to_bytes(),
        start: 0,
        end: 40 * TONNE,
        time: test.runtime.now(),
        reference: pool.to_bytes(),
    };
    assert_eq!((after.class, after.record, after.owner), (TokenClass::ReductionCredit, before.record, before.owner));
    assert_eq!((after.start, after.end, after.depth, after.state), (0, 40 * TONNE, 2, LotState::Open));
    assert_eq!(after.head, entry.extend(&before.head));
    assert_eq!(test.runtime.histories().of(&key).unwrap().last(), Some(&entry.to_bytes()));
    assert_eq!(test.runtime.get::<Record>(&after.record).data.year, YEAR, "the vintage is the pool's period");
    assert_eq!(test.supply(TokenClass::Reduction), 0);
    assert_eq!(test.balance(&test.people.owner.pubkey(), TokenClass::ReductionCredit), 40 * TONNE);
    test.assert_conservation();
    assert_refused(test.convert(source, key), CarbonError::NotReduction);
}

/// Credits of 35 tonnes for three lots of 10, 20 and 30: the first two and 5 of the third, whatever the order of the
/// calls.
#[test]
fn conversion_takes_the_oldest_first_in_any_order_of_calls() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let (mut test, pool, source) = one_member();
        in_thirds(&mut test, source, TestRegistry::reduction);
        let report = MemberReport { target: 100 * TONNE, gross: 65 * TONNE, ..MemberReport::default() };
        test.report(source, report);
        test.pass_deadline();
        test.run_settlement(pool);
        let lots = test.reduction_lots(&source);
        for index in order {
            test.convert(source, lots[index]).unwrap();
            test.assert_conservation();
        }
        let grams = [0, 1, 2].map(|index: usize| test.lot(&lots[index]).grams());
        assert_eq!(grams, [10 * TONNE, 20 * TONNE, 5 * TONNE]);
        let member = test.member(&source);
        assert_eq!((member.converted, member.voided), (35 * TONNE, 25 * TONNE));
    }
}

#[test]
fn what_is_not_documented_is_not_issued() {
    let (mut test, pool, source) = one_member();
    test.report(source, MemberReport { reduced: 7 * TONNE, ..MemberReport::tonnes(100, 60, 0, 0) });
    test.pass_deadline();
    test.run_settlement(pool);
    test.convert_all(pool);
    let member = test.member(&source);
    assert_eq!((member.figures.share, member.converted, member.voided), (40 * TONNE, 7 * TONNE, 0));
    assert_eq!(test.pool(&pool).totals.unwrap().credits, 40 * TONNE);
    assert_eq!(test.supply(TokenClass::ReductionCredit), 7 * TONNE);
}

/// An emptied lot returns its rent and cannot be converted.
#[test]
fn a_lot_beyond_the_share_is_emptied() {
    let (mut test, pool, source) = one_member();
    test.report(source, MemberReport { reduced: 30 * TONNE, ..MemberReport::tonnes(100, 101, 0, 0) });
    test.pass_deadline();
    test.run_settlement(pool);
    let lot = test.reduction_lots(&source)[0];
    test.convert(source, lot).unwrap();
    assert_eq!((test.lot(&lot).grams(), test.lot(&lot).class), (0, TokenClass::Reduction));
    assert_refused(test.convert(source, lot), CarbonError::ZeroQuantity);
    let credits = at::token_account(&test.registry, &test.people.owner.pubkey(), TokenClass::ReductionCredit);
    assert_eq!(test.runtime.lamports(&credits), 0, "no rent is paid for an account without credits");
    test.close_lot(lot).unwrap();
    test.assert_conservation();
}

#[test]
fn a_member_cannot_take_the_share_of_another() {
    let mut test = TestRegistry::before();
    let (pool, sources) = test.locked(PoolUnit::Gram, &[100 * TONNE, 100 * TONNE]);
    test.report(sources[0], MemberReport::tonnes(100, 60, 0, 0));
    // A member without under-shoot, but with reductions.
    test.report(sources[1], MemberReport { reduced: 50 * TONNE, ..MemberReport::tonnes(100, 100, 0, 0) });
    test.pass_deadline();
    test.run_settlement(pool);
    let (first, second) = (test.reduction_lots(&sources[0])[0], test.reduction_lots(&sources[1])[0]);
    assert_refused(test.convert(sources[0], second), CarbonError::WrongMember);
    let crank = test.people.crank.clone();
    let member = test.member(&sources[0]);
    let right = pools::convert_reduction(crank.pubkey(), &member, first, &test.lot(&first));
    let stranger = test.person(40).pubkey();
    let elsewhere = at::token_account(&test.registry, &stranger, TokenClass::ReductionCredit);
    let mut to_stranger = right.clone();
    let credits = to_stranger
        .accounts
        .iter_mut()
        .find(|meta| meta.pubkey == at::token_account(&test.registry, &member.owner, TokenClass::ReductionCredit));
    credits.unwrap().pubkey = elsewhere;
    assert_refused(test.runtime.send(&[to_stranger.clone()], &[&crank]), CarbonError::WrongAddress);
    to_stranger.accounts.iter_mut().find(|meta| meta.pubkey == member.owner).unwrap().pubkey = stranger;
    assert_refused(test.runtime.send(&[to_stranger], &[&crank]), CarbonError::WrongMember);
    test.convert_all(pool);
    assert_eq!(test.member(&sources[0]).converted, 40 * TONNE);
    assert_eq!(test.member(&sources[1]).voided, 50 * TONNE);
    test.assert_conservation();
}

#[test]
fn units_that_a_ballot_made_void_are_not_converted() {
    let (mut test, pool, source) = one_member();
    let records = in_thirds(&mut test, source, TestRegistry::reduction);
    test.restate_down(records[0], 4 * TONNE);
    test.report(source, MemberReport { target: 100 * TONNE, gross: 65 * TONNE, ..MemberReport::default() });
    assert_eq!(test.inventory(&source).reduced, 54 * TONNE);
    test.pass_deadline();
    test.run_settlement(pool);
    test.convert_all(pool);
    let grams: Vec<u64> = records.iter().map(|record| test.lot(&at::lot(record, 0)).grams()).collect();
    assert_eq!(grams, [4 * TONNE, 20 * TONNE, 11 * TONNE], "35 tonnes of valid units");
    test.assert_conservation();
}
