//! `publish_batch`.

use super::{append, last_message, with_leaves};
use carbon_client::{
    addresses as at,
    program::{errors::CarbonError, notary::Verdict},
};
use carbon_embedded::wormhole as embedded;
use carbon_testkit::*;
use carbon_wire::{
    calendar::SECONDS_PER_DAY,
    leaf::Leaf,
    log::{includes, leaf_hash, Frontier},
    payload::Payload,
    Hash,
};
use solana_account::Account;

/// Root over the first `count` leaves, from the events alone.
fn root(test: &TestRegistry, count: u64) -> Hash {
    let entries = test.runtime.leaves().first(&test.registry, count).expect("an event of every leaf");
    let hashes: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    Frontier::over(&hashes).expect("a small tree").root()
}

#[test]
fn a_batch_says_what_the_log_holds() {
    let (mut test, source) = with_leaves(3);
    let (registry, collector) = (test.registry, embedded::cluster().fee_collector());
    let collected = test.runtime.lamports(&collector);
    test.publish().unwrap();
    let message = last_message(&test);
    let payload = Payload::decode(&message.payload).unwrap();
    let first = Payload {
        registry: registry.to_bytes(),
        batch: 1,
        first_leaf: 0,
        leaf_count: 3,
        previous_root: [0; 32],
        root: root(&test, 3),
        neutralized: 0,
        corrections: 0,
        unimpaired: 0,
        // The slot is the block's.
        slot: payload.slot,
        time: test.runtime.now(),
        bump: test.log().bump,
    };
    assert_eq!(payload, first);
    assert_eq!((message.sequence, message.consistency, message.nonce), (0, 1, 0));
    assert_eq!((message.emitter, i64::from(message.time)), (at::log(&registry), test.runtime.now()));
    assert_eq!(message.body().len(), 51 + 208);
    assert_eq!(test.runtime.lamports(&collector), collected + embedded::FEE);
    let batch = test.batch(1);
    assert_eq!((batch.index, batch.sequence, batch.registry), (1, 0, registry));
    assert_eq!(batch.payload[..], message.payload);

    assert_refused(test.publish(), CarbonError::NothingToPublish);
    append(&mut test, source, 2);
    test.publish().unwrap();
    let second = Payload::decode(&last_message(&test).payload).unwrap();
    assert_eq!((second.batch, second.first_leaf, second.leaf_count), (2, 3, 5));
    assert_eq!((second.previous_root, second.root), (first.root, root(&test, 5)));
    assert_eq!(last_message(&test).sequence, 1);

    for index in 0..5 {
        let (entry, path) = test.runtime.leaves().proof(&registry, index, 5).unwrap();
        assert_eq!(Leaf::decode(&entry).unwrap().index(), index);
        assert!(includes(&second.root, 5, index, &leaf_hash(&entry), path.siblings()));
    }
}

#[test]
fn totals_are_cumulative() {
    let mut test = TestRegistry::new();
    let mut neutralized = 0;
    for (batch, grams) in [(1, 600_000), (2, 400_000)] {
        let source = test.unused() as u32;
        let source = test.source(TestRegistry::source_args(source));
        let (emission, absorption) = (test.emission(1_000_000), test.absorption(2_000_000));
        let (emission, credit) = (test.record(source, emission), test.record(source, absorption));
        test.burn(&[(at::lot(&emission, 0), at::lot(&credit, 0), grams)]);
        test.publish().unwrap();
        neutralized += grams;
        let payload = Payload::decode(&last_message(&test).payload).unwrap();
        assert_eq!((payload.batch, payload.neutralized), (batch, u128::from(neutralized)));
    }
}

#[test]
fn a_lamport_at_the_batchs_address_does_not_block_it() {
    let (mut test, _) = with_leaves(1);
    let lamport = Account { lamports: 1, ..Account::default() };
    let batch = at::batch(&test.registry, 1);
    test.runtime.svm().set_account(batch, lamport).unwrap();
    test.publish().unwrap();
    assert_eq!(test.batch(1).index, 1);
}

/// A recall of burned credits is told to the L1 before and after somebody has looked at them, although no leaf is new.
#[test]
fn a_changed_number_of_unimpaired_credits_is_published() {
    let mut test = TestRegistry::new();
    let source = test.unused() as u32;
    let source = test.source(TestRegistry::source_args(source));
    let (emission, absorption) = (test.emission(1_000_000), test.absorption(2_000_000));
    let (emission, credit) = (test.record(source, emission), test.record(source, absorption));
    let certificate = test.burn(&[(at::lot(&emission, 0), at::lot(&credit, 0), 1_000_000)]);
    test.publish().unwrap();
    let before = Payload::decode(&last_message(&test).payload).unwrap();

    let restatement = test.propose_restatement(credit, 1_500_000);
    test.vote(restatement, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    test.execute_lowering(credit).unwrap();
    for (batch, unimpaired) in [(2, 1), (3, 0)] {
        if unimpaired == 0 {
            test.impair(certificate, 0, None).unwrap();
        }
        test.publish().unwrap();
        let payload = Payload::decode(&last_message(&test).payload).unwrap();
        assert_eq!((payload.batch, payload.unimpaired), (batch, unimpaired));
        assert_eq!((payload.first_leaf, payload.leaf_count), (before.leaf_count, before.leaf_count));
        assert_eq!((payload.previous_root, payload.root), (before.root, before.root));
        assert_refused(test.publish(), CarbonError::NothingToPublish);
    }
}

/// Answers on the L1 hold as of the newest batch, so a registry in which nothing happens says so once a day.
#[test]
fn a_batch_without_news_follows_a_day_after_the_last() {
    let (mut test, _) = with_leaves(1);
    test.publish().unwrap();
    let first = Payload::decode(&last_message(&test).payload).unwrap();
    for day in 1..=2 {
        let next = first.time + day as i64 * SECONDS_PER_DAY;
        test.runtime.warp_to(next - 1);
        assert_refused(test.publish(), CarbonError::NothingToPublish);
        test.runtime.warp_to(next);
        test.publish().unwrap();
        let quiet = Payload::decode(&last_message(&test).payload).unwrap();
        let (first_leaf, previous_root) = (first.leaf_count, first.root);
        let expected = Payload { batch: 1 + day, first_leaf, previous_root, time: next, slot: quiet.slot, ..first };
        assert_eq!(quiet, expected);
    }
}
