//! Reopening a year, and withdrawing its figures from the log.

use crate::{
    errors::CarbonError,
    events::{emit_event, LeafAppended},
    record::Inventory,
    rollup::RollupLog,
};
use anchor_lang::prelude::*;

/// Reopens the year of the inventory at `key`, because a record has changed it. Only a closed year can be neutral, so a
/// leaf with its figures no longer holds: a correction withdraws it until the year is closed and logged again.
///
/// The log may be left out if it does not have the year's figures, so that most records do not write a shared account.
/// Otherwise leaving it out is [`CarbonError::LogRequired`].
pub fn reopen<'info>(
    inventory: &mut Inventory,
    key: Pubkey,
    log: Option<&AccountLoader<'info, RollupLog>>,
    events: &AccountInfo<'info>,
) -> Result<()> {
    inventory.closed = false;
    let Some(logged) = inventory.logged.take() else {
        return Ok(());
    };
    let log = log.ok_or(CarbonError::LogRequired)?;
    let entry = log.load_mut()?.correct(key, logged.leaf, logged.whole(), &Clock::get()?)?;
    emit_event(events, &LeafAppended { registry: inventory.registry, entry })
}
