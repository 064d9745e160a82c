//! The rules of `docs/design.md` about a pool's members, in plain data.

use crate::sequences::model::allow;
use carbon_testkit::{policy, DEADLINE, NOW};
use std::collections::BTreeMap;

pub const DAY: i64 = 86_400;
/// Seconds a ballot is open, and in which an approved one can be executed.
const VOTING: i64 = 7 * DAY;
const EXECUTION: i64 = 7 * DAY;
/// Grams of each member's target.
pub const TARGET: u64 = 1_000;
/// Grams of each record of credits, of which the owner's lot has the first 85 of 100.
pub const CREDIT: u64 = 2_000;
const OWN: u64 = 1_700;
pub const MEMBERS: usize = 2;
pub const CREDITS: usize = 2;

#[derive(Clone, Debug)]
pub enum Step {
    Emit { member: usize, half: usize, grams: u64 },
    Correct { record: usize, grams: u64 },
    AddBack { member: usize, by_stranger: bool, grams: u64, right: bool },
    Cure { member: usize, credit: usize, grams: u64 },
    RecallCredit { credit: usize, valid: u64 },
    ImpairCure { member: usize, credit: usize },
    CloseYear { member: usize },
    Operate { is_notary: bool },
    Pass { days: i64 },
    OpenSettlement,
    Settle,
    RejectSettlement,
}

#[derive(Clone, Debug, Default)]
pub struct Member {
    pub closed: bool,
    pub add_back: u64,
    pub cured: u64,
    /// When a correction of a record was executed last.
    pub restated: i64,
    /// Lamports that its claims left at the source: fees and forfeited bonds.
    pub collected: u64,
    /// Gross, add-back and cured grams, and whether the year is closed, when the settlement was opened.
    pub frozen: (u64, u64, u64, bool),
}

/// A claim that was notarized.
#[derive(Clone, Debug)]
pub struct Record {
    pub member: usize,
    pub half: usize,
    /// The figure that the notaries approved last.
    pub grams: u64,
    pub recalled: bool,
}

#[derive(Clone, Debug)]
pub struct Credit {
    pub valid: u64,
    pub lowerings: u32,
    pub taken: u64,
}

#[derive(Clone, Debug, Default)]
pub struct Cure {
    pub ranges: Vec<(u64, u64)>,
    pub void: u64,
    pub lowerings: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolState {
    Collecting,
    /// With the last second of the vote.
    Settling {
        until: i64,
    },
    Settled(Outcome),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Achieved { credits: u64 },
    Covered,
    Failed,
}

#[derive(Clone, Debug)]
pub struct State {
    pub now: i64,
    pub members: [Member; MEMBERS],
    pub records: Vec<Record>,
    pub credits: [Credit; CREDITS],
    pub cures: BTreeMap<(usize, usize), Cure>,
    pub pool: PoolState,
    /// End of the time for corrections after a rejected settlement.
    pub corrections: i64,
    pub accepted: bool,
}

impl State {
    pub fn new() -> Self {
        Self {
            now: NOW,
            members: Default::default(),
            records: vec![],
            credits: std::array::from_fn(|_| Credit { valid: CREDIT, lowerings: 0, taken: 0 }),
            cures: BTreeMap::new(),
            pool: PoolState::Collecting,
            corrections: 0,
            accepted: true,
        }
    }

    fn of(&self, member: usize) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(move |record| record.member == member)
    }

    pub fn emitted(&self, member: usize) -> u64 {
        self.of(member).map(|record| record.grams).sum()
    }

    pub fn covers(&self, member: usize, half: usize) -> bool {
        self.of(member).any(|record| record.half == half && !record.recalled)
    }

    pub fn is_due(&self, key: &(usize, usize)) -> bool {
        self.cures.get(key).is_some_and(|cure| cure.lowerings < self.credits[key.1].lowerings)
    }

    pub fn due(&self) -> u64 {
        self.cures.keys().filter(|key| self.is_due(key)).count() as u64
    }

    fn outcome(&self) -> Outcome {
        let sum = |part: fn(&(u64, u64, u64, bool)) -> u64| self.members.iter().map(|it| part(&it.frozen)).sum::<u64>();
        let (counted, cured) = (sum(|it| it.0) + sum(|it| it.1), sum(|it| it.2));
        let target = TARGET * MEMBERS as u64;
        if self.members.iter().any(|member| !member.frozen.3) || counted > target + cured {
            Outcome::Failed
        } else if counted <= target {
            Outcome::Achieved { credits: target - counted }
        } else {
            Outcome::Covered
        }
    }

    pub fn try_apply(&mut self, step: &Step) -> Option<()> {
        let terms = policy().terms;
        match *step {
            Step::Emit { member, half, grams } => {
                allow(!self.covers(member, half))?;
                self.records.push(Record { member, half, grams, recalled: false });
                self.members[member].closed = false;
                self.members[member].collected += terms.claim_fee;
            }
            Step::Correct { record, grams } => {
                let at = record.checked_rem(self.records.len())?;
                let record = self.records[at].clone();
                let collecting = self.pool == PoolState::Collecting;
                allow(collecting && grams != record.grams && !(record.recalled && grams > 0))?;
                self.records[at] = Record { grams, recalled: grams == 0, ..record };
                self.members[record.member].closed = false;
                self.members[record.member].restated = self.now;
            }
            Step::AddBack { member, by_stranger, grams, right } => {
                let member = &mut self.members[member];
                member.add_back += if right { grams } else { 0 };
                // A stranger's bond is kept if the notaries vote against the report.
                let bond = if by_stranger && !right { terms.add_back_bond } else { 0 };
                member.collected += terms.claim_fee + bond;
            }
            Step::Cure { member, credit, grams } => {
                let key = (member, credit);
                let Credit { valid, lowerings, taken } = self.credits[credit];
                allow(self.pool == PoolState::Collecting && self.now <= DEADLINE && !self.is_due(&key))?;
                allow(grams > 0 && taken + grams <= OWN.min(valid))?;
                self.credits[credit].taken += grams;
                let cure = self.cures.entry(key).or_insert(Cure { lowerings, ..Cure::default() });
                match cure.ranges.last_mut() {
                    Some(last) if last.1 == taken => last.1 += grams,
                    _ => cure.ranges.push((taken, taken + grams)),
                }
                self.members[member].cured += grams;
            }
            Step::RecallCredit { credit, valid } => {
                allow(valid < self.credits[credit].valid)?;
                self.credits[credit].valid = valid;
                self.credits[credit].lowerings += 1;
            }
            Step::ImpairCure { member, credit } => {
                let key = (member, credit);
                allow(self.is_due(&key))?;
                let Credit { valid, lowerings, .. } = self.credits[credit];
                let cure = self.cures.get_mut(&key)?;
                let void: u64 = cure.ranges.iter().map(|(start, end)| end - valid.clamp(*start, *end)).sum();
                self.members[member].cured -= void - cure.void;
                (cure.void, cure.lowerings) = (void, lowerings);
            }
            Step::CloseYear { member } => {
                allow(!self.members[member].closed && (0..2).all(|half| self.covers(member, half)))?;
                self.members[member].closed = true;
            }
            // Notaries do not operate sources.
            Step::Operate { is_notary } => allow(!is_notary)?,
            Step::Pass { days } => self.now += days * DAY,
            Step::OpenSettlement => {
                allow(self.pool == PoolState::Collecting && self.now > DEADLINE && self.due() == 0)?;
                allow(self.now <= DEADLINE + 180 * DAY && self.now > self.corrections)?;
                let grace = |from: i64| self.now > from + VOTING + EXECUTION;
                let ready = |member: &Member| member.closed || (grace(DEADLINE) && grace(member.restated));
                allow(self.members.iter().all(ready))?;
                for at in 0..MEMBERS {
                    let Member { add_back, cured, closed, .. } = self.members[at];
                    self.members[at].frozen = (self.emitted(at), add_back, cured, closed);
                }
                self.pool = PoolState::Settling { until: self.now + VOTING };
            }
            Step::Settle => {
                let PoolState::Settling { until } = self.pool else { return None };
                allow(self.now <= until)?;
                self.pool = PoolState::Settled(self.outcome());
            }
            Step::RejectSettlement => {
                let PoolState::Settling { until } = self.pool else { return None };
                self.pool = PoolState::Collecting;
                // One that only expired needs no time for corrections.
                if self.now <= until {
                    self.corrections = self.now + VOTING;
                }
            }
        }
        Some(())
    }
}
