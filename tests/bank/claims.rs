//! Claims in a real bank: rent to the lamport, the clock, and several of them in one slot.

use crate::harness::*;
use anchor_spl::token_2022::spl_token_2022::{
    extension::{BaseStateWithExtensions, StateWithExtensions},
    state::Account as TokenAccount,
};
use carbon_client::{
    addresses as at, instructions as ix,
    program::{claim::*, errors::CarbonError, notary::EXECUTION_PERIOD, record::*, token::TokenClass},
};
use carbon_testkit::{emission_args, policy, MINT_SUPPLY, TOKEN_AMOUNT};
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// Everything notarizing a first emission record creates.
async fn created(bank: &mut BankRegistry, source: &Pubkey, args: &SubmitClaimArgs) -> Vec<Pubkey> {
    let record = at::record(&bank.registry, &args.evidence_sha256, args.item);
    let data = bank.get::<Record>(record).await.data;
    vec![
        record,
        at::lot(&record, 0),
        at::inventory(source, 2023),
        at::day_map(source, &data),
        at::token_account(&bank.registry, &bank.owner.pubkey(), TokenClass::Emission),
    ]
}

/// From a claim to tokens of Token-2022 v11: every account holds exactly its rent, the depositor pays for all of them
/// and the fee, the notarizing party pays nothing, and no lamport is created or lost.
#[tokio::test]
async fn rent_fee_and_reimbursement_to_the_lamport() {
    let mut bank = BankRegistry::new().await;
    let source = bank.source(1).await;
    let args = emission_args(1, 351_701_000_000);
    let (payer, crank, fee) = (bank.payer.pubkey(), bank.crank.pubkey(), policy().terms.claim_fee);
    let before = (bank.lamports(payer).await, bank.lamports(crank).await, bank.lamports(source).await);

    let claim = bank.submit(source, args.clone()).await;
    let deposit = bank.lamports(claim).await;
    assert_eq!(bank.lamports(payer).await, before.0 - deposit, "rent, deposit and fee are at the claim");
    bank.approve(claim, &[0, 1, 2, 3]).await.unwrap();
    let notarize = bank.notarization(claim).await;
    bank.send(notarize).await.unwrap();

    let rent = bank.context.banks_client.get_rent().await.unwrap();
    let mut made = 0;
    for key in created(&mut bank, &source, &args).await {
        let account = bank.find(key).await.expect("the account exists");
        assert_eq!(account.lamports, rent.minimum_balance(account.data.len()), "{key} holds exactly its rent");
        made += account.lamports;
    }
    assert!(bank.find(claim).await.is_none());
    assert_eq!(bank.lamports(payer).await, before.0 - made - fee);
    assert_eq!(bank.lamports(crank).await, before.1);
    assert_eq!(bank.lamports(source).await, before.2 + fee);

    let tokens = at::token_account(&bank.registry, &bank.owner.pubkey(), TokenClass::Emission);
    let tokens = bank.find(tokens).await.expect("the token account exists");
    let tokens = StateWithExtensions::<TokenAccount>::unpack(&tokens.data).unwrap();
    assert_eq!((tokens.base.amount, tokens.base.owner), (args.grams, bank.owner.pubkey()));
    assert_eq!(tokens.get_extension_types().unwrap().len(), 2, "immutable owner, non-transferable");
    assert_eq!(bank.number(at::mint(&bank.registry, TokenClass::Emission), MINT_SUPPLY).await, args.grams);

    bank.send(ix::collect_fees(bank.registry, source, bank.authority.pubkey())).await.unwrap();
    assert_eq!(bank.lamports(source).await, before.2, "exactly the fee is collected");
}

/// A round ends by the bank's clock, independent of the slot; the deposit comes back.
#[tokio::test]
async fn the_clock_ends_voting_and_execution() {
    let mut bank = BankRegistry::new().await;
    let source = bank.source(1).await;
    let payer = bank.payer.pubkey();
    let before = bank.lamports(payer).await;
    let fee = policy().terms.claim_fee;

    // No quorum votes in time.
    let claim = bank.submit(source, emission_args(1, 5)).await;
    let opened = bank.clock().await;
    bank.pass(VOTING_PERIOD).await;
    assert!(bank.clock().await.slot > opened.slot);
    bank.approve(claim, &[0, 1, 2]).await.unwrap();
    bank.pass(1).await;
    assert_code(bank.approve(claim, &[3]).await, CarbonError::BallotExpired.into());
    let close = bank.closing(claim).await;
    bank.send(close).await.unwrap();
    assert_eq!(bank.lamports(payer).await, before - fee);

    // A quorum approves, and the claim is not executed in time.
    let claim = bank.submit(source, emission_args(2, 5)).await;
    bank.approve(claim, &[0, 1, 2, 3]).await.unwrap();
    bank.pass(VOTING_PERIOD + EXECUTION_PERIOD).await;
    let close = bank.closing(claim).await;
    assert_code(bank.send(close.clone()).await, CarbonError::BallotApproved.into());
    bank.pass(1).await;
    let notarize = bank.notarization(claim).await;
    assert_code(bank.send(notarize).await, CarbonError::BallotExpired.into());
    bank.send(close).await.unwrap();
    assert_eq!(bank.lamports(payer).await, before - 2 * fee);
}

/// Three claims of three sources in one slot, at once: each becomes its record, and the supply is their sum.
#[tokio::test]
async fn claims_of_one_slot() {
    let mut bank = BankRegistry::new().await;
    let (mut claims, mut notarizations) = (vec![], vec![]);
    for index in 1..=3 {
        let source = bank.source(index).await;
        let args = emission_args(index.into(), 1_000 * u64::from(index));
        let claim = bank.submit(source, args.clone()).await;
        bank.approve(claim, &[0, 1, 2, 3]).await.unwrap();
        claims.push((source, args));
        let notarize = bank.notarization(claim).await;
        notarizations.push(bank.transaction(notarize).await);
    }
    let slot = bank.clock().await.slot;
    bank.context.banks_client.process_transactions(notarizations).await.unwrap();
    assert_eq!(bank.clock().await.slot, slot);

    for (source, args) in &claims {
        let record: Record = bank.get(at::record(&bank.registry, &args.evidence_sha256, 0)).await;
        assert_eq!((record.source, record.data.grams), (*source, args.grams));
        let inventory: Inventory = bank.get(at::inventory(source, 2023)).await;
        assert_eq!((inventory.emitted, inventory.records), (args.grams, 1));
    }
    let tokens = at::token_account(&bank.registry, &bank.owner.pubkey(), TokenClass::Emission);
    assert_eq!(bank.number(tokens, TOKEN_AMOUNT).await, 6_000, "they share the owner's token account");
    assert_eq!(bank.number(at::mint(&bank.registry, TokenClass::Emission), MINT_SUPPLY).await, 6_000);
}

/// The same item of evidence, approved for two sources and notarized for both in one slot: one wins. The other claim is
/// unchanged, and its deposit comes back after it expires.
#[tokio::test]
async fn one_item_of_evidence_in_one_slot() {
    let mut bank = BankRegistry::new().await;
    let (payer, crank, fee) = (bank.payer.pubkey(), bank.crank.pubkey(), policy().terms.claim_fee);
    let before = bank.lamports(payer).await;
    let mut sides = vec![];
    for index in 1..=2 {
        let source = bank.source(index).await;
        let claim = bank.submit(source, emission_args(7, 1_000)).await;
        bank.approve(claim, &[0, 1, 2, 3]).await.unwrap();
        let notarize = bank.notarization(claim).await;
        sides.push((claim, bank.lamports(claim).await, bank.transaction(notarize).await));
    }
    let cranks = bank.lamports(crank).await;
    let slot = bank.clock().await.slot;
    let client = &bank.context.banks_client;
    let (one, other) =
        tokio::join!(client.process_transaction(sides[0].2.clone()), client.process_transaction(sides[1].2.clone()));
    assert_eq!(bank.clock().await.slot, slot);
    let (lost, outcome) = match (one, other) {
        (Ok(()), outcome) => (1, outcome),
        (outcome, Ok(())) => (0, outcome),
        (one, other) => panic!("none won: {one:?}, {other:?}"),
    };
    // The system program's "account already in use": the record's address is taken.
    assert_code(outcome, 0);

    let (claim, deposit, _) = &sides[lost];
    assert_eq!(bank.lamports(crank).await, cranks, "the refused transaction costs the crank nothing");
    assert_eq!(bank.lamports(*claim).await, *deposit);
    assert!(bank.find(sides[1 - lost].0).await.is_none());
    assert_eq!(bank.number(at::mint(&bank.registry, TokenClass::Emission), MINT_SUPPLY).await, 1_000);

    bank.pass(VOTING_PERIOD + EXECUTION_PERIOD + SECONDS_PER_DAY).await;
    let close = bank.closing(*claim).await;
    bank.send(close).await.unwrap();
    let record = at::record(&bank.registry, &emission_args(7, 1_000).evidence_sha256, 0);
    let source = bank.get::<Record>(record).await.source;
    let mut made = 0;
    for key in created(&mut bank, &source, &emission_args(7, 1_000)).await {
        made += bank.lamports(key).await;
    }
    assert_eq!(bank.lamports(payer).await, before - made - 2 * fee);
}
