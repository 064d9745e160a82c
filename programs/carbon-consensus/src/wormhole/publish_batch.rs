//! `publish_batch`: publishes the log's new leaves to the L1.

use super::*;
use crate::{
    account::{self, VERSION},
    errors::CarbonError,
    registry::Registry,
    rollup::RollupLog,
    seeds,
};
use anchor_lang::prelude::*;

/// Publishes root and totals of the log by a Wormhole message and stores them as the next batch. Anyone may call it
/// once the log has a new leaf or another number of unimpaired credits. The payer pays the batch's rent, Wormhole's fee and,
/// for a registry's first message, the rent of Wormhole's accounts. Works while the registry is paused, so that the L1 learns
/// of corrections.
///
/// Must be called at top level or one level down: Wormhole and the system program use the rest of the call stack. The
/// program emits no event of its own here, because guardians read Wormhole's event from the log, which is truncated if
/// it is too long.
#[derive(Accounts)]
pub struct PublishBatch<'info> {
    /// Pays rent and fee.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its rollup log, the emitter of its messages.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub log: AccountLoader<'info, RollupLog>,
    /// CHECK: the batch, created or read at its derived address.
    #[account(mut)]
    pub batch: UncheckedAccount<'info>,
    /// CHECK: config of the core bridge; `post` compares it with the log's.
    #[account(mut)]
    pub bridge_config: UncheckedAccount<'info>,
    /// CHECK: the shim's message account; `post` compares it with the log's.
    #[account(mut)]
    pub message: UncheckedAccount<'info>,
    /// CHECK: the core bridge's counter of the registry's messages; `post` compares it with the log's.
    #[account(mut)]
    pub sequence: UncheckedAccount<'info>,
    /// CHECK: receives the fee; `post` compares it with the log's.
    #[account(mut)]
    pub fee_collector: UncheckedAccount<'info>,
    /// CHECK: the core bridge; `post` compares it with the log's.
    pub core_bridge: UncheckedAccount<'info>,
    /// CHECK: the shim's signer of events; `post` compares it with the log's.
    pub shim_authority: UncheckedAccount<'info>,
    /// CHECK: the post-message shim; `post` compares it with the log's.
    pub shim: UncheckedAccount<'info>,
    /// The clock, which the core bridge reads as an account.
    pub clock: Sysvar<'info, Clock>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`PublishBatch`].
pub fn publish_batch(ctx: Context<PublishBatch>) -> Result<()> {
    let accounts = &ctx.accounts;
    let clock = &accounts.clock;
    let (payload, bridge, bump) = {
        let mut log = accounts.log.load_mut()?;
        (log.next_batch(clock)?, log.bridge, log.bump)
    };
    let (registry, index, bytes) = (accounts.registry.key(), payload.batch, payload.encode());
    let sequence = accounts.post(&bridge, bump, &bytes)?;
    let seeds: [&[u8]; 3] = [seeds::BATCH, registry.as_ref(), &index.to_le_bytes()];
    let bump = account::create_for::<Batch, 3>(&accounts.payer, &accounts.batch, &seeds)?;
    let batch = Batch { version: VERSION, bump, registry, index, sequence, payload: bytes, reserved: [0; 32] };
    account::write(&accounts.batch, &batch)
}
