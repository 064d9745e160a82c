//! A record's supplements: records of the same days, each added by a restatement that raised the total.
//!
//! They form a list: the record names the newest one, and each supplement the one before it. A restatement that lowers the
//! total takes the newest supplement first and the record itself last. A supplement without valid grams leaves the list.

use super::Record;
use crate::{
    account,
    errors::{CarbonError, OrOverflow},
};
use anchor_lang::prelude::*;

/// A supplement that a lowering reaches.
pub struct Supplement {
    /// Its address.
    pub key: Pubkey,
    /// Its content.
    pub record: Record,
    /// Grams of it that become void.
    pub void: u64,
}

/// The supplements that a lowering of a record's total reaches, the newest first.
pub struct Supplements(pub Vec<Supplement>);

impl Supplements {
    /// Reads the supplements that lowering the total of `record` by `grams` reaches. `infos` must be exactly these.
    ///
    /// # Errors
    /// `SupplementsMismatch` for other accounts; `NeutralizedUnits` if neutralized units would become void.
    pub fn reached(record: &Record, mut grams: u64, infos: &[AccountInfo]) -> Result<Self> {
        let (mut next, mut reached) = (record.newest_supplement, vec![]);
        for info in infos {
            require!(grams > 0, CarbonError::SupplementsMismatch);
            let supplement = Self::read(next, info)?;
            let void = supplement.lowerable()?.min(grams);
            grams = grams.checked_sub(void).or_overflow()?;
            next = supplement.newest_supplement;
            reached.push(Supplement { key: info.key(), record: supplement, void });
        }
        require!(grams == 0 || next == Pubkey::default(), CarbonError::SupplementsMismatch);
        require!(grams <= record.lowerable()?, CarbonError::NeutralizedUnits);
        Ok(Self(reached))
    }

    /// Reads the newest `count` supplements, which a restatement froze.
    ///
    /// # Errors
    /// `SupplementsMismatch` for other accounts.
    pub fn newest(record: &Record, count: u8, infos: &[AccountInfo]) -> Result<Self> {
        require!(infos.len() == usize::from(count), CarbonError::SupplementsMismatch);
        let mut next = record.newest_supplement;
        let read = infos.iter().map(|info| {
            let supplement = Self::read(next, info)?;
            next = supplement.newest_supplement;
            Ok(Supplement { key: info.key(), record: supplement, void: 0 })
        });
        read.collect::<Result<_>>().map(Self)
    }

    fn read(expected: Pubkey, info: &AccountInfo) -> Result<Record> {
        require_keys_eq!(info.key(), expected, CarbonError::SupplementsMismatch);
        account::read(info)?.ok_or_else(|| error!(CarbonError::SupplementsMismatch))
    }

    /// Lowers the total of `record` by `grams`: the supplements by the grams they are reached with, the record by the rest.
    /// Returns the number of legs and covers that became due by it.
    pub fn lower(&mut self, record: &mut Record, grams: u64) -> Result<u32> {
        let (mut of_supplements, mut due) = (0u64, 0u32);
        let mut next = match self.0.last() {
            Some(oldest) => oldest.record.newest_supplement,
            None => record.newest_supplement,
        };
        for Supplement { key, record: supplement, void } in self.0.iter_mut().rev() {
            due = due.checked_add(supplement.lower(*void)?).or_overflow()?;
            supplement.newest_supplement = next;
            if supplement.valid_grams > 0 {
                next = *key;
            }
            of_supplements = of_supplements.checked_add(*void).or_overflow()?;
        }
        record.newest_supplement = next;
        record.supplemented_grams = record.supplemented_grams.checked_sub(of_supplements).or_overflow()?;
        due.checked_add(record.lower(grams.checked_sub(of_supplements).or_overflow()?)?).or_overflow()
    }

    /// Freezes or unfreezes the supplements.
    pub fn set_frozen(&mut self, frozen: bool) {
        self.0.iter_mut().for_each(|supplement| supplement.record.frozen = frozen);
    }

    /// Writes the supplements to their accounts, which are passed as for reading.
    pub fn write(&self, infos: &[AccountInfo]) -> Result<()> {
        self.0.iter().zip(infos).try_for_each(|(supplement, info)| account::write(info, &supplement.record))
    }
}
