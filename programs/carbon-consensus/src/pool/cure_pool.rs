//! `cure_pool`: a member burns credits to cure its pool.

use super::*;
use crate::{
    account::{now, Invariant},
    errors::{CarbonError, OrOverflow},
    events::{emit_event, PoolCured},
    lot::Lot,
    record::Record,
    registry::Registry,
    token::{
        custody::{require_associated, Custody},
        TokenClass,
    },
};
use anchor_lang::prelude::*;
use anchor_spl::token_2022::Token2022;

/// Burns the first `grams` of a lot of reduction or absorption credit that belongs to a member's owner, and counts them
/// as cured. They create no credits and cannot be restored. If they become void, `impair_cure` counts them off.
#[event_cpi]
#[derive(Accounts)]
pub struct CurePool<'info> {
    /// Pays rent for the `Cure` account.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Owner of the source and of the lot.
    pub owner: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The membership.
    #[account(
        mut,
        has_one = registry @ CarbonError::WrongRegistry,
        has_one = owner @ CarbonError::NotSubmitter
    )]
    pub member: Box<Account<'info, Member>>,
    /// CHECK: the member's cure by the lot's record, opened here; `Cure::add` checks it.
    #[account(mut)]
    pub cure: UncheckedAccount<'info>,
    /// The record that backs the lot.
    #[account(mut)]
    pub record: Box<Account<'info, Record>>,
    /// The lot of credit.
    #[account(
        mut,
        has_one = registry @ CarbonError::WrongRegistry,
        has_one = record @ CarbonError::WrongAddress,
        has_one = owner @ CarbonError::NotLotOwner
    )]
    pub lot: Box<Account<'info, Lot>>,
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
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`CurePool`].
pub fn cure_pool(ctx: Context<CurePool>, grams: u64) -> Result<()> {
    let now = now()?;
    ctx.accounts.validate(grams, now)?;
    let accounts = &mut *ctx.accounts;
    let (member_key, start) = (accounts.member.key(), accounts.lot.start);
    Cure::add(&accounts.payer, &accounts.cure, member_key, &mut accounts.record, start..start + grams)?;
    accounts.lot.take(grams)?;
    let member = &mut accounts.member;
    member.cured = member.cured.checked_add(grams).or_overflow()?;
    let custody = Custody {
        registry: accounts.registry.key(),
        authority_bump: accounts.registry.mint_authority_bump,
        authority: &accounts.mint_authority,
        token_program: &accounts.token_program,
    };
    custody.burn(&accounts.mint, &accounts.token_account, grams)?;
    accounts.record.invariant()?;
    accounts.lot.invariant()?;
    member.invariant()?;
    let event = PoolCured {
        registry: member.registry,
        pool: member.pool,
        source: member.header.source,
        class: accounts.lot.class,
        record: accounts.lot.record,
        start,
        end: accounts.lot.start,
    };
    emit_event(&ctx.accounts.event_authority, &event)
}

impl CurePool<'_> {
    fn validate(&self, grams: u64, now: i64) -> Result<()> {
        let (registry, member, lot) = (&self.registry, &self.member, &self.lot);
        registry.require_live(now)?;
        require!(member.header.state == MemberState::Collecting, CarbonError::PoolNotCollecting);
        member.header.deadline.require_open(&registry.pause, now)?;
        let credit = matches!(lot.class, TokenClass::AbsorptionCredit | TokenClass::ReductionCredit);
        require!(credit, CarbonError::NotCredit);
        lot.require_usable(&self.record, grams)?;
        require_associated(self.token_account.key, self.owner.key, self.mint.key)
    }
}
