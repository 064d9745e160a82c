//! The state of a registry, rebuilt from the program's events alone. Verification compares accounts with it.
//!
//! Feed [`EventHistory::observe`] the data of every inner instruction of the program, from the first transaction on, in the
//! order of the chain, of successful transactions only. (Only the program can sign for its event authority, so these instructions
//! are its own events.) Nothing here is read from an account: a node that forges accounts or withholds events would have to keep
//! both consistent. An `EventHistory` can be rebuilt by feeding it again, so it need not be stored.

pub mod ballots;
pub mod burns;
pub mod claims;
mod events;
pub mod log;
pub mod lots;
pub mod pools;
pub mod records;
pub mod restatements;
pub mod rules;
pub mod years;

pub use events::{HANDLED, IGNORED};

use ballots::{Backing, Ballots};
use burns::Burns;
use carbon_client::{
    history::Histories,
    offsets::event_registry,
    program::{
        events::{
            BurnExecuted, LegAdded, PoolCured, RecordLowered, RecordNotarized, RecordSupplemented, SettlementOpened,
            SupplementLowered,
        },
        record::InventoryLine,
        token::TokenClass,
    },
};
use claims::Claims;
use events::Event;
use log::Log;
use lots::{Lots, Span};
use pools::{ObservedSettlement, Pools};
use records::{Backings, Records};
use restatements::Restatements;
use rules::Rules;
use solana_pubkey::Pubkey;
use years::Years;

/// The history of one registry, as far as its events have been observed.
#[derive(Clone, Debug)]
pub struct EventHistory {
    registry: Pubkey,
    /// Rules and notaries of the registry.
    pub rules: Rules,
    /// Entries of the lots' histories.
    pub histories: Histories,
    /// Units of each lot.
    pub lots: Lots,
    /// Claims.
    pub claims: Claims,
    /// Records and their totals.
    pub records: Records,
    /// Closed years.
    pub years: Years,
    /// The tree of the rollup log.
    pub log: Log,
    /// Rounds of ballots, and approved digests.
    pub ballots: Ballots,
    /// Burn proofs, certificates and covers.
    pub burns: Burns,
    /// Pools, members and settlements.
    pub pools: Pools,
    /// Open restatements.
    pub restatements: Restatements,
}

impl EventHistory {
    /// An empty history of a registry.
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

    /// Address of the registry.
    pub fn registry(&self) -> Pubkey {
        self.registry
    }

    /// Applies the data of an inner instruction. Data that is not an event of the registry is ignored, and so are the events in
    /// [`IGNORED`].
    pub fn observe(&mut self, data: &[u8]) {
        if event_registry(data) != Some(self.registry) {
            return;
        }
        let Some(event) = Event::read(data) else { return };
        match event {
            Event::RegistryCreated(event) => self.rules.create(&event),
            Event::AuthorityAccepted(event) => self.rules.accept_authority(&event),
            Event::NotarySuspended(event) => self.rules.suspend_notary(&event),
            Event::ChangeApplied(event) => self.rules.apply_change(event),

            Event::ClaimSubmitted(event) => {
                self.ballots.open(event.claim, event.digest, event.expires_at);
                self.claims.submit(event);
            }
            Event::ClaimClosed(event) => self.claims.end(&event.claim),
            Event::RecordNotarized(event) => self.notarize(event),
            Event::YearClosingProposed(event) => {
                self.ballots.open(event.closing, event.digest, event.expires_at);
                self.years.propose(&event);
            }
            Event::YearClosed(event) => self.years.close(&event, &self.records, &self.ballots),

            Event::RestatementProposed(event) => {
                self.ballots.open(event.restatement, event.digest, event.expires_at);
                let total = self.records.total_of(&event.record);
                self.restatements.propose(&event, &self.rules, total);
            }
            Event::RestatementDropped(event) => self.restatements.end(&event.record),
            Event::SupplementLowered(event) => self.lower_supplement(&event),
            Event::RecordLowered(event) => self.lower(&event),
            Event::RecordSupplemented(event) => self.supplement(event),

            Event::Attested(event) => self.ballots.attest(&event),
            Event::BallotReopened(event) => self.ballots.reopen(&event),

            Event::LineageExtended(event) => {
                self.histories.observe(data);
                self.lots.extend(&event);
            }
            Event::LotSplit(event) => {
                self.histories.observe(data);
                self.lots.split_off(&event);
            }
            Event::ReductionConverted(event) => self.lots.convert(&event),
            Event::LotClosed(event) => self.lots.close(&event.lot),
            Event::VoidLotClosed(event) => self.lots.close(&event.lot),

            Event::BurnProposed(event) => self.burns.propose(event),
            Event::LegAdded(event) => self.add_leg(&event),
            Event::BurnSubmitted(event) => {
                self.ballots.open(event.proof, event.digest, event.expires_at);
                self.burns.submit(&event);
            }
            Event::BurnDropped(event) => self.burns.drop_proof(&event.proof),
            Event::BurnExecuted(event) => self.certify(&event),
            Event::CertificateImpaired(event) => self.burns.impair(&event),
            Event::CertificateCovered(event) => {
                if let Some(units) = self.burns.cover(&event) {
                    self.lots.burn(units);
                }
            }
            Event::LeafAppended(event) => self.log.append(&event),

            Event::PoolCreated(event) => self.pools.create(&event),
            Event::PoolClosed(event) => self.pools.remove(&event.pool),
            Event::MemberJoined(event) => self.pools.join(&event),
            Event::MemberLeft(event) => self.pools.leave(&event),
            Event::PoolLocked(event) => self.pools.lock(&event, &self.records),
            Event::PoolCured(event) => self.cure(&event),
            Event::SettlementOpened(event) => {
                self.ballots.open(event.settlement, event.digest, event.expires_at);
                self.open_settlement(&event);
            }
            Event::SettlementDropped(event) => self.pools.drop_settlement(&event.pool),
            Event::PoolSettled(event) => self.pools.settle(&event.pool),
            Event::PoolVoided(event) => self.pools.make_void(&event.pool),
        }
    }

    fn backings(&self) -> Backings<'_> {
        Backings { claims: &self.claims, restatements: &self.restatements, ballots: &self.ballots }
    }

    /// A claim becomes a record. Its year is no longer closed, unless it is an add-back, which changes no emission.
    fn notarize(&mut self, event: RecordNotarized) {
        let backing = self.backings().of_claim(&event);
        if event.data.line != InventoryLine::AddBack {
            self.years.reopen((event.source, event.data.year));
        }
        self.claims.end(&event.claim);
        self.records.notarize(event, backing);
    }

    /// A supplement raises a record. Its year is no longer closed.
    fn supplement(&mut self, event: RecordSupplemented) {
        let backing = self.backings().of_supplement(&event, self.records.get(&event.record));
        self.years.reopen((event.source, event.data.year));
        self.restatements.end(&event.record);
        self.records.supplement(event, backing);
    }

    /// A restatement lowers a record. Its year is no longer closed.
    fn lower(&mut self, event: &RecordLowered) {
        if let Some(record) = self.records.get(&event.record) {
            let (year, valid) = ((record.source, record.data.year), record.valid);
            // The events of the supplements come first.
            let total = self.records.total_of(&event.record).unwrap_or_default();
            let backing = self.backings().of_lowering(event, valid, total.saturating_sub(valid.into()));
            self.records.lower(event, backing);
            self.years.reopen(year);
        }
        self.restatements.end(&event.record);
    }

    /// A restatement lowers a supplement of its record.
    fn lower_supplement(&mut self, event: &SupplementLowered) {
        if let Some(supplement) = self.records.get(&event.supplement) {
            let backing = self.backings().of_supplement_lowering(event, supplement);
            self.records.lower_supplement(event, backing);
        }
    }

    /// A leg locks two lots. Its units are the last grams of each.
    fn add_leg(&mut self, event: &LegAdded) {
        let units = |lot| self.lots.get(&lot).and_then(|lot| lot.units.last(event.grams));
        let (emission, credit) = (units(event.emission), units(event.credit));
        self.burns.add_leg(event, emission, credit, self.rules.terms());
    }

    /// A burn proof becomes a certificate and burns its units. An event that does not fit its proof, the approved ballot and the
    /// log's leaf is ignored; then the log has a certificate that is unknown here.
    fn certify(&mut self, event: &BurnExecuted) {
        let approved = self.ballots.backing(event.proof, event.digest) == Backing::Approved;
        let leaf = self.log.certified(&event.certificate);
        let Some(legs) = self.burns.certify(event, approved, leaf, &self.histories) else { return };
        let sides = legs.iter().flat_map(|leg| [leg.emission, leg.credit]);
        for units in sides.filter_map(|side| side.units) {
            self.lots.burn(units);
        }
    }

    /// Credits cure a pool. They count if they are units of a lot of their class; these units are burned.
    fn cure(&mut self, event: &PoolCured) {
        let units = Span { record: event.record, start: event.start, end: event.end };
        let record = self.records.get(&event.record).filter(|record| record.backing == Backing::Approved);
        let line = record.map(|record| record.data.line);
        let fits = match event.class {
            TokenClass::AbsorptionCredit => line == Some(InventoryLine::Absorbed),
            TokenClass::ReductionCredit => line == Some(InventoryLine::Reduced),
            TokenClass::Emission | TokenClass::Reduction => false,
        };
        if fits && self.lots.burn(units) {
            self.pools.cure(event, units);
        }
    }

    /// A settlement opens: stores the members' figures as they are now. Later records do not change its totals.
    fn open_settlement(&mut self, event: &SettlementOpened) {
        let Some(pool) = self.pools.pool(&event.pool) else { return };
        let figures = pool.members.iter().map(|member| self.figures(member, pool.year)).collect();
        self.pools.open_settlement(event.pool, ObservedSettlement { totals: event.totals, figures });
    }
}
