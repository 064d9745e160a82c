//! Emission factors: grams of each gas per unit of activity.

use crate::{errors::CarbonError, registry::GwpSet};
use anchor_lang::prelude::*;
use carbon_wire::{calendar, factor, quantity::Grams};

/// Maximum length of the name of a factor or its unit, in bytes.
pub const MAX_FACTOR_NAME: usize = 64;

/// Meaning of the amounts of CH4 and N2O.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Mass of the gas, multiplied by its warming potential (US EPA).
    Mass,
    /// Already CO2e (UK Government).
    Co2e,
}

impl From<Basis> for factor::Basis {
    fn from(basis: Basis) -> Self {
        match basis {
            Basis::Mass => Self::Mass,
            Basis::Co2e => Self::Co2e,
        }
    }
}

/// Micrograms of each gas per activity unit; `other` is CO2e.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gases {
    /// Carbon dioxide.
    pub co2: u64,
    /// Methane.
    pub ch4: u64,
    /// Nitrous oxide.
    pub n2o: u64,
    /// All other gases, as CO2e.
    pub other: u64,
}

/// An edition of an emission factor. PDA `[b"factor", registry, family, edition]`. Its values never change: a
/// correction is a new edition, and the old one can be withdrawn.
#[account]
#[derive(InitSpace, Debug)]
pub struct Factor {
    /// Layout version.
    pub version: u8,
    /// PDA bump.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// Number of the activity that it is a factor of; streams name it.
    pub family: u32,
    /// Edition within the family, such as the year of a table.
    pub edition: u16,
    /// Amounts.
    pub gases: Gases,
    /// Meaning of the amounts of CH4 and N2O.
    pub basis: Basis,
    /// GWP set: the registry's.
    pub gwp: GwpSet,
    /// First day for which it may be used, as days since 1970-01-01.
    pub valid_from: u32,
    /// Last day, included.
    pub valid_until: u32,
    /// Whether it is withdrawn: new claims cannot use it.
    pub withdrawn: bool,
    /// Name and source, UTF-8, padded with zeros.
    pub name: [u8; MAX_FACTOR_NAME],
    /// Activity unit.
    pub unit: [u8; MAX_FACTOR_NAME],
    /// First second at which claims may use it. Publishing is a loosening, so it waits for the timelock.
    pub active_at: i64,
    /// Room for later fields.
    pub reserved: [u8; 24],
}

/// Whether the factor at the address `key` that data names is withdrawn. It is passed exactly when `key` is not the default.
///
/// # Errors
/// `FactorAccountMismatch` for another account, or one too many or missing.
pub fn is_withdrawn(factor: Option<&Account<Factor>>, key: &Pubkey) -> Result<bool> {
    require_keys_eq!(factor.map(Account::key).unwrap_or_default(), *key, CarbonError::FactorAccountMismatch);
    Ok(factor.is_some_and(|factor| factor.withdrawn))
}

impl Factor {
    /// Refuses values outside their range, each with its own error.
    pub fn validate(&self, gwp: GwpSet) -> Result<()> {
        require!(self.gwp == gwp, CarbonError::GwpMismatch);
        let in_calendar = calendar::civil(self.valid_until).is_some();
        require!(self.valid_from <= self.valid_until && in_calendar, CarbonError::InvalidValidity);
        Ok(())
    }

    /// Refuses a claim of another family or of days outside the validity, and refuses a factor that is withdrawn or not active
    /// yet.
    pub fn require_usable(&self, family: u32, first_day: u32, last_day: u32, now: i64) -> Result<()> {
        require!(!self.withdrawn, CarbonError::FactorWithdrawn);
        require!(now >= self.active_at, CarbonError::FactorNotActive);
        require!(self.family == family, CarbonError::WrongFactorFamily);
        require!(self.valid_from <= first_day && last_day <= self.valid_until, CarbonError::FactorNotValid);
        Ok(())
    }

    /// Grams CO2e of an activity, given in millionths of the unit. `None` if the result is out of range.
    pub fn grams(&self, activity: u64, rounding: factor::Rounding) -> Option<Grams> {
        let Gases { co2, ch4, n2o, other } = self.gases;
        factor::Gases { co2, ch4, n2o, other }.grams(activity, self.basis.into(), self.gwp.into(), rounding)
    }
}
