//! `collect_fees`: moves a source's claim fees to the treasury.

use super::state::Source;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, FeesCollected},
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Moves the lamports that a source holds above its rent to the registry's treasury. Anyone may call it. Fees are kept
/// at the source, so that claims do not write a global account. Donated lamports are moved too; no rule depends on this
/// balance.
#[event_cpi]
#[derive(Accounts)]
pub struct CollectFees<'info> {
    /// The registry.
    #[account(has_one = treasury @ CarbonError::Unauthorized)]
    pub registry: Box<Account<'info, Registry>>,
    /// The source.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub source: Box<Account<'info, Source>>,
    /// CHECK: any account; checked against the registry.
    #[account(mut)]
    pub treasury: UncheckedAccount<'info>,
}

/// See [`CollectFees`].
pub fn collect_fees(ctx: Context<CollectFees>) -> Result<()> {
    ctx.accounts.registry.require_unpaused(now()?)?;
    let info = ctx.accounts.source.to_account_info();
    let rent = Rent::get()?.minimum_balance(info.data_len());
    let lamports = match info.lamports().checked_sub(rent) {
        Some(lamports) if lamports > 0 => lamports,
        _ => return err!(CarbonError::NothingToCollect),
    };
    emit_event(
        &ctx.accounts.event_authority,
        &FeesCollected { registry: ctx.accounts.registry.key(), source: info.key(), lamports },
    )?;
    // After the event: the runtime refuses a CPI while balances of its accounts are being moved by hand.
    info.sub_lamports(lamports)?;
    ctx.accounts.treasury.add_lamports(lamports)?;
    Ok(())
}
