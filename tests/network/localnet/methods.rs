//! The methods of a node that clients depend on.

use super::chain::{code, wait, TestNetwork, EMITTED};
use anchor_lang::{solana_program::system_instruction, Discriminator};
use carbon_client::{
    history::Histories,
    offsets,
    program::{self, errors::CarbonError, lot::Lot, record::Record},
    read,
};
use carbon_rpc::{History, Node};
use solana_commitment_config::CommitmentConfig;
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;
use solana_pubsub_client::pubsub_client::PubsubClient;
use solana_rpc_client_api::{
    config::*,
    filter::{Memcmp, RpcFilterType},
    response::{OptionSerializer, RpcSignatureResult, UiAccountEncoding},
};
use solana_signer::Signer;
use solana_transaction::Signature;
use solana_transaction_error::TransactionError;
use solana_transaction_status_client_types::{
    EncodedConfirmedTransactionWithStatusMeta, TransactionConfirmationStatus, UiTransactionEncoding,
};
use std::{mem::ManuallyDrop, time::Duration};

/// `getTransaction`, for transactions up to version 0.
fn transaction(
    chain: &TestNetwork,
    signature: &Signature,
    commitment: CommitmentConfig,
) -> Option<EncodedConfirmedTransactionWithStatusMeta> {
    let config = RpcTransactionConfig {
        encoding: Some(UiTransactionEncoding::Base64),
        commitment: Some(commitment),
        max_supported_transaction_version: Some(0),
    };
    chain.rpc.get_transaction_with_config(signature, config).ok()
}

/// A notarization is in the history of its registry and of the program, with the events among its inner instructions,
/// and becomes final.
pub fn a_transaction_is_reported(chain: &TestNetwork, signature: &Signature, registry: &Pubkey) {
    for address in [registry, &program::ID] {
        let listed = chain.rpc.get_signatures_for_address(address).expect("getSignaturesForAddress");
        assert_eq!(listed[0].signature, signature.to_string(), "the newest comes first");
    }
    let found = transaction(chain, signature, CommitmentConfig::confirmed()).expect("getTransaction");
    let meta = found.transaction.meta.expect("what came of it");
    assert_eq!(meta.err, None);
    assert!(
        matches!(meta.log_messages, OptionSerializer::Some(lines) if lines.iter().any(|line| line.contains("NotarizeClaim")))
    );
    assert!(found.block_time.is_some_and(|time| (chain.now() - time).abs() < 60), "the block's time is the clock's");

    // The history of the record's lot, as our own reader collects it.
    let node = Node::new(&chain.network.rpc_url(), CommitmentConfig::confirmed());
    let mut histories = Histories::default();
    for executed in History::of_program(&node).after(None).expect("a history") {
        executed.expect("a transaction").events().for_each(|event| histories.observe(event));
    }
    let (lot, _) = accounts_of::<Lot>(chain, registry).pop().expect("the record's lot");
    assert_eq!(histories.of(&lot).expect("a history").len(), 1, "issued, and nothing since");

    // Surfpool returns transactions as final that are only confirmed; their reported status is right.
    wait("finalized", || {
        let status = chain.rpc.get_signature_statuses(&[*signature]).expect("getSignatureStatuses").value.remove(0);
        (status?.confirmation_status? == TransactionConfirmationStatus::Finalized).then_some(())
    });
    let found = transaction(chain, signature, CommitmentConfig::finalized()).expect("getTransaction");
    assert_eq!(found.slot, listed_slot(chain, signature));
}

/// The slot by `getSignaturesForAddress`.
fn listed_slot(chain: &TestNetwork, signature: &Signature) -> u64 {
    let listed = chain.rpc.get_signatures_for_address(&program::ID).expect("getSignaturesForAddress");
    listed.iter().find(|listed| listed.signature == signature.to_string()).expect("listed").slot
}

/// Accounts of a type and a registry, by filters.
fn accounts_of<T: Discriminator>(chain: &TestNetwork, registry: &Pubkey) -> Vec<(Pubkey, Vec<u8>)> {
    let filters = vec![
        RpcFilterType::Memcmp(Memcmp::new_raw_bytes(0, T::DISCRIMINATOR.to_vec())),
        RpcFilterType::Memcmp(Memcmp::new_raw_bytes(offsets::REGISTRY, registry.to_bytes().to_vec())),
    ];
    let account_config = RpcAccountInfoConfig { encoding: Some(UiAccountEncoding::Base64), ..Default::default() };
    let config = RpcProgramAccountsConfig { filters: Some(filters), account_config, ..Default::default() };
    let found = chain.rpc.get_program_ui_accounts_with_config(&program::ID, config).expect("getProgramAccounts");
    found.into_iter().map(|(key, account)| (key, account.data.decode().expect("base64"))).collect()
}

/// Records are found by type and registry.
pub fn accounts_are_found(chain: &TestNetwork, registry: &Pubkey) {
    let records = accounts_of::<Record>(chain, registry);
    assert_eq!(records.len(), 1);
    assert_eq!(read::<Record>(&records[0].1).expect("a record").data.grams, EMITTED);
    assert_eq!(accounts_of::<Record>(chain, &program::ID).len(), 0, "of another registry");
}

/// The simulation of a failing transaction returns the program's error and its logs.
pub fn a_bad_transaction_is_simulated(chain: &TestNetwork, instruction: &Instruction) {
    let transaction = chain.sign(std::slice::from_ref(instruction), &[chain.key("payer")], &[]);
    let reported = chain.rpc.simulate_transaction(&transaction).expect("simulateTransaction").value;
    let error = TransactionError::from(reported.err.expect("an error"));
    assert_eq!(code(&error.into()), Some(CarbonError::DaysCovered.into()));
    assert!(reported.logs.expect("logs").iter().any(|line| line.contains("DaysCovered")));
    assert!(reported.units_consumed.is_some_and(|units| units > 1_000));
}

/// A transaction of version 0 names the addresses that it loaded from a table.
pub fn a_table_is_reported(chain: &TestNetwork, signature: &Signature) {
    let meta = transaction(chain, signature, CommitmentConfig::confirmed()).and_then(|found| found.transaction.meta);
    let OptionSerializer::Some(loaded) = meta.expect("what came of it").loaded_addresses else {
        panic!("no addresses")
    };
    assert!(!loaded.writable.is_empty() && !loaded.readonly.is_empty());
}

/// Subscriptions report a transfer: of an account, of the logs that mention it, and of its signature.
pub fn the_websocket_reports(chain: TestNetwork) {
    let url = chain.network.ws_url();
    let receiver = Pubkey::new_from_array([77; 32]);
    let confirmed = Some(CommitmentConfig::confirmed());
    let timeout = Duration::from_secs(20);
    let transfer = system_instruction::transfer(&chain.key("bob").pubkey(), &receiver, 5_000_000);
    let transaction = chain.sign(&[transfer], &[chain.key("bob")], &[]);
    let signature = transaction.signatures[0];

    let config = RpcAccountInfoConfig { commitment: confirmed, ..Default::default() };
    let (account, accounts) = PubsubClient::account_subscribe(&url, &receiver, Some(config)).expect("accountSubscribe");
    let filter = RpcTransactionLogsFilter::Mentions(vec![receiver.to_string()]);
    let config = RpcTransactionLogsConfig { commitment: confirmed };
    let (logged, logs) = PubsubClient::logs_subscribe(&url, filter, config).expect("logsSubscribe");
    let config = RpcSignatureSubscribeConfig { commitment: confirmed, enable_received_notification: None };
    let (signed, signatures) =
        PubsubClient::signature_subscribe(&url, &signature, Some(config)).expect("signatureSubscribe");
    // Dropped, each would wait for the next message, which never comes.
    let _subscribed = (ManuallyDrop::new(account), ManuallyDrop::new(logged), ManuallyDrop::new(signed));

    chain.rpc.send_transaction(&transaction).expect("sendTransaction");
    assert_eq!(accounts.recv_timeout(timeout).expect("an account").value.lamports, 5_000_000);
    let reported = logs.recv_timeout(timeout).expect("logs").value;
    assert_eq!((reported.signature, reported.err), (signature.to_string(), None));
    let reported = signatures.recv_timeout(timeout).expect("a signature").value;
    assert!(matches!(reported, RpcSignatureResult::ProcessedSignature(done) if done.err.is_none()));
}
