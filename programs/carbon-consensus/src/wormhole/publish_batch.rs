//! `publish_batch`: the new leaves of the log go to the L1.

use super::*;
use crate::{
    account::{self, VERSION},
    errors::CarbonError,
    registry::Registry,
    rollup::RollupLog,
    seeds,
};
use anchor_lang::prelude::*;

/// Publishes root and totals of the log by a Wormhole message, and keeps them as the next batch. Anyone may, once there is
/// at least one new leaf; the payer pays the batch's rent, Wormhole's fee and, for a registry's first message, the rent of
/// Wormhole's own accounts.
///
/// Must be called at top level or one level down: Wormhole and the system program take the rest of the call stack. There is
/// no event beside Wormhole's own: guardians look for that in the log first, which is cut where it gets long.
#[derive(Accounts)]
pub struct PublishBatch<'info> {
    /// Pays rent and fee.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// Its rollup log: the emitter of its messages.
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
    /// CHECK: the core bridge's count of our messages; `post` compares it with the log's.
    #[account(mut)]
    pub sequence: UncheckedAccount<'info>,
    /// CHECK: receives the fee; `post` compares it with the log's.
    #[account(mut)]
    pub fee_collector: UncheckedAccount<'info>,
    /// CHECK: the core bridge; `post` compares it with the log's.
    pub core_bridge: UncheckedAccount<'info>,
    /// CHECK: what the shim signs events with; `post` compares it with the log's.
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
    accounts.registry.require_live(clock.unix_timestamp)?;
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
