//! Publishing the log by Wormhole: the mocks of tests/mocks, or the programs that `WORMHOLE_CORE_SO` and
//! `WORMHOLE_SHIM_SO` name.

use anchor_lang::prelude::ErrorCode;
use carbon_client::{
    addresses as at, instructions as ix,
    program::{errors::CarbonError, notary::MIN_THRESHOLD_BPS, registry::*, rollup::BridgeArgs},
    rollup,
    wormhole::{Message, ETHEREUM},
};
use carbon_embedded::{wormhole as embedded, Outcome};
use carbon_tests::*;
use carbon_wire::{
    leaf::Leaf,
    log::{includes, leaf_hash, Frontier},
    payload::{Payload, Reserved},
    Hash,
};
use solana_account::Account;
use solana_instruction::{error::InstructionError, AccountMeta, Instruction};
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

/// A registry with a closed year of a million grams, and so many leaves.
fn with_leaves(leaves: u8) -> (World, Pubkey) {
    let mut world = World::new();
    let source = world.closed_year(1_000_000);
    append(&mut world, source, leaves);
    (world, source)
}

fn append(world: &mut World, source: Pubkey, leaves: u8) {
    for statement in 1..=leaves {
        world.state(source, [statement; 32]).unwrap();
    }
}

/// Root over the first `count` leaves, from the events alone.
fn root(world: &World, count: u64) -> Hash {
    let entries = world.runtime.leaves().first(&world.registry, count).expect("an event of every leaf");
    let hashes: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    Frontier::over(&hashes).expect("a small tree").root()
}

fn last_message(world: &World) -> Message {
    world.runtime.messages().last().expect("a message").clone()
}

/// Asserts that the core bridge refused, with this in its log.
#[track_caller]
fn assert_bridge_refused(outcome: Outcome, words: &str) {
    let failed = outcome.expect_err("must be refused");
    assert_eq!(failed.err, TransactionError::InstructionError(0, InstructionError::Custom(0)));
    assert!(failed.meta.logs.iter().any(|line| line.contains(words)), "{}", failed.meta.logs.join("\n"));
}

#[test]
fn a_batch_says_what_the_log_holds() {
    let (mut world, source) = with_leaves(3);
    let (registry, collector) = (world.registry, embedded::cluster().fee_collector());
    let collected = world.runtime.lamports(&collector);
    world.publish().unwrap();
    let message = last_message(&world);
    let payload = Payload::decode(&message.payload).unwrap();
    let mut target_contract = [0; 32];
    target_contract[12..].copy_from_slice(&embedded::LEDGER);
    let first = Payload {
        target_chain: ETHEREUM,
        target_contract,
        registry: registry.to_bytes(),
        batch: 1,
        first_leaf: 0,
        leaf_count: 3,
        previous_root: [0; 32],
        root: root(&world, 3),
        neutralized: 0,
        corrections: 0,
        reserved: Reserved,
        // The slot is the block's.
        slot: payload.slot,
        time: world.runtime.now(),
    };
    assert_eq!(payload, first);
    assert_eq!((message.sequence, message.consistency, message.nonce), (0, 1, 0));
    assert_eq!((message.emitter, i64::from(message.time)), (at::log(&registry), world.runtime.now()));
    assert_eq!(message.body().len(), 51 + 208);
    assert_eq!(world.runtime.lamports(&collector), collected + embedded::FEE);
    let batch = world.batch(1);
    assert_eq!((batch.index, batch.sequence, batch.registry), (1, 0, registry));
    assert_eq!(batch.payload[..], message.payload);

    assert_refused(world.publish(), CarbonError::NothingToPublish);
    append(&mut world, source, 2);
    world.publish().unwrap();
    let second = Payload::decode(&last_message(&world).payload).unwrap();
    assert_eq!((second.batch, second.first_leaf, second.leaf_count), (2, 3, 5));
    assert_eq!((second.previous_root, second.root), (first.root, root(&world, 5)));
    assert_eq!(last_message(&world).sequence, 1);

    for index in 0..5 {
        let (entry, path) = world.runtime.leaves().proof(&registry, index, 5).unwrap();
        assert_eq!(Leaf::decode(&entry).unwrap().index(), index);
        assert!(includes(&second.root, 5, index, &leaf_hash(&entry), path.siblings()));
    }
}

#[test]
fn totals_are_cumulative() {
    let mut world = World::new();
    let mut neutralized = 0;
    for (batch, grams) in [(1, 600_000), (2, 400_000)] {
        let source = world.unused() as u32;
        let source = world.source(World::source_args(source));
        let (emission, absorption) = (world.emission(1_000_000), world.absorption(2_000_000));
        let (emission, credit) = (world.record(source, emission), world.record(source, absorption));
        world.burn(&[(at::lot(&emission, 0), at::lot(&credit, 0), grams)]);
        world.publish().unwrap();
        neutralized += grams;
        let payload = Payload::decode(&last_message(&world).payload).unwrap();
        assert_eq!((payload.batch, payload.neutralized), (batch, u128::from(neutralized)));
    }
}

#[test]
fn a_batch_is_posted_again_with_the_same_bytes() {
    let (mut world, source) = with_leaves(1);
    world.publish().unwrap();
    let first = last_message(&world);
    append(&mut world, source, 1);
    world.publish().unwrap();
    let log = world.runtime.log(&world.registry);
    world.pass(3_600);
    world.republish(1).unwrap();
    let again = last_message(&world);
    assert_eq!(again.payload, first.payload);
    assert_eq!((again.sequence, again.time), (2, first.time + 3_600));
    assert_eq!(world.batch(1).sequence, 0, "the header stays as it was");
    let same = world.runtime.log(&world.registry);
    assert_eq!((same.batches, same.published, same.published_root), (log.batches, log.published, log.published_root));
    assert_refused(world.republish(3), CarbonError::WrongAddress);
}

/// What the core bridge keeps of a message whose content is in the shim's instruction.
#[test]
fn the_message_account_is_wormholes() {
    let (mut world, _) = with_leaves(1);
    world.publish().unwrap();
    let log = world.runtime.log(&world.registry);
    let account = world.runtime.svm().get_account(&log.bridge.message).unwrap();
    assert_eq!((account.owner, account.data.len()), (log.bridge.core_bridge, 95));
    assert_eq!((&account.data[..3], account.data[4]), (&b"msu"[..], 1));
    assert_eq!(account.data[57..59], 1u16.to_le_bytes());
    assert_eq!(account.data[59..91], at::log(&world.registry).to_bytes());
    let sequence = world.runtime.svm().get_account(&log.bridge.sequence).unwrap();
    assert_eq!((sequence.owner, &sequence.data[..]), (log.bridge.core_bridge, &1u64.to_le_bytes()[..]));
}

#[test]
fn the_fee_is_the_one_of_now_and_the_payer_pays_it() {
    let (mut world, source) = with_leaves(1);
    let collector = embedded::cluster().fee_collector();
    world.publish().unwrap();
    for fee in [0, 1, 5_000_000] {
        let (before, payer) = (world.runtime.lamports(&collector), world.runtime.lamports(&world.payer.pubkey()));
        embedded::set_config(world.runtime.svm(), before, fee).unwrap();
        append(&mut world, source, 1);
        let rent = world.runtime.svm().minimum_balance_for_rent_exemption(298);
        world.publish().unwrap();
        assert_eq!(world.runtime.lamports(&collector), before + fee);
        assert_eq!(world.runtime.lamports(&world.payer.pubkey()), payer - fee - rent);
    }
}

#[test]
fn an_unpaid_fee_is_refused() {
    let (mut world, source) = with_leaves(1);
    world.publish().unwrap();
    append(&mut world, source, 1);
    let collected = world.runtime.lamports(&embedded::cluster().fee_collector());
    // Somebody took 50 of the collector's lamports: what is paid now is 50 short of the fee.
    embedded::set_config(world.runtime.svm(), collected + 50, 100).unwrap();
    assert_bridge_refused(world.publish(), "Custom(2)");
    // More than the payer has.
    embedded::set_config(world.runtime.svm(), collected, 2 * FUNDS).unwrap();
    let failed = world.publish().expect_err("the payer cannot pay");
    assert!(failed.meta.logs.iter().any(|line| line.contains("insufficient lamports")));
    embedded::set_config(world.runtime.svm(), collected, 100).unwrap();
    world.publish().unwrap();
}

#[test]
fn a_config_that_is_not_the_core_bridges_is_refused() {
    let (mut world, _) = with_leaves(1);
    let config = embedded::cluster().config();
    let good = world.runtime.svm().get_account(&config).unwrap();
    let longer = Account { data: [&good.data[..], &[0]].concat(), ..good.clone() };
    let shorter = Account { data: good.data[..16].to_vec(), ..good.clone() };
    let foreign = Account { owner: carbon_client::program::ID, ..good.clone() };
    for bad in [longer, shorter, foreign] {
        world.runtime.svm().set_account(config, bad).unwrap();
        assert_refused(world.publish(), CarbonError::WrongBridgeConfig);
    }
    // A config that names no fee, at an address of somebody's choice.
    let cheap = Pubkey::new_from_array([77; 32]);
    let free = Account { data: [&good.data[..16], &[0; 8]].concat(), ..good.clone() };
    world.runtime.svm().set_account(config, good).unwrap();
    world.runtime.svm().set_account(cheap, free).unwrap();
    let mut swapped = rollup::publish_batch(world.payer.pubkey(), &world.runtime.log(&world.registry));
    swapped.accounts[4].pubkey = cheap;
    let outcome = world.runtime.send(&[swapped], &[&world.payer]);
    assert_refused(outcome, CarbonError::WrongWormholeAccount);
    let mut collector = rollup::publish_batch(world.payer.pubkey(), &world.runtime.log(&world.registry));
    collector.accounts[7].pubkey = world.payer.pubkey();
    let outcome = world.runtime.send(&[collector], &[&world.payer]);
    assert_refused(outcome, CarbonError::WrongWormholeAccount);
    world.publish().unwrap();
}

/// A registry whose "shim" does nothing and says that all is well, as the compute-budget program does when it is called.
#[test]
fn a_message_that_wormhole_did_not_count_is_refused() {
    let mut world = World::set_up(1);
    let nothing = solana_pubkey::pubkey!("ComputeBudget111111111111111111111111111111");
    let bridge = BridgeArgs { shim: nothing, ..embedded::bridge() };
    set_up_with(&mut world, bridge);
    let source = world.closed_year(1_000);
    append(&mut world, source, 1);
    assert_refused(world.publish(), CarbonError::MessageNotPosted);
}

/// Opens registry 2 with this bridge, and moves there.
fn set_up_with(world: &mut World, bridge: BridgeArgs) {
    let args = CreateRegistryArgs {
        id: 2,
        name: "Other bridge".into(),
        guardian: world.guardian.pubkey(),
        treasury: world.treasury,
        policy: policy(),
        threshold_bps: MIN_THRESHOLD_BPS,
        bridge,
    };
    world.create_registry_with(args).unwrap();
    world.registry = at::registry(&world.authority.pubkey(), 2);
    for class in carbon_client::program::token::TokenClass::ALL {
        world.create_mint(class).unwrap();
    }
    for index in 0..NOTARIES {
        let notary = notary_terms(world.notaries[index].pubkey());
        world.apply(Change::AddNotary { notary }).unwrap();
    }
    let authority = world.authority.pubkey();
    let list = ix::list_provider(authority, authority, world.registry, world.provider.pubkey(), "Meters".into());
    world.authority_sends(&[list]).unwrap();
    let open = ix::open_registry(authority, world.registry);
    world.authority_sends(&[open]).unwrap();
}

#[test]
fn a_paused_registry_publishes_nothing() {
    let (mut world, _) = with_leaves(1);
    world.publish().unwrap();
    let pause = ix::pause_registry(world.guardian.pubkey(), world.registry);
    world.runtime.send(&[pause], &[&world.guardian]).unwrap();
    assert_refused(world.publish(), CarbonError::Paused);
    assert_refused(world.republish(1), CarbonError::Paused);
}

#[test]
fn a_lamport_at_the_batchs_address_does_not_block_it() {
    let (mut world, _) = with_leaves(1);
    let lamport = Account { lamports: 1, ..Account::default() };
    let batch = at::batch(&world.registry, 1);
    world.runtime.svm().set_account(batch, lamport).unwrap();
    world.publish().unwrap();
    assert_eq!(world.batch(1).index, 1);
}

/// A call by another program: even the first message, which creates Wormhole's accounts, has room in the call stack.
#[test]
fn a_program_can_publish() {
    let (mut world, _) = with_leaves(1);
    let forwarder = Pubkey::new_from_array([88; 32]);
    let elf = carbon_embedded::program_path().with_file_name("mock_forwarder.so");
    carbon_embedded::load(world.runtime.svm(), forwarder, &elf).unwrap();
    let publish = rollup::publish_batch(world.payer.pubkey(), &world.runtime.log(&world.registry));
    let mut accounts = vec![AccountMeta::new_readonly(publish.program_id, false)];
    accounts.extend(publish.accounts);
    let forwarded = Instruction { program_id: forwarder, accounts, data: publish.data };
    let done = world.runtime.send(&[forwarded], &[&world.payer]).unwrap();
    assert_eq!(last_message(&world).sequence, 0);
    // Guardians look for messages by the log first, which is cut at 10,000 bytes.
    let bytes: usize = done.logs.iter().map(String::len).sum();
    assert!(bytes < 4_000, "{bytes} bytes of log:\n{}", done.logs.join("\n"));
}

#[test]
fn the_clock_is_the_clock() {
    let (mut world, _) = with_leaves(1);
    let mut publish = rollup::publish_batch(world.payer.pubkey(), &world.runtime.log(&world.registry));
    publish.accounts[11].pubkey = world.registry;
    let outcome = world.runtime.send(&[publish], &[&world.payer]);
    assert_code(outcome, ErrorCode::AccountSysvarMismatch.into());
}
