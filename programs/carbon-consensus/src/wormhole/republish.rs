//! `republish`: posts a published batch again.

use super::*;
use crate::{account, errors::CarbonError};
use anchor_lang::prelude::*;

/// Posts a stored batch again with the same bytes, for a message that was lost or whose guardians have been replaced.
/// Anyone may call it and pays Wormhole's fee. The registry does not change.
/// Works while the registry is paused.
pub fn republish(ctx: Context<PublishBatch>) -> Result<()> {
    let accounts = &ctx.accounts;
    let batch: Batch = account::read(&accounts.batch)?.ok_or(CarbonError::WrongAddress)?;
    require_keys_eq!(batch.registry, accounts.registry.key(), CarbonError::WrongRegistry);
    let (bridge, bump) = {
        let log = accounts.log.load()?;
        (log.bridge, log.bump)
    };
    accounts.post(&bridge, bump, &batch.payload)?;
    Ok(())
}
