//! A lot: a contiguous range of a record's tokens held by one owner.

use crate::{record::Record, registry::VERSION, token::TokenClass};
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
    pub opened: i64,
    /// Who paid the rent and gets it back.
    pub rent_payer: Pubkey,
    /// Whether its units can be used.
    pub state: LotState,
    /// Room for later fields.
    pub reserved: [u8; 32],
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
            opened: record.notarized_at,
            rent_payer: origin.rent_payer,
            state: LotState::Open,
            reserved: [0; 32],
        };
        (lot, entry)
    }
}
