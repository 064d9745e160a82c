//! Reduction pools: members, claims, reviews, settlement and conversion.

mod cases;
mod claims;
mod convert;
mod cure;
mod member;
mod model;
mod review;
mod settle;

use carbon_client::program::pool::PoolUnit;
use carbon_testkit::*;
use solana_pubkey::Pubkey;

/// A locked pool of one member with a target of 100 tonnes, after its year.
fn one_member() -> (TestRegistry, Pubkey, Pubkey) {
    let mut test = TestRegistry::before();
    let (pool, sources) = test.locked(PoolUnit::Gram, &[100 * TONNE]);
    (test, pool, sources[0])
}

/// The same with 60 tonnes emitted, 40 documented as reduced and the year closed, after the deadline.
fn reported() -> (TestRegistry, Pubkey, Pubkey) {
    let (mut test, pool, source) = one_member();
    test.report(source, MemberReport::tonnes(100, 60, 0, 0));
    test.pass_deadline();
    (test, pool, source)
}
