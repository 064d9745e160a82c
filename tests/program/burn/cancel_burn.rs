use carbon_client::{
    addresses as at, instructions as ix,
    program::{
        burn::BurnProof,
        errors::CarbonError,
        lot::LotState,
        notary::{Verdict, EXECUTION_PERIOD},
        registry::Change,
        token::TokenClass,
    },
};
use carbon_tests::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// Asserts that the proof is gone, its rent is back and its lots are as free as before.
fn assert_undone(world: &mut World, proof: Pubkey, lots: &[Pubkey]) {
    assert!(world.runtime.find::<BurnProof>(&proof).is_none());
    for lot in lots {
        assert_eq!(world.lot(lot).state, LotState::Open);
    }
    assert_eq!(world.supply(TokenClass::Emission), 1_000_000);
    assert_eq!(world.log().count, 0);
    world.assert_conservation();
}

#[test]
fn the_proposer_cancels_and_everything_is_free_again() {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let (owner, buyer) = (world.owner.insecure_clone(), world.person(40));
    let lamports = world.runtime.lamports(&world.payer.pubkey());
    let proof = world.submitted(&[(emission, credit, 600_000), (emission, credit, 400_000)]);
    world.review(proof, 2).unwrap();
    let content = world.proof(&proof);
    let lots: Vec<Pubkey> = content.sides().map(|side| side.lot).collect();
    let stranger = world.person(41);
    assert_refused(world.cancel(proof, &stranger), CarbonError::BallotVoting);
    world.cancel(proof, &owner).unwrap();
    assert_undone(&mut world, proof, &lots);
    // Three children stay as lots of their own, with the rent that the payer spent on them.
    let spent = lamports - world.runtime.lamports(&world.payer.pubkey());
    assert_eq!(spent, 3 * world.rent(8 + 260));
    // They move, and burn.
    let moved = world.transfer(lots[1], &owner, &buyer, 600_000);
    world.close_lot(lots[1]).unwrap();
    world.transfer(moved, &buyer, &owner, 600_000);
    world.burn(&[(lots[0], credit, 600_000)]);
}

#[test]
fn a_draft_is_cancelled_by_its_proposer_alone() {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let (owner, stranger) = (world.owner.insecure_clone(), world.person(41));
    let proof = world.propose();
    world.add_leg(proof, emission, credit, 1_000_000).unwrap();
    assert_refused(world.cancel(proof, &stranger), CarbonError::BurnNotSubmitted);
    world.pass(365 * SECONDS_PER_DAY);
    assert_refused(world.cancel(proof, &stranger), CarbonError::BurnNotSubmitted);
    world.cancel(proof, &owner).unwrap();
    assert_undone(&mut world, proof, &[emission]);
    let empty = world.propose();
    world.cancel(empty, &owner).unwrap();
}

#[test]
fn what_is_rejected_or_expired_is_closed_by_anyone() {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let stranger = world.person(41);
    let rejected = world.submitted(&[(emission, credit, 1_000_000)]);
    world.vote(rejected, &[0], Verdict::Reject).unwrap();
    assert_refused(world.cancel(rejected, &stranger), CarbonError::BallotVoting);
    world.vote(rejected, &[1], Verdict::Reject).unwrap();
    world.cancel(rejected, &stranger).unwrap();
    assert_undone(&mut world, rejected, &[emission]);

    // The credit's part is a lot of its own now, and is locked whole.
    let part = at::lot(&credit, 0);
    let expired = world.submitted(&[(emission, part, 1_000_000)]);
    world.vote(expired, &[0, 1, 2], Verdict::Approve).unwrap();
    world.pass(7 * SECONDS_PER_DAY);
    assert_refused(world.cancel(expired, &stranger), CarbonError::BallotVoting);
    world.pass(1);
    world.cancel(expired, &stranger).unwrap();
    assert_undone(&mut world, expired, &[emission, part]);
}

#[test]
fn what_is_approved_is_carried_out_or_lapses() {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let (owner, stranger) = (world.owner.insecure_clone(), world.person(41));
    let proof = world.approved(&[(emission, credit, 1_000_000)]);
    assert_refused(world.cancel(proof, &owner), CarbonError::BallotApproved);
    world.pass(7 * SECONDS_PER_DAY + EXECUTION_PERIOD);
    assert_refused(world.cancel(proof, &owner), CarbonError::BallotApproved);
    world.pass(1);
    world.cancel(proof, &stranger).unwrap();
    assert_undone(&mut world, proof, &[emission]);
}

#[test]
fn an_approval_of_an_old_epoch_does_not_hold_the_proposer() {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let (owner, stranger) = (world.owner.insecure_clone(), world.person(41));
    let proof = world.approved(&[(emission, credit, 1_000_000)]);
    world.apply(Change::SetThreshold { threshold_bps: 7_000 }).unwrap();
    assert_refused(world.cancel(proof, &stranger), CarbonError::BallotStale);
    world.cancel(proof, &owner).unwrap();
    assert_undone(&mut world, proof, &[emission]);
}

/// Three rounds and no more: then anyone closes it.
#[test]
fn a_proof_that_is_stale_in_its_third_round_has_expired() {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let stranger = world.person(41);
    let proof = world.submitted(&[(emission, credit, 1_000_000)]);
    for threshold_bps in [6_700, 6_800] {
        world.apply(Change::SetThreshold { threshold_bps }).unwrap();
        world.runtime.send(&[ix::reopen_ballot(world.registry, proof)], &[]).unwrap();
    }
    world.apply(Change::SetThreshold { threshold_bps: 6_900 }).unwrap();
    let reopen = ix::reopen_ballot(world.registry, proof);
    assert_refused(world.runtime.send(&[reopen], &[]), CarbonError::BallotExpired);
    world.cancel(proof, &stranger).unwrap();
    assert_undone(&mut world, proof, &[emission]);
}

#[test]
fn every_lot_is_unlocked_or_none() {
    let mut world = World::new();
    let (emission, credit) = world.lots(1, 500_000);
    let (other_emission, other_credit) = world.lots(2, 500_000);
    let owner = world.owner.insecure_clone();
    let proof = world.submitted(&[(emission, credit, 500_000), (other_emission, other_credit, 500_000)]);
    let good = carbon_client::burns::cancel_burn(owner.pubkey(), proof, &world.proof(&proof));
    let own = good.accounts.len() - 4;
    let (mut without, mut twice, mut permuted, mut more) = (good.clone(), good.clone(), good.clone(), good.clone());
    without.accounts.pop();
    twice.accounts[own + 2] = good.accounts[own].clone();
    permuted.accounts.swap(own, own + 1);
    more.accounts.push(good.accounts[own].clone());
    let mut parent = good.clone();
    parent.accounts[own + 1].pubkey = credit;
    for bad in [without, twice, permuted, more, parent] {
        assert_refused(world.runtime.send(&[bad], &[&owner]), CarbonError::WrongLegAccounts);
    }
    world.runtime.send(&[good], &[&owner]).unwrap();
    assert_undone(&mut world, proof, &[emission, at::lot(&credit, 0), other_emission, at::lot(&other_credit, 0)]);
}

#[test]
fn a_pause_leaves_the_exit_open() {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let (owner, guardian) = (world.owner.insecure_clone(), world.guardian.insecure_clone());
    let proof = world.submitted(&[(emission, credit, 1_000_000)]);
    let pause = ix::pause_registry(guardian.pubkey(), world.registry);
    world.runtime.send(&[pause], &[&guardian]).unwrap();
    assert_refused(world.vote(proof, &[0], Verdict::Approve), CarbonError::Paused);
    world.cancel(proof, &owner).unwrap();
    assert_undone(&mut world, proof, &[emission]);
}
