use carbon_client::{
    addresses as at, instructions as ix,
    program::{
        burn::BurnProof,
        burn::DRAFT_PERIOD,
        errors::CarbonError,
        lot::LotState,
        notary::{Verdict, EXECUTION_PERIOD},
        registry::Change,
        token::TokenClass,
    },
};
use carbon_testkit::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// Asserts that the proof is gone, its rent is back and its lots are as free as before.
fn assert_undone(test: &mut TestRegistry, proof: Pubkey, lots: &[Pubkey]) {
    assert!(test.runtime.find::<BurnProof>(&proof).is_none());
    for lot in lots {
        assert_eq!(test.lot(lot).state, LotState::Open);
    }
    assert_eq!(test.supply(TokenClass::Emission), 1_000_000);
    assert_eq!(test.log().count, 0);
    test.assert_conservation();
}

#[test]
fn the_proposer_drops_the_burn_and_all_lots_are_free() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, buyer) = (test.people.owner.clone(), test.person(40));
    let lamports = test.runtime.lamports(&test.people.payer.pubkey());
    let proof = test.submitted_burn(&[(emission, credit, 600_000), (emission, credit, 400_000)]);
    test.review_lot(proof, 2).unwrap();
    let content = test.proof(&proof);
    let lots: Vec<Pubkey> = content.sides().map(|side| side.lot).collect();
    let stranger = test.person(41);
    assert_refused(test.drop_burn(proof, &stranger), CarbonError::BallotVoting);
    test.drop_burn(proof, &owner).unwrap();
    assert_undone(&mut test, proof, &lots);
    // The three children remain lots, with the rent that the payer paid for them.
    let spent = lamports - test.runtime.lamports(&test.people.payer.pubkey());
    assert_eq!(spent, 3 * test.rent(8 + 260));
    // They can be transferred and burned.
    let moved = test.transfer(lots[1], &owner, &buyer, 600_000);
    test.close_lot(lots[1]).unwrap();
    test.transfer(moved, &buyer, &owner, 600_000);
    test.burn(&[(lots[0], credit, 600_000)]);
}

#[test]
fn a_draft_is_dropped_by_its_proposer_and_by_anyone_when_it_is_too_old() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, stranger) = (test.people.owner.clone(), test.person(41));
    let proof = test.propose_burn();
    test.add_leg(proof, emission, credit, 1_000_000).unwrap();
    assert_refused(test.drop_burn(proof, &stranger), CarbonError::BallotNotOpen);
    test.pass(DRAFT_PERIOD);
    assert_refused(test.drop_burn(proof, &stranger), CarbonError::BallotNotOpen);
    let empty = test.propose_burn();
    test.drop_burn(empty, &owner).unwrap();
    test.pass(1);
    test.drop_burn(proof, &stranger).unwrap();
    assert_undone(&mut test, proof, &[emission]);
}

#[test]
fn what_is_rejected_or_expired_is_closed_by_anyone() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let stranger = test.person(41);
    let rejected = test.submitted_burn(&[(emission, credit, 1_000_000)]);
    test.vote(rejected, &[0], Verdict::Reject).unwrap();
    assert_refused(test.drop_burn(rejected, &stranger), CarbonError::BallotVoting);
    test.vote(rejected, &[1], Verdict::Reject).unwrap();
    test.drop_burn(rejected, &stranger).unwrap();
    assert_undone(&mut test, rejected, &[emission]);

    // The part of the credit is a separate lot now, so it is locked as a whole.
    let part = at::lot(&credit, 0);
    let expired = test.submitted_burn(&[(emission, part, 1_000_000)]);
    test.vote(expired, &[0, 1, 2], Verdict::Approve).unwrap();
    test.pass(7 * SECONDS_PER_DAY);
    assert_refused(test.drop_burn(expired, &stranger), CarbonError::BallotVoting);
    test.pass(1);
    test.drop_burn(expired, &stranger).unwrap();
    assert_undone(&mut test, expired, &[emission, part]);
}

#[test]
fn what_is_approved_is_executed_lapses_or_is_dropped_by_its_proposer() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, stranger) = (test.people.owner.clone(), test.person(41));
    let proof = test.approved_burn(&[(emission, credit, 1_000_000)]);
    assert_refused(test.drop_burn(proof, &stranger), CarbonError::BallotApproved);
    test.pass(7 * SECONDS_PER_DAY + EXECUTION_PERIOD);
    assert_refused(test.drop_burn(proof, &stranger), CarbonError::BallotApproved);
    test.pass(1);
    test.drop_burn(proof, &stranger).unwrap();
    assert_undone(&mut test, proof, &[emission]);
    // Its proposer does not have to wait: the burn is of its own units.
    let part = at::lot(&credit, 0);
    let proof = test.approved_burn(&[(emission, part, 1_000_000)]);
    test.drop_burn(proof, &owner).unwrap();
    assert_undone(&mut test, proof, &[emission, part]);
}

#[test]
fn an_approval_of_an_old_epoch_does_not_hold_the_proposer() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, stranger) = (test.people.owner.clone(), test.person(41));
    let proof = test.approved_burn(&[(emission, credit, 1_000_000)]);
    let (guardian, notary) = (test.people.guardian.clone(), test.people.notaries[4].pubkey());
    let suspend = ix::suspend_notary(guardian.pubkey(), test.registry, notary);
    test.runtime.send(&[suspend], &[&guardian]).unwrap();
    assert_refused(test.drop_burn(proof, &stranger), CarbonError::BallotStale);
    test.drop_burn(proof, &owner).unwrap();
    assert_undone(&mut test, proof, &[emission]);
}

/// After the third round anyone may drop the burn.
#[test]
fn a_proof_that_is_stale_in_its_third_round_has_expired() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let stranger = test.person(41);
    let proof = test.submitted_burn(&[(emission, credit, 1_000_000)]);
    let [first, second, third] = STRICTER_THRESHOLDS_BPS;
    for threshold_bps in [first, second] {
        test.apply(Change::SetThreshold { threshold_bps }).unwrap();
        test.runtime.send(&[ix::reopen_ballot(test.registry, proof)], &[]).unwrap();
    }
    test.apply(Change::SetThreshold { threshold_bps: third }).unwrap();
    let reopen = ix::reopen_ballot(test.registry, proof);
    assert_refused(test.runtime.send(&[reopen], &[]), CarbonError::BallotExpired);
    test.drop_burn(proof, &stranger).unwrap();
    assert_undone(&mut test, proof, &[emission]);
}

#[test]
fn every_lot_is_unlocked_or_none() {
    let mut test = TestRegistry::new();
    let (emission, credit) = test.lots(1, 500_000);
    let (other_emission, other_credit) = test.lots(2, 500_000);
    let owner = test.people.owner.clone();
    let proof = test.submitted_burn(&[(emission, credit, 500_000), (other_emission, other_credit, 500_000)]);
    let good = carbon_client::burns::drop_burn(owner.pubkey(), proof, &test.proof(&proof));
    let own = good.accounts.len() - 4;
    let (mut without, mut twice, mut permuted, mut more) = (good.clone(), good.clone(), good.clone(), good.clone());
    without.accounts.pop();
    twice.accounts[own + 2] = good.accounts[own].clone();
    permuted.accounts.swap(own, own + 1);
    more.accounts.push(good.accounts[own].clone());
    let mut parent = good.clone();
    parent.accounts[own + 1].pubkey = credit;
    for bad in [without, twice, permuted, more, parent] {
        assert_refused(test.runtime.send(&[bad], &[&owner]), CarbonError::WrongLegAccounts);
    }
    test.runtime.send(&[good], &[&owner]).unwrap();
    assert_undone(&mut test, proof, &[emission, at::lot(&credit, 0), other_emission, at::lot(&other_credit, 0)]);
}

#[test]
fn a_pause_leaves_the_exit_open() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, guardian) = (test.people.owner.clone(), test.people.guardian.clone());
    let proof = test.submitted_burn(&[(emission, credit, 1_000_000)]);
    let pause = ix::pause_registry(guardian.pubkey(), test.registry);
    test.runtime.send(&[pause], &[&guardian]).unwrap();
    assert_refused(test.vote(proof, &[0], Verdict::Approve), CarbonError::Paused);
    test.drop_burn(proof, &owner).unwrap();
    assert_undone(&mut test, proof, &[emission]);
}
