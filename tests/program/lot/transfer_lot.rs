use carbon_client::{
    addresses as at, instructions as ix, lots,
    program::{errors::CarbonError, lot::*, notary::Verdict, pool::PoolUnit, record::*, token::TokenClass},
};
use carbon_tests::*;
use carbon_wire::lineage::{Entry, EntryKind};
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::collections::BTreeSet;

#[test]
fn a_part_becomes_a_lot_of_the_recipients() {
    let (mut world, _, credit) = World::with_lots(1_000_000);
    let (owner, buyer) = (world.owner.insecure_clone(), world.person(40));
    let before = world.lot(&credit);
    let supply = world.supply(TokenClass::AbsorptionCredit);
    let crank = world.crank.pubkey();
    let lamports = world.runtime.lamports(&crank);
    world.pass(10);
    let child = world.transfer(credit, &owner, &buyer, 300_000);

    let entry = Entry {
        kind: EntryKind::Transfer,
        lot: child.to_bytes(),
        from: owner.pubkey().to_bytes(),
        to: buyer.pubkey().to_bytes(),
        start: 0,
        end: 300_000,
        time: world.runtime.now(),
        reference: [0; 32],
    };
    let found = world.lot(&child);
    let seeds: [&[u8]; 3] = [b"lot", credit.as_ref(), &0u32.to_le_bytes()];
    let (address, bump) = Pubkey::find_program_address(&seeds, &carbon_client::program::ID);
    assert_eq!(child, address);
    let expected = Lot {
        version: 1,
        bump,
        registry: world.registry,
        class: TokenClass::AbsorptionCredit,
        record: before.record,
        owner: buyer.pubkey(),
        start: 0,
        end: 300_000,
        children: 0,
        head: entry.extend(&before.head),
        depth: 2,
        opened: world.runtime.now(),
        rent_payer: crank,
        before: 0,
        state: LotState::Open,
        reserved: [0; 24],
    };
    assert_same(&found, &expected);
    assert_same(&world.lot(&credit), &Lot { start: 300_000, children: 1, ..before });
    assert_eq!(world.runtime.histories().of(&child).unwrap().last(), Some(&entry.to_bytes()), "the event tells it");

    assert_eq!(world.balance(&owner.pubkey(), TokenClass::AbsorptionCredit), 1_400_000);
    assert_eq!(world.balance(&buyer.pubkey(), TokenClass::AbsorptionCredit), 300_000);
    assert_eq!(world.supply(TokenClass::AbsorptionCredit), supply, "burned here, minted there");
    let tokens = at::token_account(&world.registry, &buyer.pubkey(), TokenClass::AbsorptionCredit);
    let (lot_rent, token_rent) = (world.rent(8 + 260), world.runtime.lamports(&tokens));
    assert_eq!(world.runtime.lamports(&child), lot_rent);
    assert_eq!(lamports - world.runtime.lamports(&crank), lot_rent + token_rent, "to the lamport");
    world.assert_conservation();

    // Once more: the token account exists.
    let lamports = world.runtime.lamports(&crank);
    world.transfer(credit, &owner, &buyer, 1);
    assert_eq!(lamports - world.runtime.lamports(&crank), lot_rent);
    world.assert_conservation();
}

#[test]
fn emissions_need_their_recipients_word_and_stay_in_the_inventory() {
    let (mut world, emission, _) = World::with_lots(1_000_000);
    let (owner, buyer, stranger) = (world.owner.insecure_clone(), world.person(40), world.person(41));
    let record: Record = world.runtime.get(&world.lot(&emission).record);
    let inventory = at::inventory(&record.source, 2023);
    let before: Inventory = world.runtime.get(&inventory);

    let content = world.lot(&emission);
    let transfer = lots::transfer_lot(world.crank.pubkey(), emission, &content, buyer.pubkey(), 400_000);
    let crank = world.crank.insecure_clone();
    let mut without = transfer.clone();
    without.accounts[3].pubkey = carbon_client::program::ID;
    without.accounts[3].is_signer = false;
    assert_refused(world.runtime.send(&[without], &[&crank, &owner]), CarbonError::RecipientMustSign);
    let mut by_another = transfer.clone();
    by_another.accounts[3].pubkey = stranger.pubkey();
    assert_refused(world.runtime.send(&[by_another], &[&crank, &owner, &stranger]), CarbonError::RecipientMustSign);
    world.runtime.send(&[transfer], &[&crank, &owner, &buyer]).unwrap();

    assert_eq!(world.balance(&buyer.pubkey(), TokenClass::Emission), 400_000);
    assert_eq!(world.balance(&owner.pubkey(), TokenClass::Emission), 600_000);
    assert_same(&world.runtime.get::<Inventory>(&inventory), &before);
    world.assert_conservation();
}

#[test]
fn what_does_not_move() {
    let (mut world, emission, credit) = World::with_lots(1_000_000);
    let (owner, buyer) = (world.owner.insecure_clone(), world.person(40));
    assert_refused(world.try_transfer(credit, &owner, &buyer, 0), CarbonError::ZeroQuantity);
    assert_refused(world.try_transfer(credit, &owner, &buyer, 1_700_001), CarbonError::NotEnoughGrams);
    assert_refused(world.try_transfer(credit, &owner, &owner, 1), CarbonError::SelfTransfer);
    let content = world.lot(&credit);
    let mut stolen = lots::transfer_lot(world.crank.pubkey(), credit, &content, buyer.pubkey(), 1);
    stolen.accounts[1].pubkey = buyer.pubkey();
    let crank = world.crank.insecure_clone();
    assert_refused(world.runtime.send(&[stolen], &[&crank, &buyer]), CarbonError::NotLotOwner);

    let proof = world.propose();
    world.add_leg(proof, emission, credit, 1_000_000).unwrap();
    assert_refused(world.try_transfer(emission, &owner, &buyer, 1), CarbonError::LotLocked);
    // The part that is not locked moves.
    world.transfer(credit, &owner, &buyer, 700_000);
    world.assert_conservation();

    let pause = ix::pause_registry(world.guardian.pubkey(), world.registry);
    let guardian = world.guardian.insecure_clone();
    world.runtime.send(&[pause], &[&guardian]).unwrap();
    assert_refused(world.try_transfer(credit, &owner, &buyer, 1), CarbonError::Paused);
}

/// Hence the history of a reduction token is its issue, and a pool's review looks for nothing else.
#[test]
fn reduction_tokens_do_not_move_until_they_are_credits() {
    let mut world = World::before();
    let (pool, sources) = world.locked(PoolUnit::Gram, &[100 * TONNE]);
    world.report(sources[0], Report::tonnes(100, 60, 0, 0));
    let lot = world.reduction_lots(&sources[0])[0];
    let (owner, buyer) = (world.owner.insecure_clone(), world.person(40));
    assert_refused(world.try_transfer(lot, &owner, &buyer, 1), CarbonError::ClassDoesNotMove);
    world.pass_deadline();
    world.settled(pool);
    assert_refused(world.try_transfer(lot, &owner, &buyer, 1), CarbonError::ClassDoesNotMove);
    world.convert(sources[0], lot).unwrap();
    world.transfer(lot, &owner, &buyer, 1);
    assert_eq!(world.balance(&buyer.pubkey(), TokenClass::ReductionCredit), 1);
    world.assert_conservation();
}

#[test]
fn frozen_records_and_void_units_do_not_move() {
    let (mut world, _, credit) = World::with_lots(1_000_000);
    let (owner, buyer) = (world.owner.insecure_clone(), world.person(40));
    let record = world.lot(&credit).record;
    let restatement = world.propose_restatement(record, 1_000);
    assert_refused(world.try_transfer(credit, &owner, &buyer, 1), CarbonError::RecordFrozen);
    world.vote(restatement, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    world.lower(record).unwrap();
    assert_refused(world.try_transfer(credit, &owner, &buyer, 1_001), CarbonError::VoidUnits);
    world.transfer(credit, &owner, &buyer, 1_000);
    assert_refused(world.try_transfer(credit, &owner, &buyer, 1), CarbonError::VoidUnits);
}

#[test]
fn lamports_sent_to_a_childs_address_do_not_stop_it() {
    let (mut world, _, credit) = World::with_lots(1_000_000);
    let (owner, buyer) = (world.owner.insecure_clone(), world.person(40));
    let rent = world.rent(8 + 260);
    for donation in [1_000_000, rent + 5] {
        let child = at::lot(&credit, world.lot(&credit).children);
        world.runtime.fund(&child, donation);
        assert_eq!(world.transfer(credit, &owner, &buyer, 10), child);
        assert_eq!(world.runtime.lamports(&child), donation.max(rent));
    }
}

/// Units go to and fro, lots close: a parent counts its children for good, so no address is ever another lot's.
#[test]
fn no_lot_address_recurs_and_serials_never_overlap() {
    let (mut world, _, credit) = World::with_lots(1_000_000);
    let (owner, buyer) = (world.owner.insecure_clone(), world.person(40));
    let mut ever = BTreeSet::from([credit]);
    for round in 0..5 {
        let there = world.transfer(credit, &owner, &buyer, 100_000);
        assert!(ever.insert(there), "round {round}");
        let first = world.transfer(there, &buyer, &owner, 40_000);
        let back = world.transfer(there, &buyer, &owner, 60_000);
        assert!(ever.insert(first) && ever.insert(back), "round {round}");
        world.close_lot(there).unwrap();
        assert_eq!((world.lot(&first).start, world.lot(&back).start), (round * 100_000, round * 100_000 + 40_000));
        world.assert_conservation();
    }
    let whole = world.transfer(credit, &owner, &buyer, 1_200_000);
    world.close_lot(credit).unwrap();
    assert!(ever.insert(whole));
    assert!(world.runtime.find::<Lot>(&credit).is_none(), "its record stays, so it is never issued again");
    let mut ranges: Vec<(u64, u64)> = vec![];
    for (_, account) in world.runtime.svm().get_program_accounts(&carbon_client::program::ID) {
        match carbon_client::read::<Lot>(&account.data) {
            Ok(lot) if lot.class == TokenClass::AbsorptionCredit => ranges.push((lot.start, lot.end)),
            _ => {}
        }
    }
    ranges.sort();
    assert!(ranges.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{ranges:?}");
    assert_eq!(ranges.iter().map(|(start, end)| end - start).sum::<u64>(), 2_000_000);
}
