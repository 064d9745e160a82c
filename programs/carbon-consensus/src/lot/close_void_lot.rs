//! `close_void_lot`: closes a lot whose units are all void, with its tokens.

use super::state::*;
use crate::{
    account::now,
    errors::CarbonError,
    events::{emit_event, VoidLotClosed},
    record::Record,
    registry::Registry,
    token::{
        custody::{require_associated, Custody},
        TokenClass,
    },
};
use anchor_lang::prelude::*;
use anchor_spl::token_2022::Token2022;

/// Burns the tokens of a lot that a restatement made wholly void, and returns the lot's rent. Void units can never be used, so
/// nobody loses by it, and anyone may call it. A lot that a burn proof or an offer locks is unlocked first. Reduction lots are
/// emptied by `convert_reduction`, because the settlement reviews them.
#[event_cpi]
#[derive(Accounts)]
pub struct CloseVoidLot<'info> {
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The record that backs the lot.
    pub record: Box<Account<'info, Record>>,
    /// The lot; closed.
    #[account(
        mut,
        close = rent_payer,
        has_one = registry @ CarbonError::WrongRegistry,
        has_one = record @ CarbonError::WrongAddress,
        has_one = rent_payer @ CarbonError::WrongRentPayer
    )]
    pub lot: Box<Account<'info, Lot>>,
    /// CHECK: gets the rent back; checked against the lot.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
    /// CHECK: a PDA without data; the token program checks that it is the mint's authority.
    pub mint_authority: UncheckedAccount<'info>,
    /// CHECK: the mint of the lot's class; compared with the registry's.
    #[account(mut, address = registry.mint(lot.class) @ CarbonError::WrongMint)]
    pub mint: UncheckedAccount<'info>,
    /// CHECK: the owner's associated token account; `require_associated` checks it.
    #[account(mut)]
    pub token_account: UncheckedAccount<'info>,
    /// Token-2022.
    pub token_program: Program<'info, Token2022>,
}

/// See [`CloseVoidLot`].
pub fn close_void_lot(ctx: Context<CloseVoidLot>) -> Result<()> {
    let (accounts, now) = (&ctx.accounts, now()?);
    let (registry, lot) = (&accounts.registry, &accounts.lot);
    registry.require_live(now)?;
    require!(lot.class != TokenClass::Reduction, CarbonError::ClassDoesNotMove);
    require!(lot.state == LotState::Open, CarbonError::LotLocked);
    require!(lot.grams() > 0, CarbonError::ZeroQuantity);
    require!(lot.start >= accounts.record.valid_grams, CarbonError::ValidUnits);
    lot.require_old(now)?;
    require_associated(accounts.token_account.key, &lot.owner, accounts.mint.key)?;
    let custody = Custody {
        registry: registry.key(),
        authority_bump: registry.mint_authority_bump,
        authority: &accounts.mint_authority,
        token_program: &accounts.token_program,
    };
    custody.burn(&accounts.mint, &accounts.token_account, lot.grams())?;
    let Lot { record, class, owner, start, end, .. } = Lot::clone(lot);
    let event = VoidLotClosed { registry: registry.key(), lot: lot.key(), record, class, owner, start, end };
    emit_event(&ctx.accounts.event_authority, &event)
}
