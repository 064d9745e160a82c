//! `list_provider`: adds a data provider that the registry trusts.

use super::provider::*;
use crate::{
    account::{now, VERSION},
    errors::CarbonError,
    events::{emit_event, ProviderListed},
    registry::*,
    seeds, text,
};
use anchor_lang::prelude::*;

/// Lists a provider. In an open registry the listing takes effect after the timelock, before that at once.
#[event_cpi]
#[derive(Accounts)]
#[instruction(key: Pubkey)]
pub struct ListProvider<'info> {
    /// Pays the rent and gets it back.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The registry's authority.
    #[account(address = registry.authority @ CarbonError::Unauthorized)]
    pub authority: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The provider.
    #[account(
        init,
        payer = payer,
        space = crate::account::space::<Provider>(),
        seeds = [seeds::PROVIDER, registry.key().as_ref(), key.as_ref()],
        bump
    )]
    pub provider: Box<Account<'info, Provider>>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`ListProvider`].
pub fn list_provider(ctx: Context<ListProvider>, key: Pubkey, name: String) -> Result<()> {
    let now = now()?;
    let registry = &ctx.accounts.registry;
    registry.require_unpaused(now)?;
    let active_at = registry.active_at(now);
    let registry = registry.key();
    ctx.accounts.provider.set_inner(Provider {
        version: VERSION,
        bump: ctx.bumps.provider,
        registry,
        key,
        active_at,
        rent_payer: ctx.accounts.payer.key(),
        name: text::pack(&name)?,
        reserved: [0; 16],
    });
    emit_event(&ctx.accounts.event_authority, &ProviderListed { registry, key, active_at })
}
