//! Pools: who is in, what they burned, and what they came to when the settlement began.

use super::{records::SourceYear, Past};
use carbon_client::{
    history::event,
    program::{
        events::{
            MemberJoined, MemberLeft, PoolClosed, PoolCreated, PoolCured, PoolLocked, PoolSettled, PoolVoided,
            SettlementDropped,
        },
        pool::{PoolUnit, Totals},
        record::InventoryLine,
    },
};
use carbon_wire::Hash;
use solana_pubkey::Pubkey;
use std::collections::BTreeMap;

/// How far a pool has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Members join and leave.
    Open,
    /// Members and targets are frozen.
    Locked,
    /// A settlement is under way.
    Settling,
    /// It has its verdict, or is void.
    Over,
}

/// A member as it joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastMember {
    /// The source.
    pub source: Pubkey,
    /// Its notarized baseline in grams.
    pub baseline: u64,
    /// What it undertook, in grams.
    pub target: u64,
    /// Grams it burned into the pool.
    pub cured: u128,
}

/// A member's figures in grams, at the moment a settlement began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemberPast {
    /// Emissions.
    pub gross: u128,
    /// Credits issued elsewhere, and the source's own absorption.
    pub add_back: u128,
    /// Credits burned into the pool, and emissions neutralized by burn proofs.
    pub cured: u128,
    /// Documented reductions.
    pub reduced: u128,
    /// Whether the year was closed.
    pub closed: bool,
    /// Head of the trail of emission records.
    pub emissions: Hash,
    /// Head of the trail of reduction records.
    pub reductions: Hash,
}

/// A settlement under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The totals it began with, as its event tells them.
    pub totals: Totals,
    /// Each member's figures, in the pool's order.
    pub figures: Vec<MemberPast>,
}

/// A pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastPool {
    /// Who brought it together.
    pub operator: Pubkey,
    /// Its reporting year.
    pub year: u16,
    /// What shares are counted in.
    pub unit: PoolUnit,
    /// Last second of reporting.
    pub deadline: i64,
    /// How far it has come.
    pub stage: Stage,
    /// Members in the order in which they joined.
    pub members: Vec<PastMember>,
    /// Number of members and their targets together, as the lock says.
    pub locked: Option<(u8, u64)>,
    /// The settlement under way.
    pub begun: Option<Begun>,
}

/// All pools.
#[derive(Clone, Debug, Default)]
pub struct Pools(BTreeMap<Pubkey, PastPool>);

impl Pools {
    pub(super) fn observe(&mut self, data: &[u8]) {
        if let Some(created) = event::<PoolCreated>(data) {
            let PoolCreated { pool, operator, year, unit, deadline_at: deadline, .. } = created;
            let (stage, members, locked, begun) = (Stage::Open, vec![], None, None);
            self.0.insert(pool, PastPool { operator, year, unit, deadline, stage, members, locked, begun });
        } else if let Some(closed) = event::<PoolClosed>(data) {
            self.0.remove(&closed.pool);
        } else if let Some(joined) = event::<MemberJoined>(data) {
            let MemberJoined { pool, source, baseline, target, .. } = joined;
            let member = PastMember { source, baseline, target, cured: 0 };
            self.change(&pool, |pool| pool.members.push(member));
        } else if let Some(left) = event::<MemberLeft>(data) {
            self.change(&left.pool, |pool| pool.members.retain(|member| member.source != left.source));
        } else {
            self.observe_stages(data);
        }
    }

    fn observe_stages(&mut self, data: &[u8]) {
        if let Some(locked) = event::<PoolLocked>(data) {
            self.change(&locked.pool, |pool| {
                (pool.stage, pool.locked) = (Stage::Locked, Some((locked.members, locked.target)))
            });
        } else if let Some(dropped) = event::<SettlementDropped>(data) {
            self.change(&dropped.pool, |pool| (pool.stage, pool.begun) = (Stage::Locked, None));
        } else if let Some(settled) = event::<PoolSettled>(data) {
            self.change(&settled.pool, |pool| pool.stage = Stage::Over);
        } else if let Some(voided) = event::<PoolVoided>(data) {
            // No verdict stands on its records.
            self.change(&voided.pool, |pool| (pool.stage, pool.begun) = (Stage::Over, None));
        }
    }

    fn change(&mut self, pool: &Pubkey, change: impl FnOnce(&mut PastPool)) {
        if let Some(pool) = self.0.get_mut(pool) {
            change(pool);
        }
    }

    pub(super) fn cure(&mut self, cured: &PoolCured, grams: u64) {
        self.change(&cured.pool, |pool| {
            let of = pool.members.iter_mut().filter(|member| member.source == cured.source);
            of.for_each(|member| member.cured += u128::from(grams));
        });
    }

    pub(super) fn begin(&mut self, pool: Pubkey, begun: Begun) {
        self.change(&pool, |pool| (pool.stage, pool.begun) = (Stage::Settling, Some(begun)));
    }

    /// A pool; `None` where its event is missing.
    pub fn pool(&self, key: &Pubkey) -> Option<&PastPool> {
        self.0.get(key)
    }

    /// The pool that a source is in for a year.
    pub fn of(&self, (source, year): SourceYear) -> Option<(&Pubkey, &PastPool)> {
        let has = |pool: &PastPool| pool.year == year && pool.members.iter().any(|member| member.source == source);
        self.0.iter().find(|(_, pool)| has(pool))
    }
}

impl Past {
    /// Grams of emission of a source and year that burns neutralized, less what turned out to be void since, plus what
    /// covers made good.
    pub fn neutralized(&self, year: SourceYear) -> i128 {
        let mine =
            |record: &Pubkey| self.records.get(record).is_some_and(|record| (record.source, record.data.year) == year);
        let legs = self.burns.certified().filter(|leg| leg.leg.emission.units.is_some_and(|units| mine(&units.record)));
        legs.map(|leg| i128::from(leg.leg.grams) + i128::from(leg.covered) - i128::from(leg.void)).sum()
    }

    /// A member's figures now.
    pub(super) fn figures(&self, member: &PastMember, year: u16) -> MemberPast {
        let (records, year) = (&self.records, (member.source, year));
        // More void than burned is no history of the program's; it counts as nothing, and is found by the totals.
        let neutralized = u128::try_from(self.neutralized(year)).unwrap_or(0);
        MemberPast {
            gross: records.total(year, InventoryLine::Emitted),
            add_back: records.total(year, InventoryLine::AddBack) + records.total(year, InventoryLine::Absorbed),
            cured: member.cured + neutralized,
            reduced: records.total(year, InventoryLine::Reduced),
            closed: self.years.is_closed(year),
            emissions: records.trail(year, InventoryLine::Emitted),
            reductions: records.trail(year, InventoryLine::Reduced),
        }
    }
}
