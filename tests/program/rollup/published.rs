//! Input for the tests of the L1 ledger, written to `target/l1/published.json` (untracked): messages that transactions
//! of the compiled program posted, as guardians would sign them, and the leaves of the log.

use carbon_client::{addresses as at, program};
use carbon_testkit::*;
use carbon_wire::leaf::LEN;
use serde_json::{json, Map, Value};
use std::path::PathBuf;

/// A registry, its leaves and messages.
struct Published {
    test: TestRegistry,
    leaves: Vec<[u8; LEN]>,
    messages: Map<String, Value>,
}

impl Published {
    /// Publishes the new leaves, or a batch again, and keeps the message under a name.
    fn keep(&mut self, name: &str, batch: Option<u64>) {
        match batch {
            Some(batch) => self.test.republish(batch),
            None => self.test.publish(),
        }
        .unwrap();
        let message = self.test.runtime.messages().last().expect("a message");
        self.messages.insert(name.into(), hex::encode(message.body()).into());
    }

    /// Keeps the leaves of the events since the last call.
    fn observe(&mut self) {
        let registry = self.test.registry;
        let (next, count) = (self.leaves.len() as u64, self.test.runtime.log(&registry).count);
        for index in next..count {
            self.leaves.push(self.test.runtime.leaves().get(&registry, index).expect("the event of a leaf"));
        }
    }
}

#[test]
fn messages_for_the_l1_are_written() {
    let mut published = Published { test: TestRegistry::new(), leaves: vec![], messages: Map::new() };
    let test = &mut published.test;
    let (factory, forest) = (test.source(TestRegistry::source_args(1)), test.source(TestRegistry::source_args(2)));
    let (emission, absorption) = (test.emission(1_000_000), test.absorption(2_000_000));
    let (emission, credit) = (test.record(factory, emission), test.record(forest, absorption));
    let certificate = test.burn(&[(at::lot(&emission, 0), at::lot(&credit, 0), 1_000_000)]);
    test.close_covered_year(factory, 1_000_000);
    test.log_year_with(factory, [1; 32]).unwrap();
    published.observe();
    published.keep("first", None);

    let emitting = published.test.closed_year(5_000);
    for (name, statement) in [("second", 2), ("third", 3)] {
        published.test.log_year_with(emitting, [statement; 32]).unwrap();
        published.observe();
        published.keep(name, None);
    }
    published.test.pass(2 * 86_400);
    published.keep("third again", Some(3));

    let test = &mut published.test;
    test.restate_down(credit, 750_000);
    test.impair(certificate, 0, None).unwrap();
    published.observe();
    published.keep("corrected", None);
    let test = &mut published.test;
    let (other, absorption) = (test.source(TestRegistry::source_args(4)), test.absorption(1_000_000));
    let (record, owner) = (test.record(other, absorption), test.people.owner.clone());
    test.cover(certificate, 0, &owner, at::lot(&record, 0), 250_000).unwrap();
    published.observe();
    published.keep("covered", None);

    // Late absorption of the factory's logged year: the year is reopened, and not neutral until it is closed again.
    let late = published.test.absorption(1_000);
    published.test.record(factory, late);
    published.observe();
    published.keep("reopened", None);
    published.test.close_covered_year(factory, 1_000_000);
    published.test.log_year_with(factory, [4; 32]).unwrap();
    published.observe();
    published.keep("logged again", None);

    let registry = published.test.registry;
    let content = json!({
        "program": hex::encode(program::ID.to_bytes()),
        "registry": hex::encode(registry.to_bytes()),
        "emitter": hex::encode(at::log(&registry).to_bytes()),
        "leaves": published.leaves.iter().map(hex::encode).collect::<Vec<_>>(),
        "messages": published.messages,
    });
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/l1"));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("published.json"), serde_json::to_string_pretty(&content).unwrap()).unwrap();
    assert_eq!((published.leaves.len(), published.messages.len()), (10, 8));
}
