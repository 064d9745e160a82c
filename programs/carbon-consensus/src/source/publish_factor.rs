//! `publish_factor`: a new edition of an emission factor.

use super::factor::*;
use crate::{
    account::{now, VERSION},
    errors::CarbonError,
    events::{emit_event, FactorPublished},
    registry::*,
    seeds, text,
};
use anchor_lang::prelude::*;

/// Data of a new factor.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct PublishFactorArgs {
    /// Number of the activity that it is a factor of.
    pub family: u32,
    /// Edition within the family.
    pub edition: u16,
    /// Micrograms of each gas per activity unit.
    pub gases: Gases,
    /// Meaning of the amounts of CH4 and N2O.
    pub basis: Basis,
    /// The registry's GWP set. A table of another set is refused.
    pub gwp: GwpSet,
    /// First day for which it may be used, as days since 1970-01-01.
    pub valid_from: u32,
    /// Last day, included.
    pub valid_until: u32,
    /// Name and source, 1–64 bytes.
    pub name: String,
    /// Activity unit, 1–64 bytes.
    pub unit: String,
}

/// Publishes a factor. In an open registry claims can use it after the timelock, before that at once. It can be withdrawn,
/// but not changed.
#[event_cpi]
#[derive(Accounts)]
#[instruction(args: PublishFactorArgs)]
pub struct PublishFactor<'info> {
    /// Pays the rent.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The registry's authority.
    #[account(address = registry.authority @ CarbonError::Unauthorized)]
    pub authority: Signer<'info>,
    /// The registry.
    pub registry: Box<Account<'info, Registry>>,
    /// The factor.
    #[account(
        init,
        payer = payer,
        space = crate::account::space::<Factor>(),
        seeds = [
            seeds::FACTOR,
            registry.key().as_ref(),
            &args.family.to_le_bytes(),
            &args.edition.to_le_bytes()
        ],
        bump
    )]
    pub factor: Box<Account<'info, Factor>>,
    /// System program.
    pub system_program: Program<'info, System>,
}

/// See [`PublishFactor`].
pub fn publish_factor(ctx: Context<PublishFactor>, args: PublishFactorArgs) -> Result<()> {
    let now = now()?;
    let registry = &ctx.accounts.registry;
    registry.require_unpaused(now)?;
    let factor = Factor {
        version: VERSION,
        bump: ctx.bumps.factor,
        registry: registry.key(),
        family: args.family,
        edition: args.edition,
        gases: args.gases,
        basis: args.basis,
        gwp: args.gwp,
        valid_from: args.valid_from,
        valid_until: args.valid_until,
        withdrawn: false,
        name: text::pack(&args.name)?,
        unit: text::pack(&args.unit)?,
        active_at: registry.active_at(now),
        reserved: [0; 24],
    };
    factor.validate(registry.policy.gwp)?;
    let active_at = factor.active_at;
    ctx.accounts.factor.set_inner(factor);
    emit_event(
        &ctx.accounts.event_authority,
        &FactorPublished {
            registry: ctx.accounts.registry.key(),
            factor: ctx.accounts.factor.key(),
            family: args.family,
            edition: args.edition,
            gases: args.gases,
            basis: args.basis,
            active_at,
        },
    )
}
