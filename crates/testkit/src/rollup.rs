//! Leaves, batches and messages.

use crate::test_registry::*;
use carbon_client::{addresses as at, claims, program::notary::Verdict, program::wormhole::Batch, rollup, years};
use carbon_embedded::TxResult;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

impl TestRegistry {
    /// A source with the given emitted grams, whose year 2023-24 is closed.
    pub fn closed_year(&mut self, grams: u64) -> Pubkey {
        let index = self.unused() as u32;
        let source = self.source(Self::source_args(index));
        let args = self.emission(grams);
        self.record(source, args);
        self.close_covered_year(source, grams);
        source
    }

    /// Closes the year 2023-24 of a source whose one emission stream is covered, with the given emitted grams.
    pub fn close_covered_year(&mut self, source: Pubkey, grams: u64) {
        let days = claims::day_map_of(&source, &self.emission(0), 2023);
        let owner = self.people.owner.pubkey();
        let close = years::propose_year_closing(owner, owner, self.registry, source, None, 2023, grams, 0, &[days]);
        self.runtime.send(&[close], &[&self.people.owner]).unwrap();
        self.vote(at::closing(&source, 2023), &[0, 1, 2, 3], Verdict::Approve).unwrap();
        self.runtime.send(&[years::execute_year_closing(self.registry, source, 2023, owner)], &[]).unwrap();
    }

    /// Sends `log_year` by the owner, on the next day. Each call appends a leaf.
    pub fn log_year_with(&mut self, source: Pubkey, statement: [u8; 32]) -> TxResult {
        self.pass(SECONDS_PER_DAY);
        let state = years::log_year(Some(self.people.owner.pubkey()), self.registry, source, 2023, statement);
        self.runtime.send(&[state], &[&self.people.owner])
    }

    /// Sends `publish_batch`, paid by the payer.
    pub fn publish(&mut self) -> TxResult {
        let publish = rollup::publish_batch(self.people.payer.pubkey(), &self.runtime.log(&self.registry));
        self.runtime.send(&[publish], &[&self.people.payer])
    }

    /// Sends `republish`, paid by the payer.
    pub fn republish(&mut self, batch: u64) -> TxResult {
        let republish = rollup::republish(self.people.payer.pubkey(), &self.runtime.log(&self.registry), batch);
        self.runtime.send(&[republish], &[&self.people.payer])
    }

    /// A batch.
    pub fn batch(&self, index: u64) -> Batch {
        self.runtime.get(&at::batch(&self.registry, index))
    }
}
