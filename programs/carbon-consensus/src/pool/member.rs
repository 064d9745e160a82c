//! A membership: one source's part in a pool.

use super::{Deadline, Pool};
use crate::{
    errors::{CarbonError, OrOverflow},
    pause::Pause,
    record::Inventory,
    record::{CarbonData, ClaimKind, InventoryLine},
};
use anchor_lang::prelude::*;
use carbon_wire::{
    digest::{to_bytes, MemberContent, MEMBER_CONTENT_LEN},
    lineage::GENESIS,
    pool::{extend_trail, Figures},
    quantity::Grams,
};

/// How far a member's part has come.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberState {
    /// In a pool that is not locked.
    Joined,
    /// Its data is being collected.
    Collecting,
    /// Its figures are frozen: a settlement is under way.
    Frozen,
    /// Its share is decided.
    Settled,
    /// The pool is void.
    Void,
}

/// A member's figures in grams, frozen when the settlement begins.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemberFigures {
    /// Emissions of the period.
    pub gross: u64,
    /// Credits issued elsewhere, and the source's own absorption.
    pub add_back: u128,
    /// Credits burned into the pool, and emissions neutralized by burn proofs.
    pub cured: u128,
    /// Reductions documented by records.
    pub reduced: u64,
    /// Whether the year was closed.
    pub closed: bool,
    /// Its share of the pool's credits.
    pub share: u64,
}

/// How far the review of a trail of records has come. Backward, so that a wrong record is refused at once and nobody can
/// spoil a review: the head only ever moves to one that the trail commits to.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trail {
    /// Head that the next older record must lead to; zero when there is none.
    pub head: [u8; 32],
    /// Grams of the records still to be met.
    pub remaining_grams: u64,
}

impl Trail {
    /// Whether every record is met and their grams add up.
    pub fn is_done(&self) -> bool {
        self.head == GENESIS && self.remaining_grams == 0
    }

    /// Goes back over records of so many grams, given in order, that lead from the head `previous` to where the review
    /// stands. They must not be more than what is left, and at the beginning of the trail exactly that.
    pub fn go_back(&mut self, previous: &[u8; 32], records: &[(Pubkey, u64)]) -> Result<()> {
        let head = records.iter().fold(*previous, |head, (record, _)| extend_trail(&head, &record.to_bytes()));
        require!(!records.is_empty() && head == self.head, CarbonError::TrailMismatch);
        let sum = records.iter().try_fold(Grams::ZERO, |sum, (_, grams)| sum.plus(Grams(*grams))).or_overflow()?;
        let left = Grams(self.remaining_grams).minus(sum).ok_or(CarbonError::RecordsDoNotAddUp)?.0;
        require!(*previous != GENESIS || left == 0, CarbonError::RecordsDoNotAddUp);
        *self = Self { head: *previous, remaining_grams: left };
        Ok(())
    }
}

/// The first field of [`Member`]. Claims and records read and write nothing else of the account, so pool membership adds few
/// compute units to them.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberHeader {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The source.
    pub source: Pubkey,
    /// The period: a reporting year.
    pub year: u16,
    /// How far it has come.
    pub state: MemberState,
    /// When reporting ends.
    pub deadline: Deadline,
    /// Claims of source and year that were submitted in time and are neither records nor closed.
    pub pending: u32,
    /// Grams counted against the target that were notarized after the totals were frozen: they are in the inventory and in no
    /// verdict. The pool's late grams are the sum over its members, so that no record waits for another source's.
    pub late: u64,
}

impl MemberHeader {
    /// Reads the header of a source's membership of a year, lets `edit` change it, and writes it back.
    // Apart, so that a source in no pool pays nothing for it.
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

    /// Whether a claim submitted now is waited for; refuses a reduction that comes too late to be reviewed.
    pub fn expect(&mut self, kind: ClaimKind, pause: &Pause, now: i64) -> Result<bool> {
        let in_time = self.state == MemberState::Collecting && !self.deadline.has_passed(pause, now);
        if kind == ClaimKind::Reduction {
            require!(self.state != MemberState::Joined, CarbonError::PoolRequired);
            require!(in_time, CarbonError::DeadlinePassed);
        }
        // A baseline is nothing a settlement could wait for.
        let counts = in_time && kind != ClaimKind::Baseline;
        if counts {
            self.pending = self.pending.checked_add(1).or_overflow()?;
        }
        Ok(counts)
    }

    /// A claim that was waited for is a record now, or closed.
    pub fn release(&mut self) -> Result<()> {
        self.pending = self.pending.checked_sub(1).or_overflow()?;
        Ok(())
    }

    /// Takes note of a record: one that comes after the totals were frozen is late, and a reduction cannot be.
    pub fn observe(&mut self, data: &CarbonData) -> Result<()> {
        if matches!(self.state, MemberState::Joined | MemberState::Collecting) {
            return Ok(());
        }
        match data.line {
            InventoryLine::Reduced => return err!(CarbonError::PoolNotCollecting),
            InventoryLine::Emitted | InventoryLine::Absorbed | InventoryLine::AddBack => {
                self.late = Grams(self.late).plus(Grams(data.grams)).or_overflow()?.0
            }
            InventoryLine::OtherScope2 | InventoryLine::Scope3 | InventoryLine::Baseline => {}
        }
        Ok(())
    }
}

/// A source's membership in a pool. PDA `[b"member", source, year]`, so a source is in one pool a year. Never closed once the
/// pool is locked: later records of the year need it.
#[account]
#[derive(InitSpace, Debug)]
pub struct Member {
    /// Source, year, state and deadline: all that claims and records read and write.
    pub header: MemberHeader,
    /// The registry.
    pub registry: Pubkey,
    /// The pool.
    pub pool: Pubkey,
    /// Who brought the pool together.
    pub operator: Pubkey,
    /// Owner of the source.
    pub owner: Pubkey,
    /// Address of the inventory of source and year.
    pub inventory: Pubkey,
    /// The notarized baseline.
    pub baseline_record: Pubkey,
    /// Its grams.
    pub baseline: u64,
    /// What the member undertakes to stay within; at most the baseline.
    pub target: u64,
    /// Who paid the rent and gets it back when the member leaves.
    pub rent_payer: Pubkey,
    /// Grams of credits burned into the pool.
    pub cured: u64,
    /// Place among the pool's members, from the lock on.
    pub index: u8,
    /// Figures of the settlement.
    pub figures: MemberFigures,
    /// Review of the emission records.
    pub emissions: Trail,
    /// Review of the reduction records.
    pub reductions: Trail,
    /// Grams of reduction converted into credits.
    pub converted: u64,
    /// Grams of reduction voided.
    pub voided: u64,
    /// Room for later fields.
    pub reserved: [u8; 64],
}

impl Member {
    /// Freezes the figures as they stand in the inventory; a member without one has filed nothing.
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

    /// Refuses to restate records of `inventory` while the source's pool is being settled and after: its verdict rests on
    /// them. `account` is the derived address of the membership; it is empty when the source is in no pool.
    pub fn require_restatable(account: &AccountInfo, inventory: &Inventory) -> Result<()> {
        inventory.require_member(account)?;
        let state = crate::account::read::<Self>(account)?.map(|member| member.header.state);
        let settled = matches!(state, Some(MemberState::Frozen | MemberState::Settled));
        require!(!settled, CarbonError::PoolSettled);
        Ok(())
    }

    /// Lets the figures go, for correction: what came late is counted next time.
    pub fn unfreeze(&mut self) {
        self.header.state = MemberState::Collecting;
        self.header.late = 0;
    }

    /// The figures, for the verdict.
    pub fn to_assess(&self) -> Figures {
        let MemberFigures { gross, add_back, cured, closed, .. } = self.figures;
        Figures { source: self.header.source.to_bytes(), target: self.target, gross, add_back, cured, closed }
    }

    /// What the notaries decide about the member, before the review moves on.
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

    /// Refuses unless the member is in the pool of a settlement under way.
    pub fn require_frozen_in(&self, pool: &Pubkey) -> Result<()> {
        require!(self.pool == *pool && self.header.state == MemberState::Frozen, CarbonError::WrongMember);
        Ok(())
    }

    /// Refuses a source that is not in the pool.
    pub fn require_in(&self, key: &Pubkey, pool: &Pool) -> Result<()> {
        require!(self.pool == *key && pool.members.contains(&self.header.source), CarbonError::WrongMember);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
