//! Closing a reporting year.

mod close_year;
mod drop_closing;
mod execute_closing;
mod reopen;
mod state_year;

use carbon_client::years;
use carbon_tests::*;
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// A source whose year 2023-24 is covered by one record of a million grams.
pub fn covered() -> (World, Pubkey) {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = world.emission(1_000_000);
    world.record(source, args);
    (world, source)
}

fn emission_days(source: &Pubkey, world: &mut World) -> Pubkey {
    carbon_client::claims::day_map_of(source, &world.emission(0), 2023)
}

pub fn close_year(world: &mut World, source: Pubkey, emitted: u64, add_back: u64) -> Instruction {
    let owner = world.owner.pubkey();
    let days = emission_days(&source, world);
    years::close_year(owner, owner, world.registry, source, 2023, emitted, add_back, &[days])
}
