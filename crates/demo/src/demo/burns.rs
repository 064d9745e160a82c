//! From credits to a certificate: credits are bought, locked against emissions, reviewed, approved and burned.

use super::{
    chain::DemoChain,
    market::Market,
    registry::{DemoRegistry, Source},
    scenario::BurnPlan,
    statements::{self, Statement},
};
use anchor_lang::solana_program::instruction::Instruction;
use anyhow::{ensure, Context, Result};
use carbon_client::{
    addresses, burns,
    history::Piece,
    limits::LINEAGE_ENTRIES_PER_TRANSACTION,
    program::{
        burn::{BurnProof, ProposeBurnArgs},
        lot::Lot,
        notary::Verdict,
        record::{Inventory, Record},
    },
    years,
};
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::path::Path;

/// A burn in progress.
pub struct Burn {
    pub plan: BurnPlan,
    pub nonce: u64,
    pub proof: Pubkey,
    /// Number of the source whose emissions are burned.
    pub emitter: usize,
    /// Lots of credit that were bought for the burn, and their grams.
    pub bought: Vec<(Pubkey, u64)>,
    /// The emitter's neutrality statement.
    pub statement: Statement,
}

impl Burn {
    /// Buys the credits, seller by seller, writes the statement below `out` and proposes the burn.
    pub fn propose(
        chain: &mut DemoChain,
        registry: &DemoRegistry,
        market: &mut Market,
        plan: BurnPlan,
        out: &Path,
    ) -> Result<Self> {
        let emitter = registry.source(plan.emitter)?;
        let owner = &registry.sources[emitter].owner;
        let inventory: Inventory = chain.runtime.get(&registry.inventory(emitter));
        let mut wanted = inventory.emitted / plan.parts * plan.neutralized;
        let mut bought = vec![];
        for seller in plan.sellers {
            let (lot, grams) = market.buy(chain, registry, (*seller, plan.emitter), wanted)?;
            bought.push((lot, grams));
            wanted -= grams;
        }
        ensure!(wanted == 0, "{} lacks credits for {wanted} g", plan.emitter);
        let nonce = chain.next();
        let proof = addresses::burn_proof(&registry.key, &owner.pubkey(), nonce);
        let statement = statements::write(chain, registry, &plan, proof, &bought, out)?;
        let burn = Self { plan, nonce, proof, emitter, bought, statement };
        let propose = burn.proposal(registry);
        chain.send("propose_burn", propose, &[&registry.payer, owner])?;
        Ok(burn)
    }

    /// `propose_burn`.
    pub fn proposal(&self, registry: &DemoRegistry) -> Instruction {
        let owner = self.owner(registry).owner.pubkey();
        let purpose = format!("{}, {}", self.plan.emitter, registry.plan.year);
        let args =
            ProposeBurnArgs { nonce: self.nonce, beneficiary: owner, purpose, metadata_sha256: self.statement.sha256 };
        burns::propose_burn(registry.payer.pubkey(), owner, registry.key, args)
    }

    /// `add_leg` of `grams` of an emission lot against a credit lot.
    pub fn leg(&self, chain: &DemoChain, registry: &DemoRegistry, lots: (Pubkey, Pubkey), grams: u64) -> Instruction {
        let (emission, credit): (Lot, Lot) = (chain.runtime.get(&lots.0), chain.runtime.get(&lots.1));
        let source = chain.runtime.get::<Record>(&emission.record).source;
        let (emission, credit) = ((lots.0, &emission), (lots.1, &credit));
        burns::add_leg(registry.payer.pubkey(), self.proof, source, emission, credit, grams)
    }

    /// Adds a leg for each lot bought, and submits the proof.
    pub fn submit(&self, chain: &mut DemoChain, registry: &DemoRegistry) -> Result<()> {
        let owner = &self.owner(registry).owner;
        let emission = registry.lot(self.emitter)?;
        for (credit, grams) in &self.bought {
            let add = self.leg(chain, registry, (emission, *credit), *grams);
            chain.send("add_leg", add, &[&registry.payer, owner])?;
        }
        chain.send("submit_burn", burns::submit_burn(self.proof, &self.content(chain)), &[owner])
    }

    /// The pieces of a side's lineage, newest first, from the chain's events.
    pub fn pieces(&self, chain: &DemoChain, side: usize) -> Result<Vec<Piece>> {
        let lot = self.content(chain).sides().nth(side).context("a side")?.lot;
        chain
            .runtime
            .histories()
            .pieces(&lot, LINEAGE_ENTRIES_PER_TRANSACTION)
            .with_context(|| format!("events of lot {lot} are missing"))
    }

    /// `review_lot` of a piece.
    pub fn review(&self, chain: &DemoChain, side: usize, piece: Piece) -> Instruction {
        burns::review_lot(self.proof, &self.content(chain), side as u8, piece.previous, piece.entries)
    }

    /// Reviews the lineage of every side to its record.
    pub fn review_all(&self, chain: &mut DemoChain) -> Result<()> {
        for side in 0..2 * self.bought.len() {
            for piece in self.pieces(chain, side)? {
                let review = self.review(chain, side, piece);
                chain.send("review_lot", review, &[])?;
            }
        }
        Ok(())
    }

    /// Four of five notaries approve.
    pub fn approve(&self, chain: &mut DemoChain, registry: &DemoRegistry) -> Result<()> {
        let digest = self.content(chain).subject.ballot.digest;
        let report = "approve: every lineage, rebuilt from the chain's events, leads from the lot to its record";
        registry.vote(chain, self.proof, digest, Verdict::Approve, report, &[0, 1, 2, 3])
    }

    /// `execute_burn`, by the crank.
    pub fn execution(&self, chain: &DemoChain, registry: &DemoRegistry) -> Instruction {
        let read = |record: &Pubkey| chain.runtime.get::<Record>(record);
        burns::execute_burn(registry.crank.pubkey(), self.proof, &self.content(chain), read)
    }

    /// Executes the burn and logs the year.
    pub fn execute(&self, chain: &mut DemoChain, registry: &DemoRegistry) -> Result<()> {
        let execute = self.execution(chain, registry);
        chain.send_by_table("execute_burn", execute, &registry.crank)?;
        chain.send("log_year", self.log_year(registry), &[])
    }

    /// `log_year` of the emitter's year, by anyone.
    pub fn log_year(&self, registry: &DemoRegistry) -> Instruction {
        let source = self.owner(registry).key;
        years::log_year(None, registry.key, source, registry.plan.year, [0; 32])
    }

    /// The burn proof.
    pub fn content(&self, chain: &DemoChain) -> BurnProof {
        chain.runtime.get(&self.proof)
    }

    /// The source whose emissions are burned.
    pub fn owner<'a>(&self, registry: &'a DemoRegistry) -> &'a Source {
        &registry.sources[self.emitter]
    }
}
