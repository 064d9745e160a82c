//! A lot: a contiguous range of a record's tokens held by one owner.

use crate::{
    account,
    account::VERSION,
    errors::{CarbonError, OrOverflow},
    record::Record,
    seeds,
    token::TokenClass,
};
use anchor_lang::prelude::*;
use carbon_wire::lineage::{Entry, EntryKind, GENESIS};

/// Index of a record's origin lot that the owner gets.
pub const OWNER_LOT: u32 = 0;
/// Index of the origin lot that the buffer gets.
pub const BUFFER_LOT: u32 = 1;

/// Whether a lot's units can be used.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LotState {
    /// Free.
    Open,
    /// Promised to something.
    Locked {
        /// What it is promised to.
        by: Pubkey,
    },
}

/// A lot. PDA `[b"lot", record, 0 or 1]` for an origin lot, `[b"lot", parent, index]` for a child. It says *which* tokens,
/// the token account *how many*.
#[account]
#[derive(InitSpace, Debug)]
pub struct Lot {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// Class of its tokens.
    pub class: TokenClass,
    /// The record that backs it.
    pub record: Pubkey,
    /// Who owns it.
    pub owner: Pubkey,
    /// First serial: gram of the record, included.
    pub start: u64,
    /// Last serial, excluded.
    pub end: u64,
    /// Children ever made; never falls, so no address recurs.
    pub children: u32,
    /// Head of its history: see [`carbon_wire::lineage`].
    pub head: [u8; 32],
    /// Entries in its history.
    pub depth: u32,
    /// Unix time at which it was opened.
    pub opened_at: i64,
    /// Who paid the rent and gets it back.
    pub rent_payer: Pubkey,
    /// Grams of the member's reduction lots that are converted before this one; set by the review of a pool's settlement.
    pub conversion_offset: u64,
    /// Whether its units can be used.
    pub state: LotState,
    /// Room for later fields.
    pub reserved: [u8; 24],
}

/// Where a new origin lot lies.
pub struct Origin {
    /// Its address and bump.
    pub address: (Pubkey, u8),
    /// Its class.
    pub class: TokenClass,
    /// Who gets it.
    pub owner: Pubkey,
    /// Serial range.
    pub serials: std::ops::Range<u64>,
    /// Who pays its rent.
    pub rent_payer: Pubkey,
}

impl Lot {
    /// A lot issued on a record, and the first entry of its history.
    pub fn issue(record: &Record, record_key: Pubkey, origin: Origin) -> (Self, Entry) {
        let (address, bump) = origin.address;
        let entry = Entry {
            kind: EntryKind::Issue,
            lot: address.to_bytes(),
            from: Pubkey::default().to_bytes(),
            to: origin.owner.to_bytes(),
            start: origin.serials.start,
            end: origin.serials.end,
            time: record.notarized_at,
            reference: record.digest,
        };
        let lot = Self {
            version: VERSION,
            bump,
            registry: record.registry,
            class: origin.class,
            record: record_key,
            owner: origin.owner,
            start: origin.serials.start,
            end: origin.serials.end,
            children: 0,
            head: entry.extend(&GENESIS),
            depth: 1,
            opened_at: record.notarized_at,
            rent_payer: origin.rent_payer,
            conversion_offset: 0,
            state: LotState::Open,
            reserved: [0; 24],
        };
        (lot, entry)
    }

    /// Grams it has.
    pub fn grams(&self) -> u64 {
        self.end - self.start
    }

    /// Refuses to use `grams` from its start: locked, not that many, frozen or void. `record` is the one that backs it.
    pub fn require_usable(&self, record: &Record, grams: u64) -> Result<()> {
        require!(self.state == LotState::Open, CarbonError::LotLocked);
        self.require_grams(record, grams)
    }

    /// Refuses to use `grams` from its start, whatever it is promised to: not that many, frozen or void.
    pub fn require_grams(&self, record: &Record, grams: u64) -> Result<()> {
        require!(grams > 0, CarbonError::ZeroQuantity);
        require!(grams <= self.grams(), CarbonError::NotEnoughGrams);
        record.require_units(self.start + grams)
    }

    /// Refuses to hand units to `recipient` whatever the record says: reduction tokens, and emissions unless the recipient
    /// `consents`.
    pub fn require_movable(&self, recipient: &Pubkey, consents: bool) -> Result<()> {
        require_keys_neq!(self.owner, *recipient, CarbonError::SelfTransfer);
        require!(self.class != TokenClass::Reduction, CarbonError::ClassDoesNotMove);
        require!(self.class != TokenClass::Emission || consents, CarbonError::RecipientMustSign);
        Ok(())
    }

    /// Creates the account of the next child. Returns its bump.
    pub fn create_child<'info>(&self, payer: &Signer<'info>, key: &Pubkey, child: &AccountInfo<'info>) -> Result<u8> {
        let seeds: [&[u8]; 3] = [seeds::LOT, key.as_ref(), &self.children.to_le_bytes()];
        account::create_for::<Self, 3>(payer, child, &seeds)
    }

    /// Splits `grams` off the start into the next child, of the same owner and history.
    pub fn split(&mut self, grams: u64, child_bump: u8, rent_payer: Pubkey, now: i64) -> Result<Self> {
        let middle = self.start.checked_add(grams).filter(|middle| *middle <= self.end);
        let middle = middle.ok_or(CarbonError::NotEnoughGrams)?;
        let child = Self { bump: child_bump, end: middle, children: 0, opened_at: now, rent_payer, ..self.clone() };
        self.start = middle;
        self.children = self.children.checked_add(1).or_overflow()?;
        Ok(child)
    }

    /// Hands the lot, a new child at `key`, to somebody else. Returns the entry of its history.
    pub fn hand_over(&mut self, key: &Pubkey, to: Pubkey, now: i64) -> Result<Entry> {
        let entry = Entry {
            kind: EntryKind::Transfer,
            lot: key.to_bytes(),
            from: self.owner.to_bytes(),
            to: to.to_bytes(),
            start: self.start,
            end: self.end,
            time: now,
            reference: Pubkey::default().to_bytes(),
        };
        self.owner = to;
        self.head = entry.extend(&self.head);
        self.depth = self.depth.checked_add(1).or_overflow()?;
        Ok(entry)
    }

    /// Promises the lot to something.
    pub fn lock(&mut self, by: Pubkey) {
        self.state = LotState::Locked { by };
    }

    /// Refuses unless the lot is promised to `by`.
    pub fn require_locked_by(&self, by: &Pubkey) -> Result<()> {
        require!(self.state == LotState::Locked { by: *by }, CarbonError::LotNotLockedByProof);
        Ok(())
    }

    /// Frees the lot.
    pub fn unlock(&mut self) {
        self.state = LotState::Open;
    }

    /// Takes grams out from the start, burned by the caller.
    pub fn take(&mut self, grams: u64) -> Result<()> {
        self.start = self.start.checked_add(grams).filter(|start| *start <= self.end).or_overflow()?;
        Ok(())
    }

    /// Turns the first `grams` of a reduction lot at `key` into credit of a settled pool, and takes the rest out. Returns the
    /// entry of its history; a lot that nothing is left of has none.
    pub fn convert(&mut self, key: &Pubkey, grams: u64, pool: Pubkey, now: i64) -> Result<Option<Entry>> {
        let end = self.start.checked_add(grams).filter(|end| *end <= self.end);
        self.end = end.ok_or(CarbonError::NotEnoughGrams)?;
        if grams == 0 {
            return Ok(None);
        }
        let entry = Entry {
            kind: EntryKind::Convert,
            lot: key.to_bytes(),
            from: self.owner.to_bytes(),
            to: self.owner.to_bytes(),
            start: self.start,
            end: self.end,
            time: now,
            reference: pool.to_bytes(),
        };
        self.class = TokenClass::ReductionCredit;
        self.head = entry.extend(&self.head);
        self.depth = self.depth.checked_add(1).or_overflow()?;
        Ok(Some(entry))
    }

    /// Takes all grams out, burned by the caller.
    pub fn consume(&mut self) {
        self.start = self.end;
        self.state = LotState::Open;
    }
}

#[cfg(test)]
mod tests;
