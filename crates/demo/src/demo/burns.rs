//! From somebody's credits to a certificate: bought, locked against emissions, reviewed, approved, burned.

use super::{
    chain::Chain,
    market::Market,
    registry::{Registry, Source},
    scenario::BurnPlan,
    statements,
};
use anchor_lang::solana_program::instruction::Instruction;
use anyhow::{ensure, Context, Result};
use carbon_client::{
    addresses as at, burns,
    history::Piece,
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
use std::path::{Path, PathBuf};

/// Entries of a history that one review brings.
const ENTRIES: usize = 4;

/// A burn that is on its way.
pub struct Burn {
    pub plan: BurnPlan,
    pub nonce: u64,
    pub proof: Pubkey,
    /// Number of the source whose emissions are burned.
    pub emitter: usize,
    /// Lots of credit bought for it, and their grams.
    pub bought: Vec<(Pubkey, u64)>,
    /// File and sha256 of the statement behind it.
    pub statement: (PathBuf, [u8; 32]),
}

impl Burn {
    /// Buys the credits, as far as each seller's go, writes the statement below `out` and opens the burn proof.
    pub fn propose(
        chain: &mut Chain,
        registry: &Registry,
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
        let proof = at::burn_proof(&registry.key, &owner.pubkey(), nonce);
        let mut burn = Self { plan, nonce, proof, emitter, bought, statement: Default::default() };
        burn.statement = statements::write(chain, registry, &burn, out)?;
        let propose = burn.proposal(registry);
        chain.send("propose_burn", propose, &[&registry.payer, owner])?;
        Ok(burn)
    }

    /// `propose_burn`.
    pub fn proposal(&self, registry: &Registry) -> Instruction {
        let owner = self.owner(registry).owner.pubkey();
        let purpose = format!("{}, {}", self.plan.emitter, registry.plan.year);
        let args =
            ProposeBurnArgs { nonce: self.nonce, beneficiary: owner, purpose, metadata_sha256: self.statement.1 };
        burns::propose_burn(registry.payer.pubkey(), owner, registry.key, args)
    }

    /// `add_leg` of so many grams of a lot of emission against a lot of credit.
    pub fn leg(&self, chain: &Chain, registry: &Registry, lots: (Pubkey, Pubkey), grams: u64) -> Instruction {
        let (emission, credit): (Lot, Lot) = (chain.runtime.get(&lots.0), chain.runtime.get(&lots.1));
        let (emission, credit) = ((lots.0, &emission), (lots.1, &credit));
        burns::add_leg(registry.payer.pubkey(), self.proof, emission, credit, grams)
    }

    /// A leg for each lot bought, and the proof is submitted.
    pub fn submit(&self, chain: &mut Chain, registry: &Registry) -> Result<()> {
        let owner = &self.owner(registry).owner;
        let emission = registry.lot(self.emitter)?;
        for (credit, grams) in &self.bought {
            let add = self.leg(chain, registry, (emission, *credit), *grams);
            chain.send("add_leg", add, &[&registry.payer, owner])?;
        }
        chain.send("submit_burn", burns::submit_burn(self.proof, &self.content(chain)), &[owner])
    }

    /// The pieces of a side's history, newest first, from the chain's events.
    pub fn pieces(&self, chain: &Chain, side: usize) -> Result<Vec<Piece>> {
        let lot = self.content(chain).sides().nth(side).context("a side")?.lot;
        chain.runtime.histories().pieces(&lot, ENTRIES).with_context(|| format!("events of lot {lot} are missing"))
    }

    /// `review_lot` of a piece.
    pub fn review(&self, chain: &Chain, side: usize, piece: Piece) -> Instruction {
        burns::review_lot(self.proof, &self.content(chain), side as u8, piece.previous, piece.entries)
    }

    /// Reviews every history to its record.
    pub fn review_all(&self, chain: &mut Chain) -> Result<()> {
        for side in 0..2 * self.bought.len() {
            for piece in self.pieces(chain, side)? {
                let review = self.review(chain, side, piece);
                chain.send("review_lot", review, &[])?;
            }
        }
        Ok(())
    }

    /// Four of five notaries approve.
    pub fn approve(&self, chain: &mut Chain, registry: &Registry) -> Result<()> {
        let digest = self.content(chain).subject.ballot.digest;
        let report = "approve: every history, rebuilt from the chain's events, leads from the lot to its record";
        registry.vote(chain, self.proof, digest, Verdict::Approve, report, &[0, 1, 2, 3])
    }

    /// `execute_burn`, by the crank.
    pub fn finalization(&self, chain: &Chain, registry: &Registry) -> Instruction {
        let read = |record: &Pubkey| chain.runtime.get::<Record>(record);
        burns::execute_burn(registry.crank.pubkey(), self.proof, &self.content(chain), read)
    }

    /// Burns, and has the year stated in the log.
    pub fn finalize(&self, chain: &mut Chain, registry: &Registry) -> Result<()> {
        let finalize = self.finalization(chain, registry);
        chain.send_by_table("execute_burn", finalize, &registry.crank)?;
        chain.send("log_year", self.statement(registry), &[])
    }

    /// `log_year` of the emitter's year, by anyone.
    pub fn statement(&self, registry: &Registry) -> Instruction {
        let source = self.owner(registry).key;
        years::log_year(None, registry.key, source, registry.plan.year, [0; 32])
    }

    /// The burn proof.
    pub fn content(&self, chain: &Chain) -> BurnProof {
        chain.runtime.get(&self.proof)
    }

    /// The source whose emissions are burned.
    pub fn owner<'a>(&self, registry: &'a Registry) -> &'a Source {
        &registry.sources[self.emitter]
    }
}

impl Registry {
    /// Number of the source of this label.
    pub fn source(&self, label: &str) -> Result<usize> {
        let found = self.plan.sources.iter().position(|source| source.label == label);
        found.with_context(|| format!("no source {label}"))
    }

    /// Inventory of a source in the year reported.
    pub fn inventory(&self, source: usize) -> Pubkey {
        at::inventory(&self.sources[source].key, self.plan.year)
    }

    /// What its owner has left of the lot that a source's first record opened.
    pub fn lot(&self, source: usize) -> Result<Pubkey> {
        let made = self.records.iter().find(|made| made.source == source).context("the source has a record")?;
        Ok(at::lot(&made.key, 0))
    }
}
