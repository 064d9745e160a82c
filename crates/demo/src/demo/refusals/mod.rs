//! A bad attempt for each kind of check, with its refusal. `data/expected.json` has the expected refusals.

mod ballots;
mod batches;
mod burns;
mod claims;
mod corrections;
mod holders;
mod market;
mod pools;
mod years;

use super::{
    chain::{DemoChain, Refusal},
    console::Console,
    report::RefusalReport,
};
use anchor_lang::solana_program::instruction::Instruction;
use anyhow::{Context, Result};
use solana_keypair::Keypair;

/// The attempts made so far.
pub struct Attempts<'a> {
    console: &'a Console,
    done: Vec<RefusalReport>,
}

impl<'a> Attempts<'a> {
    /// No attempts.
    pub fn new(console: &'a Console) -> Self {
        Self { console, done: vec![] }
    }

    /// The refusals.
    pub fn finish(self) -> Vec<RefusalReport> {
        self.done
    }

    /// Sends an instruction that must be refused.
    fn attempt(
        &mut self,
        chain: &mut DemoChain,
        attempt: &'static str,
        instruction: Instruction,
        signers: &[&Keypair],
    ) -> Result<()> {
        let refusal = chain.refused(instruction, signers).with_context(|| format!("the bad attempt: {attempt}"))?;
        self.record(attempt, refusal);
        Ok(())
    }

    /// Sends an instruction that must be refused and needs a lookup table.
    fn attempt_by_table(
        &mut self,
        chain: &mut DemoChain,
        attempt: &'static str,
        instruction: Instruction,
        authority: &Keypair,
    ) -> Result<()> {
        let refusal = chain.refused_by_table(instruction, authority);
        let refusal = refusal.with_context(|| format!("the bad attempt: {attempt}"))?;
        self.record(attempt, refusal);
        Ok(())
    }

    fn record(&mut self, attempt: &'static str, refusal: Refusal) {
        self.console.line(&format!("  {attempt} -> {}", refusal.line()));
        self.done.push(RefusalReport { attempt, refusal });
    }
}
