//! A reduction pool.

use crate::{
    account::{holds, Invariant},
    errors::{CarbonError, OrOverflow},
    pause::{Deadline, Pause},
};
use anchor_lang::prelude::*;
use carbon_wire::{
    pool::{self, Assessment, MAX_MEMBERS},
    quantity::GRAMS_PER_TONNE,
};

/// State of a pool.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolState {
    /// Members can join and leave.
    Open,
    /// Members, baselines and targets are frozen; the pool collects data.
    Locked,
    /// A settlement is open: the totals are frozen for review and vote.
    Settling,
    /// The settlement is executed. This is final.
    Settled,
    /// The pool was not settled in time: its reductions are voided.
    Void,
}

/// Unit in which shares are computed.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolUnit {
    /// A gram.
    Gram,
    /// A tonne.
    Tonne,
}

impl PoolUnit {
    /// Grams of the unit.
    pub fn grams(self) -> u64 {
        match self {
            Self::Gram => 1,
            Self::Tonne => GRAMS_PER_TONNE,
        }
    }
}

/// Outcome of a pool.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolOutcome {
    /// The target is met by reduction alone.
    Achieved,
    /// The target is met only with cures: the duty is met, but no credits are created.
    Covered,
    /// The target is missed, or a member's year is not closed.
    Failed,
}

impl From<pool::PoolOutcome> for PoolOutcome {
    fn from(outcome: pool::PoolOutcome) -> Self {
        match outcome {
            pool::PoolOutcome::Achieved => Self::Achieved,
            pool::PoolOutcome::Covered => Self::Covered,
            pool::PoolOutcome::Failed => Self::Failed,
        }
    }
}

/// Result of a pool: totals in grams.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Sum of the targets.
    pub target: u64,
    /// Emissions of the period.
    pub gross: u128,
    /// Credits that other schemes issued, and the members' own absorption.
    pub add_back: u128,
    /// Credits burned to cure the pool, and emissions neutralized by burn proofs.
    pub cured: u128,
    /// Net emissions: `gross + add_back − cured`; can be negative.
    pub net: i128,
    /// The outcome.
    pub outcome: PoolOutcome,
    /// Grams of reduction that can be converted, of all members together.
    pub credits: u64,
}

impl From<Assessment> for Totals {
    fn from(pool: Assessment) -> Self {
        let Assessment { target, gross, add_back, cured, outcome, credits } = pool;
        Self { target, gross, add_back, cured, net: pool.net(), outcome: outcome.into(), credits }
    }
}

/// A reduction pool. PDA `[b"pool", registry, operator, nonce]`. A pool that is not locked before its period starts can
/// only be closed; a locked pool is never closed, because its credits refer to it.
#[account]
#[derive(InitSpace, Debug)]
pub struct Pool {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// The operator.
    pub operator: Pubkey,
    /// Number that the operator chose; part of the address.
    pub nonce: u64,
    /// Key that paid the rent and gets it back if the pool is closed.
    pub rent_payer: Pubkey,
    /// The period: one reporting year.
    pub year: u16,
    /// First day of the period.
    pub first_day: u32,
    /// Unit in which shares are computed.
    pub unit: PoolUnit,
    /// End of reporting.
    pub deadline: Deadline,
    /// State of the pool.
    pub state: PoolState,
    /// Sum of the targets, in grams.
    pub target: u64,
    /// Result, once settled.
    pub totals: Option<Totals>,
    /// Room for later fields.
    pub reserved: [u8; 64],
    /// The members' sources, in the order in which they joined. After the other fields, so that these have fixed offsets.
    #[max_len(MAX_MEMBERS)]
    pub members: Vec<Pubkey>,
    /// The sources' owners, in the same order.
    #[max_len(MAX_MEMBERS)]
    pub owners: Vec<Pubkey>,
}

impl Pool {
    /// Bytes that the keys with a conflict of interest take in a subject about a member.
    pub const CONFLICTED_SPACE: usize = (1 + MAX_MEMBERS) * 32;

    /// Refuses after the pool was locked.
    pub fn require_open(&self) -> Result<()> {
        require!(self.state == PoolState::Open, CarbonError::PoolLocked);
        Ok(())
    }

    /// Refuses unless the pool collects data.
    pub fn require_collecting(&self) -> Result<()> {
        require!(self.state == PoolState::Locked, CarbonError::PoolNotCollecting);
        Ok(())
    }

    /// Whether the period has started. If the registry was paused over its first second, the time that the pause took away is
    /// added: the pool can be prepared and locked that much later.
    pub fn has_started(&self, pause: &Pause, now: i64) -> bool {
        now >= pause.extended(self.first_day as i64 * carbon_wire::calendar::SECONDS_PER_DAY, now)
    }

    /// Refuses after the period has started.
    pub fn require_not_started(&self, pause: &Pause, now: i64) -> Result<()> {
        require!(!self.has_started(pause, now), CarbonError::PeriodStarted);
        Ok(())
    }

    /// Refuses unless the source is a member, and the period is the year.
    pub fn require_member(&self, source: &Pubkey, year: u16) -> Result<()> {
        require!(self.year == year && self.members.contains(source), CarbonError::WrongMember);
        Ok(())
    }

    /// Keys with a conflict of interest in the data of every member: the operator and the owners.
    pub fn conflicted(&self) -> impl Iterator<Item = &Pubkey> {
        std::iter::once(&self.operator).chain(&self.owners)
    }

    /// Adds the keys with a conflict of interest to those of a subject.
    pub fn add_conflicted(&self, keys: &mut Vec<Pubkey>) {
        for key in self.conflicted() {
            if !keys.contains(key) {
                keys.push(*key);
            }
        }
    }

    /// Adds a member.
    pub fn add(&mut self, source: Pubkey, owner: Pubkey, target: u64) -> Result<()> {
        require!(self.members.len() < MAX_MEMBERS, CarbonError::PoolFull);
        // The computation of shares relies on this sum fitting 64 bits.
        self.target = self.target.checked_add(target).or_overflow()?;
        self.members.push(source);
        self.owners.push(owner);
        Ok(())
    }

    /// Removes a member.
    pub fn remove(&mut self, source: &Pubkey, target: u64) -> Result<()> {
        let at = self.members.iter().position(|member| member == source).ok_or(CarbonError::WrongMember)?;
        self.members.remove(at);
        self.owners.remove(at);
        self.target = self.target.checked_sub(target).or_overflow()?;
        Ok(())
    }
}

impl Invariant for Pool {
    fn invariant(&self) -> Result<()> {
        holds([
            self.members.len() <= MAX_MEMBERS,
            self.owners.len() == self.members.len(),
            self.state == PoolState::Open || !self.members.is_empty(),
            self.totals.is_some() == (self.state == PoolState::Settled),
        ])
    }
}
