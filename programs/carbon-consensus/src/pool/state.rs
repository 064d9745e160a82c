//! A reduction pool.

use super::Deadline;
use crate::errors::{CarbonError, OrOverflow};
use anchor_lang::prelude::*;
use carbon_wire::{
    pool::{self, Assessment, MAX_MEMBERS},
    quantity::GRAMS_PER_TONNE,
};

/// How far a pool has come.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolState {
    /// Members join and leave.
    Open,
    /// Members, baselines and targets are frozen; data is collected.
    Locked,
    /// The totals are frozen and being reviewed and voted on.
    Settling,
    /// The verdict is given, once and for all.
    Settled,
    /// There was no settlement in time: nothing is converted.
    Void,
}

/// What shares are counted in.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolUnit {
    /// A gram.
    Gram,
    /// A tonne.
    Tonne,
}

impl PoolUnit {
    /// Grams.
    pub fn grams(self) -> u64 {
        match self {
            Self::Gram => 1,
            Self::Tonne => GRAMS_PER_TONNE,
        }
    }
}

/// The verdict on a pool.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolOutcome {
    /// The target is met by reduction alone.
    Achieved,
    /// Credits and burns made up for it: the duty is met, the reduction effort failed.
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

/// What a pool came to: totals in grams.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Targets.
    pub target: u64,
    /// Emissions of the period.
    pub gross: u128,
    /// Credits issued elsewhere, and the members' own absorption.
    pub add_back: u128,
    /// Credits burned into the pool, and emissions neutralized by burn proofs.
    pub cured: u128,
    /// Net emissions: `gross + add_back − cured`; negative when more was cured than emitted.
    pub net: i128,
    /// The verdict.
    pub outcome: PoolOutcome,
    /// What may be converted, by all members together.
    pub credits: u64,
}

impl From<Assessment> for Totals {
    fn from(pool: Assessment) -> Self {
        let Assessment { target, gross, add_back, cured, outcome, credits } = pool;
        Self { target, gross, add_back, cured, net: pool.net(), outcome: outcome.into(), credits }
    }
}

/// A reduction pool. PDA `[b"pool", registry, operator, nonce]`. One that is not locked when its period starts is closed;
/// any other stays, as what its credits came from.
#[account]
#[derive(InitSpace, Debug)]
pub struct Pool {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// Who brought it together.
    pub operator: Pubkey,
    /// Number the operator gave it; part of the address.
    pub nonce: u64,
    /// Who paid the rent and gets it back when the pool is closed.
    pub rent_payer: Pubkey,
    /// The period: one reporting year.
    pub year: u16,
    /// First day of the period.
    pub first_day: u32,
    /// What shares are counted in.
    pub unit: PoolUnit,
    /// When reporting ends.
    pub deadline: Deadline,
    /// How far it has come.
    pub state: PoolState,
    /// Grams of all targets.
    pub target: u64,
    /// What it came to, once settled.
    pub totals: Option<Totals>,
    /// Room for later fields.
    pub reserved: [u8; 64],
    /// The members' sources, in the order in which they joined. Last, so that everything before has its place.
    #[max_len(MAX_MEMBERS)]
    pub members: Vec<Pubkey>,
}

impl Pool {
    /// Refuses once members, baselines and targets are frozen.
    pub fn require_open(&self) -> Result<()> {
        require!(self.state == PoolState::Open, CarbonError::PoolLocked);
        Ok(())
    }

    /// Refuses unless data is being collected.
    pub fn require_collecting(&self) -> Result<()> {
        require!(self.state == PoolState::Locked, CarbonError::PoolNotCollecting);
        Ok(())
    }

    /// Whether the period has started.
    pub fn has_started(&self, now: i64) -> bool {
        now >= self.first_day as i64 * carbon_wire::calendar::SECONDS_PER_DAY
    }

    /// Refuses once the period has started.
    pub fn require_not_started(&self, now: i64) -> Result<()> {
        require!(!self.has_started(now), CarbonError::PeriodStarted);
        Ok(())
    }

    /// Takes a member in.
    pub fn add(&mut self, source: Pubkey, target: u64) -> Result<()> {
        require!(self.members.len() < MAX_MEMBERS, CarbonError::PoolFull);
        // The arithmetic of shares rests on this sum.
        self.target = self.target.checked_add(target).or_overflow()?;
        self.members.push(source);
        Ok(())
    }

    /// Lets a member go.
    pub fn remove(&mut self, source: &Pubkey, target: u64) -> Result<()> {
        let at = self.members.iter().position(|member| member == source).ok_or(CarbonError::WrongMember)?;
        self.members.remove(at);
        self.target = self.target.checked_sub(target).or_overflow()?;
        Ok(())
    }
}
