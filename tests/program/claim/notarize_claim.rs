//! `notarize_claim`: creates record, days, inventory, lots and tokens in one step.

use carbon_client::{
    addresses as at, instructions as ix,
    program::{claim::*, errors::CarbonError, lot::*, record::*, source::*, token::TokenClass},
};
use carbon_testkit::*;
use carbon_wire::lineage::{Entry, EntryKind, GENESIS};
use solana_instruction::AccountMeta;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn an_emission_becomes_record_lot_tokens_and_inventory() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(351_701_000_000);
    let record_key = test.record(source, args.clone());
    let owner = test.people.owner.pubkey();

    let record: Record = test.runtime.get(&record_key);
    assert_eq!((record.registry, record.source, record.owner), (test.registry, source, owner));
    assert_eq!((record.valid_grams, record.buffer_grams, record.frozen), (args.grams, 0, false));
    assert_eq!((record.approvals, record.notarized_at), (0b1111, NOW));
    let data = record.data;
    assert_eq!((data.kind, data.line, data.stream, data.year), (ClaimKind::Emission, InventoryLine::Emitted, 0, 2023));
    assert_eq!((data.first_day, data.last_day, data.grams), (args.first_day, args.last_day, args.grams));
    assert_eq!((data.quantity, data.factor), (args.quantity, Pubkey::default()));
    assert_eq!((data.evidence_sha256, data.item), (args.evidence_sha256, 0));
    assert_eq!(data.provider, test.people.provider.pubkey());

    let lot_key = at::lot(&record_key, 0);
    let lot: Lot = test.runtime.get(&lot_key);
    assert_eq!((lot.class, lot.record, lot.owner), (TokenClass::Emission, record_key, owner));
    assert_eq!((lot.start, lot.end, lot.children, lot.depth), (0, args.grams, 0, 1));
    assert_eq!((lot.opened_at, lot.state, lot.rent_payer), (NOW, LotState::Open, test.people.payer.pubkey()));
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

    let inventory: Inventory = test.runtime.get(&at::inventory(&source, 2023));
    assert_eq!((inventory.source, inventory.year, inventory.closed, inventory.records), (source, 2023, false, 1));
    assert_eq!((inventory.emitted, inventory.absorbed, inventory.neutralized), (args.grams, 0, 0));
    assert_eq!(inventory.member, at::member(&source, 2023));

    assert_eq!(test.supply(TokenClass::Emission), args.grams);
    assert_eq!(test.balance(&owner, TokenClass::Emission), args.grams);
    assert!(test.runtime.find::<Claim>(&at::claim(&source, args.nonce)).is_none(), "the claim is closed");
    test.assert_conservation();
}

#[test]
fn absorption_splits_off_the_buffer_rounded_up() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.absorption(1_001);
    let record = test.record(source, args);
    let (owner, buffer) = (test.people.owner.pubkey(), at::buffer(&test.registry));
    let owners: Lot = test.runtime.get(&at::lot(&record, 0));
    let buffers: Lot = test.runtime.get(&at::lot(&record, 1));
    assert_eq!((owners.start, owners.end, owners.owner), (0, 850, owner));
    assert_eq!((buffers.start, buffers.end, buffers.owner), (850, 1_001, buffer));
    assert_eq!(test.balance(&owner, TokenClass::AbsorptionCredit), 850);
    assert_eq!(test.balance(&buffer, TokenClass::AbsorptionCredit), 151);
    let inventory: Inventory = test.runtime.get(&at::inventory(&source, 2023));
    assert_eq!((inventory.emitted, inventory.absorbed), (0, 1_001));
    test.assert_conservation();
}

#[test]
fn a_single_gram_of_absorption_is_the_buffers() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.absorption(1);
    let record = test.record(source, args);
    assert!(test.runtime.find::<Lot>(&at::lot(&record, 0)).is_none());
    assert_eq!(test.balance(&at::buffer(&test.registry), TokenClass::AbsorptionCredit), 1);
    test.assert_conservation();
}

#[test]
fn zero_grams_cover_days_and_mint_nothing() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(0);
    let record = test.record(source, args);
    assert!(test.runtime.find::<Record>(&record).is_some());
    assert!(test.runtime.find::<Lot>(&at::lot(&record, 0)).is_none());
    let args = test.emission(1);
    assert_refused(test.submit_with(test.context(source), args), CarbonError::DaysCovered);
}

#[test]
fn a_baseline_mints_nothing() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let args = SubmitClaimArgs {
        kind: ClaimKind::Baseline,
        stream: NO_STREAM,
        first_day: day(2025, 7, 1),
        last_day: day(2026, 6, 30),
        ..test.emission(500)
    };
    let record = test.record(source, args);
    let data = test.runtime.get::<Record>(&record).data;
    assert_eq!((data.line, data.year), (InventoryLine::Baseline, 2025));
    assert_eq!(test.runtime.get::<Inventory>(&at::inventory(&source, 2025)).baseline, 500);
    assert!(TokenClass::ALL.iter().all(|class| test.supply(*class) == 0));
}

#[test]
fn scope_3_and_the_other_scope_2_are_disclosed_only() {
    let mut test = TestRegistry::new();
    let kinds =
        [StreamKind::Scope2Location, StreamKind::Scope2Market, StreamKind::Scope3 { category: 4 }, StreamKind::Scope1];
    let streams = kinds.map(|kind| Stream { kind, factor_family: 1 }).to_vec();
    let source = test.source(RegisterSourceArgs { streams, ..TestRegistry::source_args(1) });
    for (stream, grams) in [(0, 10), (1, 200), (2, 3_000), (3, 40_000)] {
        let args = SubmitClaimArgs { stream, ..test.emission(grams) };
        test.record(source, args);
    }
    let inventory: Inventory = test.runtime.get(&at::inventory(&source, 2023));
    assert_eq!((inventory.emitted, inventory.other_scope2, inventory.scope3), (40_010, 200, 3_000));
    assert_eq!(test.supply(TokenClass::Emission), 40_010);
    test.assert_conservation();
}

#[test]
fn days_are_covered_once_in_any_order() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let part = |test: &mut TestRegistry, from: u32, to: u32| SubmitClaimArgs {
        first_day: day(2023, 7, 1) + from,
        last_day: day(2023, 7, 1) + to,
        ..test.emission(7)
    };
    let late = part(&mut test, 100, 199);
    test.record(source, late);
    // Two claims for the same days: both may be submitted, one becomes a record.
    let first = part(&mut test, 0, 99);
    let second = part(&mut test, 99, 99);
    let (a, b) = (test.submit(source, first), test.submit(source, second));
    for claim in [a, b] {
        test.vote(claim, &[0, 1, 2, 3], carbon_client::program::notary::Verdict::Approve).unwrap();
    }
    test.notarize(a).unwrap();
    assert_refused(test.notarize(b), CarbonError::DaysCovered);
    let overlap = part(&mut test, 199, 210);
    assert_refused(test.submit_with(test.context(source), overlap), CarbonError::DaysCovered);
    test.assert_conservation();
}

#[test]
fn an_item_of_evidence_backs_one_record() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let other = test.source(TestRegistry::source_args(2));
    let args = test.emission(10);
    test.record(source, args.clone());
    let claim = test.submit(other, args.clone());
    test.vote(claim, &[0, 1, 2, 3], carbon_client::program::notary::Verdict::Approve).unwrap();
    // The system program's "account already in use".
    assert_code(test.notarize(claim), 0);
    let next_item = SubmitClaimArgs { item: 1, nonce: test.unused(), ..args };
    test.record(other, next_item);
    test.assert_conservation();
}

#[test]
fn deposit_and_fee_end_where_they_belong() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let (payer, crank) = (test.people.payer.pubkey(), test.people.crank.pubkey());
    let fee = policy().terms.claim_fee;
    let rent = |test: &mut TestRegistry, key: &Pubkey| test.runtime.lamports(key);

    let args = test.emission(10);
    let before = (rent(&mut test, &payer), rent(&mut test, &crank), rent(&mut test, &source));
    let record = test.record(source, args);
    let made: u64 = [
        record,
        at::lot(&record, 0),
        at::inventory(&source, 2023),
        at::day_map(&source, &test.runtime.get::<Record>(&record).data),
        at::token_account(&test.registry, &test.people.owner.pubkey(), TokenClass::Emission),
    ]
    .iter()
    .map(|key| test.runtime.lamports(key))
    .sum();
    assert_eq!(test.runtime.lamports(&crank), before.1, "the crank gets back exactly what it advanced");
    assert_eq!(test.runtime.lamports(&source), before.2 + fee);
    assert_eq!(test.runtime.lamports(&payer), before.0 - made - fee, "the submitter pays rent and fee, nothing else");

    let collect = ix::collect_fees(test.registry, source, test.people.treasury);
    test.runtime.send(std::slice::from_ref(&collect), &[]).unwrap();
    assert_eq!(test.runtime.lamports(&test.people.treasury), fee);
    assert_refused(test.runtime.send(&[collect], &[]), CarbonError::NothingToCollect);

    let args = SubmitClaimArgs { stream: 1, kind: ClaimKind::Absorption, ..test.emission(10) };
    let before = test.runtime.lamports(&payer);
    let claim = test.submit(source, args);
    test.close(claim, &key(12)).unwrap();
    assert_eq!(test.runtime.lamports(&payer), before - fee, "a closed claim costs its fee");
}

#[test]
fn lamports_sent_ahead_block_nothing() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(10);
    let record = at::record(&test.registry, &args.evidence_sha256, 0);
    let claim = test.submit(source, args);
    let data = test.runtime.get::<Claim>(&claim).data;
    for target in [record, at::lot(&record, 0), at::inventory(&source, 2023), at::day_map(&source, &data)] {
        // The smallest balance of a new account.
        let least = test.runtime.svm().minimum_balance_for_rent_exemption(0);
        test.runtime.fund(&target, least);
    }
    test.vote(claim, &[0, 1, 2, 3], carbon_client::program::notary::Verdict::Approve).unwrap();
    test.notarize(claim).unwrap();
    test.assert_conservation();
}

#[test]
fn notarize_takes_exactly_the_accounts_of_the_kind() {
    let mut test = TestRegistry::new();
    let factor = test.publish_factor();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(10);
    let key = test.submit(source, args);
    test.vote(key, &[0, 1, 2, 3], carbon_client::program::notary::Verdict::Approve).unwrap();
    let claim: Claim = test.runtime.get(&key);
    let good = test.notarize_instruction(key);
    let none = carbon_client::program::ID;
    let record = at::record(&test.registry, &claim.data.evidence_sha256, 0);
    // Positions in the instruction: 5 factor, 6 provider, 10 day map, 11 inventory, 12 member, 15 mint, 16 lot, 17 token
    // account, 18 and 19 the buffer's.
    let other_mint = at::mint(&test.registry, TokenClass::AbsorptionCredit);
    let elsewhere = Pubkey::new_from_array([3; 32]);
    for (position, account, error) in [
        (5, factor, CarbonError::FactorAccountMismatch),
        (6, none, CarbonError::WrongAddress),
        (6, elsewhere, CarbonError::WrongAddress),
        (12, elsewhere, CarbonError::WrongAddress),
        (15, other_mint, CarbonError::WrongMint),
        (15, none, CarbonError::WrongIssueAccounts),
        (16, none, CarbonError::WrongIssueAccounts),
        (16, at::lot(&record, 1), CarbonError::WrongAddress),
        (17, none, CarbonError::WrongIssueAccounts),
        (17, elsewhere, CarbonError::WrongAddress),
        (10, elsewhere, CarbonError::WrongAddress),
        (11, elsewhere, CarbonError::WrongAddress),
    ] {
        let mut bad = good.clone();
        bad.accounts[position].pubkey = account;
        println!("position {position}");
        let crank = test.people.crank.clone();
        assert_refused(test.runtime.send(&[bad], &[&crank]), error);
    }
    let mut extra = good.clone();
    let buffer = at::token_account(&test.registry, &at::buffer(&test.registry), TokenClass::Emission);
    extra.accounts[18] = AccountMeta::new(at::lot(&record, 1), false);
    extra.accounts[19] = AccountMeta::new(buffer, false);
    let crank = test.people.crank.clone();
    assert_refused(test.runtime.send(&[extra], &[&crank]), CarbonError::WrongIssueAccounts);
    test.runtime.send(&[good], &[&crank]).unwrap();
    test.assert_conservation();
}

/// A stolen provider key, or a wrong factor: what was approved before is not recorded after it was stopped, and it is closed at
/// once, because a settlement may wait for it.
#[test]
fn what_was_stopped_since_the_submission_is_not_recorded() {
    use carbon_client::{claims::ClaimContext, instructions as ix, program::record::Quantity};
    let mut test = TestRegistry::new();
    let factor = test.publish_factor();
    let source = test.source(TestRegistry::source_args(1));
    let (authority, provider, stranger) =
        (test.people.authority.pubkey(), test.people.provider.pubkey(), test.person(72));
    let absorption = test.absorption(100);
    let first = test.submit(source, absorption);
    // 53.06 kg CO2, 1 g CH4 × 28 and 0.1 g N2O × 265 of an mmBtu.
    let activity = SubmitClaimArgs { quantity: Quantity::Activity { amount: 1_000_000 }, ..test.emission(53_115) };
    let second = at::claim(&source, activity.nonce);
    let context = ClaimContext { factor: Some(factor), provider: None, ..test.context(source) };
    test.submit_with(context, activity).unwrap();
    for claim in [first, second] {
        test.vote(claim, &[0, 1, 2, 3], carbon_client::program::notary::Verdict::Approve).unwrap();
        assert_refused(test.close(claim, &stranger), CarbonError::BallotApproved);
    }
    test.authority_sends(&[
        ix::delist_provider(authority, test.registry, provider, authority),
        ix::withdraw_factor(authority, test.registry, factor),
    ])
    .unwrap();
    assert_refused(test.notarize(first), CarbonError::ProviderDelisted);
    assert_refused(test.notarize(second), CarbonError::FactorWithdrawn);
    for claim in [first, second] {
        test.close(claim, &stranger).unwrap();
    }
}
