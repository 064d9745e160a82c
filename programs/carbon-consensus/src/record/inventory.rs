//! Totals of a source's reporting year.

use super::state::Record;
use crate::{
    account::{self, holds, Invariant, VERSION},
    errors::{CarbonError, OrOverflow},
    record::{CarbonData, InventoryLine},
    seeds,
};
use anchor_lang::prelude::*;
use carbon_wire::pool::extend_trail;

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
    /// Whether notaries have attested that the year is complete. A later record reopens the year.
    pub closed: bool,
    /// Number of records.
    pub records: u32,
    /// Number of add-back records among them.
    pub add_back_records: u32,
    /// Emitted grams: scope 1 and the policy's scope 2.
    pub emitted: u64,
    /// Emitted grams burned against absorption credits.
    pub neutralized: u64,
    /// Absorbed grams.
    pub absorbed: u64,
    /// Reductions of a pool member.
    pub reduced: u64,
    /// Credits that another scheme issued to a pool member.
    pub add_back: u64,
    /// Baseline of the year.
    pub baseline: u64,
    /// The other scope-2 figure, disclosed.
    pub other_scope2: u64,
    /// Scope 3, disclosed.
    pub scope3: u64,
    /// Address of the source's pool membership in this year, derived once. Notarizing always takes it, so that a pool
    /// cannot be left out.
    pub member: Pubkey,
    /// Head of the trail of emission records that count as `emitted`: a chain of keccak-256 hashes over their addresses.
    pub emissions: [u8; 32],
    /// Head of the trail of reduction records.
    pub reductions: [u8; 32],
    /// Unix time of the newest reduction record.
    pub reduced_at: i64,
    /// The newest leaf with the year's figures; only while the year is closed, because reopening withdraws the leaf.
    pub logged: Option<LoggedYear>,
    /// Room for later fields.
    pub reserved: [u8; 24],
}

/// The year's figures in the rollup log.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoggedYear {
    /// Index of the leaf.
    pub leaf: u64,
    /// Grams emitted, as logged.
    pub emitted: u64,
    /// Grams neutralized, as logged.
    pub neutralized: u64,
    /// UTC day on which the leaf was appended, as days since 1970-01-01.
    pub day: i64,
}

impl LoggedYear {
    /// Grams of a correction that withdraws the whole leaf: all emitted grams, and at least one, because a correction
    /// by zero restores the leaf.
    pub fn whole(&self) -> u64 {
        self.emitted.max(1)
    }
}

impl Inventory {
    /// The inventory of a source and year; created if it does not exist.
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
                add_back_records: 0,
                emitted: 0,
                neutralized: 0,
                absorbed: 0,
                reduced: 0,
                add_back: 0,
                baseline: 0,
                other_scope2: 0,
                scope3: 0,
                member,
                emissions: [0; 32],
                reductions: [0; 32],
                reduced_at: 0,
                logged: None,
                reserved: [0; 24],
            })
        })?;
        require!(inventory.source == *source && inventory.year == year, CarbonError::WrongAddress);
        Ok(inventory)
    }

    /// Adds a record notarized at `now`. The caller must also reopen the year.
    ///
    /// At most one reduction per second is accepted. The trail is thus in ascending order of (notarized time, record
    /// key), in which a pool converts reductions.
    pub fn count(&mut self, data: &CarbonData, record: &Pubkey, now: i64) -> Result<()> {
        match data.line {
            InventoryLine::Emitted => self.emissions = extend_trail(&self.emissions, &record.to_bytes()),
            InventoryLine::Reduced => {
                require!(now > self.reduced_at, CarbonError::ReductionTooSoon);
                self.reduced_at = now;
                self.reductions = extend_trail(&self.reductions, &record.to_bytes());
            }
            _ => {}
        }
        let total = self.total(data.line);
        *total = total.checked_add(data.grams).or_overflow()?;
        self.records = self.records.checked_add(1).or_overflow()?;
        if data.line == InventoryLine::AddBack {
            self.add_back_records = self.add_back_records.checked_add(1).or_overflow()?;
        }
        Ok(())
    }

    /// Subtracts void grams of a record. The caller must also reopen the year.
    pub fn count_out(&mut self, line: InventoryLine, grams: u64) -> Result<()> {
        let total = self.total(line);
        *total = total.checked_sub(grams).or_overflow()?;
        Ok(())
    }

    fn total(&mut self, line: InventoryLine) -> &mut u64 {
        match line {
            InventoryLine::Emitted => &mut self.emitted,
            InventoryLine::OtherScope2 => &mut self.other_scope2,
            InventoryLine::Scope3 => &mut self.scope3,
            InventoryLine::Absorbed => &mut self.absorbed,
            InventoryLine::Reduced => &mut self.reduced,
            InventoryLine::AddBack => &mut self.add_back,
            InventoryLine::Baseline => &mut self.baseline,
        }
    }

    /// Refuses addresses other than that of the source's pool membership in this year.
    pub fn require_member(&self, member: &AccountInfo) -> Result<()> {
        require_keys_eq!(member.key(), self.member, CarbonError::WrongAddress);
        Ok(())
    }

    /// Refuses a record of another source or year.
    pub fn require_for(&self, record: &Record) -> Result<()> {
        require!(self.source == record.source && self.year == record.data.year, CarbonError::WrongAddress);
        Ok(())
    }

    /// Adds neutralized grams; refuses more than the emitted grams.
    pub fn neutralize(&mut self, grams: u64) -> Result<()> {
        let sum = self.neutralized.checked_add(grams).filter(|sum| *sum <= self.emitted);
        self.neutralized = sum.or_overflow()?;
        Ok(())
    }

    /// Subtracts neutralized grams whose credits are void.
    pub fn impair(&mut self, grams: u64) -> Result<()> {
        self.neutralized = self.neutralized.checked_sub(grams).or_overflow()?;
        Ok(())
    }

    /// Grams by which the newest leaf overstates the neutralized grams.
    pub fn overstated(&self) -> u64 {
        // The saturation is right here: the leaf may also state less.
        self.logged.map_or(0, |logged| logged.neutralized.saturating_sub(self.neutralized))
    }

    /// Whether the year is carbon neutral: it is closed, and its emissions are more than zero and all neutralized.
    pub fn is_neutral(&self) -> bool {
        self.closed && self.emitted > 0 && self.neutralized == self.emitted
    }

    /// The leaf in the log, if it has exactly these figures.
    pub fn logged_unchanged(&self) -> Option<LoggedYear> {
        self.logged.filter(|logged| (logged.emitted, logged.neutralized) == (self.emitted, self.neutralized))
    }

    /// Stores the leaf with the present figures, appended on this day.
    pub fn set_logged(&mut self, leaf: u64, day: i64) {
        self.logged = Some(LoggedYear { leaf, emitted: self.emitted, neutralized: self.neutralized, day });
    }
}

impl Invariant for Inventory {
    fn invariant(&self) -> Result<()> {
        let logged = self.logged.is_none_or(|logged| logged.neutralized <= logged.emitted);
        holds([
            self.neutralized <= self.emitted,
            self.add_back_records <= self.records,
            self.closed || self.logged.is_none(),
            logged,
        ])
    }
}
