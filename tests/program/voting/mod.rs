//! Votes: `attest`, `reopen_ballot`, and attempts of a minority to reach a quorum.

mod attest;
mod collusion;
mod reopen_ballot;

use carbon_testkit::*;
use solana_pubkey::Pubkey;

/// An open registry with a claim that notaries vote on.
fn claimed() -> (TestRegistry, Pubkey) {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(1_000_000);
    let claim = test.submit(source, args);
    (test, claim)
}
