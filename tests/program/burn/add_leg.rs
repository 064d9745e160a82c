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
use carbon_tests::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// The side that a lot is, not reviewed at all.
fn side(world: &World, key: Pubkey) -> Side {
    let lot = world.lot(&key);
    let units = Units { record: lot.record, start: lot.start, end: lot.end, vintage: 2023, head: lot.head };
    let time = world.runtime.now();
    let review = Review { head: lot.head, owner: lot.owner, start: lot.start, end: lot.end, time, epoch: 0 };
    Side { lot: key, units, review }
}

#[test]
fn parts_are_split_off_and_locked_whole_lots_as_they_are() {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let payer = world.payer.pubkey();
    let proof = world.propose();
    let (of_emission, of_credit) = (world.lot(&emission), world.lot(&credit));
    let lamports = world.runtime.lamports(&payer);
    world.pass(60);
    world.add_leg(proof, emission, credit, 600_000).unwrap();

    let locked = LotState::Locked { by: proof };
    let (emission_part, credit_part) = (at::lot(&emission, 0), at::lot(&credit, 0));
    for (key, part, before) in [(emission, emission_part, of_emission), (credit, credit_part, of_credit)] {
        let seeds: [&[u8]; 3] = [b"lot", key.as_ref(), &0u32.to_le_bytes()];
        let bump = Pubkey::find_program_address(&seeds, &carbon_client::program::ID).1;
        let opened = world.runtime.now();
        let child = Lot { bump, end: 600_000, opened, rent_payer: payer, state: locked, ..before.clone() };
        assert_same(&world.lot(&part), &child);
        assert_same(&world.lot(&key), &Lot { start: 600_000, children: 1, ..before });
        let history = world.runtime.histories();
        assert_eq!(history.of(&part).unwrap(), history.of(&key).unwrap(), "a part has its lot's history");
    }
    assert_eq!(lamports - world.runtime.lamports(&payer), 2 * world.rent(8 + 260));
    let first = Leg { emission: side(&world, emission_part), credit: side(&world, credit_part) };
    assert_eq!(world.proof(&proof).legs, [first]);

    // What is left of the emission is locked as it is: no child, no rent.
    let lamports = world.runtime.lamports(&payer);
    let before = world.lot(&emission);
    world.add_leg(proof, emission, credit, 400_000).unwrap();
    assert_same(&world.lot(&emission), &Lot { state: locked, ..before });
    assert_eq!(lamports - world.runtime.lamports(&payer), world.rent(8 + 260));
    let second = Leg { emission: side(&world, emission), credit: side(&world, at::lot(&credit, 1)) };
    assert_eq!(world.proof(&proof).legs, [first, second]);
    assert_eq!(world.balance(&world.owner.pubkey(), TokenClass::Emission), 1_000_000, "nothing burns yet");
    world.assert_conservation();
}

#[test]
fn only_emission_against_absorption_credit() {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let (other_emission, other_credit) = world.lots(2, 1_000_000);
    let proof = world.propose();
    assert_refused(world.add_leg(proof, credit, other_credit, 10), CarbonError::NotEmission);
    assert_refused(world.add_leg(proof, emission, other_emission, 10), CarbonError::NotAbsorptionCredit);
    assert_refused(world.add_leg(proof, credit, emission, 10), CarbonError::NotEmission);
    assert!(world.proof(&proof).legs.is_empty());
}

#[test]
fn reductions_neutralize_nothing_and_are_no_emission_converted_or_not() {
    let mut world = World::before();
    let (pool, sources) = world.locked(PoolUnit::Gram, &[100 * TONNE]);
    world.report(sources[0], Report::tonnes(100, 60, 0, 0));
    let reduced = world.reduction_lots(&sources[0])[0];
    let (emission, credit) = world.lots(900, 1_000_000);
    let proof = world.propose();
    let refused = |world: &mut World, class: TokenClass| {
        assert_eq!(world.lot(&reduced).class, class);
        assert_refused(world.add_leg(proof, emission, reduced, 10), CarbonError::NotAbsorptionCredit);
        assert_refused(world.add_leg(proof, reduced, credit, 10), CarbonError::NotEmission);
        assert!(world.proof(&proof).legs.is_empty());
    };
    refused(&mut world, TokenClass::Reduction);
    world.pass_deadline();
    world.settled(pool);
    world.convert(sources[0], reduced).unwrap();
    refused(&mut world, TokenClass::ReductionCredit);
}

#[test]
fn only_free_lots_of_the_proposers() {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let (owner, stranger) = (world.owner.insecure_clone(), world.person(40));
    let theirs = (world.transfer(emission, &owner, &stranger, 10), world.transfer(credit, &owner, &stranger, 10));
    let proof = world.propose();
    // A stranger's lots, by the proposer; the proposer's, by a stranger.
    let add = |world: &World, emission: Pubkey, credit: Pubkey, proposer: Pubkey, grams: u64| {
        let (of_emission, of_credit) = (world.lot(&emission), world.lot(&credit));
        let (payer, credit) = (world.payer.pubkey(), (credit, &of_credit));
        let mut add = burns::add_leg(payer, proof, (emission, &of_emission), credit, grams);
        add.accounts[1].pubkey = proposer;
        add
    };
    let payer = world.payer.insecure_clone();
    for (emission, credit) in [(theirs.0, credit), (emission, theirs.1)] {
        let add = add(&world, emission, credit, owner.pubkey(), 5);
        assert_refused(world.runtime.send(&[add], &[&payer, &owner]), CarbonError::NotLotOwner);
    }
    let by_stranger = add(&world, theirs.0, theirs.1, stranger.pubkey(), 5);
    assert_refused(world.runtime.send(&[by_stranger], &[&payer, &stranger]), CarbonError::Unauthorized);

    assert_refused(world.add_leg(proof, emission, credit, 0), CarbonError::ZeroQuantity);
    assert_refused(world.add_leg(proof, emission, credit, 999_991), CarbonError::NotEnoughGrams);
    world.add_leg(proof, emission, credit, 999_990).unwrap();
    let other = world.propose();
    for proof in [proof, other] {
        assert_refused(world.add_leg(proof, emission, credit, 1), CarbonError::LotLocked);
    }
    let locked = at::lot(&credit, 1);
    assert_eq!(world.lot(&locked).state, LotState::Locked { by: proof });
    let (fresh, _) = world.lots(2, 1_000);
    assert_refused(world.add_leg(other, fresh, locked, 1), CarbonError::LotLocked);
    world.assert_conservation();
}

#[test]
fn a_child_for_a_part_and_none_for_the_whole() {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let proof = world.propose();
    let (of_emission, of_credit) = (world.lot(&emission), world.lot(&credit));
    let (payer, owner) = (world.payer.insecure_clone(), world.owner.insecure_clone());
    let signers = [&payer, &owner];
    let add = |grams| burns::add_leg(payer.pubkey(), proof, (emission, &of_emission), (credit, &of_credit), grams);
    let (part, whole) = (add(1), add(1_000_000));
    for child in [6, 9] {
        let mut without = part.clone();
        without.accounts[child] = whole.accounts[6].clone();
        assert_refused(world.runtime.send(&[without], &signers), CarbonError::WrongChild);
    }
    let mut with = whole.clone();
    with.accounts[6] = part.accounts[6].clone();
    assert_refused(world.runtime.send(&[with], &signers), CarbonError::WrongChild);
    let mut next = part;
    next.accounts[6].pubkey = at::lot(&emission, 1);
    assert_refused(world.runtime.send(&[next], &signers), CarbonError::WrongAddress);
    world.runtime.send(&[whole], &signers).unwrap();
}

#[test]
fn eight_legs_and_no_more_and_none_after_submitting() {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let proof = world.propose();
    for _ in 0..MAX_LEGS {
        world.add_leg(proof, emission, credit, 10).unwrap();
    }
    assert_refused(world.add_leg(proof, emission, credit, 10), CarbonError::TooManyLegs);
    assert_eq!(world.proof(&proof).legs.len(), 8);
    world.submit_burn(proof).unwrap();
    let one = world.submitted(&[(emission, credit, 10)]);
    assert_refused(world.add_leg(one, emission, credit, 10), CarbonError::BurnSubmitted);
    world.assert_conservation();
}

/// 2024-25 is the year of today, the policy takes credits of the five years before.
#[test]
fn credits_older_than_the_policy_allows_are_refused() {
    let (mut world, emission, _) = World::with_lots(1_000_000);
    let source = world.source(World::source_args(2));
    let of_year = |world: &mut World, year: u16| {
        let (first_day, last_day) = (day(year, 7, 1), day(year + 1, 6, 30));
        let args = SubmitClaimArgs { first_day, last_day, ..world.absorption(1_000) };
        at::lot(&world.record(source, args), 0)
    };
    let (old, oldest) = (of_year(&mut world, 2018), of_year(&mut world, 2019));
    let proof = world.propose();
    assert_refused(world.add_leg(proof, emission, old, 10), CarbonError::VintageTooOld);
    world.add_leg(proof, emission, oldest, 10).unwrap();
    assert_eq!(world.proof(&proof).legs[0].credit.units.vintage, 2019);
    // The year turns, and what was good is too old.
    let turn = day(2025, 7, 1) as i64 * carbon_wire::calendar::SECONDS_PER_DAY;
    world.runtime.warp_to(turn - 1);
    world.add_leg(proof, emission, oldest, 10).unwrap();
    world.runtime.warp_to(turn);
    assert_refused(world.add_leg(proof, emission, oldest, 10), CarbonError::VintageTooOld);
}

#[test]
fn the_adjustment_that_the_policy_requires() {
    let mut world = World::new();
    let (emission, none) = world.lots(1, 1_000);
    let credit = |world: &mut World, index: u32, adjustment: Adjustment| {
        let source = world.source(World::source_args(index));
        let args = SubmitClaimArgs { adjustment, ..world.absorption(1_000) };
        at::lot(&world.record(source, args), 0)
    };
    let authorized = credit(&mut world, 2, Adjustment::Authorized);
    let adjusted = credit(&mut world, 3, Adjustment::Adjusted);
    let proof = world.propose();
    world.add_leg(proof, emission, none, 10).unwrap();
    let require = |required_adjustment| Change::SetTerms { terms: Terms { required_adjustment, ..policy().terms } };
    world.apply(require(Adjustment::Authorized)).unwrap();
    assert_refused(world.add_leg(proof, emission, none, 10), CarbonError::AdjustmentMissing);
    world.add_leg(proof, emission, authorized, 10).unwrap();
    world.add_leg(proof, emission, adjusted, 10).unwrap();
    world.apply(require(Adjustment::Adjusted)).unwrap();
    assert_refused(world.add_leg(proof, emission, authorized, 10), CarbonError::AdjustmentMissing);
    world.add_leg(proof, emission, adjusted, 10).unwrap();
}

#[test]
fn frozen_and_void_units_are_refused_on_both_sides() {
    for side in 0..2 {
        let (mut world, emission, credit) = World::with_lots(1_000_000);
        let proof = world.propose();
        let record = world.lot(&[emission, credit][side]).record;
        let restatement = world.propose_restatement(record, 9);
        assert_refused(world.add_leg(proof, emission, credit, 10), CarbonError::RecordFrozen);
        world.vote(restatement, &[0, 1, 2, 3], Verdict::Approve).unwrap();
        world.lower(record).unwrap();
        assert_refused(world.add_leg(proof, emission, credit, 10), CarbonError::VoidUnits);
        world.add_leg(proof, emission, credit, 9).unwrap();
        world.assert_conservation();
    }
}

#[test]
fn no_leg_while_the_registry_is_paused() {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let proof = world.propose();
    let guardian = world.guardian.insecure_clone();
    let pause = ix::pause_registry(guardian.pubkey(), world.registry);
    world.runtime.send(&[pause], &[&guardian]).unwrap();
    assert_refused(world.add_leg(proof, emission, credit, 10), CarbonError::Paused);
    assert_refused(world.submit_burn(proof), CarbonError::Paused);
}
