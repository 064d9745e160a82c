//! Closing a reporting year.

mod drop_year_closing;
mod execute_year_closing;
mod log_year;
mod propose_year_closing;
mod reopen;

use carbon_client::years;
use carbon_testkit::*;
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// A source whose year 2023-24 is covered by one record of a million grams.
pub fn covered() -> (TestRegistry, Pubkey) {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(1_000_000);
    test.record(source, args);
    (test, source)
}

fn emission_days(source: &Pubkey, test: &mut TestRegistry) -> Pubkey {
    carbon_client::claims::day_map_of(source, &test.emission(0), 2023)
}

pub fn propose_year_closing(test: &mut TestRegistry, source: Pubkey, emitted: u64, add_back: u64) -> Instruction {
    let owner = test.people.owner.pubkey();
    let days = emission_days(&source, test);
    years::propose_year_closing(owner, owner, test.registry, source, None, 2023, emitted, add_back, &[days])
}
