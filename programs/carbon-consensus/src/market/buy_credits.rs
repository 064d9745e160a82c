//! `buy_credits`: exchanges payment and credits in one transaction.

use super::{payment::*, state::*};
use crate::{
    account::{self, now, Invariant},
    errors::CarbonError,
    events::{emit_event, CreditsBought, LineageExtended},
    lot::Lot,
    record::Record,
    registry::Registry,
    token::custody::{require_associated, Custody, Opening},
};
use anchor_lang::prelude::*;
use anchor_spl::{
    associated_token::AssociatedToken,
    token_2022::Token2022,
    token_interface::{transfer_checked, TokenAccount, TokenInterface, TransferChecked},
};

/// Data of a purchase.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug)]
pub struct BuyCreditsArgs {
    /// Grams to buy.
    pub grams: u64,
    /// Maximum base units of the payment mint that the buyer pays.
    pub max_total: u64,
    /// Maximum end of the serials bought, excluded: a restatement voids the highest serials first, and other buyers may have
    /// taken the lower ones. The maximum of `u64` accepts any.
    pub max_end: u64,
    /// Unix time within 10 minutes of now that the buyer chooses; part of the address of the bought lot, so that two buyers do
    /// not claim the same address.
    pub nonce: i64,
}

/// Buys the first grams of an offer. The limits protect the
/// buyer if the offer was cancelled and a new one was made at the same address, or if others bought before. Seller and treasury are paid to their
/// associated token accounts, which the payer opens if they do not exist. The rest stays for sale; a sold-out offer is
/// closed.
#[event_cpi]
#[derive(Accounts)]
pub struct BuyCredits<'info> {
    /// Pays the child's rent, and that of token accounts that do not exist.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The buyer.
    pub buyer: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The offer.
    #[account(
        mut,
        has_one = registry @ CarbonError::WrongRegistry,
        has_one = seller @ CarbonError::WrongAddress,
        has_one = lot @ CarbonError::WrongAddress,
        has_one = payment_mint @ CarbonError::WrongMint,
        has_one = rent_payer @ CarbonError::WrongRentPayer
    )]
    pub offer: Box<Account<'info, Offer>>,
    /// CHECK: the seller; checked against the offer.
    pub seller: UncheckedAccount<'info>,
    /// CHECK: gets the rent back if the offer is sold out; checked against the offer.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
    /// The record that backs the lot.
    pub record: Box<Account<'info, Record>>,
    /// The offer's lot.
    #[account(mut, has_one = record @ CarbonError::WrongAddress)]
    pub lot: Box<Account<'info, Lot>>,
    /// CHECK: the buyer's lot, created here at its derived address.
    #[account(mut)]
    pub child: UncheckedAccount<'info>,
    /// CHECK: a PDA without data; the token program checks that it is the mint's authority.
    pub mint_authority: UncheckedAccount<'info>,
    /// CHECK: the mint of the lot's class; compared with the registry's.
    #[account(mut, address = registry.mint(lot.class) @ CarbonError::WrongMint)]
    pub mint: UncheckedAccount<'info>,
    /// CHECK: the seller's associated token account of credits; `require_associated` checks it.
    #[account(mut)]
    pub from: UncheckedAccount<'info>,
    /// CHECK: the buyer's associated token account of credits; `open_associated` checks it.
    #[account(mut)]
    pub to: UncheckedAccount<'info>,
    /// CHECK: the payment mint; `plain_decimals` checks it.
    pub payment_mint: UncheckedAccount<'info>,
    /// The payment mint's listing.
    #[account(has_one = registry @ CarbonError::WrongRegistry, constraint = payment.mint == payment_mint.key() @ CarbonError::WrongMint)]
    pub payment: Box<Account<'info, PaymentMint>>,
    /// The buyer's token account of the payment mint.
    #[account(mut, token::mint = payment_mint, token::authority = buyer, token::token_program = payment_program)]
    pub buyer_tokens: Box<InterfaceAccount<'info, TokenAccount>>,
    /// CHECK: the seller's associated token account of the payment mint; `open_associated` checks it.
    #[account(mut)]
    pub seller_tokens: UncheckedAccount<'info>,
    /// CHECK: receives the fee; checked against the registry.
    #[account(address = registry.treasury @ CarbonError::Unauthorized)]
    pub treasury: UncheckedAccount<'info>,
    /// CHECK: the treasury's associated token account of the payment mint; `open_associated` checks it.
    #[account(mut)]
    pub treasury_tokens: UncheckedAccount<'info>,
    /// Token-2022, the token program of the registry's mints.
    pub token_program: Program<'info, Token2022>,
    /// The token program of the payment mint.
    #[account(address = *payment_mint.owner @ CarbonError::UnsupportedPayment)]
    pub payment_program: Interface<'info, TokenInterface>,
    /// The associated-token program.
    pub associated_token_program: Program<'info, AssociatedToken>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`BuyCredits`].
pub fn buy_credits(ctx: Context<BuyCredits>, args: BuyCreditsArgs) -> Result<()> {
    let now = now()?;
    let grams = args.grams;
    let (cost, decimals) = ctx.accounts.validate(&args, now)?;
    ctx.accounts.pay(cost, decimals)?;
    let accounts = &mut *ctx.accounts;
    let (lot_key, child_key, buyer) = (accounts.lot.key(), accounts.child.key(), accounts.buyer.key());
    let bump = accounts.lot.create_bought(&accounts.payer, &lot_key, &accounts.child, &buyer, args.nonce, now)?;
    let mut child = accounts.lot.split(grams, bump, accounts.payer.key(), now)?;
    child.unlock();
    let entry = child.hand_over(&child_key, buyer, now)?;
    account::write(&accounts.child, &child)?;
    accounts.move_credits(grams)?;
    let (registry, record, remaining_grams) = (child.registry, child.record, accounts.lot.grams());
    let extended = LineageExtended { registry, record, parent: lot_key, entry: entry.to_bytes() };
    emit_event(&accounts.event_authority, &extended)?;
    let offer = &accounts.offer;
    let bought = CreditsBought {
        registry,
        offer: offer.key(),
        seller: offer.seller,
        buyer,
        lot: child_key,
        start: child.start,
        end: child.end,
        payment_mint: offer.payment_mint,
        paid: cost.total,
        fee: cost.fee,
        remaining_grams,
    };
    emit_event(&accounts.event_authority, &bought)?;
    if remaining_grams == 0 {
        accounts.lot.unlock();
        accounts.offer.close(accounts.rent_payer.to_account_info())?;
    }
    accounts.lot.invariant()
}

impl<'info> BuyCredits<'info> {
    /// Checks the purchase. Returns its cost and the payment mint's decimals.
    fn validate(&self, args: &BuyCreditsArgs, now: i64) -> Result<(Cost, u8)> {
        let BuyCreditsArgs { grams, max_total, max_end, .. } = *args;
        let (registry, offer) = (&self.registry, &self.offer);
        registry.require_live(now)?;
        require!(!offer.is_expired(&registry.pause, now), CarbonError::OfferExpired);
        require_keys_neq!(offer.seller, self.buyer.key(), CarbonError::SelfTransfer);
        self.lot.require_grams(&self.record, grams)?;
        require!(self.lot.start + grams <= max_end, CarbonError::SerialsAboveLimit);
        self.payment.require_active(now)?;
        let decimals = plain_decimals(&self.payment_mint)?;
        let cost = offer.cost(grams)?;
        require!(cost.total <= max_total, CarbonError::PriceAboveLimit);
        Ok((cost, decimals))
    }

    /// Pays seller and treasury.
    fn pay(&self, cost: Cost, decimals: u8) -> Result<()> {
        let opening = self.opening(&self.payment_program);
        let pay = |owner: &AccountInfo<'info>, to: &AccountInfo<'info>, amount: u64| {
            opening.open_associated(to, owner, &self.payment_mint)?;
            let accounts = TransferChecked {
                from: self.buyer_tokens.to_account_info(),
                mint: self.payment_mint.to_account_info(),
                to: to.clone(),
                authority: self.buyer.to_account_info(),
            };
            transfer_checked(CpiContext::new(self.payment_program.key(), accounts), amount, decimals)
        };
        pay(&self.seller, &self.seller_tokens, cost.proceeds())?;
        if cost.fee > 0 {
            pay(&self.treasury, &self.treasury_tokens, cost.fee)?;
        }
        Ok(())
    }

    fn move_credits(&self, grams: u64) -> Result<()> {
        require_associated(self.from.key, self.seller.key, self.mint.key)?;
        self.opening(&self.token_program).open_associated(&self.to, &self.buyer, &self.mint)?;
        let custody = Custody {
            registry: self.registry.key(),
            authority_bump: self.registry.mint_authority_bump,
            authority: &self.mint_authority,
            token_program: &self.token_program,
        };
        custody.transfer(&self.mint, &self.from, &self.to, grams)
    }

    fn opening<'a>(&'a self, token_program: &'a AccountInfo<'info>) -> Opening<'a, 'info> {
        Opening {
            payer: &self.payer,
            token_program,
            associated_token_program: &self.associated_token_program,
            system_program: &self.system_program,
        }
    }
}
