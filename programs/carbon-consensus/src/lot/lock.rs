//! Locking units of a lot for a burn proof or an offer.

use super::state::Lot;
use crate::{
    account::{self, Invariant},
    errors::CarbonError,
    events::{emit_event, LotSplit},
};
use anchor_lang::prelude::*;

/// Locks the first `grams` of a lot for `by`.
pub struct Lock<'a, 'info> {
    /// Pays the rent of the child lot.
    pub payer: &'a Signer<'info>,
    /// Signs events.
    pub events: &'a AccountInfo<'info>,
    /// The burn proof or offer.
    pub by: Pubkey,
    /// Grams to lock.
    pub grams: u64,
    /// Current Unix time.
    pub now: i64,
}

impl<'info> Lock<'_, 'info> {
    /// Locks the lot itself if `child` is `None`, and otherwise splits the grams off into `child` and locks that.
    /// Returns the locked lot and its address. The caller must have checked `require_usable`.
    pub fn lock(
        &self,
        lot: &mut Account<'info, Lot>,
        child: &Option<UncheckedAccount<'info>>,
    ) -> Result<(Pubkey, Lot)> {
        let key = lot.key();
        let Some(child) = child else {
            require!(self.grams == lot.grams(), CarbonError::WrongChild);
            lot.lock(self.by);
            lot.invariant()?;
            return Ok((key, Lot::clone(lot)));
        };
        require!(self.grams < lot.grams(), CarbonError::WrongChild);
        let bump = lot.create_child(self.payer, &key, child)?;
        let mut part = lot.split(self.grams, bump, self.payer.key(), self.now)?;
        part.lock(self.by);
        account::write(child, &part)?;
        lot.invariant()?;
        let split =
            LotSplit { registry: part.registry, parent: key, lot: child.key(), start: part.start, end: part.end };
        emit_event(self.events, &split)?;
        Ok((child.key(), part))
    }
}
