use carbon_client::{
    addresses as at, instructions as ix, lots,
    program::{errors::CarbonError, lot::*, notary::Verdict, pool::PoolUnit, record::*, token::TokenClass},
};
use carbon_testkit::*;
use carbon_wire::lineage::{Entry, EntryKind};
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::collections::BTreeSet;

#[test]
fn a_part_becomes_a_lot_of_the_recipients() {
    let (mut test, _, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, buyer) = (test.people.owner.clone(), test.person(40));
    let before = test.lot(&credit);
    let supply = test.supply(TokenClass::AbsorptionCredit);
    let crank = test.people.crank.pubkey();
    let lamports = test.runtime.lamports(&crank);
    test.pass(10);
    let child = test.transfer(credit, &owner, &buyer, 300_000);

    let entry = Entry {
        kind: EntryKind::Transfer,
        lot: child.to_bytes(),
        from: owner.pubkey().to_bytes(),
        to: buyer.pubkey().to_bytes(),
        start: 0,
        end: 300_000,
        time: test.runtime.now(),
        reference: [0; 32],
    };
    let found = test.lot(&child);
    let seeds: [&[u8]; 3] = [b"lot", credit.as_ref(), &0u32.to_le_bytes()];
    let (address, bump) = Pubkey::find_program_address(&seeds, &carbon_client::program::ID);
    assert_eq!(child, address);
    let expected = Lot {
        version: 1,
        bump,
        registry: test.registry,
        class: TokenClass::AbsorptionCredit,
        record: before.record,
        owner: buyer.pubkey(),
        start: 0,
        end: 300_000,
        children: 0,
        head: entry.extend(&before.head),
        depth: 2,
        opened_at: test.runtime.now(),
        rent_payer: crank,
        conversion_offset: 0,
        state: LotState::Open,
        reserved: [0; 24],
    };
    assert_same(&found, &expected);
    assert_same(&test.lot(&credit), &Lot { start: 300_000, children: 1, ..before });
    assert_eq!(test.runtime.histories().of(&child).unwrap().last(), Some(&entry.to_bytes()), "as in the event");

    assert_eq!(test.balance(&owner.pubkey(), TokenClass::AbsorptionCredit), 1_400_000);
    assert_eq!(test.balance(&buyer.pubkey(), TokenClass::AbsorptionCredit), 300_000);
    assert_eq!(test.supply(TokenClass::AbsorptionCredit), supply, "burned here, minted there");
    let tokens = at::token_account(&test.registry, &buyer.pubkey(), TokenClass::AbsorptionCredit);
    let (lot_rent, token_rent) = (test.rent(8 + 260), test.runtime.lamports(&tokens));
    assert_eq!(test.runtime.lamports(&child), lot_rent);
    assert_eq!(lamports - test.runtime.lamports(&crank), lot_rent + token_rent, "to the lamport");
    test.assert_conservation();

    // A second transfer: the token account exists.
    let lamports = test.runtime.lamports(&crank);
    test.transfer(credit, &owner, &buyer, 1);
    assert_eq!(lamports - test.runtime.lamports(&crank), lot_rent);
    test.assert_conservation();
}

#[test]
fn emissions_need_their_recipients_word_and_stay_in_the_inventory() {
    let (mut test, emission, _) = TestRegistry::with_lots(1_000_000);
    let (owner, buyer, stranger) = (test.people.owner.clone(), test.person(40), test.person(41));
    let record: Record = test.runtime.get(&test.lot(&emission).record);
    let inventory = at::inventory(&record.source, 2023);
    let before: Inventory = test.runtime.get(&inventory);

    let content = test.lot(&emission);
    let transfer = lots::transfer_lot(test.people.crank.pubkey(), emission, &content, buyer.pubkey(), 400_000);
    let crank = test.people.crank.clone();
    let mut without = transfer.clone();
    without.accounts[3].pubkey = carbon_client::program::ID;
    without.accounts[3].is_signer = false;
    assert_refused(test.runtime.send(&[without], &[&crank, &owner]), CarbonError::RecipientMustSign);
    let mut by_another = transfer.clone();
    by_another.accounts[3].pubkey = stranger.pubkey();
    assert_refused(test.runtime.send(&[by_another], &[&crank, &owner, &stranger]), CarbonError::RecipientMustSign);
    test.runtime.send(&[transfer], &[&crank, &owner, &buyer]).unwrap();

    assert_eq!(test.balance(&buyer.pubkey(), TokenClass::Emission), 400_000);
    assert_eq!(test.balance(&owner.pubkey(), TokenClass::Emission), 600_000);
    assert_same(&test.runtime.get::<Inventory>(&inventory), &before);
    test.assert_conservation();
}

#[test]
fn what_does_not_move() {
    let (mut test, emission, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, buyer) = (test.people.owner.clone(), test.person(40));
    assert_refused(test.try_transfer(credit, &owner, &buyer, 0), CarbonError::ZeroQuantity);
    assert_refused(test.try_transfer(credit, &owner, &buyer, 1_700_001), CarbonError::NotEnoughGrams);
    assert_refused(test.try_transfer(credit, &owner, &owner, 1), CarbonError::SelfTransfer);
    let content = test.lot(&credit);
    let mut stolen = lots::transfer_lot(test.people.crank.pubkey(), credit, &content, buyer.pubkey(), 1);
    stolen.accounts[1].pubkey = buyer.pubkey();
    let crank = test.people.crank.clone();
    assert_refused(test.runtime.send(&[stolen], &[&crank, &buyer]), CarbonError::NotLotOwner);

    let proof = test.propose_burn();
    test.add_leg(proof, emission, credit, 1_000_000).unwrap();
    assert_refused(test.try_transfer(emission, &owner, &buyer, 1), CarbonError::LotLocked);
    // The part that is not locked can be transferred.
    test.transfer(credit, &owner, &buyer, 700_000);
    test.assert_conservation();

    let pause = ix::pause_registry(test.people.guardian.pubkey(), test.registry);
    let guardian = test.people.guardian.clone();
    test.runtime.send(&[pause], &[&guardian]).unwrap();
    assert_refused(test.try_transfer(credit, &owner, &buyer, 1), CarbonError::Paused);
}

/// Therefore the history of a reduction token is only its issue, and a pool's review reads nothing else.
#[test]
fn reduction_tokens_do_not_move_until_they_are_credits() {
    let mut test = TestRegistry::before();
    let (pool, sources) = test.locked(PoolUnit::Gram, &[100 * TONNE]);
    test.report(sources[0], MemberReport::tonnes(100, 60, 0, 0));
    let lot = test.reduction_lots(&sources[0])[0];
    let (owner, buyer) = (test.people.owner.clone(), test.person(40));
    assert_refused(test.try_transfer(lot, &owner, &buyer, 1), CarbonError::ClassDoesNotMove);
    test.pass_deadline();
    test.run_settlement(pool);
    assert_refused(test.try_transfer(lot, &owner, &buyer, 1), CarbonError::ClassDoesNotMove);
    test.convert(sources[0], lot).unwrap();
    test.transfer(lot, &owner, &buyer, 1);
    assert_eq!(test.balance(&buyer.pubkey(), TokenClass::ReductionCredit), 1);
    test.assert_conservation();
}

#[test]
fn frozen_records_and_void_units_do_not_move() {
    let (mut test, _, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, buyer) = (test.people.owner.clone(), test.person(40));
    let record = test.lot(&credit).record;
    let restatement = test.propose_restatement(record, 1_000);
    assert_refused(test.try_transfer(credit, &owner, &buyer, 1), CarbonError::RecordFrozen);
    test.vote(restatement, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.execute_lowering(record).unwrap();
    assert_refused(test.try_transfer(credit, &owner, &buyer, 1_001), CarbonError::VoidUnits);
    test.transfer(credit, &owner, &buyer, 1_000);
    assert_refused(test.try_transfer(credit, &owner, &buyer, 1), CarbonError::VoidUnits);
}

#[test]
fn lamports_sent_to_a_childs_address_do_not_stop_it() {
    let (mut test, _, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, buyer) = (test.people.owner.clone(), test.person(40));
    let rent = test.rent(8 + 260);
    for donation in [1_000_000, rent + 5] {
        let child = at::lot(&credit, test.lot(&credit).children);
        test.runtime.fund(&child, donation);
        assert_eq!(test.transfer(credit, &owner, &buyer, 10), child);
        assert_eq!(test.runtime.lamports(&child), donation.max(rent));
    }
}

/// After transfers back and forth and closed lots, no address is reused: a parent never stops counting its children.
#[test]
fn no_lot_address_recurs_and_serials_never_overlap() {
    let (mut test, _, credit) = TestRegistry::with_lots(1_000_000);
    let (owner, buyer) = (test.people.owner.clone(), test.person(40));
    let mut ever = BTreeSet::from([credit]);
    for round in 0..5 {
        let there = test.transfer(credit, &owner, &buyer, 100_000);
        assert!(ever.insert(there), "round {round}");
        let first = test.transfer(there, &buyer, &owner, 40_000);
        let back = test.transfer(there, &buyer, &owner, 60_000);
        assert!(ever.insert(first) && ever.insert(back), "round {round}");
        test.close_lot(there).unwrap();
        assert_eq!((test.lot(&first).start, test.lot(&back).start), (round * 100_000, round * 100_000 + 40_000));
        test.assert_conservation();
    }
    let whole = test.transfer(credit, &owner, &buyer, 1_200_000);
    test.close_lot(credit).unwrap();
    assert!(ever.insert(whole));
    assert!(test.runtime.find::<Lot>(&credit).is_none(), "its record stays, so it is never issued again");
    let mut ranges: Vec<(u64, u64)> = vec![];
    for (_, account) in test.runtime.svm().get_program_accounts(&carbon_client::program::ID) {
        match carbon_client::read::<Lot>(&account.data) {
            Ok(lot) if lot.class == TokenClass::AbsorptionCredit => ranges.push((lot.start, lot.end)),
            _ => {}
        }
    }
    ranges.sort();
    assert!(ranges.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{ranges:?}");
    assert_eq!(ranges.iter().map(|(start, end)| end - start).sum::<u64>(), 2_000_000);
}
