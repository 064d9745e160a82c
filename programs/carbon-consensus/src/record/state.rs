//! A record: notarized carbon data.

use super::CarbonData;
use crate::{account::VERSION, errors::CarbonError, notary::Ballot, registry::Policy};
use anchor_lang::prelude::*;
use carbon_wire::calendar::{ReportingYear, SECONDS_PER_DAY};

/// A record. PDA `[b"record", registry, evidence sha256, item]`: an item of evidence backs at most one record. It is
/// created after a quorum of notaries approved its digest, and never closed.
#[account]
#[derive(InitSpace, Debug)]
pub struct Record {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Owner of the source.
    pub owner: Pubkey,
    /// The data that the notaries verified.
    pub data: CarbonData,
    /// Valid grams; less than the data's grams after the record was lowered.
    pub valid_grams: u64,
    /// Grams of the buffer's lot, at the end of the serial range.
    pub buffer_grams: u64,
    /// Digest that the notaries approved.
    pub digest: [u8; 32],
    /// Epoch of the notary set.
    pub epoch: u64,
    /// Notaries that approved, by index in the set of that epoch.
    pub approvals: u64,
    /// Unix time of notarization.
    pub notarized_at: i64,
    /// Whether a restatement is open. Units of a frozen record cannot be used.
    pub frozen: bool,
    /// One past the highest neutralized serial of emission.
    pub neutralized_end: u64,
    /// The record that this one supplements; default for other records.
    pub supplements: Pubkey,
    /// Room for later fields.
    pub reserved: [u8; 23],
}

impl Record {
    /// Refuses the use of units up to serial `end`, excluded, if the record is frozen or one of them is void.
    pub fn require_units(&self, end: u64) -> Result<()> {
        require!(!self.frozen, CarbonError::RecordFrozen);
        require!(end <= self.valid_grams, CarbonError::VoidUnits);
        Ok(())
    }

    /// Refuses a credit that may not neutralize emissions by the registry's policy, because of its vintage (compared
    /// with the present reporting year) or its Article 6 status.
    pub fn require_neutralizing(&self, policy: &Policy, now: i64) -> Result<()> {
        let today = u32::try_from(now / SECONDS_PER_DAY).map_err(|_| CarbonError::InvalidPeriod)?;
        let this_year = ReportingYear::containing(today, policy.year_start_month).ok_or(CarbonError::InvalidPeriod)?;
        let oldest = this_year.year.checked_sub(policy.terms.max_vintage_age as u16);
        require!(oldest.is_none_or(|oldest| self.data.year >= oldest), CarbonError::VintageTooOld);
        require!(self.data.adjustment >= policy.terms.required_adjustment, CarbonError::AdjustmentMissing);
        Ok(())
    }

    /// Stores that units up to serial `end`, excluded, are neutralized. Returns whether the record changed.
    pub fn neutralize_to(&mut self, end: u64) -> bool {
        let higher = end > self.neutralized_end;
        self.neutralized_end = self.neutralized_end.max(end);
        higher
    }

    /// Refuses a restatement to `grams` valid grams if it changes nothing or would void neutralized units.
    pub fn require_restatable(&self, grams: u64) -> Result<()> {
        require!(grams != self.valid_grams, CarbonError::NothingRestated);
        require!(grams >= self.neutralized_end, CarbonError::NeutralizedUnits);
        Ok(())
    }

    /// Makes all units from serial `grams` on void. Returns the number of units that were valid before.
    pub fn lower(&mut self, grams: u64) -> Result<u64> {
        self.require_restatable(grams)?;
        let void = self.valid_grams.checked_sub(grams).ok_or(CarbonError::WrongDirection)?;
        self.valid_grams = grams;
        Ok(void)
    }

    /// The record of data that a quorum approved.
    pub fn new(new: NewRecord, bump: u8, now: i64) -> Self {
        let NewRecord { registry, source, owner, data, buffer_grams, ballot, supplements } = new;
        Self {
            version: VERSION,
            bump,
            registry,
            source,
            owner,
            data,
            valid_grams: data.grams,
            buffer_grams,
            digest: ballot.digest,
            epoch: ballot.epoch,
            approvals: ballot.approvals,
            notarized_at: now,
            frozen: false,
            neutralized_end: 0,
            supplements,
            reserved: [0; 23],
        }
    }
}

/// Content of a new record.
pub struct NewRecord<'a> {
    /// The registry.
    pub registry: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Owner of the source.
    pub owner: Pubkey,
    /// The data that the notaries verified.
    pub data: CarbonData,
    /// Grams of the buffer's lot.
    pub buffer_grams: u64,
    /// The approved ballot.
    pub ballot: &'a Ballot,
    /// The record that this one supplements; default for other records.
    pub supplements: Pubkey,
}
