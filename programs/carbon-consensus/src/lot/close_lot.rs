//! `close_lot`: closes an empty lot and returns its rent.

use super::state::*;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, LotClosed},
};
use anchor_lang::prelude::*;

/// Closes an empty lot, not within 20 minutes after it was opened. Anyone may call it, also while the registry is paused. Its
/// children and their histories do not need it, and its address is not used again: a parent counts its children, the nonce of a
/// bought lot is too old by then, and a record is never closed.
#[event_cpi]
#[derive(Accounts)]
pub struct CloseLot<'info> {
    /// The lot; closed.
    #[account(mut, close = rent_payer, has_one = rent_payer @ CarbonError::WrongRentPayer)]
    pub lot: Box<Account<'info, Lot>>,
    /// CHECK: gets the rent back; checked against the lot.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

/// See [`CloseLot`].
pub fn close_lot(ctx: Context<CloseLot>) -> Result<()> {
    let lot = &ctx.accounts.lot;
    require!(lot.grams() == 0, CarbonError::LotNotEmpty);
    lot.require_old(now()?)?;
    emit_event(&ctx.accounts.event_authority, &LotClosed { registry: lot.registry, lot: lot.key() })
}
