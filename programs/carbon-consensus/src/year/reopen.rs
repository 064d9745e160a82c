//! Opening a year again, and taking back what the log states of it.

use crate::{
    errors::CarbonError,
    events::{emit_event, LeafAppended},
    record::Inventory,
    rollup::RollupLog,
};
use anchor_lang::prelude::*;

/// Opens the year of the inventory at `key` again, because a record has changed it. Only a closed year can be neutral, so
/// nothing of the leaf that states it holds any more: a correction takes it back, until the year is closed and stated anew.
///
/// The log may be left out where it does not state the year, so that most records wait for nobody's; else it is
/// [`CarbonError::LogRequired`].
pub fn reopen<'info>(
    inventory: &mut Inventory,
    key: Pubkey,
    log: Option<&AccountLoader<'info, RollupLog>>,
    events: &AccountInfo<'info>,
) -> Result<()> {
    inventory.closed = false;
    let Some(stated) = inventory.logged.take() else {
        return Ok(());
    };
    let log = log.ok_or(CarbonError::LogRequired)?;
    let entry = log.load_mut()?.correct(key, stated.leaf, stated.whole(), &Clock::get()?)?;
    emit_event(events, &LeafAppended { registry: inventory.registry, entry })
}
