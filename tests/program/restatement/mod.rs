//! Restatements: proposed and decided by ballot; what is frozen meanwhile, which units become void, and the effect on
//! certificates, inventories and the log.

mod certificate;
mod lower;
mod propose;
mod supplement;
mod units;

use carbon_client::addresses as at;
use carbon_testkit::*;
use solana_pubkey::Pubkey;

/// A source with records of a year's emission and absorption.
struct RestatementTest {
    test: TestRegistry,
    source: Pubkey,
    emission: Pubkey,
    absorption: Pubkey,
}

/// Grams of its emission.
const EMITTED: u64 = 1_000_000;
/// Grams of its absorption: 1,700,000 the owner's, 300,000 the buffer's.
const ABSORBED: u64 = 2_000_000;

impl RestatementTest {
    fn new() -> Self {
        let mut test = TestRegistry::new();
        let source = test.source(TestRegistry::source_args(1));
        let args = test.emission(EMITTED);
        let emission = test.record(source, args);
        let args = test.absorption(ABSORBED);
        let absorption = test.record(source, args);
        Self { test, source, emission, absorption }
    }

    /// The owner's lot of emission.
    fn duty(&self) -> Pubkey {
        at::lot(&self.emission, 0)
    }

    /// The owner's lot of credit.
    fn credit(&self) -> Pubkey {
        at::lot(&self.absorption, 0)
    }

    /// Burns the given grams of both. Returns the certificate.
    fn burn(&mut self, grams: u64) -> Pubkey {
        let legs = [(self.duty(), self.credit(), grams)];
        self.test.burn(&legs)
    }

    /// The owner's lot of credit from a new source that absorbed the given grams.
    fn more_credit(&mut self, index: u32, grams: u64) -> Pubkey {
        let source = self.test.source(TestRegistry::source_args(index));
        let args = self.test.absorption(grams);
        at::lot(&self.test.record(source, args), 0)
    }

    /// Closes the source's year at its totals.
    fn propose_year_closing(&mut self) {
        self.test.propose_and_execute_year_closing(self.source);
    }
}
