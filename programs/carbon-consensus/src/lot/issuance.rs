//! Issuing a record's tokens: its origin lots, and one base unit per gram.

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

/// What is needed to issue a record's tokens. Lot and token account of a holder are passed exactly when it receives
/// grams, the mint exactly when a holder does.
pub struct Issuance<'a, 'info> {
    /// Opens token accounts; has the payer.
    pub opening: Opening<'a, 'info>,
    /// Mints the tokens.
    pub custody: Custody<'a, 'info>,
    /// The registry.
    pub registry: &'a Registry,
    /// Signs events.
    pub events: &'a AccountInfo<'info>,
    /// Key that gets the rent of the lots back.
    pub rent_payer: Pubkey,
    /// The mint of the record's class.
    pub mint: Option<&'a AccountInfo<'info>>,
    /// The owner and the buffer.
    pub holders: [Holder<'a, 'info>; 2],
}

/// A possible recipient of a new record's grams.
pub struct Holder<'a, 'info> {
    /// The recipient's key.
    pub owner: &'a AccountInfo<'info>,
    /// The recipient's lot, created at its derived address.
    pub lot: Option<&'a AccountInfo<'info>>,
    /// The recipient's associated token account.
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
    /// Opens the origin lots of the record at `key` and mints exactly its grams. The buffer's lot is at the end of the
    /// range, so lowering the record voids it first.
    pub fn issue(&self, record: &Record, key: Pubkey) -> Result<()> {
        if record.data.line.class().is_none() {
            return self.require_no_accounts();
        }
        let (grams, buffer) = (record.data.grams, record.buffer_grams);
        // The buffer's grams are a part of the grams (`split_buffer`), so this cannot underflow.
        let owner = grams - buffer;
        self.issue_lot(record, key, OWNER_LOT, 0..owner)?;
        self.issue_lot(record, key, BUFFER_LOT, owner..grams)
    }

    /// Opens one origin lot and mints its grams; for an empty range it does nothing and refuses passed accounts.
    fn issue_lot(&self, record: &Record, record_key: Pubkey, index: u32, serials: Range<u64>) -> Result<()> {
        let Holder { owner, lot, token_account } = &self.holders[index as usize];
        let (Some(lot), Some(token_account), Some(mint)) = (lot, token_account, self.mint) else {
            require!(serials.is_empty(), CarbonError::WrongIssueAccounts);
            return Ok(());
        };
        require!(!serials.is_empty(), CarbonError::WrongIssueAccounts);
        // Records without a class have been handled before.
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

    /// Refuses token accounts for a record that mints no tokens.
    fn require_no_accounts(&self) -> Result<()> {
        let passed = self.mint.is_some()
            || self.holders.iter().any(|holder| holder.lot.is_some() || holder.token_account.is_some());
        require!(!passed, CarbonError::WrongIssueAccounts);
        Ok(())
    }
}
