//! `publish_batch`.

use super::{append, last_message, with_leaves};
use carbon_client::{addresses as at, program::errors::CarbonError, wormhole::ETHEREUM};
use carbon_embedded::wormhole as embedded;
use carbon_tests::*;
use carbon_wire::{
    leaf::Leaf,
    log::{includes, leaf_hash, Frontier},
    payload::{Payload, Reserved},
    Hash,
};
use solana_account::Account;

/// Root over the first `count` leaves, from the events alone.
fn root(world: &World, count: u64) -> Hash {
    let entries = world.runtime.leaves().first(&world.registry, count).expect("an event of every leaf");
    let hashes: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    Frontier::over(&hashes).expect("a small tree").root()
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
fn a_lamport_at_the_batchs_address_does_not_block_it() {
    let (mut world, _) = with_leaves(1);
    let lamport = Account { lamports: 1, ..Account::default() };
    let batch = at::batch(&world.registry, 1);
    world.runtime.svm().set_account(batch, lamport).unwrap();
    world.publish().unwrap();
    assert_eq!(world.batch(1).index, 1);
}
