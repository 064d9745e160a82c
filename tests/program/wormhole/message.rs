//! Messages through Wormhole: accounts, fees, and refusals.

use super::{append, last_message, with_leaves};
use carbon_client::{
    addresses as at, instructions as ix,
    program::{errors::CarbonError, rollup::BridgeArgs},
    rollup,
};
use carbon_embedded::{wormhole as embedded, TxResult};
use carbon_testkit::*;
use solana_account::Account;
use solana_instruction::{error::InstructionError, AccountMeta, Instruction};
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

/// Asserts that the core bridge refused, with this in its log.
#[track_caller]
fn assert_bridge_refused(outcome: TxResult, words: &str) {
    let failed = outcome.expect_err("must be refused");
    assert_eq!(failed.err, TransactionError::InstructionError(0, InstructionError::Custom(0)));
    assert!(failed.meta.logs.iter().any(|line| line.contains(words)), "{}", failed.meta.logs.join("\n"));
}

/// The core bridge's account of a message whose content is in the shim's instruction.
#[test]
fn the_message_account_is_wormholes() {
    let (mut test, _) = with_leaves(1);
    test.publish().unwrap();
    let log = test.runtime.log(&test.registry);
    let account = test.runtime.svm().get_account(&log.bridge.message).unwrap();
    assert_eq!((account.owner, account.data.len()), (log.bridge.core_bridge, 95));
    assert_eq!((&account.data[..3], account.data[4]), (&b"msu"[..], 1));
    assert_eq!(account.data[57..59], 1u16.to_le_bytes());
    assert_eq!(account.data[59..91], at::log(&test.registry).to_bytes());
    let sequence = test.runtime.svm().get_account(&log.bridge.sequence).unwrap();
    assert_eq!((sequence.owner, &sequence.data[..]), (log.bridge.core_bridge, &1u64.to_le_bytes()[..]));
}

#[test]
fn the_fee_is_the_one_of_now_and_the_payer_pays_it() {
    let (mut test, source) = with_leaves(1);
    let collector = embedded::cluster().fee_collector();
    test.publish().unwrap();
    for fee in [0, 1, 5_000_000] {
        let (before, payer) = (test.runtime.lamports(&collector), test.runtime.lamports(&test.people.payer.pubkey()));
        embedded::set_config(test.runtime.svm(), before, fee).unwrap();
        append(&mut test, source, 1);
        let rent = test.runtime.svm().minimum_balance_for_rent_exemption(298);
        test.publish().unwrap();
        assert_eq!(test.runtime.lamports(&collector), before + fee);
        assert_eq!(test.runtime.lamports(&test.people.payer.pubkey()), payer - fee - rent);
    }
}

#[test]
fn an_unpaid_fee_is_refused() {
    let (mut test, source) = with_leaves(1);
    test.publish().unwrap();
    append(&mut test, source, 1);
    let collected = test.runtime.lamports(&embedded::cluster().fee_collector());
    // The collector has 50 lamports less than the core bridge counted, so a payment of the fee is 50 short.
    embedded::set_config(test.runtime.svm(), collected + 50, 100).unwrap();
    assert_bridge_refused(test.publish(), "Custom(2)");
    // More than the payer has.
    embedded::set_config(test.runtime.svm(), collected, 2 * INITIAL_LAMPORTS).unwrap();
    let failed = test.publish().expect_err("the payer cannot pay");
    assert!(failed.meta.logs.iter().any(|line| line.contains("insufficient lamports")));
    embedded::set_config(test.runtime.svm(), collected, 100).unwrap();
    test.publish().unwrap();
}

#[test]
fn a_config_that_is_not_the_core_bridges_is_refused() {
    let (mut test, _) = with_leaves(1);
    let config = embedded::cluster().config();
    let good = test.runtime.svm().get_account(&config).unwrap();
    let longer = Account { data: [&good.data[..], &[0]].concat(), ..good.clone() };
    let shorter = Account { data: good.data[..16].to_vec(), ..good.clone() };
    let foreign = Account { owner: carbon_client::program::ID, ..good.clone() };
    for bad in [longer, shorter, foreign] {
        test.runtime.svm().set_account(config, bad).unwrap();
        assert_refused(test.publish(), CarbonError::WrongBridgeConfig);
    }
    // A config without a fee, at another address.
    let cheap = Pubkey::new_from_array([77; 32]);
    let free = Account { data: [&good.data[..16], &[0; 8]].concat(), ..good.clone() };
    test.runtime.svm().set_account(config, good).unwrap();
    test.runtime.svm().set_account(cheap, free).unwrap();
    let mut swapped = rollup::publish_batch(test.people.payer.pubkey(), &test.runtime.log(&test.registry));
    swapped.accounts[4].pubkey = cheap;
    let outcome = test.runtime.send(&[swapped], &[&test.people.payer]);
    assert_refused(outcome, CarbonError::WrongWormholeAccount);
    let mut collector = rollup::publish_batch(test.people.payer.pubkey(), &test.runtime.log(&test.registry));
    collector.accounts[7].pubkey = test.people.payer.pubkey();
    let outcome = test.runtime.send(&[collector], &[&test.people.payer]);
    assert_refused(outcome, CarbonError::WrongWormholeAccount);
    test.publish().unwrap();
}

/// A registry whose "shim" succeeds without doing anything: the compute-budget program.
#[test]
fn a_message_that_wormhole_did_not_count_is_refused() {
    let mut test = TestRegistry::set_up(1);
    let nothing = solana_pubkey::pubkey!("ComputeBudget111111111111111111111111111111");
    let bridge = BridgeArgs { shim: nothing, ..embedded::bridge() };
    set_up_with(&mut test, bridge);
    let source = test.closed_year(1_000);
    append(&mut test, source, 1);
    assert_refused(test.publish(), CarbonError::MessageNotPosted);
}

/// A call by another program: even the first message, which creates Wormhole's accounts, fits the call stack.
#[test]
fn a_program_can_publish() {
    let (mut test, _) = with_leaves(1);
    let forwarder = Pubkey::new_from_array([88; 32]);
    let elf = carbon_embedded::program_path().with_file_name("mock_forwarder.so");
    carbon_embedded::load(test.runtime.svm(), forwarder, &elf).unwrap();
    let publish = rollup::publish_batch(test.people.payer.pubkey(), &test.runtime.log(&test.registry));
    let mut accounts = vec![AccountMeta::new_readonly(publish.program_id, false)];
    accounts.extend(publish.accounts);
    let forwarded = Instruction { program_id: forwarder, accounts, data: publish.data };
    let done = test.runtime.send(&[forwarded], &[&test.people.payer]).unwrap();
    assert_eq!(last_message(&test).sequence, 0);
    // Guardians first read the log, which is cut at 10,000 bytes.
    let bytes: usize = done.logs.iter().map(String::len).sum();
    assert!(bytes < 4_000, "{bytes} bytes of log:\n{}", done.logs.join("\n"));
}

/// Opens registry 2 with this bridge and moves there.
fn set_up_with(test: &mut TestRegistry, bridge: BridgeArgs) {
    let mut setup = test.setup(2);
    setup.bridge = bridge;
    test.send_setup(&setup);
    test.registry = setup.registry();
    let open = ix::open_registry(test.people.authority.pubkey(), test.registry);
    test.authority_sends(&[open]).unwrap();
}
