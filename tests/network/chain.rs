//! `carbon-rpc`: accounts, transactions, history.

use super::registry;
use carbon_client::{
    addresses as at,
    claims::day_map_of,
    history::Histories,
    instructions as ix, offsets,
    program::{
        burn::Certificate,
        claim::Claim,
        errors::CarbonError,
        lot::Lot,
        notary::NotarySet,
        record::{ClaimKind, Inventory, Record},
        registry::Registry,
        source::Source,
    },
    rollup::{self, Leaves},
};
use carbon_rpc::{ChainError, CommitmentConfig, Cursor, Executed, History, Node, Result};
use carbon_testkit::TestRegistry;
use carbon_wire::{leaf::Leaf, log::Frontier, payload::Payload};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// All transactions of a walk, and its cursor at the end.
fn all(history: &History, cursor: Option<&Cursor>) -> (Vec<Executed>, Option<Cursor>) {
    let mut walk = history.after(cursor).unwrap();
    let executed = walk.by_ref().collect::<Result<_>>().unwrap();
    (executed, walk.cursor().cloned())
}

#[test]
fn accounts_are_read_by_address_and_by_content() {
    let mut test = registry();
    let (one, other) = (test.source().unwrap(), test.source().unwrap());
    let record = test.record(one, ClaimKind::Emission, 1_000).unwrap();
    let waiting = test.claim_args(ClaimKind::Absorption, 500);
    let day_map = day_map_of(&other, &waiting, 2023);
    let claim = test.submit(other, waiting).unwrap();
    let node = &test.node;

    assert_eq!(node.account::<Registry>(&test.registry).unwrap().authority, test.authority.pubkey());
    assert_eq!(node.account::<Record>(&record).unwrap().source, one);
    let set: NotarySet = node.zero_copy(&at::notaries(&test.registry)).unwrap();
    assert_eq!(set.registry, test.registry);
    assert_eq!(node.log(&test.registry).unwrap().count, 0);
    assert!(node.find::<Record>(&day_map).unwrap().is_none());

    // More keys than one request may have, most of them without an account.
    let mut keys: Vec<Pubkey> = (0..130).map(|index| at::lot(&record, index)).collect();
    keys.push(at::lot(&record, 0));
    let lots: Vec<Option<Lot>> = node.accounts(&keys).unwrap();
    let found: Vec<usize> = (0..lots.len()).filter(|index| lots[*index].is_some()).collect();
    assert_eq!(found, [0, 130]);

    let of_registry = [(offsets::REGISTRY, test.registry.as_ref())];
    let claims: Vec<(Pubkey, Claim)> = node.program_accounts(&[]).unwrap();
    assert!(claims.iter().any(|(key, content)| *key == claim && content.source == other));
    let inventories: Vec<(Pubkey, Inventory)> = node.program_accounts(&of_registry).unwrap();
    assert_eq!(inventories.iter().map(|(key, _)| *key).collect::<Vec<_>>(), [at::inventory(&one, 2023)]);

    let missing = node.account::<Certificate>(&Pubkey::new_from_array([7; 32])).unwrap_err();
    assert!(matches!(missing, ChainError::Missing { .. }), "{missing}");
    for key in [record, test.payer.pubkey(), carbon_client::program::ID] {
        if let Some(wrong) = node.find::<Certificate>(&key).err() {
            assert!(matches!(wrong, ChainError::WrongType { wanted: "Certificate", .. }), "{wrong}");
        } else {
            assert_eq!(key, test.payer.pubkey(), "only a wallet holds no data");
        }
    }
}

#[test]
fn a_refusal_is_the_programs() {
    let test = registry();
    let log = test.node.log(&test.registry).unwrap();
    let publish = rollup::publish_batch(test.payer.pubkey(), &log);
    let refused = test.send(std::slice::from_ref(&publish), &[]).unwrap_err();
    assert_eq!(refused.number(), Some(u32::from(CarbonError::NothingToPublish)));
    assert!(refused.to_string().starts_with("the program refused: NothingToPublish"), "{refused}");
    assert!(!refused.is_transient());

    let stranger = Keypair::new();
    let unsigned = test.node.send(&[publish], &[&stranger], &[]).unwrap_err();
    assert!(matches!(unsigned, ChainError::Unsigned(key) if key == test.payer.pubkey()), "{unsigned}");
}

#[test]
fn history_has_every_leaf_and_message_and_continues_at_a_cursor() {
    let mut test = registry();
    let burnt = test.burn(1_000_000).unwrap();
    test.publish().unwrap();
    let log_key = at::log(&test.registry);
    let history = History::of(&test.node, log_key);
    let (first, cursor) = all(&history, None);
    assert_eq!(first.last().unwrap().cursor(), cursor.clone().unwrap());
    assert_eq!(all(&history, cursor.as_ref()), (vec![], cursor.clone()));

    // Failed transactions in between are skipped.
    test.propose_and_execute_year_closing(burnt.source, 1_000_000).unwrap();
    test.log_year(burnt.source, [1; 32]).unwrap();
    let publish = rollup::publish_batch(test.payer.pubkey(), &test.node.log(&test.registry).unwrap());
    // The shim comes from a lookup table here: its calls are still found.
    test.send_by_table(publish).unwrap();
    let (second, end) = all(&history, cursor.as_ref());
    let (whole, whole_end) = all(&history, None);
    assert_eq!([&first[..], &second[..]].concat(), whole);
    assert_eq!(end, whole_end);
    assert!(whole.windows(2).all(|pair| pair[0].slot <= pair[1].slot), "oldest first");
    assert!(whole.iter().all(|executed| executed.time.is_some()));

    let log = test.node.log(&test.registry).unwrap();
    let mut leaves = Leaves::default();
    whole.iter().flat_map(Executed::events).for_each(|event| leaves.observe(event));
    let entries = leaves.first(&test.registry, 2).unwrap();
    let hashes: Vec<_> = entries.iter().map(|entry| carbon_wire::log::leaf_hash(entry)).collect();
    assert_eq!(Frontier::over(&hashes).unwrap().root(), log.frontier().root());
    assert!(matches!(Leaf::decode(&entries[0]), Ok(Leaf::Certificate(_))));
    assert!(matches!(Leaf::decode(&entries[1]), Ok(Leaf::Year(_))));

    let messages: Vec<_> = whole.iter().flat_map(|executed| executed.messages(&log.bridge.shim)).collect();
    let sequences: Vec<u64> = messages.iter().map(|message| message.sequence).collect();
    assert_eq!(sequences, [0, 1]);
    assert!(messages.iter().all(|message| message.emitter == log_key));
    let batches = messages.iter().map(|message| Payload::decode(&message.payload).unwrap());
    assert_eq!(batches.map(|payload| payload.root).next_back(), Some(log.published_root));
}

#[test]
fn a_burn_of_several_legs_goes_by_a_lookup_table() {
    let mut test = registry();
    let mut legs = vec![];
    for _ in 0..2 {
        let source = test.source().unwrap();
        let emission = test.record(source, ClaimKind::Emission, 1_000).unwrap();
        let credit = test.record(source, ClaimKind::Absorption, 2_000).unwrap();
        legs.push((at::lot(&emission, 0), at::lot(&credit, 0), 700));
    }
    let certificate = test.burn_lots(&legs).unwrap();
    let content: Certificate = test.node.account(&certificate).unwrap();
    assert_eq!((content.grams, content.legs.len()), (1_400, 2));
    // The burned parts were created in other transactions of the program.
    let history = History::of_program(&test.node);
    let mut histories = Histories::default();
    all(&history, None).0.iter().flat_map(Executed::events).for_each(|event| histories.observe(event));
    for lot in [at::lot(&legs[0].0, 0), at::lot(&legs[1].1, 0)] {
        assert_eq!(histories.of(&lot).unwrap().len(), 1, "issued, and split");
    }
}

#[test]
fn sending_waits_until_the_transaction_has_the_nodes_commitment() {
    let test = registry();
    let node = Node::new(&test.node.url(), CommitmentConfig::finalized());
    let (owner, args) = (test.owner.pubkey(), TestRegistry::source_args(1));
    let register = ix::register_source(test.payer.pubkey(), owner, test.registry, args);
    let sent = node.send(&[register], &[&test.payer, &test.owner], &[]).unwrap();
    let source = at::source(&test.registry, &owner, 1);
    assert_eq!(node.account::<Source>(&source).unwrap().owner, owner);
    let (history, _) = all(&History::of(&node, source), None);
    assert_eq!(history.iter().map(|executed| executed.signature).collect::<Vec<_>>(), [sent.signature]);
}
