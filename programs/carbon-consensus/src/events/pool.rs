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
    /// The operator.
    pub operator: Pubkey,
    /// The pool's reporting year.
    pub year: u16,
    /// Unit in which shares are computed.
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
    /// The source's notarized baseline, in grams.
    pub baseline: u64,
    /// The source's target, in grams.
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
    /// Key that removed it.
    pub by: Pubkey,
}

/// A pool was locked: its members, baselines and targets are frozen.
#[event]
pub struct PoolLocked {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// Number of members.
    pub members: u8,
    /// Sum of the targets, in grams.
    pub target: u64,
}

/// A pool that was never locked was closed.
#[event]
pub struct PoolClosed {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// Key that closed it.
    pub by: Pubkey,
}

/// Credits were burned to cure a pool.
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

/// A cure was looked at after its record was lowered, and its void credits were counted off.
#[event]
pub struct CureImpaired {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// The member's source.
    pub source: Pubkey,
    /// The record that backed the credits.
    pub record: Pubkey,
    /// Grams found void now; may be 0.
    pub void: u64,
    /// Grams that still cure, of the member.
    pub cured: u64,
}

/// A settlement was opened: the pool's totals are frozen and the ballot is open.
#[event]
pub struct SettlementOpened {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// The settlement.
    pub settlement: Pubkey,
    /// Totals and outcome.
    pub totals: Totals,
    /// Digest that a vote must name.
    pub digest: [u8; 32],
    /// Unix time after which votes are refused; later by the length of any pause.
    pub expires_at: i64,
}

/// Records of a member were reviewed.
#[event]
pub struct MemberReviewed {
    /// The registry.
    pub registry: Pubkey,
    /// The settlement.
    pub settlement: Pubkey,
    /// The member's source.
    pub source: Pubkey,
    /// Whether the records are reductions; otherwise they are emissions.
    pub reductions: bool,
    /// Head of the review; zero when the first record is reached.
    pub head: [u8; 32],
    /// Notaries with a conflict of interest found so far, by index in the set of the ballot's epoch.
    pub conflicted: u64,
}

/// A settlement was executed: the pool is settled.
#[event]
pub struct PoolSettled {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// Totals and outcome.
    pub totals: Totals,
    /// Digest that the notaries approved.
    pub digest: [u8; 32],
}

/// A settlement was dropped; the pool's totals can be corrected.
#[event]
pub struct SettlementDropped {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// The settlement, closed.
    pub settlement: Pubkey,
    /// Phase of its ballot.
    pub phase: Phase,
}

/// A pool was voided because it was not settled in time. Its reductions will be voided.
#[event]
pub struct PoolVoided {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
}

/// A reduction lot was converted, up to its member's share.
#[event]
pub struct ReductionConverted {
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// The member's source.
    pub source: Pubkey,
    /// The lot: now a credit lot, or empty.
    pub lot: Pubkey,
    /// Grams converted into credit.
    pub converted: u64,
    /// Grams voided, at the lot's end.
    pub voided: u64,
}
