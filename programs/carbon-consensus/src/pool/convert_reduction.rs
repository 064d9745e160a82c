//! `convert_reduction`: converts a reduction lot into credit, up to the member's share.

use super::*;
use crate::{
    account::{now, Invariant},
    errors::{CarbonError, OrOverflow},
    events::{emit_event, LineageExtended, ReductionConverted},
    lot::Lot,
    record::Record,
    registry::Registry,
    token::{
        custody::{require_associated, Custody, Opening},
        TokenClass,
    },
};
use anchor_lang::prelude::*;
use anchor_spl::{associated_token::AssociatedToken, token_2022::Token2022};

/// Converts a lot of a settled or void pool in place. Anyone may call it, and the order of the calls does not matter: a
/// lot receives the part of its member's share that the lots before it leave over. The lot's reduction tokens are
/// burned and reduction credits minted for the converted grams; the rest, at the lot's end, is voided.
#[event_cpi]
#[derive(Accounts)]
pub struct ConvertReduction<'info> {
    /// Pays for the owner's token account of reduction credit if it does not exist.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The membership.
    #[account(mut, has_one = registry @ CarbonError::WrongRegistry)]
    pub member: Box<Account<'info, Member>>,
    /// CHECK: owner of source and lot; checked against the membership.
    #[account(address = member.owner @ CarbonError::WrongMember)]
    pub owner: UncheckedAccount<'info>,
    /// The reduction record that backs the lot.
    #[account(constraint = record.source == member.header.source && record.data.year == member.header.year @ CarbonError::WrongMember)]
    pub record: Box<Account<'info, Record>>,
    /// The lot.
    #[account(
        mut,
        has_one = record @ CarbonError::WrongAddress,
        constraint = lot.class == TokenClass::Reduction @ CarbonError::NotReduction
    )]
    pub lot: Box<Account<'info, Lot>>,
    /// CHECK: a PDA without data; the token program checks that it is the mints' authority.
    pub mint_authority: UncheckedAccount<'info>,
    /// CHECK: the registry's mint of reduction.
    #[account(mut, address = registry.mint(TokenClass::Reduction) @ CarbonError::WrongMint)]
    pub reduction_mint: UncheckedAccount<'info>,
    /// CHECK: the owner's associated token account; `require_associated` checks it.
    #[account(mut)]
    pub reduction_tokens: UncheckedAccount<'info>,
    /// CHECK: the registry's mint of reduction credit.
    #[account(mut, address = registry.mint(TokenClass::ReductionCredit) @ CarbonError::WrongMint)]
    pub credit_mint: UncheckedAccount<'info>,
    /// CHECK: the owner's associated token account; `open_associated` checks it before minting.
    #[account(mut)]
    pub credit_tokens: UncheckedAccount<'info>,
    /// Token-2022.
    pub token_program: Program<'info, Token2022>,
    /// The associated-token program.
    pub associated_token_program: Program<'info, AssociatedToken>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`ConvertReduction`].
pub fn convert_reduction(ctx: Context<ConvertReduction>) -> Result<()> {
    let now = now()?;
    ctx.accounts.validate(now)?;
    let accounts = &mut *ctx.accounts;
    let grams = accounts.lot.grams();
    let converted = accounts.convertible();
    // `converted` is at most the lot's grams.
    let voided = grams - converted;
    let (member, lot) = (&mut accounts.member, &mut accounts.lot);
    let lot_key = lot.key();
    let entry = lot.convert(&lot_key, converted, member.pool, now)?;
    member.converted = member.converted.checked_add(converted).or_overflow()?;
    member.voided = member.voided.checked_add(voided).or_overflow()?;
    let event = ReductionConverted {
        registry: member.registry,
        pool: member.pool,
        source: member.header.source,
        lot: lot_key,
        converted,
        voided,
    };
    member.invariant()?;
    lot.invariant()?;
    accounts.exchange(grams, converted)?;
    if let Some(entry) = entry {
        let (registry, record) = (accounts.registry.key(), accounts.record.key());
        let extended = LineageExtended { registry, record, parent: lot_key, entry: entry.to_bytes() };
        emit_event(&accounts.event_authority, &extended)?;
    }
    emit_event(&ctx.accounts.event_authority, &event)
}

impl ConvertReduction<'_> {
    fn validate(&self, now: i64) -> Result<()> {
        self.registry.require_live(now)?;
        let over = matches!(self.member.header.state, MemberState::Settled | MemberState::Void);
        require!(over, CarbonError::PoolNotSettled);
        require!(!self.record.frozen, CarbonError::RecordFrozen);
        require!(self.lot.grams() > 0, CarbonError::ZeroQuantity);
        require_associated(self.reduction_tokens.key, self.owner.key, self.reduction_mint.key)
    }

    /// Grams of the share that the lots before this one leave over, limited to the lot's valid units. (Neither
    /// difference can be negative: `max` and `clamp` see to shares that end before the lot and to units voided by a
    /// restatement.)
    fn convertible(&self) -> u64 {
        let (lot, share) = (&self.lot, self.member.figures.share);
        let valid = self.record.valid_grams.clamp(lot.start, lot.end) - lot.start;
        (share.max(lot.conversion_offset) - lot.conversion_offset).min(valid)
    }

    fn exchange(&self, burned: u64, minted: u64) -> Result<()> {
        let custody = Custody {
            registry: self.registry.key(),
            authority_bump: self.registry.mint_authority_bump,
            authority: &self.mint_authority,
            token_program: &self.token_program,
        };
        custody.burn(&self.reduction_mint, &self.reduction_tokens, burned)?;
        if minted == 0 {
            return Ok(());
        }
        let opening = Opening {
            payer: &self.payer,
            token_program: &self.token_program,
            associated_token_program: &self.associated_token_program,
            system_program: &self.system_program,
        };
        opening.open_associated(&self.credit_tokens, &self.owner, &self.credit_mint)?;
        custody.mint(&self.credit_mint, &self.credit_tokens, minted)
    }
}
