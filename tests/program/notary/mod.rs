//! Consensus: the set, the ballot, and those who try to get around them.

mod attest;
mod ballot;
mod collusion;
mod model;
mod reopen_ballot;
mod set;
mod suspend_notary;

use carbon_tests::*;
use solana_pubkey::Pubkey;

pub fn claimed() -> (World, Pubkey) {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = world.emission(1_000_000);
    let claim = world.submit(source, args);
    (world, claim)
}
