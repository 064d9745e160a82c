//! The proposal to close a year.

use crate::{
    errors::CarbonError,
    notary::{subject::Subject, Ballot},
    record::Inventory,
    source::MAX_INTERESTED,
};
use anchor_lang::prelude::*;
use carbon_wire::digest::{to_bytes, SubjectKind, YearContent, YEAR_CONTENT_LEN};

/// A proposal to close a reporting year at given totals. PDA `[b"closing", source, year]`, closed when executed,
/// rejected, expired, overtaken or cancelled.
#[account]
#[derive(InitSpace, Debug)]
pub struct YearClosing {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// The source.
    pub source: Pubkey,
    /// Reporting year.
    pub year: u16,
    /// Who proposed it.
    pub proposer: Pubkey,
    /// Who paid the rent and gets it back.
    pub rent_payer: Pubkey,
    /// Emitted grams of the inventory.
    pub emitted: u64,
    /// Add-back grams of the inventory.
    pub add_back: u64,
    /// Records in the inventory.
    pub records: u32,
    /// The votes.
    pub ballot: Ballot,
    /// Proposer, owner and operators: whoever of them is a notary does not vote.
    #[max_len(MAX_INTERESTED)]
    pub interested: Vec<Pubkey>,
    /// Room for later fields.
    pub reserved: [u8; 32],
}

impl YearClosing {
    /// Whether the inventory still is what the proposal says.
    pub fn matches(&self, inventory: &Inventory) -> bool {
        self.emitted == inventory.emitted && self.add_back == inventory.add_back && self.records == inventory.records
    }

    /// Refuses an inventory that has changed since the proposal.
    pub fn require_matches(&self, inventory: &Inventory) -> Result<()> {
        require!(self.matches(inventory), CarbonError::InventoryChanged);
        Ok(())
    }

    /// The borsh bytes that the ballot's digest covers.
    pub fn content_bytes(&self) -> [u8; YEAR_CONTENT_LEN] {
        to_bytes(&YearContent {
            source: self.source.to_bytes(),
            year: self.year,
            emitted: self.emitted,
            add_back: self.add_back,
            records: self.records,
        })
    }
}

impl Subject for YearClosing {
    fn kind(&self) -> SubjectKind {
        SubjectKind::YearClosing
    }

    fn registry(&self) -> Pubkey {
        self.registry
    }

    fn ballot(&mut self) -> &mut Ballot {
        &mut self.ballot
    }

    fn content(&self) -> Vec<u8> {
        self.content_bytes().to_vec()
    }

    fn interested(&self) -> &[Pubkey] {
        &self.interested
    }
}
