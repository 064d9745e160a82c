//! Publishing the log through Wormhole: with the mocks of tests/mocks, or with the programs in the files that
//! `WORMHOLE_CORE_SO` and `WORMHOLE_SHIM_SO` name.

mod message;
mod publish_batch;
mod republish;

use carbon_client::wormhole::Message;
use carbon_testkit::*;
use solana_pubkey::Pubkey;

/// A registry with a closed year of a million grams and the given number of leaves in its log.
fn with_leaves(leaves: u8) -> (TestRegistry, Pubkey) {
    let mut test = TestRegistry::new();
    let source = test.closed_year(1_000_000);
    append(&mut test, source, leaves);
    (test, source)
}

fn append(test: &mut TestRegistry, source: Pubkey, leaves: u8) {
    for statement in 1..=leaves {
        test.log_year_with(source, [statement; 32]).unwrap();
    }
}

fn last_message(test: &TestRegistry) -> Message {
    test.runtime.messages().last().expect("a message").clone()
}
