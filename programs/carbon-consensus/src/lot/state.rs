//! A lot: a contiguous range of a record's tokens held by one owner.

use crate::{
    account::{self, holds, Invariant, VERSION},
    errors::{CarbonError, OrOverflow},
    record::Record,
    seeds,
    token::TokenClass,
};
use anchor_lang::prelude::*;
use carbon_wire::lineage::{Entry, EntryKind, GENESIS};

/// Index of the owner's origin lot of a record.
pub const OWNER_LOT: u32 = 0;
/// Index of the buffer's origin lot of a record.
pub const BUFFER_LOT: u32 = 1;

/// Seconds by which the nonce of a bought lot may differ from the present time.
pub const NONCE_WINDOW: i64 = 600;

/// Whether a lot is locked.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LotState {
    /// Not locked.
    Open,
    /// Locked by a burn proof or an offer.
    Locked {
        /// The burn proof or offer.
        by: Pubkey,
    },
}

/// A lot. PDA `[b"lot", record, 0 or 1]` for an origin lot, `[b"lot", parent, index]` for a child that the owner splits off,
/// `[b"lot", parent, buyer, nonce]` for one that is bought. The lot says which units its owner has; the token account says how
/// many in total.
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
    /// The owner.
    pub owner: Pubkey,
    /// First serial (gram of the record), included.
    pub start: u64,
    /// Last serial, excluded.
    pub end: u64,
    /// Number of children created so far; never falls, so an address is never used twice.
    pub children: u32,
    /// Head of its history: a chain of keccak-256 hashes over its entries.
    pub head: [u8; 32],
    /// Number of entries in its history.
    pub depth: u32,
    /// Unix time at which it was opened.
    pub opened_at: i64,
    /// Key that paid the rent and gets it back.
    pub rent_payer: Pubkey,
    /// Grams of the member's reduction lots that are converted before this lot. The review of a pool's settlement sets
    /// it.
    pub conversion_offset: u64,
    /// Whether its units can be used.
    pub state: LotState,
    /// Room for later fields.
    pub reserved: [u8; 24],
}

/// Data of a new origin lot.
pub struct Origin {
    /// Address and bump.
    pub address: (Pubkey, u8),
    /// Class of its tokens.
    pub class: TokenClass,
    /// The owner.
    pub owner: Pubkey,
    /// Serials.
    pub serials: std::ops::Range<u64>,
    /// Key that gets the rent back.
    pub rent_payer: Pubkey,
}

impl Lot {
    /// An origin lot of a record, and the first entry of its history.
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

    /// Grams of the lot.
    pub fn grams(&self) -> u64 {
        self.end - self.start
    }

    /// Refuses the use of the first `grams` if the lot is locked or has fewer, or if the units are frozen or void.
    /// `record` must be the record that backs the lot.
    pub fn require_usable(&self, record: &Record, grams: u64) -> Result<()> {
        require!(self.state == LotState::Open, CarbonError::LotLocked);
        self.require_grams(record, grams)
    }

    /// Like `require_usable`, but accepts a locked lot.
    pub fn require_grams(&self, record: &Record, grams: u64) -> Result<()> {
        require!(grams > 0, CarbonError::ZeroQuantity);
        require!(grams <= self.grams(), CarbonError::NotEnoughGrams);
        record.require_units(self.start + grams)
    }

    /// Refuses a transfer to the owner itself, of reduction tokens, and of emission tokens unless the recipient
    /// `consents`. Does not look at the record.
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

    /// Creates the account of a child that `buyer` buys. Returns its bump. The buyer chooses the nonce, a time near `now`: so two
    /// buyers do not compete for an address, and no address is used twice, because a lot is closed only when its nonce is too
    /// old for another.
    pub fn create_bought<'info>(
        &self,
        payer: &Signer<'info>,
        key: &Pubkey,
        child: &AccountInfo<'info>,
        buyer: &Pubkey,
        nonce: i64,
        now: i64,
    ) -> Result<u8> {
        require!((now - NONCE_WINDOW..=now + NONCE_WINDOW).contains(&nonce), CarbonError::NonceOutOfTime);
        let seeds: [&[u8]; 4] = [seeds::LOT, key.as_ref(), buyer.as_ref(), &nonce.to_le_bytes()];
        account::create_for::<Self, 4>(payer, child, &seeds)
    }

    /// Refuses to close a lot whose address could be used again.
    pub fn require_old(&self, now: i64) -> Result<()> {
        require!(now > self.opened_at + 2 * NONCE_WINDOW, CarbonError::LotTooNew);
        Ok(())
    }

    /// Splits the first `grams` off into the next child, with the same owner and history.
    pub fn split(&mut self, grams: u64, child_bump: u8, rent_payer: Pubkey, now: i64) -> Result<Self> {
        let middle = self.start.checked_add(grams).filter(|middle| *middle <= self.end);
        let middle = middle.ok_or(CarbonError::NotEnoughGrams)?;
        let child = Self { bump: child_bump, end: middle, children: 0, opened_at: now, rent_payer, ..self.clone() };
        self.start = middle;
        self.children = self.children.checked_add(1).or_overflow()?;
        Ok(child)
    }

    /// Transfers the lot, a new child at `key`, to another owner. Returns the new entry of its history.
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

    /// Locks the lot for a burn proof or an offer.
    pub fn lock(&mut self, by: Pubkey) {
        self.state = LotState::Locked { by };
    }

    /// Refuses unless the lot is locked by the burn proof `by`.
    pub fn require_locked_by(&self, by: &Pubkey) -> Result<()> {
        require!(self.state == LotState::Locked { by: *by }, CarbonError::LotNotLockedByProof);
        Ok(())
    }

    /// Unlocks the lot.
    pub fn unlock(&mut self) {
        self.state = LotState::Open;
    }

    /// Removes the first `grams`. The caller burns the tokens.
    pub fn take(&mut self, grams: u64) -> Result<()> {
        self.start = self.start.checked_add(grams).filter(|start| *start <= self.end).or_overflow()?;
        Ok(())
    }

    /// Converts the first `grams` of the reduction lot at `key` into credit of a settled pool and removes the rest.
    /// Returns the new entry of its history, or `None` if no grams are left.
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

    /// Removes all grams and unlocks the lot. The caller burns the tokens.
    pub fn consume(&mut self) {
        self.start = self.end;
        self.state = LotState::Open;
    }
}

impl Invariant for Lot {
    fn invariant(&self) -> Result<()> {
        let reduction = matches!(self.class, TokenClass::Reduction | TokenClass::ReductionCredit);
        holds([
            self.start <= self.end,
            self.depth > 0,
            self.opened_at > 0,
            self.state == LotState::Open || self.start < self.end,
            reduction || self.conversion_offset == 0,
        ])
    }
}

#[cfg(test)]
mod tests;
