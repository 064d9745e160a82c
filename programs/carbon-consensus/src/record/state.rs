//! A record: notarized carbon data.

use super::CarbonData;
use crate::{
    account::{holds, Invariant, VERSION},
    errors::{CarbonError, OrOverflow},
    notary::Ballot,
    pause::{Deadline, Pause},
    registry::Policy,
};
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
    /// Valid grams of all its supplements. Zero in a supplement.
    pub supplemented_grams: u64,
    /// The newest supplement with valid grams; in a supplement, the one before it. Default for none.
    pub newest_supplement: Pubkey,
    /// Whether the record was recalled: no gram of it and its supplements is valid, and its days are free for a new claim.
    pub recalled: bool,
    /// Number of legs, covers and cures that burned units of this record as credit.
    pub uses: u32,
    /// Number of times that units of the record became void.
    pub lowerings: u32,
    /// Number of these legs, covers and cures that were not looked at since the last lowering.
    pub due: u32,
    /// Notary whose restatement was the last to be dropped; default for none.
    pub refused_proposer: Pubkey,
    /// Until when this notary may not propose again.
    pub refused_until: Deadline,
    /// Room for later fields.
    pub reserved: [u8; 2],
}

impl Record {
    /// Valid grams of the record and its supplements: the figure that the notaries last approved for its days.
    pub fn total(&self) -> Result<u64> {
        self.valid_grams.checked_add(self.supplemented_grams).or_overflow()
    }

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

    /// Refuses a notary whose restatement of this record was dropped too recently.
    pub fn require_may_propose(&self, proposer: &Pubkey, pause: &Pause, now: i64) -> Result<()> {
        let waits = self.refused_proposer == *proposer && !self.refused_until.has_passed(pause, now);
        require!(!waits, CarbonError::ProposerMustWait);
        Ok(())
    }

    /// Units that can become void: those after the neutralized ones.
    pub(super) fn lowerable(&self) -> Result<u64> {
        self.valid_grams.checked_sub(self.neutralized_end).or_overflow()
    }

    /// Makes the last `grams` valid units void. Returns the number of legs, covers and cures that became due by it.
    pub(super) fn lower(&mut self, grams: u64) -> Result<u32> {
        require!(grams <= self.lowerable()?, CarbonError::NeutralizedUnits);
        if grams == 0 {
            return Ok(0);
        }
        self.valid_grams = self.valid_grams.checked_sub(grams).or_overflow()?;
        self.lowerings = self.lowerings.checked_add(1).or_overflow()?;
        let due = self.uses.checked_sub(self.due).or_overflow()?;
        self.due = self.uses;
        Ok(due)
    }

    /// Counts a leg, cover or cure that burns units of the record as credit. Returns the number of lowerings that it has seen.
    pub fn use_credit(&mut self) -> Result<u32> {
        self.uses = self.uses.checked_add(1).or_overflow()?;
        Ok(self.lowerings)
    }

    /// Refuses if a leg, cover or cure that has seen `seen` lowerings must be looked at first.
    pub fn require_seen(&self, seen: u32) -> Result<()> {
        require!(seen == self.lowerings, CarbonError::ImpairDue);
        Ok(())
    }

    /// Counts off a leg, cover or cure that is looked at; `seen` is the number of lowerings that it has seen until now.
    ///
    /// # Errors
    /// `NothingVoid` if it has seen the last lowering.
    pub fn settle_use(&mut self, seen: &mut u32) -> Result<()> {
        require!(*seen < self.lowerings, CarbonError::NothingVoid);
        *seen = self.lowerings;
        self.due = self.due.checked_sub(1).or_overflow()?;
        Ok(())
    }

    /// The record of data that a quorum approved.
    pub fn new(new: NewRecord, bump: u8, now: i64) -> Self {
        let NewRecord { registry, source, owner, data, buffer_grams, ballot, supplements, newest_supplement } = new;
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
            supplemented_grams: 0,
            newest_supplement,
            recalled: false,
            uses: 0,
            lowerings: 0,
            due: 0,
            refused_proposer: Pubkey::default(),
            refused_until: Deadline::default(),
            reserved: [0; 2],
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
    /// That record's newest supplement so far; default for none.
    pub newest_supplement: Pubkey,
}

impl Invariant for Record {
    fn invariant(&self) -> Result<()> {
        holds([
            self.valid_grams <= self.data.grams,
            self.neutralized_end <= self.valid_grams,
            self.buffer_grams <= self.data.grams,
            self.due <= self.uses,
        ])
    }
}
