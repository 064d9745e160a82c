//! Totals of a source's reporting year.

use crate::{
    account,
    claim::{CarbonData, Ledger},
    errors::{CarbonError, OrOverflow},
    registry::VERSION,
    seeds,
};
use anchor_lang::prelude::*;
use carbon_wire::quantity::Grams;

/// Totals in grams CO2e of one source and reporting year. PDA `[b"inventory", source, year]`. Absorbed grams never net
/// emitted ones.
#[account]
#[derive(InitSpace, Debug)]
pub struct Inventory {
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
    /// Whether notaries have attested that nothing is missing. Any later record reopens the year.
    pub closed: bool,
    /// Number of records.
    pub records: u32,
    /// Scope 1 and the policy's scope 2.
    pub emitted: u64,
    /// Emitted grams burned against absorption credits.
    pub neutralized: u64,
    /// Absorption.
    pub absorbed: u64,
    /// Reductions of a pool member.
    pub reduced: u64,
    /// Credits issued elsewhere for a pool member.
    pub add_back: u64,
    /// Baseline of the year.
    pub baseline: u64,
    /// The other scope-2 figure, disclosed.
    pub other_scope2: u64,
    /// Scope 3, disclosed.
    pub scope3: u64,
    /// Address of the source's pool membership in this year, derived once: notarizing always takes it, so that a pool
    /// cannot be left out.
    pub member: Pubkey,
    /// Room for later fields.
    pub reserved: [u8; 32],
}

impl Inventory {
    /// The inventory of `data`, created when it does not exist.
    pub fn open<'info>(
        payer: &Signer<'info>,
        account: &AccountInfo<'info>,
        registry: &Pubkey,
        source: &Pubkey,
        year: u16,
    ) -> Result<Self> {
        let year_seed = year.to_le_bytes();
        let seeds: [&[u8]; 3] = [seeds::INVENTORY, source.as_ref(), &year_seed];
        let inventory = account::open(payer, account, &seeds, |bump| {
            let member = account::derive(&[seeds::MEMBER, source.as_ref(), &year_seed], &crate::ID)?.0;
            Ok(Self {
                version: VERSION,
                bump,
                registry: *registry,
                source: *source,
                year,
                closed: false,
                records: 0,
                emitted: 0,
                neutralized: 0,
                absorbed: 0,
                reduced: 0,
                add_back: 0,
                baseline: 0,
                other_scope2: 0,
                scope3: 0,
                member,
                reserved: [0; 32],
            })
        })?;
        require!(inventory.source == *source && inventory.year == year, CarbonError::WrongAddress);
        Ok(inventory)
    }

    /// Counts a record in. Reopens the year.
    pub fn count(&mut self, data: &CarbonData) -> Result<()> {
        let total = match data.ledger {
            Ledger::Emitted => &mut self.emitted,
            Ledger::OtherScope2 => &mut self.other_scope2,
            Ledger::Scope3 => &mut self.scope3,
            Ledger::Absorbed => &mut self.absorbed,
            Ledger::Baseline => &mut self.baseline,
        };
        *total = Grams(*total).plus(Grams(data.grams)).or_overflow()?.0;
        self.records = self.records.checked_add(1).or_overflow()?;
        self.closed = false;
        Ok(())
    }
}
