//! A membership: a source's part in a pool.

use super::{Pool, ReportingDeadline};
use crate::{
    account::{holds, Invariant},
    errors::{CarbonError, OrOverflow},
    notary::EXECUTION_PERIOD,
    pause::{Deadline, Pause},
    record::{CarbonData, ClaimKind, Inventory, InventoryLine, Record},
};
use anchor_lang::prelude::*;
use carbon_wire::{
    digest::{to_bytes, MemberContent, MEMBER_CONTENT_LEN},
    lineage::GENESIS,
    pool::{extend_trail, Figures},
};

/// State of a membership.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberState {
    /// The pool is not locked.
    Joined,
    /// The pool is locked and collects data.
    Collecting,
    /// The figures are frozen: a settlement is open.
    Frozen,
    /// The settlement is executed: the share is final.
    Settled,
    /// The pool is void.
    Void,
}

/// A member's figures in grams, frozen when the settlement opens.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemberFigures {
    /// Emissions of the period.
    pub gross: u64,
    /// Credits that other schemes issued, and the source's own absorption.
    pub add_back: u128,
    /// Credits burned to cure the pool, and emissions neutralized by burn proofs.
    pub cured: u128,
    /// Reductions documented by records.
    pub reduced: u64,
    /// Whether the year is closed.
    pub closed: bool,
    /// The member's share of the pool's credits.
    pub share: u64,
}

/// Progress of the review of a trail of records. The review goes backward, so a wrong record is refused at once and
/// cannot spoil it: the head only moves to heads that the trail commits to.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trail {
    /// Head that the next older record must lead to; zero at the beginning of the trail.
    pub head: [u8; 32],
    /// Grams of the records that are not reviewed yet.
    pub remaining_grams: u64,
}

impl Trail {
    /// Whether all records are reviewed and their grams add up.
    pub fn is_done(&self) -> bool {
        self.head == GENESIS && self.remaining_grams == 0
    }

    /// Goes back over records (address, grams), oldest first, that lead from the head `previous` to the review's head.
    /// Their grams must not exceed the remaining grams, and must equal them at the beginning of the trail.
    pub fn go_back(&mut self, previous: &[u8; 32], records: &[(Pubkey, u64)]) -> Result<()> {
        let head = records.iter().fold(*previous, |head, (record, _)| extend_trail(&head, &record.to_bytes()));
        require!(!records.is_empty() && head == self.head, CarbonError::TrailMismatch);
        let sum = records.iter().try_fold(0u64, |sum, (_, grams)| sum.checked_add(*grams)).or_overflow()?;
        let left = self.remaining_grams.checked_sub(sum).ok_or(CarbonError::RecordsDoNotAddUp)?;
        require!(*previous != GENESIS || left == 0, CarbonError::RecordsDoNotAddUp);
        *self = Self { head: *previous, remaining_grams: left };
        Ok(())
    }
}

/// The first field of a member. Claims and records read and write nothing else of the account, so pool membership adds few
/// compute units to them.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberHeader {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The source.
    pub source: Pubkey,
    /// The pool's period: a reporting year.
    pub year: u16,
    /// State of the membership.
    pub state: MemberState,
    /// End of reporting.
    pub deadline: Deadline,
    /// Claims and restatements of source and year that the settlement waits for: proposed in time and still undecided.
    pub pending: u32,
    /// End of the time to correct records after the notaries rejected a settlement; zero before.
    pub corrections: Deadline,
    /// When a restatement last changed a record of source and year; zero before. Pauses move the grace period after it.
    pub restated: Deadline,
    /// Grams counted against the target that were notarized after the totals were frozen. They are in the inventory,
    /// but in no settlement. The pool's late grams are the sum over its members, so that records of different sources
    /// do not write one account.
    pub late: u64,
}

impl MemberHeader {
    /// Reads the header of a source's membership of a year, calls `edit` and writes the header back.
    // Not inlined, so that sources without a pool do not pay compute units for it.
    #[inline(never)]
    pub fn edit<R>(
        account: &AccountInfo,
        source: &Pubkey,
        year: u16,
        edit: impl FnOnce(&mut Self) -> Result<R>,
    ) -> Result<R> {
        require_keys_eq!(*account.owner, crate::ID, CarbonError::WrongMember);
        let mut data = account.try_borrow_mut_data()?;
        let (discriminator, content) = data.split_at_mut_checked(8).ok_or(CarbonError::WrongMember)?;
        require!(*discriminator == *Member::DISCRIMINATOR, CarbonError::WrongMember);
        let mut header = Self::deserialize(&mut &content[..])?;
        require!(header.source == *source && header.year == year, CarbonError::WrongMember);
        let result = edit(&mut header)?;
        let mut bytes = Vec::with_capacity(Self::INIT_SPACE);
        header.serialize(&mut bytes)?;
        content[..bytes.len()].copy_from_slice(&bytes);
        Ok(result)
    }

    /// Registers a claim submitted at `now`. Returns whether the settlement must wait for it: only if the notaries have a
    /// whole voting period (in seconds) until the deadline. Refuses reductions and absorption that are too late to count
    /// in the settlement.
    pub fn await_claim(&mut self, kind: ClaimKind, pause: &Pause, voting_period: i64, now: i64) -> Result<bool> {
        let in_time = self.state == MemberState::Collecting && !self.deadline.has_passed(pause, now);
        match kind {
            ClaimKind::Reduction => {
                require!(self.state != MemberState::Joined, CarbonError::PoolRequired);
                require!(in_time, CarbonError::DeadlinePassed);
            }
            // Before the settlement it is added back. Later it would be credited twice.
            ClaimKind::Absorption => {
                let unsettled = matches!(self.state, MemberState::Joined | MemberState::Void);
                require!(in_time || unsettled, CarbonError::DeadlinePassed);
            }
            ClaimKind::Emission | ClaimKind::AddBack | ClaimKind::Baseline => {}
        }
        // A settlement does not depend on baselines.
        let counts =
            in_time && !self.deadline.before(voting_period).has_passed(pause, now) && kind != ClaimKind::Baseline;
        if counts {
            self.pending = self.pending.checked_add(1).or_overflow()?;
        }
        Ok(counts)
    }

    /// Registers a restatement proposed at `now`. Returns whether the settlement must wait for it: if it is proposed before
    /// the deadline, or in the time for corrections after a rejected settlement.
    pub fn await_restatement(&mut self, pause: &Pause, now: i64) -> Result<bool> {
        let in_time = !self.deadline.has_passed(pause, now) || !self.corrections.has_passed(pause, now);
        let counts = self.state == MemberState::Collecting && in_time;
        if counts {
            self.pending = self.pending.checked_add(1).or_overflow()?;
        }
        Ok(counts)
    }

    /// Counts off a restatement that changed a record at `now`.
    pub fn release_restatement(&mut self, awaited: bool, pause: &Pause, now: i64) -> Result<()> {
        if awaited {
            self.release()?;
        }
        self.restated = Deadline::after(0, pause, now);
        Ok(())
    }

    /// Refuses a settlement at `now` while claims or restatements are awaited, in the correction period, or while the year
    /// is open within the grace period: one voting period (in seconds) and the time to execute, after the deadline and
    /// after the last restatement.
    pub fn require_settleable(&self, closed: bool, pause: &Pause, voting_period: i64, now: i64) -> Result<()> {
        require!(self.pending == 0, CarbonError::ClaimsPending);
        require!(self.corrections.has_passed(pause, now), CarbonError::CorrectionPeriod);
        let grace = voting_period + EXECUTION_PERIOD;
        let over = [self.deadline, self.restated].iter().all(|from| from.before(-grace).has_passed(pause, now));
        require!(closed || over, CarbonError::YearsOpen);
        Ok(())
    }

    /// Counts off a claim or restatement that the settlement waited for.
    pub fn release(&mut self) -> Result<()> {
        self.pending = self.pending.checked_sub(1).or_overflow()?;
        Ok(())
    }

    /// Counts the grams of a record as late if the totals are frozen. Refuses late reductions and absorption.
    pub fn count_late(&mut self, data: &CarbonData) -> Result<()> {
        if matches!(self.state, MemberState::Joined | MemberState::Collecting) {
            return Ok(());
        }
        match data.line {
            // Absorption of a settled member would be credited beside the reduction credits.
            InventoryLine::Reduced => return err!(CarbonError::PoolNotCollecting),
            InventoryLine::Absorbed if self.state != MemberState::Void => {
                return err!(CarbonError::PoolNotCollecting);
            }
            InventoryLine::Emitted | InventoryLine::Absorbed | InventoryLine::AddBack => {
                self.late = self.late.checked_add(data.grams).or_overflow()?
            }
            InventoryLine::OtherScope2 | InventoryLine::Scope3 | InventoryLine::Baseline => {}
        }
        Ok(())
    }
}

/// A source's membership in a pool. PDA `[b"member", source, year]`, so a source is in at most one pool per year. Never
/// closed after the pool is locked, because later records of the year need it.
#[account]
#[derive(InitSpace, Debug)]
pub struct Member {
    /// Source, year, state and deadline: the part that claims and records read and write.
    pub header: MemberHeader,
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// The pool's operator.
    pub operator: Pubkey,
    /// Owner of the source.
    pub owner: Pubkey,
    /// Address of the inventory of source and year.
    pub inventory: Pubkey,
    /// The notarized baseline.
    pub baseline_record: Pubkey,
    /// Valid grams of the baseline.
    pub baseline: u64,
    /// The member's target in grams; at most the baseline.
    pub target: u64,
    /// Key that paid the rent and gets it back if the member leaves.
    pub rent_payer: Pubkey,
    /// Grams of credits burned to cure the pool that are not void, as far as `impair_cure` has looked.
    pub cured: u64,
    /// Index among the pool's members, set when the pool is locked.
    pub index: u8,
    /// Figures of the settlement.
    pub figures: MemberFigures,
    /// Review of the emission records.
    pub emissions: Trail,
    /// Review of the reduction records.
    pub reductions: Trail,
    /// Grams of reduction converted into credits so far.
    pub converted: u64,
    /// Grams of reduction voided so far.
    pub voided: u64,
    /// Room for later fields.
    pub reserved: [u8; 64],
}

/// Refuses a target above the valid grams of a baseline and its supplements, and a baseline that is being restated.
pub fn require_target(baseline: &Record, target: u64) -> Result<()> {
    require!(!baseline.frozen, CarbonError::RecordFrozen);
    require!(target <= baseline.total()?, CarbonError::TargetAboveBaseline);
    Ok(())
}

impl Member {
    /// Freezes the figures of the inventory. A member without an inventory has reported nothing.
    pub fn freeze(&mut self, inventory: Option<&Inventory>) {
        let (emitted, reduced) = inventory.map_or((0, 0), |inventory| (inventory.emitted, inventory.reduced));
        let sum = |parts: [u64; 2]| parts[0] as u128 + parts[1] as u128;
        self.figures = MemberFigures {
            gross: emitted,
            add_back: inventory.map_or(0, |inventory| sum([inventory.add_back, inventory.absorbed])),
            cured: sum([self.cured, inventory.map_or(0, |inventory| inventory.neutralized)]),
            reduced,
            closed: inventory.is_some_and(|inventory| inventory.closed),
            share: 0,
        };
        let heads = inventory.map_or_else(Default::default, |inventory| (inventory.emissions, inventory.reductions));
        self.emissions = Trail { head: heads.0, remaining_grams: emitted };
        self.reductions = Trail { head: heads.1, remaining_grams: reduced };
        self.header.state = MemberState::Frozen;
    }

    /// Calls `edit` with the header of the membership at `account`, unless the source is in no pool.
    pub fn edit_header<R: Default>(
        account: &AccountInfo,
        inventory: &Inventory,
        edit: impl FnOnce(&mut MemberHeader) -> Result<R>,
    ) -> Result<R> {
        if account.data_is_empty() {
            return Ok(R::default());
        }
        MemberHeader::edit(account, &inventory.source, inventory.year, edit)
    }

    /// Refuses a restatement of records of `inventory` while the source's pool is being settled or after it was
    /// settled, because the settlement depends on them. `account` is the derived address of the membership; it is empty
    /// if the source is in no pool.
    pub fn require_restatable(account: &AccountInfo, inventory: &Inventory) -> Result<()> {
        inventory.require_member(account)?;
        let state = crate::account::read::<Self>(account)?.map(|member| member.header.state);
        let settled = matches!(state, Some(MemberState::Frozen | MemberState::Settled));
        require!(!settled, CarbonError::PoolSettled);
        Ok(())
    }

    /// Refuses after the reporting deadline of the source's pool. `account` is the derived address of the membership.
    pub fn require_reporting(account: &AccountInfo, pause: &Pause, now: i64) -> Result<()> {
        let member = crate::account::read::<Self>(account)?.ok_or(CarbonError::PoolRequired)?;
        member.header.deadline.require_open(pause, now)
    }

    /// Unfreezes the member. Late records count in the next settlement. `corrections` is the end of the time to correct
    /// records, if the notaries rejected this settlement.
    pub fn unfreeze(&mut self, corrections: Option<Deadline>) {
        self.header.state = MemberState::Collecting;
        self.header.late = 0;
        self.header.corrections = corrections.unwrap_or(self.header.corrections);
    }

    /// The figures for [`carbon_wire::pool::assess`].
    pub fn to_assess(&self) -> Figures {
        let MemberFigures { gross, add_back, cured, closed, .. } = self.figures;
        Figures { source: self.header.source.to_bytes(), target: self.target, gross, add_back, cured, closed }
    }

    /// The member's part of the content that the notaries decide about, before the review starts.
    pub fn content(&self) -> [u8; MEMBER_CONTENT_LEN] {
        let MemberFigures { gross, add_back, cured, reduced, closed, share } = self.figures;
        to_bytes(&MemberContent {
            source: self.header.source.to_bytes(),
            target: self.target,
            gross,
            add_back,
            cured,
            reduced,
            closed: closed.into(),
            share,
            emissions: self.emissions.head,
            reductions: self.reductions.head,
        })
    }

    /// Refuses unless the member is in this pool and its figures are frozen.
    pub fn require_frozen_in(&self, pool: &Pubkey) -> Result<()> {
        require!(self.pool == *pool && self.header.state == MemberState::Frozen, CarbonError::WrongMember);
        Ok(())
    }

    /// Refuses a membership that is not in the pool.
    pub fn require_in(&self, key: &Pubkey, pool: &Pool) -> Result<()> {
        require!(self.pool == *key && pool.members.contains(&self.header.source), CarbonError::WrongMember);
        Ok(())
    }
}

impl Invariant for Member {
    fn invariant(&self) -> Result<()> {
        let MemberFigures { gross, reduced, share, .. } = self.figures;
        let frozen = self.header.state == MemberState::Frozen;
        holds([
            self.target <= self.baseline,
            self.converted <= share,
            !frozen || self.emissions.remaining_grams <= gross,
            !frozen || self.reductions.remaining_grams <= reduced,
        ])
    }
}

#[cfg(test)]
mod tests;
