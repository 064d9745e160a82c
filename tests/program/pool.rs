//! Reduction pools: who is in, what counts, how it is reviewed and settled, and what becomes of the tokens.

mod cases;
mod claims;
mod convert;
mod cure;
mod member;
mod model;
mod review;
mod settle;

use carbon_client::program::{claim::SubmitClaimArgs, pool::PoolUnit};
use carbon_tests::*;
use solana_pubkey::Pubkey;

/// A locked pool of one member with a target of 100 tonnes, after its year.
fn one_member() -> (World, Pubkey, Pubkey) {
    let mut world = World::before();
    let (pool, sources) = world.locked(PoolUnit::Gram, &[100 * TONNE]);
    (world, pool, sources[0])
}

/// The same with 60 tonnes emitted, 40 documented as reduced and the year closed, after the deadline.
fn reported() -> (World, Pubkey, Pubkey) {
    let (mut world, pool, source) = one_member();
    world.report(source, Report::tonnes(100, 60, 0, 0));
    world.pass_deadline();
    (world, pool, source)
}

/// Makes three records of 10, 20 and 30 tonnes that cover the year, a second apart.
fn in_thirds(world: &mut World, source: Pubkey, args: fn(&mut World, u64) -> SubmitClaimArgs) -> Vec<Pubkey> {
    let periods = [
        (10, day(2023, 7, 1), day(2023, 10, 31)),
        (20, day(2023, 11, 1), day(2024, 2, 29)),
        (30, day(2024, 3, 1), day(2024, 6, 30)),
    ];
    let third = |(tonnes, first_day, last_day)| {
        world.pass(1);
        let args = SubmitClaimArgs { first_day, last_day, ..args(world, tonnes * TONNE) };
        world.record(source, args)
    };
    periods.map(third).into()
}
