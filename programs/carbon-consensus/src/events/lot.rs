//! Events of lots and their histories.

use crate::token::TokenClass;
use anchor_lang::prelude::*;
use carbon_wire::lineage::ENTRY_LEN;

/// An entry was added to a lot's history.
#[event]
pub struct LineageExtended {
    /// The registry.
    pub registry: Pubkey,
    /// The record that backs the lot.
    pub record: Pubkey,
    /// The lot that the units were split off, whose history this history continues; the record for an issue.
    pub parent: Pubkey,
    /// The entry, as hashed: see `carbon_wire::lineage::Entry`.
    pub entry: [u8; ENTRY_LEN],
}

/// A part of a lot was split off into a new lot with the same owner and history.
#[event]
pub struct LotSplit {
    /// The registry.
    pub registry: Pubkey,
    /// The lot that it was split off.
    pub parent: Pubkey,
    /// The new lot.
    pub lot: Pubkey,
    /// First serial, included.
    pub start: u64,
    /// Last serial, excluded.
    pub end: u64,
}

/// An empty lot was closed.
#[event]
pub struct LotClosed {
    /// The registry.
    pub registry: Pubkey,
    /// The lot.
    pub lot: Pubkey,
}

/// A lot whose units were all void was closed, and its tokens burned.
#[event]
pub struct VoidLotClosed {
    /// The registry.
    pub registry: Pubkey,
    /// The lot.
    pub lot: Pubkey,
    /// The record that backed it.
    pub record: Pubkey,
    /// Class of its tokens.
    pub class: TokenClass,
    /// Its owner.
    pub owner: Pubkey,
    /// First serial, included.
    pub start: u64,
    /// Last serial, excluded.
    pub end: u64,
}
