//! Events of reduction pools.

use crate::{
    notary::Phase,
    pool::{PoolUnit, Totals},
    token::TokenClass,
};
use anchor_lang::prelude::*;

/// A reduction pool was created.
#[event]
pub struct PoolCreated {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// Who brings it together.
    pub operator: Pubkey,
    /// Its reporting year.
    pub year: u16,
    /// What shares are counted in.
    pub unit: PoolUnit,
    /// Unix time of the last second of reporting.
    pub deadline_at: i64,
}

/// A source joined a pool.
#[event]
pub struct MemberJoined {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Its notarized baseline, in grams.
    pub baseline: u64,
    /// What it undertakes to stay within, in grams.
    pub target: u64,
}

/// A source left a pool that was not locked.
#[event]
pub struct MemberLeft {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Who took it out.
    pub by: Pubkey,
}

/// A pool's members, baselines and targets are frozen.
#[event]
pub struct PoolLocked {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// How many members it has.
    pub members: u8,
    /// Grams of their targets together.
    pub target: u64,
}

/// A pool that was never locked was closed.
#[event]
pub struct PoolClosed {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// Who closed it.
    pub by: Pubkey,
}

/// Credits were burned into a pool.
#[event]
pub struct PoolCured {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// The member's source.
    pub source: Pubkey,
    /// Class of the credits.
    pub class: TokenClass,
    /// The record that backed them.
    pub record: Pubkey,
    /// First serial burned, included.
    pub start: u64,
    /// Last serial, excluded.
    pub end: u64,
}

/// A pool's totals are frozen and its ballot is open.
#[event]
pub struct SettlementOpened {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// The settlement.
    pub settlement: Pubkey,
    /// What the pool comes to.
    pub totals: Totals,
    /// What a vote must name.
    pub digest: [u8; 32],
    /// Unix time after which no vote counts.
    pub expires_at: i64,
}

/// A review went back along a member's records.
#[event]
pub struct MemberReviewed {
    /// The registry.
    pub registry: Pubkey,
    /// The settlement.
    pub settlement: Pubkey,
    /// The member's source.
    pub source: Pubkey,
    /// Whether the records are reductions, or else emissions.
    pub reductions: bool,
    /// Head it stands at: zero when the first record is reached.
    pub head: [u8; 32],
    /// Notaries found to have an interest so far, by index in the ballot's epoch.
    pub conflicted: u64,
}

/// A pool has its verdict.
#[event]
pub struct PoolSettled {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// What it came to.
    pub totals: Totals,
    /// The digest the notaries approved.
    pub digest: [u8; 32],
}

/// A settlement came to nothing; the totals are free for correction.
#[event]
pub struct SettlementDropped {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// The settlement, closed.
    pub settlement: Pubkey,
    /// Where its ballot stood.
    pub phase: Phase,
}

/// A pool was not settled in time: its reductions will be voided.
#[event]
pub struct PoolVoided {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
}

/// A reduction lot was converted, as far as its member's share goes.
#[event]
pub struct ReductionConverted {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// The member's source.
    pub source: Pubkey,
    /// The lot: credit now, or empty.
    pub lot: Pubkey,
    /// Grams that became credit.
    pub converted: u64,
    /// Grams burned for nothing, from the lot's end.
    pub voided: u64,
}
