//! Promising units of a lot to something.

use super::state::Lot;
use crate::{
    account,
    errors::CarbonError,
    events::{emit_event, LotSplit},
};
use anchor_lang::prelude::*;

/// The first `grams` of a lot are promised to `by`.
pub struct Lock<'a, 'info> {
    /// Pays the rent of a child.
    pub payer: &'a Signer<'info>,
    /// Signs events.
    pub events: &'a AccountInfo<'info>,
    /// What they are promised to.
    pub by: Pubkey,
    /// How many.
    pub grams: u64,
    /// Unix time.
    pub now: i64,
}

impl<'info> Lock<'_, 'info> {
    /// Locks a whole lot as it is, a part in a child that is split off. Returns the locked lot and its address. That the
    /// units can be used is the caller's to see.
    pub fn lock(
        &self,
        lot: &mut Account<'info, Lot>,
        child: &Option<UncheckedAccount<'info>>,
    ) -> Result<(Pubkey, Lot)> {
        let key = lot.key();
        let Some(child) = child else {
            require!(self.grams == lot.grams(), CarbonError::WrongChild);
            lot.lock(self.by);
            return Ok((key, Lot::clone(lot)));
        };
        require!(self.grams < lot.grams(), CarbonError::WrongChild);
        let bump = lot.create_child(self.payer, &key, child)?;
        let mut part = lot.split(self.grams, bump, self.payer.key(), self.now)?;
        part.lock(self.by);
        account::write(child, &part)?;
        let split =
            LotSplit { registry: part.registry, parent: key, lot: child.key(), start: part.start, end: part.end };
        emit_event(self.events, &split)?;
        Ok((child.key(), part))
    }
}
