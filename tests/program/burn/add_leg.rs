use carbon_client::{
    addresses as at, burns, instructions as ix,
    program::{
        burn::*,
        claim::SubmitClaimArgs,
        errors::CarbonError,
        lot::*,
        notary::Verdict,
        pool::PoolUnit,
        registry::{Adjustment, Change, Terms},
        token::TokenClass,
    },
};
use carbon_testkit::*;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// The side of a leg for a lot, before any review.
fn side(test: &TestRegistry, key: Pubkey) -> Side {
    let lot = test.lot(&key);
    let units = Units { record: lot.record, start: lot.start, end: lot.end, vintage: 2023, head: lot.head };
    let time = test.runtime.now();
    let review = Review { head: lot.head, owner: lot.owner, start: lot.start, end: lot.end, latest_at: time, epoch: 0 };
    Side { lot: key, units, review }
}

#[test]
fn parts_are_split_off_and_locked_whole_lots_as_they_are() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let payer = test.people.payer.pubkey();
    let proof = test.propose_burn();
    let (of_emission, of_credit) = (test.lot(&emission), test.lot(&credit));
    let lamports = test.runtime.lamports(&payer);
    test.pass(60);
    test.add_leg(proof, emission, credit, 600_000).unwrap();

    let locked = LotState::Locked { by: proof };
    let (emission_part, credit_part) = (at::lot(&emission, 0), at::lot(&credit, 0));
    for (key, part, before) in [(emission, emission_part, of_emission), (credit, credit_part, of_credit)] {
        let seeds: [&[u8]; 3] = [b"lot", key.as_ref(), &0u32.to_le_bytes()];
        let bump = Pubkey::find_program_address(&seeds, &carbon_client::program::ID).1;
        let opened = test.runtime.now();
        let child = Lot { bump, end: 600_000, opened_at: opened, rent_payer: payer, state: locked, ..before.clone() };
        assert_same(&test.lot(&part), &child);
        assert_same(&test.lot(&key), &Lot { start: 600_000, children: 1, ..before });
        let history = test.runtime.histories();
        assert_eq!(history.of(&part).unwrap(), history.of(&key).unwrap(), "a part has its lot's history");
    }
    assert_eq!(lamports - test.runtime.lamports(&payer), 2 * test.rent(8 + 260));
    let first = Leg { emission: side(&test, emission_part), credit: side(&test, credit_part) };
    assert_eq!(test.proof(&proof).legs, [first]);

    // The rest of the emission is locked as a whole: no child, no rent.
    let lamports = test.runtime.lamports(&payer);
    let before = test.lot(&emission);
    test.add_leg(proof, emission, credit, 400_000).unwrap();
    assert_same(&test.lot(&emission), &Lot { state: locked, ..before });
    assert_eq!(lamports - test.runtime.lamports(&payer), test.rent(8 + 260));
    let second = Leg { emission: side(&test, emission), credit: side(&test, at::lot(&credit, 1)) };
    assert_eq!(test.proof(&proof).legs, [first, second]);
    assert_eq!(test.balance(&test.people.owner.pubkey(), TokenClass::Emission), 1_000_000, "nothing burns yet");
    test.assert_conservation();
}

#[test]
fn only_emission_against_absorption_credit() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let (other_emission, other_credit) = test.lots(2, 1_000_000);
    let proof = test.propose_burn();
    assert_refused(test.add_leg(proof, credit, other_credit, 10), CarbonError::NotEmission);
    assert_refused(test.add_leg(proof, emission, other_emission, 10), CarbonError::NotAbsorptionCredit);
    assert_refused(test.add_leg(proof, credit, emission, 10), CarbonError::NotEmission);
    assert!(test.proof(&proof).legs.is_empty());
}

#[test]
fn reductions_neutralize_nothing_and_are_no_emission_converted_or_not() {
    let mut test = TestRegistry::before();
    let (pool, sources) = test.locked(PoolUnit::Gram, &[100 * TONNE]);
    test.report(sources[0], MemberReport::tonnes(100, 60, 0, 0));
    let reduced = test.reduction_lots(&sources[0])[0];
    let (emission, credit) = test.lots(900, 1_000_000);
    let proof = test.propose_burn();
    let refused = |test: &mut TestRegistry, class: TokenClass| {
        assert_eq!(test.lot(&reduced).class, class);
        assert_refused(test.add_leg(proof, emission, reduced, 10), CarbonError::NotAbsorptionCredit);
        assert_refused(test.add_leg(proof, reduced, credit, 10), CarbonError::NotEmission);
        assert!(test.proof(&proof).legs.is_empty());
    };
    refused(&mut test, TokenClass::Reduction);
    test.pass_deadline();
    test.run_settlement(pool);
    test.convert(sources[0], reduced).unwrap();
    refused(&mut test, TokenClass::ReductionCredit);
}

#[test]
fn only_free_lots_of_the_proposers() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, stranger) = (test.people.owner.clone(), test.person(40));
    let lots_of_stranger =
        (test.transfer(emission, &owner, &stranger, 10), test.transfer(credit, &owner, &stranger, 10));
    let proof = test.propose_burn();
    // The proposer adds a stranger's lots; a stranger adds the proposer's lots.
    let add = |test: &TestRegistry, emission: Pubkey, credit: Pubkey, proposer: Pubkey, grams: u64| {
        let (of_emission, of_credit) = (test.lot(&emission), test.lot(&credit));
        let (payer, credit) = (test.people.payer.pubkey(), (credit, &of_credit));
        let source = test.record_at(&of_emission.record).source;
        let mut add = burns::add_leg(payer, proof, source, (emission, &of_emission), credit, grams);
        add.accounts[1].pubkey = proposer;
        add
    };
    let payer = test.people.payer.clone();
    for (emission, credit) in [(lots_of_stranger.0, credit), (emission, lots_of_stranger.1)] {
        let add = add(&test, emission, credit, owner.pubkey(), 5);
        assert_refused(test.runtime.send(&[add], &[&payer, &owner]), CarbonError::NotLotOwner);
    }
    let by_stranger = add(&test, lots_of_stranger.0, lots_of_stranger.1, stranger.pubkey(), 5);
    assert_refused(test.runtime.send(&[by_stranger], &[&payer, &stranger]), CarbonError::Unauthorized);

    assert_refused(test.add_leg(proof, emission, credit, 0), CarbonError::ZeroQuantity);
    assert_refused(test.add_leg(proof, emission, credit, 999_991), CarbonError::NotEnoughGrams);
    test.add_leg(proof, emission, credit, 999_990).unwrap();
    let other = test.propose_burn();
    for proof in [proof, other] {
        assert_refused(test.add_leg(proof, emission, credit, 1), CarbonError::LotLocked);
    }
    let locked = at::lot(&credit, 1);
    assert_eq!(test.lot(&locked).state, LotState::Locked { by: proof });
    let (fresh, _) = test.lots(2, 1_000);
    assert_refused(test.add_leg(other, fresh, locked, 1), CarbonError::LotLocked);
    test.assert_conservation();
}

#[test]
fn a_child_for_a_part_and_none_for_the_whole() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let proof = test.propose_burn();
    let (of_emission, of_credit) = (test.lot(&emission), test.lot(&credit));
    let (payer, owner) = (test.people.payer.clone(), test.people.owner.clone());
    let signers: [&Keypair; 2] = [&payer, &owner];
    let source = test.record_at(&of_emission.record).source;
    let add =
        |grams| burns::add_leg(payer.pubkey(), proof, source, (emission, &of_emission), (credit, &of_credit), grams);
    let (part, whole) = (add(1), add(1_000_000));
    for child in [7, 10] {
        let mut without = part.clone();
        without.accounts[child] = whole.accounts[7].clone();
        assert_refused(test.runtime.send(&[without], &signers), CarbonError::WrongChild);
    }
    let mut with = whole.clone();
    with.accounts[7] = part.accounts[7].clone();
    assert_refused(test.runtime.send(&[with], &signers), CarbonError::WrongChild);
    let mut next = part;
    next.accounts[7].pubkey = at::lot(&emission, 1);
    assert_refused(test.runtime.send(&[next], &signers), CarbonError::WrongAddress);
    test.runtime.send(&[whole], &signers).unwrap();
}

#[test]
fn eight_legs_and_no_more_and_none_after_submitting() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let proof = test.propose_burn();
    for _ in 0..MAX_LEGS {
        test.add_leg(proof, emission, credit, 10).unwrap();
    }
    assert_refused(test.add_leg(proof, emission, credit, 10), CarbonError::TooManyLegs);
    assert_eq!(test.proof(&proof).legs.len(), 8);
    test.submit_burn(proof).unwrap();
    let one = test.submitted_burn(&[(emission, credit, 10)]);
    assert_refused(test.add_leg(one, emission, credit, 10), CarbonError::BurnSubmitted);
    test.assert_conservation();
}

/// The current year is 2024-25; the policy accepts credits of the five years before it.
#[test]
fn credits_older_than_the_policy_allows_are_refused() {
    let (mut test, emission, _) = TestRegistry::with_lots(1_000_000);
    let source = test.source(TestRegistry::source_args(2));
    let of_year = |test: &mut TestRegistry, year: u16| {
        let (first_day, last_day) = (day(year, 7, 1), day(year + 1, 6, 30));
        let args = SubmitClaimArgs { first_day, last_day, ..test.absorption(1_000) };
        at::lot(&test.record(source, args), 0)
    };
    let (old, oldest) = (of_year(&mut test, 2018), of_year(&mut test, 2019));
    let proof = test.propose_burn();
    assert_refused(test.add_leg(proof, emission, old, 10), CarbonError::VintageTooOld);
    test.add_leg(proof, emission, oldest, 10).unwrap();
    assert_eq!(test.proof(&proof).legs[0].credit.units.vintage, 2019);
    // In the next year the oldest accepted credits are too old.
    let turn = day(2025, 7, 1) as i64 * carbon_wire::calendar::SECONDS_PER_DAY;
    test.runtime.warp_to(turn - 1);
    assert_refused(test.add_leg(proof, emission, oldest, 10), CarbonError::DraftExpired);
    let proof = test.propose_burn();
    test.add_leg(proof, emission, oldest, 10).unwrap();
    test.runtime.warp_to(turn);
    assert_refused(test.add_leg(proof, emission, oldest, 10), CarbonError::VintageTooOld);
}

#[test]
fn the_adjustment_that_the_policy_requires() {
    let mut test = TestRegistry::new();
    let (emission, none) = test.lots(1, 1_000);
    let credit = |test: &mut TestRegistry, index: u32, adjustment: Adjustment| {
        let source = test.source(TestRegistry::source_args(index));
        let args = SubmitClaimArgs { adjustment, ..test.absorption(1_000) };
        at::lot(&test.record(source, args), 0)
    };
    let authorized = credit(&mut test, 2, Adjustment::Authorized);
    let adjusted = credit(&mut test, 3, Adjustment::Adjusted);
    let proof = test.propose_burn();
    test.add_leg(proof, emission, none, 10).unwrap();
    let require = |required_adjustment| Change::SetTerms { terms: Terms { required_adjustment, ..policy().terms } };
    test.apply(require(Adjustment::Authorized)).unwrap();
    assert_refused(test.add_leg(proof, emission, none, 10), CarbonError::AdjustmentMissing);
    test.add_leg(proof, emission, authorized, 10).unwrap();
    test.add_leg(proof, emission, adjusted, 10).unwrap();
    test.apply(require(Adjustment::Adjusted)).unwrap();
    assert_refused(test.add_leg(proof, emission, authorized, 10), CarbonError::AdjustmentMissing);
    test.add_leg(proof, emission, adjusted, 10).unwrap();
}

#[test]
fn frozen_and_void_units_are_refused_on_both_sides() {
    for side in 0..2 {
        let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
        let proof = test.propose_burn();
        let record = test.lot(&[emission, credit][side]).record;
        let restatement = test.propose_restatement(record, 9);
        assert_refused(test.add_leg(proof, emission, credit, 10), CarbonError::RecordFrozen);
        test.vote(restatement, &[0, 1, 2, 3], Verdict::Approve).unwrap();
        test.execute_lowering(record).unwrap();
        assert_refused(test.add_leg(proof, emission, credit, 10), CarbonError::VoidUnits);
        test.add_leg(proof, emission, credit, 9).unwrap();
        test.assert_conservation();
    }
}

#[test]
fn no_leg_while_the_registry_is_paused() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let proof = test.propose_burn();
    let guardian = test.people.guardian.clone();
    let pause = ix::pause_registry(guardian.pubkey(), test.registry);
    test.runtime.send(&[pause], &[&guardian]).unwrap();
    assert_refused(test.add_leg(proof, emission, credit, 10), CarbonError::Paused);
    assert_refused(test.submit_burn(proof), CarbonError::Paused);
}
