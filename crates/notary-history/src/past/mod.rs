//! Everything the program's events have told, put together anew: what the ledger's accounts are compared with.
//!
//! Feed [`Past::observe`] the data of every inner instruction of the program, from its first transaction on, in the order of the
//! chain, of transactions that succeeded. (Only the program itself can sign for its event authority, so what is found there are
//! its own events.) Nothing here is read from an account, so a node that lies about accounts, or withholds events, has both
//! sides to keep in step. A `Past` is rebuilt by feeding it again; nothing of it needs to be stored.

pub mod ballots;
pub mod burns;
pub mod claims;
pub mod log;
pub mod lots;
pub mod pools;
pub mod records;
pub mod restatements;
pub mod rules;
pub mod years;

use anchor_lang::event::EVENT_IX_TAG_LE;
use ballots::{Backing, Ballots};
use burns::Burns;
use carbon_client::{
    history::{event, Histories},
    program::{
        events::{PoolCured, SettlementOpened},
        record::InventoryLine,
        token::TokenClass,
    },
};
use claims::Claims;
use log::Log;
use lots::{Lots, Span};
use pools::{Begun, Pools};
use records::{Before, Records};
use restatements::Restatements;
use rules::Rules;
use solana_pubkey::Pubkey;
use years::Years;

/// Bytes of an event's type, before its registry.
const TYPE: usize = 8;

/// The history of one registry, as far as it has been seen.
#[derive(Clone, Debug)]
pub struct Past {
    registry: Pubkey,
    /// The registry's rules and notaries.
    pub rules: Rules,
    /// Entries of lots' histories.
    pub histories: Histories,
    /// Which units each lot is of.
    pub lots: Lots,
    /// Claims.
    pub claims: Claims,
    /// Records and what they add up to.
    pub records: Records,
    /// Which years are closed.
    pub years: Years,
    /// The rollup log's tree.
    pub log: Log,
    /// Rounds of ballots, and what notaries approved.
    pub ballots: Ballots,
    /// Burn proofs, certificates and covers.
    pub burns: Burns,
    /// Pools, members and settlements.
    pub pools: Pools,
    /// Restatements.
    pub restatements: Restatements,
}

impl Past {
    /// Nothing seen yet.
    pub fn new(registry: Pubkey) -> Self {
        Self {
            registry,
            rules: Rules::default(),
            histories: Histories::default(),
            lots: Lots::default(),
            claims: Claims::default(),
            records: Records::default(),
            years: Years::default(),
            log: Log::default(),
            ballots: Ballots::default(),
            burns: Burns::default(),
            pools: Pools::default(),
            restatements: Restatements::default(),
        }
    }

    /// The registry it is about.
    pub fn registry(&self) -> Pubkey {
        self.registry
    }

    /// Takes note of an inner instruction's data; what is no event of the registry is passed over.
    pub fn observe(&mut self, data: &[u8]) {
        // Every event begins with its registry.
        let registry = data.strip_prefix(EVENT_IX_TAG_LE).and_then(|event| event.get(TYPE..TYPE + 32));
        if registry != Some(self.registry.as_ref()) {
            return;
        }
        self.rules.observe(data);
        self.histories.observe(data);
        self.lots.observe(data);
        self.log.observe(data);
        self.ballots.observe(data);
        let (claims, restatements, ballots) = (&self.claims, &self.restatements, &self.ballots);
        self.records.observe(data, Before { claims, restatements, ballots });
        self.years.observe(data, &self.records, &self.ballots);
        // What led to a record is over with it.
        self.claims.observe(data);
        self.restatements.observe(data, &self.rules);
        let (rules, log, ballots, histories) = (&self.rules, &self.log, &self.ballots, &self.histories);
        self.burns.observe(data, &mut self.lots, burns::Before { rules, log, ballots, histories });
        self.pools.observe(data);
        if let Some(cured) = event::<PoolCured>(data) {
            self.cure(&cured);
        }
        if let Some(begun) = event::<SettlementOpened>(data) {
            self.freeze(&begun);
        }
    }

    /// Counts credits that cured a pool: units of a lot of their class, which exist no more.
    fn cure(&mut self, cured: &PoolCured) {
        let units = Span { record: cured.record, start: cured.start, end: cured.end };
        let record = self.records.get(&cured.record).filter(|record| record.backing == Backing::Approved);
        let ledger = record.map(|record| record.data.line);
        let fits = match cured.class {
            TokenClass::AbsorptionCredit => ledger == Some(InventoryLine::Absorbed),
            TokenClass::ReductionCredit => ledger == Some(InventoryLine::Reduced),
            TokenClass::Emission | TokenClass::Reduction => false,
        };
        if fits && self.lots.burn(units) {
            self.pools.cure(cured, units.grams());
        }
    }

    /// Remembers the figures of a pool's members as they stand when its settlement begins: what comes later is not in its
    /// totals.
    fn freeze(&mut self, begun: &SettlementOpened) {
        let Some(pool) = self.pools.pool(&begun.pool) else { return };
        let figures = pool.members.iter().map(|member| self.figures(member, pool.year)).collect();
        self.pools.begin(begun.pool, Begun { totals: begun.totals, figures });
    }
}
