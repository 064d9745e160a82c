//! `drop_year_closing`: proposals that end without closing the year.

use super::{covered, propose_year_closing};
use carbon_client::{
    addresses as at,
    program::{errors::CarbonError, notary::Verdict, year::*},
    years,
};
use carbon_testkit::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn a_record_overtakes_a_proposal() {
    let (mut test, source) = covered();
    let owner = key(12);
    let close = propose_year_closing(&mut test, source, 1_000_000, 0);
    test.runtime.send(&[close], &[&owner]).unwrap();
    let closing = at::closing(&source, 2023);
    test.vote(closing, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let stranger = key(72);
    let drop = years::drop_year_closing(stranger.pubkey(), test.registry, source, 2023, owner.pubkey());
    assert_refused(test.runtime.send(std::slice::from_ref(&drop), &[&stranger]), CarbonError::BallotApproved);
    let args = test.absorption(0);
    test.record(source, args);
    let execute = years::execute_year_closing(test.registry, source, 2023, owner.pubkey());
    assert_refused(test.runtime.send(&[execute], &[]), CarbonError::InventoryChanged);
    test.runtime.send(&[drop], &[&stranger]).unwrap();
    assert!(test.runtime.find::<YearClosing>(&closing).is_none());
}

#[test]
fn an_expired_proposal_is_dropped_by_anyone_a_live_one_by_its_proposer() {
    let (mut test, source) = covered();
    let (owner, stranger) = (key(12), key(72));
    let close = propose_year_closing(&mut test, source, 1_000_000, 0);
    let drop =
        |caller: Pubkey, registry: Pubkey| years::drop_year_closing(caller, registry, source, 2023, key(12).pubkey());
    test.runtime.send(std::slice::from_ref(&close), &[&owner]).unwrap();
    let by_stranger = drop(stranger.pubkey(), test.registry);
    assert_refused(test.runtime.send(std::slice::from_ref(&by_stranger), &[&stranger]), CarbonError::BallotVoting);
    let by_owner = drop(owner.pubkey(), test.registry);
    test.runtime.send(&[by_owner], &[&owner]).unwrap();
    test.runtime.send(&[close], &[&owner]).unwrap();
    test.pass(7 * SECONDS_PER_DAY + 1);
    test.runtime.send(&[by_stranger], &[&stranger]).unwrap();
}
