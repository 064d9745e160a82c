//! `withdraw_factor`: stops the use of a wrong edition.

use super::factor::*;
use crate::{
    errors::CarbonError,
    events::{emit_event, FactorWithdrawn},
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Withdraws a factor: new claims must use its corrected edition. Works while the registry is paused (it only
/// tightens).
#[event_cpi]
#[derive(Accounts)]
pub struct WithdrawFactor<'info> {
    /// The registry's authority.
    #[account(address = registry.authority @ CarbonError::Unauthorized)]
    pub authority: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The factor.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub factor: Box<Account<'info, Factor>>,
}

/// See [`WithdrawFactor`].
pub fn withdraw_factor(ctx: Context<WithdrawFactor>) -> Result<()> {
    let factor = &mut ctx.accounts.factor;
    require!(!factor.withdrawn, CarbonError::FactorWithdrawn);
    factor.withdrawn = true;
    emit_event(
        &ctx.accounts.event_authority,
        &FactorWithdrawn { registry: ctx.accounts.registry.key(), factor: ctx.accounts.factor.key() },
    )
}
