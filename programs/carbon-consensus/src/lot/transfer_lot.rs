//! `transfer_lot`: transfers units to another owner.

use super::state::*;
use crate::{
    account::{self, now, Invariant},
    errors::CarbonError,
    events::{emit_event, LineageExtended},
    record::Record,
    registry::Registry,
    token::custody::{require_associated, Custody, Opening},
};
use anchor_lang::prelude::*;
use anchor_spl::{associated_token::AssociatedToken, token_2022::Token2022};

/// Moves the first `grams` of a lot into a child lot of the recipient, and as many tokens to the recipient's account:
/// they are burned in one account and minted in the other, because the registry's tokens are not transferable.
///
/// For credits the owner's signature is enough. Emissions are a duty to neutralize, so the recipient signs too; the
/// grams stay in the inventory of the source that emitted them. Reduction tokens cannot be transferred.
#[event_cpi]
#[derive(Accounts)]
pub struct TransferLot<'info> {
    /// Pays the child's rent, and that of the recipient's token account if it does not exist.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Owner of the lot.
    pub owner: Signer<'info>,
    /// CHECK: any key may receive tokens.
    pub recipient: UncheckedAccount<'info>,
    /// The recipient again, as a signer, for emission tokens.
    pub consent: Option<Signer<'info>>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The record that backs the lot.
    pub record: Box<Account<'info, Record>>,
    /// The lot.
    #[account(
        mut,
        has_one = registry @ CarbonError::WrongRegistry,
        has_one = record @ CarbonError::WrongAddress,
        has_one = owner @ CarbonError::NotLotOwner
    )]
    pub lot: Box<Account<'info, Lot>>,
    /// CHECK: the recipient's lot, created here at its derived address.
    #[account(mut)]
    pub child: UncheckedAccount<'info>,
    /// CHECK: a PDA without data; the token program checks that it is the mint's authority.
    pub mint_authority: UncheckedAccount<'info>,
    /// CHECK: the mint of the lot's class; compared with the registry's.
    #[account(mut, address = registry.mint(lot.class) @ CarbonError::WrongMint)]
    pub mint: UncheckedAccount<'info>,
    /// CHECK: the owner's associated token account; `require_associated` checks it.
    #[account(mut)]
    pub from: UncheckedAccount<'info>,
    /// CHECK: the recipient's associated token account; `open_associated` checks it.
    #[account(mut)]
    pub to: UncheckedAccount<'info>,
    /// Token-2022.
    pub token_program: Program<'info, Token2022>,
    /// The associated-token program.
    pub associated_token_program: Program<'info, AssociatedToken>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`TransferLot`].
pub fn transfer_lot(ctx: Context<TransferLot>, grams: u64) -> Result<()> {
    let now = now()?;
    ctx.accounts.validate(grams, now)?;
    let accounts = &mut *ctx.accounts;
    let (lot_key, child_key) = (accounts.lot.key(), accounts.child.key());
    let bump = accounts.lot.create_child(&accounts.payer, &lot_key, &accounts.child)?;
    let mut child = accounts.lot.split(grams, bump, accounts.payer.key(), now)?;
    let entry = child.hand_over(&child_key, accounts.recipient.key(), now)?;
    account::write(&accounts.child, &child)?;
    accounts.move_tokens(grams)?;
    accounts.lot.invariant()?;
    let event =
        LineageExtended { registry: child.registry, record: child.record, parent: lot_key, entry: entry.to_bytes() };
    emit_event(&ctx.accounts.event_authority, &event)
}

impl<'info> TransferLot<'info> {
    fn validate(&self, grams: u64, now: i64) -> Result<()> {
        self.registry.require_live(now)?;
        let (lot, recipient) = (&self.lot, self.recipient.key());
        let consents = self.consent.as_ref().is_some_and(|signer| signer.key() == recipient);
        lot.require_movable(&recipient, consents)?;
        lot.require_usable(&self.record, grams)
    }

    fn move_tokens(&self, grams: u64) -> Result<()> {
        require_associated(self.from.key, self.owner.key, self.mint.key)?;
        let opening = Opening {
            payer: &self.payer,
            token_program: &self.token_program,
            associated_token_program: &self.associated_token_program,
            system_program: &self.system_program,
        };
        opening.open_associated(&self.to, &self.recipient, &self.mint)?;
        let custody = Custody {
            registry: self.registry.key(),
            authority_bump: self.registry.mint_authority_bump,
            authority: &self.mint_authority,
            token_program: &self.token_program,
        };
        custody.transfer(&self.mint, &self.from, &self.to, grams)
    }
}
