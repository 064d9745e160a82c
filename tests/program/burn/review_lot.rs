use carbon_client::{
    burns, instructions as ix,
    limits::LINEAGE_ENTRIES_PER_TRANSACTION,
    program::{
        burn::*,
        errors::CarbonError,
        notary::{Verdict, EXECUTION_PERIOD},
        registry::Change,
    },
};
use carbon_testkit::*;
use carbon_wire::{calendar::SECONDS_PER_DAY, lineage::GENESIS};
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn a_review_goes_back_piece_by_piece_and_ends_at_the_record() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let people = [test.people.owner.clone(), test.person(40), test.person(41)];
    let mut lot = credit;
    let mut owners = vec![people[0].pubkey()];
    for hop in 0..6 {
        test.pass(100);
        lot = test.transfer(lot, &people[hop % 3], &people[(hop + 1) % 3], 900_000 - hop as u64);
        owners.push(people[(hop + 1) % 3].pubkey());
    }
    let proof = test.submitted_burn(&[(emission, lot, 1_000)]);
    let before = test.proof(&proof);
    let pieces = test.runtime.histories().pieces(&before.legs[0].credit.lot, 2).unwrap();
    assert_eq!(pieces.len(), 4, "seven entries by two");
    for piece in &pieces {
        let review = burns::review_lot(proof, &before, 1, piece.previous, piece.entries.clone());
        test.runtime.send(&[review], &[]).unwrap();
        let after = test.proof(&proof);
        let oldest = carbon_wire::lineage::Entry::from_bytes(&piece.entries[0]).unwrap();
        let review = Review {
            head: piece.previous,
            owner: oldest.from.into(),
            start: oldest.start,
            end: oldest.end,
            latest_at: oldest.time,
            epoch: after.subject.ballot.epoch,
        };
        assert_eq!(after.legs[0].credit.review, review);
        assert_eq!(after.legs[0].emission, before.legs[0].emission, "the other side has not moved");
        assert_eq!(after.subject.ballot, before.subject.ballot);
    }
    assert_eq!(test.proof(&proof).legs[0].credit.review.head, GENESIS);
    assert_refused(test.review_lot(proof, 1), CarbonError::AlreadyReviewed);
    assert_refused(review_of(&mut test, proof, 2), CarbonError::NoSuchSide);
    assert_refused(review_of(&mut test, proof, 255), CarbonError::NoSuchSide);
    test.review_lot(proof, 0).unwrap();
}

/// A call of a side with the entries of side 0.
fn review_of(test: &mut TestRegistry, proof: Pubkey, side: u8) -> carbon_embedded::TxResult {
    let content = test.proof(&proof);
    let piece = test.runtime.histories().pieces(&content.legs[0].emission.lot, 1).unwrap().remove(0);
    let mut review = burns::review_lot(proof, &content, side, piece.previous, piece.entries);
    review.accounts[3].pubkey = content.legs[0].emission.units.record;
    test.runtime.send(&[review], &[])
}

#[test]
fn the_record_is_the_sides_own() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let proof = test.submitted_burn(&[(emission, credit, 1_000)]);
    assert_refused(review_of(&mut test, proof, 1), CarbonError::WrongAddress);
    review_of(&mut test, proof, 0).unwrap();
}

#[test]
fn reviews_go_on_while_voting_approved_or_stale_and_not_after() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let approved = test.submitted_burn(&[(emission, credit, 1_000)]);
    test.vote(approved, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.review_lot(approved, 0).unwrap();
    let rejected = test.submitted_burn(&[(emission, credit, 1_000)]);
    test.vote(rejected, &[0, 1], Verdict::Reject).unwrap();
    assert_refused(test.review_lot(rejected, 0), CarbonError::BallotRejected);
    let stale = test.submitted_burn(&[(emission, credit, 1_000)]);
    test.apply(Change::SetThreshold { threshold_bps: STRICTER_THRESHOLDS_BPS[0] }).unwrap();
    test.review_lot(stale, 0).unwrap();
    let expired = test.submitted_burn(&[(emission, credit, 1_000)]);
    let guardian = test.people.guardian.clone();
    let pause = ix::pause_registry(guardian.pubkey(), test.registry);
    let unpause = ix::unpause_registry(guardian.pubkey(), test.registry);
    test.runtime.send(&[pause], &[&guardian]).unwrap();
    assert_refused(test.review_lot(expired, 0), CarbonError::Paused);
    test.runtime.send(&[unpause], &[&guardian]).unwrap();
    test.pass(7 * SECONDS_PER_DAY + 1);
    assert_refused(test.review_lot(expired, 0), CarbonError::BallotExpired);
    test.pass(EXECUTION_PERIOD);
    assert_refused(test.review_lot(approved, 1), CarbonError::BallotExpired);
}

/// Units with 1, 2, 10 and 100 entries are reviewed and burned; the cost of an entry does not grow.
#[test]
fn histories_of_1_2_10_and_100_hops() {
    for hops in [1, 2, 10, 100] {
        let (mut test, emission, mut lot) = TestRegistry::with_lots(1_000_000);
        let [owner, one, two] = [test.people.owner.clone(), test.person(40), test.person(41)];
        let mut holder = &owner;
        for hop in 0..hops {
            // Between two others, and finally back to the owner.
            let next = if hop + 1 == hops && hops > 1 { &owner } else { [&one, &two][hop % 2] };
            lot = test.transfer(lot, holder, next, 500_000 - hop as u64);
            holder = next;
        }
        if hops == 1 {
            // One more transfer: the new holder proposes, with its own emissions.
            let moved = test.transfer(emission, &owner, &one, 1_000);
            test.people.owner = one.clone();
            reviewed_and_burned(&mut test, moved, lot, hops);
        } else {
            reviewed_and_burned(&mut test, emission, lot, hops);
        }
    }
}

fn reviewed_and_burned(test: &mut TestRegistry, emission: Pubkey, credit: Pubkey, hops: usize) {
    let proof = test.submitted_burn(&[(emission, credit, 1_000)]);
    let content = test.proof(&proof);
    let pieces = test.runtime.histories().pieces(&content.legs[0].credit.lot, LINEAGE_ENTRIES_PER_TRANSACTION).unwrap();
    let (mut calls, mut units) = (0, 0);
    for piece in pieces {
        let review = burns::review_lot(proof, &content, 1, piece.previous, piece.entries);
        units += test.runtime.send(&[review], &[]).unwrap().compute_units_consumed;
        calls += 1;
    }
    let entries = hops as u64 + 1;
    // Average per entry over all calls; docs/compute-units.md has the cost of an additional entry.
    println!("{hops} hops: {entries} entries in {calls} transactions, {units} CU, {} an entry", units / entries);
    assert!(test.proof(&proof).legs[0].credit.review.is_done());
    test.review_lot(proof, 0).unwrap();
    test.vote(proof, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.execute_burn(proof).unwrap();
    test.assert_conservation();
}
