//! The lots of a burn proof's legs, passed as further accounts.

use super::state::{BurnProof, Side, Units};
use crate::{account, errors::CarbonError, lot::Lot, record::Record};
use anchor_lang::prelude::*;

/// Reads the record that backs units.
pub fn read_record(units: &Units, info: &AccountInfo) -> Result<Record> {
    require_keys_eq!(info.key(), units.record, CarbonError::WrongLegAccounts);
    account::read(info)?.ok_or_else(|| error!(CarbonError::WrongLegAccounts))
}

/// Reads the locked lot of a side, calls `change` and writes the lot back.
pub fn change_lot(proof: &Pubkey, side: &Side, info: &AccountInfo, change: impl FnOnce(&mut Lot)) -> Result<()> {
    require_keys_eq!(info.key(), side.lot, CarbonError::WrongLegAccounts);
    let mut lot: Lot = account::read(info)?.ok_or(CarbonError::WrongLegAccounts)?;
    lot.require_locked_by(proof)?;
    change(&mut lot);
    account::write(info, &lot)
}

/// Unlocks the lots of all sides, passed in the order of the sides.
pub fn unlock_all(key: &Pubkey, proof: &BurnProof, infos: &[AccountInfo]) -> Result<()> {
    require!(infos.len() == 2 * proof.legs.len(), CarbonError::WrongLegAccounts);
    proof.sides().zip(infos).try_for_each(|(side, info)| change_lot(key, side, info, Lot::unlock))
}
