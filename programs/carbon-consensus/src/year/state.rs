//! The proposal to close a year.

use crate::{account::Invariant, errors::CarbonError, notary::Subject, record::Inventory};
use anchor_lang::prelude::*;
use carbon_wire::{
    digest::{content_hash, YearContent, YEAR_CONTENT_LEN},
    Hash,
};

/// A proposal to close a reporting year at given totals. PDA `[b"closing", source, year]`, closed when executed or
/// dropped.
#[account]
#[derive(InitSpace, Debug)]
pub struct YearClosing {
    /// Registry, votes and conflicted keys.
    pub subject: Subject,
    /// The source.
    pub source: Pubkey,
    /// Reporting year.
    pub year: u16,
    /// The proposer.
    pub proposer: Pubkey,
    /// Key that paid the rent and gets it back.
    pub rent_payer: Pubkey,
    /// Emitted grams of the inventory.
    pub emitted: u64,
    /// Add-back grams of the inventory.
    pub add_back: u64,
    /// Number of records in the inventory.
    pub records: u32,
    /// Number of add-back records among them.
    pub add_back_records: u32,
    /// The other scope-2 figure of the inventory, in grams.
    pub other_scope2: u64,
    /// Scope-3 grams of the inventory.
    pub scope3: u64,
    /// Room for later fields.
    pub reserved: [u8; 12],
}

impl YearClosing {
    /// Whether the inventory still has the proposal's emissions, disclosed figures and records. Later add-backs change none of
    /// them, so a stranger cannot undo a proposal with them.
    pub fn matches(&self, inventory: &Inventory) -> bool {
        let own = |records: u32, add_back_records: u32| records.checked_sub(add_back_records);
        (self.emitted, self.other_scope2, self.scope3) == (inventory.emitted, inventory.other_scope2, inventory.scope3)
            && own(self.records, self.add_back_records) == own(inventory.records, inventory.add_back_records)
    }

    /// Refuses an inventory that has changed since the proposal.
    pub fn require_matches(&self, inventory: &Inventory) -> Result<()> {
        require!(self.matches(inventory), CarbonError::InventoryChanged);
        Ok(())
    }

    /// Hash of the content that the notaries decide about: the inventory's totals.
    pub fn content(inventory: &Inventory) -> Hash {
        content_hash::<YEAR_CONTENT_LEN>(&YearContent {
            source: inventory.source.to_bytes(),
            year: inventory.year,
            emitted: inventory.emitted,
            add_back: inventory.add_back,
            records: inventory.records,
        })
    }
}

impl Invariant for YearClosing {
    fn invariant(&self) -> Result<()> {
        self.subject.ballot.invariant()
    }
}
