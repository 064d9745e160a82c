//! Publishing the log by Wormhole: the mocks of tests/mocks, or the programs that `WORMHOLE_CORE_SO` and
//! `WORMHOLE_SHIM_SO` name.

mod publish_batch;
mod published;
mod republish;
mod wormhole;

use carbon_client::wormhole::Message;
use carbon_tests::*;
use solana_pubkey::Pubkey;

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

fn last_message(world: &World) -> Message {
    world.runtime.messages().last().expect("a message").clone()
}
