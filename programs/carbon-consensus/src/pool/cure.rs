//! Credits that a member burned to cure its pool.

use crate::{
    account::{self, Invariant, VERSION},
    errors::CarbonError,
    record::{Record, Serials},
    seeds,
};
use anchor_lang::prelude::*;

/// Credits of one record that a member burned to cure its pool. PDA `[b"cure", membership, record]`, never closed: these credits
/// can become void, and then they do not cure any more.
#[account]
#[derive(InitSpace, Debug)]
pub struct Cure {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// The membership.
    pub member: Pubkey,
    /// The record that backs the burned units.
    pub record: Pubkey,
    /// Grams of the units counted as void so far.
    pub void: u64,
    /// Number of lowerings of the record that the cure has seen.
    pub lowerings: u32,
    /// Room for later fields.
    pub reserved: [u8; 32],
    /// The burned units. The last field, so that the others have fixed offsets.
    pub serials: Serials,
}

impl Cure {
    /// Adds units to the cure of a member by a record, which is created if it does not exist.
    pub fn add<'info>(
        payer: &Signer<'info>,
        account: &AccountInfo<'info>,
        member: Pubkey,
        record: &mut Account<'info, Record>,
        serials: std::ops::Range<u64>,
    ) -> Result<()> {
        let (key, is_new) = (record.key(), account.data_is_empty());
        let seeds: [&[u8]; 3] = [seeds::CURE, member.as_ref(), key.as_ref()];
        let mut cure = account::open(payer, account, &seeds, |bump| {
            Ok(Self {
                version: VERSION,
                bump,
                registry: record.registry,
                member,
                record: key,
                void: 0,
                lowerings: record.lowerings,
                reserved: [0; 32],
                serials: Serials::default(),
            })
        })?;
        require!(cure.member == member && cure.record == key, CarbonError::WrongAddress);
        record.require_seen(cure.lowerings)?;
        if is_new {
            record.use_credit()?;
        }
        cure.serials.add(serials.start, serials.end)?;
        account::write(account, &cure)
    }
}

impl Invariant for Cure {}
