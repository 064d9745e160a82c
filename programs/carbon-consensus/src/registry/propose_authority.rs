//! `propose_authority`: the first of two steps to change the authority. The new key must accept.

use super::*;
use crate::{
    account::now,
    events::{emit_event, AuthorityProposed},
};
use anchor_lang::prelude::*;

/// Sets the key that may accept the authority. The default key withdraws the proposal.
#[event_cpi]
#[derive(Accounts)]
pub struct ProposeAuthority<'info> {
    /// The registry's authority.
    pub authority: Signer<'info>,
    /// The registry.
    #[account(mut)]
    pub registry: Box<Account<'info, Registry>>,
}

/// See [`ProposeAuthority`].
pub fn propose_authority(ctx: Context<ProposeAuthority>, proposed: Pubkey) -> Result<()> {
    let registry = &mut ctx.accounts.registry;
    registry.require_authority(&ctx.accounts.authority)?;
    registry.require_unpaused(now()?)?;
    registry.pending_authority = proposed;
    let (registry, authority) = (registry.key(), registry.authority);
    emit_event(&ctx.accounts.event_authority, &AuthorityProposed { registry, authority, proposed })
}
