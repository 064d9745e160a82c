//! Consensus: the set, the ballot, and those who try to get around them.

mod attest;
mod ballot;
mod collusion;
mod model;
mod reopen_ballot;
mod set;
mod suspend_notary;

use carbon_testkit::*;
use solana_pubkey::Pubkey;

pub fn claimed() -> (TestRegistry, Pubkey) {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(1_000_000);
    let claim = test.submit(source, args);
    (test, claim)
}
