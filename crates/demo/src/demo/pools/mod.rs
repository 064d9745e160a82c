//! Reduction pools, from baselines to converted credits and their use. They have a runtime of their own, which begins a month
//! before the year: a pool is locked before its period starts.
//!
//! The figures are the regulator's. There are no raw rows for them, so the notaries approve without a check.

mod plan;

pub use plan::{BOUGHT, POOLS};

use super::{
    chain::DemoChain,
    market::Market,
    registry::{DemoRegistry, RecordMade},
};
use anchor_lang::solana_program::instruction::Instruction;
use anyhow::{Context, Result};
use carbon_client::{
    addresses, burns,
    claims::ClaimContext,
    pools,
    program::{
        burn::ProposeBurnArgs,
        claim::*,
        lot::Lot,
        notary::Verdict,
        pool::*,
        record::{Assurance, ClaimKind, Quantity, NO_STREAM},
        registry::Adjustment,
    },
    trails::TrailKind,
};
use carbon_wire::quantity::GRAMS_PER_TONNE;
use plan::{MemberPlan, PoolPlan, BEFORE};
use sha2::{Digest, Sha256};
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::path::Path;

/// The registry of the pools, in a runtime of its own.
pub struct DemoPools {
    pub chain: DemoChain,
    pub registry: DemoRegistry,
}

impl DemoPools {
    /// Sets the registry up and locks every pool with its members' baselines.
    pub fn set_up(seed: u64, out: &Path) -> Result<Self> {
        let mut chain = DemoChain::new(seed, BEFORE)?;
        let registry = DemoRegistry::set_up(&mut chain, 1, plan::registry(), out)?;
        let mut pools = Self { chain, registry };
        POOLS.iter().try_for_each(|plan| pools.lock(plan))?;
        Ok(pools)
    }

    /// Address of a pool.
    pub fn key(&self, plan: &PoolPlan) -> Pubkey {
        addresses::pool(&self.registry.key, &self.registry.crank.pubkey(), plan.nonce)
    }

    /// The account of a pool.
    pub fn pool(&self, plan: &PoolPlan) -> Pool {
        self.chain.runtime.get(&self.key(plan))
    }

    fn source(&self, label: &str) -> Result<Pubkey> {
        Ok(self.registry.sources[self.registry.source(label)?].key)
    }

    fn lock(&mut self, plan: &PoolPlan) -> Result<()> {
        let (payer, operator) = (self.registry.payer.pubkey(), self.registry.crank.pubkey());
        let year = self.registry.plan.days();
        let (year, first_day, last_day) = (year.year, year.first_day, year.last_day);
        let args = CreatePoolArgs {
            nonce: plan.nonce,
            first_day,
            last_day,
            unit: PoolUnit::Tonne,
            deadline_at: plan.deadline(),
        };
        let create = pools::create_pool(payer, operator, self.registry.key, args);
        self.chain.send("create_pool", create, &[&self.registry.payer, &self.registry.crank])?;
        let key = self.key(plan);
        for member in plan.members {
            let baseline = self.record(member, ClaimKind::Baseline, member.target)?;
            let join = self.joining(plan, member, baseline, member.target)?;
            let owner = &self.registry.sources[self.registry.source(member.source)?].owner;
            self.chain.send("join_pool", join, &[&self.registry.payer, owner, &self.registry.crank])?;
        }
        let member = |source: &Pubkey| -> Member { self.chain.runtime.get(&addresses::member(source, year)) };
        let lock = pools::lock_pool(key, &self.pool(plan), |source| member(source).baseline_record);
        self.chain.send("lock_pool", lock, &[&self.registry.crank])
    }

    /// `join_pool` with a target in tonnes.
    pub fn joining(&self, plan: &PoolPlan, member: &MemberPlan, baseline: Pubkey, tonnes: u64) -> Result<Instruction> {
        let source = self.registry.source(member.source)?;
        let (payer, owner) = (self.registry.payer.pubkey(), self.registry.sources[source].owner.pubkey());
        let source = self.registry.sources[source].key;
        Ok(pools::join_pool(payer, owner, self.key(plan), &self.pool(plan), source, baseline, tonnes * GRAMS_PER_TONNE))
    }

    /// Submits a claim of a whole year, has it approved and notarized. Returns the record.
    fn record(&mut self, member: &MemberPlan, kind: ClaimKind, tonnes: u64) -> Result<Pubkey> {
        let Self { chain, registry } = self;
        let index = registry.source(member.source)?;
        let year = registry.plan.days();
        let name = format!("{}, {kind:?} of {}: {tonnes} t", member.source, registry.plan.year);
        let args = SubmitClaimArgs {
            nonce: chain.next(),
            kind,
            stream: match kind {
                ClaimKind::Emission => 0,
                ClaimKind::Reduction => 1,
                _ => NO_STREAM,
            },
            first_day: year.first_day,
            last_day: year.last_day,
            grams: tonnes * GRAMS_PER_TONNE,
            quantity: Quantity::Measured { method: 1, gwp: registry.plan.gwp },
            assurance: Assurance::Reasonable,
            evidence_sha256: Sha256::digest(&name).into(),
            item: 0,
            adjustment: Adjustment::None,
            evidence_uri: "https://cer.gov.au/document/safeguard-baselines-and-emissions-2023-24".into(),
        };
        let source = registry.sources[index].key;
        let context = ClaimContext { pool: registry.pool_of(chain, &source), ..registry.context(index, 0) };
        let record = addresses::record(&registry.key, &args.evidence_sha256, args.item);
        let claim = registry.submit(chain, index, context, args)?;
        let digest = chain.runtime.get::<Claim>(&claim).subject.ballot.digest;
        registry.vote(
            chain,
            claim,
            digest,
            Verdict::Approve,
            "approve: the demo prescribes the vote",
            &[0, 1, 2, 3],
        )?;
        let notarize = registry.notarization(chain, claim);
        chain.send("notarize_claim", notarize, &[&registry.crank])?;
        if kind == ClaimKind::Emission {
            registry.records.push(RecordMade { source: index, stream: 0, key: record });
        }
        Ok(record)
    }

    /// All members report, claim the grams below their targets as reductions, and close their years.
    pub fn report(&mut self) -> Result<()> {
        self.chain.runtime.warp_to(plan::over() + 1);
        for member in POOLS.iter().flat_map(|plan| plan.members) {
            self.record(member, ClaimKind::Emission, member.gross)?;
            if member.add_back > 0 {
                self.record(member, ClaimKind::AddBack, member.add_back)?;
            }
            let reduced = member.target.saturating_sub(member.gross + member.add_back);
            if reduced > 0 {
                self.record(member, ClaimKind::Reduction, reduced)?;
            }
            let source = self.registry.source(member.source)?;
            self.registry.propose_year_closing(&mut self.chain, source)?;
        }
        Ok(())
    }

    /// `open_settlement`, by the crank.
    pub fn settlement_opening(&self, plan: &PoolPlan) -> Instruction {
        pools::open_settlement(self.registry.crank.pubkey(), self.key(plan), &self.pool(plan))
    }

    /// Reviews, approves and executes the settlement of a pool after its deadline, and converts the reductions.
    pub fn settle(&mut self, plan: &PoolPlan) -> Result<Totals> {
        self.chain.runtime.warp_to(plan.deadline() + 1);
        let (key, begin) = (self.key(plan), self.settlement_opening(plan));
        self.chain.send("open_settlement", begin, &[&self.registry.crank])?;
        for member in plan.members {
            self.review(member)?;
        }
        let settlement: Settlement = self.chain.runtime.get(&addresses::settlement(&key));
        let digest = settlement.subject.ballot.digest;
        let report = "approve: every record is met, and they add up";
        self.registry.vote(
            &mut self.chain,
            addresses::settlement(&key),
            digest,
            Verdict::Approve,
            report,
            &[0, 1, 2, 3],
        )?;
        let settle = pools::execute_settlement(key, &self.pool(plan), &settlement);
        self.chain.send("execute_settlement", settle, &[])?;
        for member in plan.members {
            self.convert(member)?;
        }
        self.pool(plan).totals.context("a settled pool has totals")
    }

    /// `review_emissions` of records of a member.
    pub fn review_of(&self, member: &MemberPlan, records: &[Pubkey]) -> Result<Instruction> {
        Ok(pools::review_emissions(&self.member(member)?, [0; 32], records))
    }

    /// The member's emission or reduction records.
    pub fn records(&self, member: &MemberPlan, kind: TrailKind) -> Result<Vec<Pubkey>> {
        let source = self.source(member.source)?;
        Ok(self.chain.runtime.trails().of(&source, self.registry.plan.year, kind).to_vec())
    }

    /// A membership.
    pub fn member(&self, member: &MemberPlan) -> Result<Member> {
        Ok(self.chain.runtime.get(&addresses::member(&self.source(member.source)?, self.registry.plan.year)))
    }

    fn review(&mut self, member: &MemberPlan) -> Result<()> {
        let review = self.review_of(member, &self.records(member, TrailKind::Emissions)?)?;
        self.chain.send("review_emissions", review, &[])?;
        let reductions = self.records(member, TrailKind::Reductions)?;
        if !reductions.is_empty() {
            let review = pools::review_reductions(&self.member(member)?, [0; 32], &reductions);
            self.chain.send("review_reductions", review, &[])?;
        }
        Ok(())
    }

    fn convert(&mut self, member: &MemberPlan) -> Result<()> {
        for record in self.records(member, TrailKind::Reductions)? {
            let lot = addresses::lot(&record, 0);
            let (membership, content) = (self.member(member)?, self.chain.runtime.get::<Lot>(&lot));
            let payer = self.registry.crank.pubkey();
            let convert = pools::convert_reduction(payer, &membership, lot, &content);
            self.chain.send("convert_reduction", convert, &[&self.registry.crank])?;
        }
        Ok(())
    }

    /// The plan of the member with this source.
    pub fn planned(source: &str) -> Result<&'static MemberPlan> {
        let mut all = POOLS.iter().flat_map(|plan| plan.members);
        all.find(|member| member.source == source).with_context(|| format!("no member {source}"))
    }

    /// Sells the reduction credits that the buyer needs on the market. Returns the buyer's lot and its grams.
    pub fn trade(&mut self, market: &mut Market) -> Result<(Pubkey, u64)> {
        let (seller, buyer, price) = BOUGHT;
        let needs = Self::planned(buyer)?;
        let wanted = (needs.gross + needs.add_back - needs.target) * GRAMS_PER_TONNE;
        let key = addresses::lot(&self.records(Self::planned(seller)?, TrailKind::Reductions)?[0], 0);
        let list = market.listing(&self.chain, &self.registry, key, price);
        let owner = &self.registry.sources[self.registry.source(seller)?].owner;
        self.chain.send("list_credits", list, &[&self.registry.payer, owner])?;
        market.offers.insert(seller, addresses::offer(&key));
        market.buy(&mut self.chain, &self.registry, (seller, buyer), wanted)
    }

    /// The buyer burns the credits into its pool.
    pub fn cure(&mut self, (lot, grams): (Pubkey, u64)) -> Result<()> {
        let cure = self.curing(lot, grams)?;
        let owner = &self.registry.sources[self.registry.source(BOUGHT.1)?].owner;
        self.chain.send("cure_pool", cure, &[&self.registry.payer, owner])
    }

    /// `cure_pool` of the buyer's pool with a lot.
    pub fn curing(&self, lot: Pubkey, grams: u64) -> Result<Instruction> {
        let content: Lot = self.chain.runtime.get(&lot);
        let source = self.source(BOUGHT.1)?;
        Ok(pools::cure_pool(self.registry.payer.pubkey(), lot, &content, source, self.registry.plan.year, grams))
    }

    /// Proposes a burn of the buyer. Returns `add_leg` of its emissions against a credit lot.
    pub fn leg_against(&mut self, credit: Pubkey) -> Result<Instruction> {
        let buyer = self.registry.source(BOUGHT.1)?;
        let owner = self.registry.sources[buyer].owner.insecure_clone();
        let (payer, nonce) = (self.registry.payer.pubkey(), self.chain.next());
        let args = ProposeBurnArgs {
            nonce,
            beneficiary: owner.pubkey(),
            purpose: "with reduction credits".into(),
            metadata_sha256: [0; 32],
        };
        let propose = burns::propose_burn(payer, owner.pubkey(), self.registry.key, args);
        self.chain.send("propose_burn", propose, &[&self.registry.payer, &owner])?;
        let proof = addresses::burn_proof(&self.registry.key, &owner.pubkey(), nonce);
        let emission = self.registry.lot(buyer)?;
        let lots: (Lot, Lot) = (self.chain.runtime.get(&emission), self.chain.runtime.get(&credit));
        let source = self.registry.sources[buyer].key;
        Ok(burns::add_leg(payer, proof, source, (emission, &lots.0), (credit, &lots.1), GRAMS_PER_TONNE))
    }
}
