//! `delist_provider`: removes a data provider.

use super::provider::*;
use crate::{
    errors::CarbonError,
    events::{emit_event, ProviderDelisted},
    registry::Registry,
};
use anchor_lang::prelude::*;

/// Delists a provider at once, also while the registry is paused (it only tightens). The notaries decide about open
/// claims that name it.
#[event_cpi]
#[derive(Accounts)]
pub struct DelistProvider<'info> {
    /// The registry's authority.
    #[account(address = registry.authority @ CarbonError::Unauthorized)]
    pub authority: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The provider; closed.
    #[account(
        mut,
        close = rent_payer,
        has_one = registry @ CarbonError::WrongRegistry,
        has_one = rent_payer @ CarbonError::WrongRentPayer
    )]
    pub provider: Box<Account<'info, Provider>>,
    /// CHECK: gets the rent back; checked against the provider.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

/// See [`DelistProvider`].
pub fn delist_provider(ctx: Context<DelistProvider>) -> Result<()> {
    emit_event(
        &ctx.accounts.event_authority,
        &ProviderDelisted { registry: ctx.accounts.registry.key(), key: ctx.accounts.provider.key },
    )
}
