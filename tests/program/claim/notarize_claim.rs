//! `notarize_claim`: record, days, inventory, lots and tokens, all or nothing.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{claim::*, errors::CarbonError, lot::*, record::*, source::*, token::TokenClass},
};
use carbon_tests::*;
use carbon_wire::lineage::{Entry, EntryKind, GENESIS};
use solana_instruction::AccountMeta;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn an_emission_becomes_record_lot_tokens_and_inventory() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = world.emission(351_701_000_000);
    let record_key = world.record(source, args.clone());
    let owner = world.owner.pubkey();

    let record: Record = world.runtime.get(&record_key);
    assert_eq!((record.registry, record.source, record.owner), (world.registry, source, owner));
    assert_eq!((record.valid_grams, record.buffer_grams, record.frozen), (args.grams, 0, false));
    assert_eq!((record.approve, record.notarized_at), (0b1111, NOW));
    let data = record.data;
    assert_eq!((data.kind, data.ledger, data.stream, data.year), (ClaimKind::Emission, Ledger::Emitted, 0, 2023));
    assert_eq!((data.first_day, data.last_day, data.grams), (args.first_day, args.last_day, args.grams));
    assert_eq!((data.quantity, data.factor), (args.quantity, Pubkey::default()));
    assert_eq!((data.evidence_sha256, data.item), (args.evidence_sha256, 0));
    assert_eq!(data.provider, world.provider.pubkey());

    let lot_key = at::lot(&record_key, 0);
    let lot: Lot = world.runtime.get(&lot_key);
    assert_eq!((lot.class, lot.record, lot.owner), (TokenClass::Emission, record_key, owner));
    assert_eq!((lot.start, lot.end, lot.children, lot.depth), (0, args.grams, 0, 1));
    assert_eq!((lot.opened, lot.state, lot.rent_payer), (NOW, LotState::Open, world.payer.pubkey()));
    let issue = Entry {
        kind: EntryKind::Issue,
        lot: lot_key.to_bytes(),
        from: [0; 32],
        to: owner.to_bytes(),
        start: 0,
        end: args.grams,
        time: NOW,
        reference: record.digest,
    };
    assert_eq!(lot.head, issue.extend(&GENESIS));

    let inventory: Inventory = world.runtime.get(&at::inventory(&source, 2023));
    assert_eq!((inventory.source, inventory.year, inventory.closed, inventory.records), (source, 2023, false, 1));
    assert_eq!((inventory.emitted, inventory.absorbed, inventory.neutralized), (args.grams, 0, 0));
    assert_eq!(inventory.member, at::member(&source, 2023));

    assert_eq!(world.supply(TokenClass::Emission), args.grams);
    assert_eq!(world.balance(&owner, TokenClass::Emission), args.grams);
    assert!(world.runtime.find::<Claim>(&at::claim(&source, args.nonce)).is_none(), "the claim is closed");
    world.assert_conservation();
}

#[test]
fn absorption_splits_off_the_buffer_rounded_up() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = world.absorption(1_001);
    let record = world.record(source, args);
    let (owner, buffer) = (world.owner.pubkey(), at::buffer(&world.registry));
    let owners: Lot = world.runtime.get(&at::lot(&record, 0));
    let buffers: Lot = world.runtime.get(&at::lot(&record, 1));
    assert_eq!((owners.start, owners.end, owners.owner), (0, 850, owner));
    assert_eq!((buffers.start, buffers.end, buffers.owner), (850, 1_001, buffer));
    assert_eq!(world.balance(&owner, TokenClass::AbsorptionCredit), 850);
    assert_eq!(world.balance(&buffer, TokenClass::AbsorptionCredit), 151);
    let inventory: Inventory = world.runtime.get(&at::inventory(&source, 2023));
    assert_eq!((inventory.emitted, inventory.absorbed), (0, 1_001));
    world.assert_conservation();
}

#[test]
fn a_single_gram_of_absorption_is_the_buffers() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = world.absorption(1);
    let record = world.record(source, args);
    assert!(world.runtime.find::<Lot>(&at::lot(&record, 0)).is_none());
    assert_eq!(world.balance(&at::buffer(&world.registry), TokenClass::AbsorptionCredit), 1);
    world.assert_conservation();
}

#[test]
fn zero_grams_cover_days_and_mint_nothing() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = world.emission(0);
    let record = world.record(source, args);
    assert!(world.runtime.find::<Record>(&record).is_some());
    assert!(world.runtime.find::<Lot>(&at::lot(&record, 0)).is_none());
    let args = world.emission(1);
    assert_refused(world.submit_with(world.context(source), args), CarbonError::DaysCovered);
}

#[test]
fn a_baseline_mints_nothing() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = SubmitClaimArgs {
        kind: ClaimKind::Baseline,
        stream: NO_STREAM,
        first_day: day(2025, 7, 1),
        last_day: day(2026, 6, 30),
        ..world.emission(500)
    };
    let record = world.record(source, args);
    let data = world.runtime.get::<Record>(&record).data;
    assert_eq!((data.ledger, data.year), (Ledger::Baseline, 2025));
    assert_eq!(world.runtime.get::<Inventory>(&at::inventory(&source, 2025)).baseline, 500);
    assert!(TokenClass::ALL.iter().all(|class| world.supply(*class) == 0));
}

#[test]
fn scope_3_and_the_other_scope_2_are_disclosed_only() {
    let mut world = World::new();
    let kinds =
        [StreamKind::Scope2Location, StreamKind::Scope2Market, StreamKind::Scope3 { category: 4 }, StreamKind::Scope1];
    let streams = kinds.map(|kind| Stream { kind, factor_family: 1 }).to_vec();
    let source = world.source(RegisterSourceArgs { streams, ..World::source_args(1) });
    for (stream, grams) in [(0, 10), (1, 200), (2, 3_000), (3, 40_000)] {
        let args = SubmitClaimArgs { stream, ..world.emission(grams) };
        world.record(source, args);
    }
    let inventory: Inventory = world.runtime.get(&at::inventory(&source, 2023));
    assert_eq!((inventory.emitted, inventory.other_scope2, inventory.scope3), (40_010, 200, 3_000));
    assert_eq!(world.supply(TokenClass::Emission), 40_010);
    world.assert_conservation();
}

#[test]
fn days_are_covered_once_in_any_order() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let part = |world: &mut World, from: u32, to: u32| SubmitClaimArgs {
        first_day: day(2023, 7, 1) + from,
        last_day: day(2023, 7, 1) + to,
        ..world.emission(7)
    };
    let late = part(&mut world, 100, 199);
    world.record(source, late);
    // Two claims for the same days: both may be submitted, one becomes a record.
    let first = part(&mut world, 0, 99);
    let second = part(&mut world, 99, 99);
    let (a, b) = (world.submit(source, first), world.submit(source, second));
    for claim in [a, b] {
        world.vote(claim, &[0, 1, 2, 3], carbon_client::program::notary::Verdict::Approve).unwrap();
    }
    world.notarize(a).unwrap();
    assert_refused(world.notarize(b), CarbonError::DaysCovered);
    let overlap = part(&mut world, 199, 210);
    assert_refused(world.submit_with(world.context(source), overlap), CarbonError::DaysCovered);
    world.assert_conservation();
}

#[test]
fn an_item_of_evidence_backs_one_record() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let other = world.source(World::source_args(2));
    let args = world.emission(10);
    world.record(source, args.clone());
    let claim = world.submit(other, args.clone());
    world.vote(claim, &[0, 1, 2, 3], carbon_client::program::notary::Verdict::Approve).unwrap();
    // The system program's "account already in use".
    assert_code(world.notarize(claim), 0);
    let next_item = SubmitClaimArgs { item: 1, nonce: world.unused(), ..args };
    world.record(other, next_item);
    world.assert_conservation();
}

#[test]
fn deposit_and_fee_end_where_they_belong() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let (payer, crank) = (world.payer.pubkey(), world.crank.pubkey());
    let fee = policy().terms.claim_fee;
    let rent = |world: &mut World, key: &Pubkey| world.runtime.lamports(key);

    let args = world.emission(10);
    let before = (rent(&mut world, &payer), rent(&mut world, &crank), rent(&mut world, &source));
    let record = world.record(source, args);
    let made: u64 = [
        record,
        at::lot(&record, 0),
        at::inventory(&source, 2023),
        at::day_map(&source, &world.runtime.get::<Record>(&record).data),
        at::token_account(&world.registry, &world.owner.pubkey(), TokenClass::Emission),
    ]
    .iter()
    .map(|key| world.runtime.lamports(key))
    .sum();
    assert_eq!(world.runtime.lamports(&crank), before.1, "the crank gets back exactly what it advanced");
    assert_eq!(world.runtime.lamports(&source), before.2 + fee);
    assert_eq!(world.runtime.lamports(&payer), before.0 - made - fee, "the submitter pays rent and fee, nothing else");

    let collect = ix::collect_fees(world.registry, source, world.treasury);
    world.runtime.send(std::slice::from_ref(&collect), &[]).unwrap();
    assert_eq!(world.runtime.lamports(&world.treasury), fee);
    assert_refused(world.runtime.send(&[collect], &[]), CarbonError::NothingToCollect);

    let args = SubmitClaimArgs { stream: 1, kind: ClaimKind::Absorption, ..world.emission(10) };
    let before = world.runtime.lamports(&payer);
    let claim = world.submit(source, args);
    world.close(claim, &key(12)).unwrap();
    assert_eq!(world.runtime.lamports(&payer), before - fee, "a cancelled claim costs its fee");
}

#[test]
fn lamports_sent_ahead_block_nothing() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = world.emission(10);
    let record = at::record(&world.registry, &args.evidence_sha256, 0);
    let claim = world.submit(source, args);
    let data = world.runtime.get::<Claim>(&claim).data;
    for target in [record, at::lot(&record, 0), at::inventory(&source, 2023), at::day_map(&source, &data)] {
        // The least a new account can hold.
        let least = world.runtime.svm().minimum_balance_for_rent_exemption(0);
        world.runtime.fund(&target, least);
    }
    world.vote(claim, &[0, 1, 2, 3], carbon_client::program::notary::Verdict::Approve).unwrap();
    world.notarize(claim).unwrap();
    world.assert_conservation();
}

#[test]
fn notarize_takes_exactly_the_accounts_of_the_kind() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = world.emission(10);
    let key = world.submit(source, args);
    world.vote(key, &[0, 1, 2, 3], carbon_client::program::notary::Verdict::Approve).unwrap();
    let claim: Claim = world.runtime.get(&key);
    let good = world.notarization(key);
    let none = carbon_client::program::ID;
    let record = at::record(&world.registry, &claim.data.evidence_sha256, 0);
    // Positions in the instruction: 10 member, 13 mint, 14 lot, 15 token account, 16 and 17 the buffer's.
    let other_mint = at::mint(&world.registry, TokenClass::AbsorptionCredit);
    let elsewhere = Pubkey::new_from_array([3; 32]);
    for (position, account, error) in [
        (10, elsewhere, CarbonError::WrongAddress),
        (13, other_mint, CarbonError::WrongMint),
        (13, none, CarbonError::WrongIssueAccounts),
        (14, none, CarbonError::WrongIssueAccounts),
        (14, at::lot(&record, 1), CarbonError::WrongAddress),
        (15, none, CarbonError::WrongIssueAccounts),
        (15, elsewhere, CarbonError::WrongAddress),
        (8, elsewhere, CarbonError::WrongAddress),
        (9, elsewhere, CarbonError::WrongAddress),
    ] {
        let mut bad = good.clone();
        bad.accounts[position].pubkey = account;
        println!("position {position}");
        let crank = world.crank.insecure_clone();
        assert_refused(world.runtime.send(&[bad], &[&crank]), error);
    }
    let mut extra = good.clone();
    let buffer = at::token_account(&world.registry, &at::buffer(&world.registry), TokenClass::Emission);
    extra.accounts[16] = AccountMeta::new(at::lot(&record, 1), false);
    extra.accounts[17] = AccountMeta::new(buffer, false);
    let crank = world.crank.insecure_clone();
    assert_refused(world.runtime.send(&[extra], &[&crank]), CarbonError::WrongIssueAccounts);
    world.runtime.send(&[good], &[&crank]).unwrap();
    world.assert_conservation();
}
