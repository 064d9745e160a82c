//! `accept_authority`: the second step to change the authority, by the proposed key.

use super::*;
use crate::{
    errors::CarbonError,
    events::{emit_event, AuthorityAccepted},
};
use anchor_lang::prelude::*;

/// Makes the proposed key the authority. Works while the registry is paused.
#[event_cpi]
#[derive(Accounts)]
pub struct AcceptAuthority<'info> {
    /// The proposed authority.
    pub proposed: Signer<'info>,
    /// The registry.
    #[account(mut)]
    pub registry: Box<Account<'info, Registry>>,
}

/// See [`AcceptAuthority`].
pub fn accept_authority(ctx: Context<AcceptAuthority>) -> Result<()> {
    let registry = &mut ctx.accounts.registry;
    // The default key cannot sign, so an empty proposal cannot be accepted.
    require_keys_eq!(ctx.accounts.proposed.key(), registry.pending_authority, CarbonError::NotProposedAuthority);
    let old = registry.authority;
    registry.authority = registry.pending_authority;
    registry.pending_authority = Pubkey::default();
    let (registry, new) = (registry.key(), registry.authority);
    emit_event(&ctx.accounts.event_authority, &AuthorityAccepted { registry, old, new })
}
