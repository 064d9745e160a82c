//! Issuing a record's tokens: its origin lots, and as many tokens as they have grams.

use super::{Lot, Origin, BUFFER_LOT, OWNER_LOT};
use crate::{
    account,
    errors::CarbonError,
    events::{emit_event, LineageExtended},
    record::Record,
    registry::Registry,
    seeds,
    token::custody::{Custody, Opening},
};
use anchor_lang::prelude::*;
use std::ops::Range;

/// What issuing a record's tokens takes. Lot and token account of a holder are passed exactly when it gets grams; the mint
/// when anybody does.
pub struct Issuance<'a, 'info> {
    /// Opens token accounts, and pays for everything.
    pub opening: Opening<'a, 'info>,
    /// Mints.
    pub custody: Custody<'a, 'info>,
    /// The registry.
    pub registry: &'a Registry,
    /// Signs events.
    pub events: &'a AccountInfo<'info>,
    /// Who gets the rent of the lots back.
    pub rent_payer: Pubkey,
    /// The mint of the record's class.
    pub mint: Option<&'a AccountInfo<'info>>,
    /// The owner and the buffer.
    pub holders: [Holder<'a, 'info>; 2],
}

/// Somebody who may get grams of a new record.
pub struct Holder<'a, 'info> {
    /// Who it is.
    pub owner: &'a AccountInfo<'info>,
    /// Its lot, created at its derived address.
    pub lot: Option<&'a AccountInfo<'info>>,
    /// Its associated token account.
    pub token_account: Option<&'a AccountInfo<'info>>,
}

impl<'a, 'info> Holder<'a, 'info> {
    /// From an instruction's accounts.
    pub fn new(
        owner: &'a AccountInfo<'info>,
        lot: &'a Option<UncheckedAccount<'info>>,
        token_account: &'a Option<UncheckedAccount<'info>>,
    ) -> Self {
        Self { owner, lot: lot.as_deref(), token_account: token_account.as_deref() }
    }
}

impl<'info> Issuance<'_, 'info> {
    /// Opens the origin lots of a record at `key` and mints exactly its grams. The buffer's lot is the tail: voiding from the
    /// tail meets it first.
    pub fn issue(&self, record: &Record, key: Pubkey) -> Result<()> {
        if record.data.line.class().is_none() {
            return self.require_no_accounts();
        }
        let (grams, buffer) = (record.data.grams, record.buffer_grams);
        // `split_buffer` made the buffer a part of the grams.
        let owner = grams - buffer;
        self.issue_lot(record, key, OWNER_LOT, 0..owner)?;
        self.issue_lot(record, key, BUFFER_LOT, owner..grams)
    }

    /// Opens one origin lot and mints its grams; nothing for an empty range.
    fn issue_lot(&self, record: &Record, record_key: Pubkey, index: u32, serials: Range<u64>) -> Result<()> {
        let Holder { owner, lot, token_account } = &self.holders[index as usize];
        let (Some(lot), Some(token_account), Some(mint)) = (lot, token_account, self.mint) else {
            require!(serials.is_empty(), CarbonError::WrongIssueAccounts);
            return Ok(());
        };
        require!(!serials.is_empty(), CarbonError::WrongIssueAccounts);
        // A record without a class has been turned away.
        let class = record.data.line.class().ok_or(CarbonError::WrongMint)?;
        require_keys_eq!(mint.key(), self.registry.mint(class), CarbonError::WrongMint);

        let grams = serials.end - serials.start;
        let seeds: [&[u8]; 3] = [seeds::LOT, record_key.as_ref(), &index.to_le_bytes()];
        let bump = account::create_for::<Lot, 3>(self.opening.payer, lot, &seeds)?;
        let origin =
            Origin { address: (lot.key(), bump), class, owner: owner.key(), serials, rent_payer: self.rent_payer };
        let (content, entry) = Lot::issue(record, record_key, origin);
        account::write(lot, &content)?;

        self.opening.open_associated(token_account, owner, mint)?;
        self.custody.mint(mint, token_account, grams)?;
        let extended = LineageExtended {
            registry: record.registry,
            record: record_key,
            parent: record_key,
            entry: entry.to_bytes(),
        };
        emit_event(self.events, &extended)
    }

    /// A record that mints nothing takes no token accounts at all.
    fn require_no_accounts(&self) -> Result<()> {
        let passed = self.mint.is_some()
            || self.holders.iter().any(|holder| holder.lot.is_some() || holder.token_account.is_some());
        require!(!passed, CarbonError::WrongIssueAccounts);
        Ok(())
    }
}
