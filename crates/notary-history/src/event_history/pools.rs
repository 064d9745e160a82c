//! Pools: members, cured grams, and figures at the opening of a settlement.

use super::{
    lots::Span,
    records::{Records, SourceYear},
    EventHistory,
};
use carbon_client::program::{
    events::{MemberJoined, MemberLeft, PoolCreated, PoolCured, PoolLocked},
    pool::{PoolUnit, Totals},
    record::InventoryLine,
};
use carbon_wire::Hash;
use solana_pubkey::Pubkey;
use std::collections::BTreeMap;

/// Status of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolStatus {
    /// Members may join and leave.
    Open,
    /// Members and targets are frozen.
    Locked,
    /// A settlement is open.
    Settling,
    /// Settled or void.
    Over,
}

/// A member of a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedMember {
    /// The source.
    pub source: Pubkey,
    /// Its notarized baseline in grams.
    pub baseline: u64,
    /// Its target in grams.
    pub target: u64,
    /// Units of credit that it burned into the pool.
    pub cures: Vec<Span>,
}

/// A member's figures in grams, at the opening of a settlement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ObservedFigures {
    /// Emissions, in grams.
    pub gross: u128,
    /// Credits issued elsewhere, and the source's own absorption.
    pub add_back: u128,
    /// Credits burned into the pool, and emissions neutralized by burn proofs.
    pub cured: u128,
    /// Documented reductions.
    pub reduced: u128,
    /// Whether its year was closed.
    pub closed: bool,
    /// Head of the trail of its emission records.
    pub emissions: Hash,
    /// Head of the trail of its reduction records.
    pub reductions: Hash,
}

/// An open settlement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedSettlement {
    /// Proposed totals, from its event.
    pub totals: Totals,
    /// Each member's figures, in the pool's order.
    pub figures: Vec<ObservedFigures>,
}

/// A pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedPool {
    /// Its operator.
    pub operator: Pubkey,
    /// Its reporting year.
    pub year: u16,
    /// Unit of the shares.
    pub unit: PoolUnit,
    /// Unix time in seconds at which reporting ends.
    pub deadline_at: i64,
    /// Its status.
    pub status: PoolStatus,
    /// Its members, in the order in which they joined.
    pub members: Vec<ObservedMember>,
    /// Number of members and sum of targets in grams, from the event of the lock.
    pub locked: Option<(u8, u64)>,
    /// The open settlement.
    pub settlement: Option<ObservedSettlement>,
}

/// All pools.
#[derive(Clone, Debug, Default)]
pub struct Pools(BTreeMap<Pubkey, ObservedPool>);

impl Pools {
    pub(super) fn create(&mut self, event: &PoolCreated) {
        let PoolCreated { pool, operator, year, unit, deadline_at, .. } = *event;
        let new = ObservedPool {
            operator,
            year,
            unit,
            deadline_at,
            status: PoolStatus::Open,
            members: vec![],
            locked: None,
            settlement: None,
        };
        self.0.insert(pool, new);
    }

    /// A pool that was never locked is closed.
    pub(super) fn remove(&mut self, pool: &Pubkey) {
        self.0.remove(pool);
    }

    pub(super) fn join(&mut self, event: &MemberJoined) {
        let MemberJoined { pool, source, baseline, target, .. } = *event;
        let member = ObservedMember { source, baseline, target, cures: vec![] };
        self.change(&pool, |pool| pool.members.push(member));
    }

    pub(super) fn leave(&mut self, event: &MemberLeft) {
        self.change(&event.pool, |pool| pool.members.retain(|member| member.source != event.source));
    }

    /// A pool is locked, with the baselines of that time.
    pub(super) fn lock(&mut self, event: &PoolLocked, records: &Records) {
        self.change(&event.pool, |pool| {
            for member in &mut pool.members {
                // A sum that no record has differs from every account.
                let baseline = records.total((member.source, pool.year), InventoryLine::Baseline);
                member.baseline = baseline.try_into().unwrap_or(u64::MAX);
            }
            pool.status = PoolStatus::Locked;
            pool.locked = Some((event.members, event.target));
        });
    }

    /// Adds units of credit that cured the pool.
    pub(super) fn cure(&mut self, event: &PoolCured, units: Span) {
        self.change(&event.pool, |pool| {
            let of = pool.members.iter_mut().filter(|member| member.source == event.source);
            of.for_each(|member| member.cures.push(units));
        });
    }

    pub(super) fn open_settlement(&mut self, pool: Pubkey, settlement: ObservedSettlement) {
        self.change(&pool, |pool| {
            pool.status = PoolStatus::Settling;
            pool.settlement = Some(settlement);
        });
    }

    pub(super) fn drop_settlement(&mut self, pool: &Pubkey) {
        self.change(pool, |pool| {
            pool.status = PoolStatus::Locked;
            pool.settlement = None;
        });
    }

    pub(super) fn settle(&mut self, pool: &Pubkey) {
        self.change(pool, |pool| pool.status = PoolStatus::Over);
    }

    /// The pool is void: no settlement depends on its members' records.
    pub(super) fn make_void(&mut self, pool: &Pubkey) {
        self.change(pool, |pool| {
            pool.status = PoolStatus::Over;
            pool.settlement = None;
        });
    }

    fn change(&mut self, pool: &Pubkey, change: impl FnOnce(&mut ObservedPool)) {
        if let Some(pool) = self.0.get_mut(pool) {
            change(pool);
        }
    }

    /// A pool; `None` if its event is missing.
    pub fn pool(&self, key: &Pubkey) -> Option<&ObservedPool> {
        self.0.get(key)
    }

    /// The pool of a source and year.
    pub fn of(&self, (source, year): SourceYear) -> Option<(&Pubkey, &ObservedPool)> {
        let has = |pool: &ObservedPool| pool.year == year && pool.members.iter().any(|member| member.source == source);
        self.0.iter().find(|(_, pool)| has(pool))
    }
}

impl EventHistory {
    /// Neutralized grams of emission of a source and year: burned grams, less void grams, plus covered grams.
    pub fn neutralized(&self, year: SourceYear) -> i128 {
        let mine =
            |record: &Pubkey| self.records.get(record).is_some_and(|record| (record.source, record.data.year) == year);
        let legs = self.burns.certified().filter(|leg| leg.leg.emission.units.is_some_and(|units| mine(&units.record)));
        legs.map(|leg| i128::from(leg.leg.grams) + i128::from(leg.covered) - i128::from(leg.void)).sum()
    }

    /// Grams of the units by which a member cured its pool that are not void.
    pub fn cured(&self, member: &ObservedMember) -> u128 {
        let valid = |units: &Span| {
            let valid = self.records.get(&units.record).map_or(0, |record| record.valid);
            u128::from(valid.clamp(units.start, units.end) - units.start)
        };
        // Only units of lots were counted as cures, so each ends after it starts.
        member.cures.iter().map(valid).sum()
    }

    /// A member's current figures.
    pub(super) fn figures(&self, member: &ObservedMember, year: u16) -> ObservedFigures {
        let (records, year) = (&self.records, (member.source, year));
        // A negative sum cannot come from the program. It counts as 0; the comparison of the totals finds the difference.
        let neutralized = u128::try_from(self.neutralized(year)).unwrap_or(0);
        ObservedFigures {
            gross: records.total(year, InventoryLine::Emitted),
            add_back: records.total(year, InventoryLine::AddBack) + records.total(year, InventoryLine::Absorbed),
            cured: self.cured(member) + neutralized,
            reduced: records.total(year, InventoryLine::Reduced),
            closed: self.years.is_closed(year),
            emissions: records.trail(year, InventoryLine::Emitted),
            reductions: records.trail(year, InventoryLine::Reduced),
        }
    }
}
