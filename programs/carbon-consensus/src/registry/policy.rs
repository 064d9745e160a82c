//! The rules that a registry sets for itself.

use crate::errors::CarbonError;
use anchor_lang::prelude::*;
use carbon_wire::{kinds, quantity::Bps};

/// 100-year global warming potentials that every factor and measurement of a registry uses.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum GwpSet {
    /// IPCC fourth assessment report.
    Ar4,
    /// IPCC fifth assessment report.
    Ar5,
    /// IPCC sixth assessment report.
    Ar6,
}

/// The same byte in digests.
impl From<GwpSet> for kinds::GwpSet {
    fn from(set: GwpSet) -> Self {
        match set {
            GwpSet::Ar4 => Self::Ar4,
            GwpSet::Ar5 => Self::Ar5,
            GwpSet::Ar6 => Self::Ar6,
        }
    }
}

/// Which of the two scope-2 figures of the GHG Protocol counts as emitted; the other is disclosed.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope2Method {
    /// Grid averages of the place of consumption.
    Location,
    /// Contractual instruments: supplier factors, certificates, residual mix.
    Market,
}

/// Corresponding adjustment under Article 6 of the Paris Agreement, in ascending order. A policy requires a minimum.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Adjustment {
    /// None stated.
    None,
    /// The host country has authorized the transfer.
    Authorized,
    /// The host country has applied the adjustment.
    Adjusted,
}

/// A registry's policy: fixed rules, and terms that can change.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// GWP set of every factor and measurement.
    pub gwp: GwpSet,
    /// Month (1–12) on whose first day a reporting year starts.
    pub year_start_month: u8,
    /// The scope-2 figure that counts.
    pub scope2: Scope2Method,
    /// Whether the notary set may have fewer than three members, or one that holds a quorum alone. Index and page show it.
    pub small_notary_set: bool,
    /// Terms that can change: tightened at once, loosened after the timelock.
    pub terms: Terms,
}

/// The terms of a policy that can change.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Maximum grams of a record.
    pub record_cap: u64,
    /// Buffer's share of absorption, in basis points, rounded up.
    pub buffer_bps: u16,
    /// Maximum age of a credit's vintage in a burn, in reporting years before the current year.
    pub max_vintage_age: u8,
    /// Minimum Article 6 status of a credit in a burn.
    pub required_adjustment: Adjustment,
    /// Years for which the notaries keep the evidence.
    pub retention_years: u16,
    /// Seconds for which a ballot round is open.
    pub voting_period: i64,
    /// Lamports that a claim costs, notarized or not.
    pub claim_fee: u64,
    /// Lamports that a stranger deposits with an add-back claim: forfeited if the notaries reject it, returned otherwise.
    pub add_back_bond: u64,
    /// Seconds between scheduling a loosening and executing it: from one day to 30, so that participants can react.
    pub timelock: i64,
    /// The treasury's share of what a buyer of credits pays, in basis points, rounded down; taken from the seller.
    pub market_fee_bps: u16,
}

/// Maximum market fee, in basis points of a sale.
pub const MAX_MARKET_FEE_BPS: u16 = 500;

/// Maximum bond of an add-back claim, in lamports (10 SOL), so that reports of credits issued twice stay affordable.
pub const MAX_ADD_BACK_BOND: u64 = 10_000_000_000;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

impl Policy {
    /// Refuses values outside their range, each with its own error.
    pub fn validate(&self) -> Result<()> {
        require!((1..=12).contains(&self.year_start_month), CarbonError::InvalidMonth);
        self.terms.validate()
    }
}

impl Terms {
    /// Refuses values outside their range, each with its own error.
    pub fn validate(&self) -> Result<()> {
        require!(self.record_cap > 0, CarbonError::InvalidRecordCap);
        require!(Bps::new(self.buffer_bps).is_some(), CarbonError::InvalidBps);
        require!(self.market_fee_bps <= MAX_MARKET_FEE_BPS, CarbonError::InvalidMarketFee);
        require!(self.add_back_bond <= MAX_ADD_BACK_BOND, CarbonError::BondTooHigh);
        require!((HOUR..=90 * DAY).contains(&self.voting_period), CarbonError::InvalidVotingPeriod);
        require!((DAY..=30 * DAY).contains(&self.timelock), CarbonError::InvalidTimelock);
        Ok(())
    }

    /// The buffer's share.
    pub fn buffer(&self) -> Result<Bps> {
        Bps::new(self.buffer_bps).ok_or_else(|| error!(CarbonError::InvalidBps))
    }

    /// Whether each value in `new` is as strict as in `self` or stricter. Each change of the voting period counts as
    /// looser (a shorter period surprises notaries, a longer one delays users), and so does each change of the bond (a
    /// lower one makes blocking cheaper, a higher one makes reports dearer). A lower fee is stricter.
    pub fn tightened_by(&self, new: &Self) -> bool {
        new.record_cap <= self.record_cap
            && new.buffer_bps >= self.buffer_bps
            && new.max_vintage_age <= self.max_vintage_age
            && new.required_adjustment >= self.required_adjustment
            && new.retention_years >= self.retention_years
            && new.voting_period == self.voting_period
            && new.claim_fee <= self.claim_fee
            && new.add_back_bond == self.add_back_bond
            && new.market_fee_bps <= self.market_fee_bps
            && new.timelock >= self.timelock
    }
}
