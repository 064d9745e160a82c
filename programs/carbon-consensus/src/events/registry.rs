//! Events of registries, their mints and their rules.

use crate::{
    registry::{Change, Policy},
    token::TokenClass,
};
use anchor_lang::prelude::*;

/// A registry was created.
#[event]
pub struct RegistryCreated {
    /// The registry.
    pub registry: Pubkey,
    /// The registry's authority.
    pub authority: Pubkey,
    /// The registry's guardian.
    pub guardian: Pubkey,
    /// The registry's rules.
    pub policy: Policy,
    /// Threshold of a vote, in basis points of the total weight.
    pub threshold_bps: u16,
    /// Unix time of the event.
    pub created_at: i64,
}

/// One of the four mints was created.
#[event]
pub struct MintCreated {
    /// The registry.
    pub registry: Pubkey,
    /// Class of the mint.
    pub class: TokenClass,
    /// The mint.
    pub mint: Pubkey,
}

/// A registry was opened for data.
#[event]
pub struct RegistryOpened {
    /// The registry.
    pub registry: Pubkey,
    /// Number of notaries.
    pub notaries: u32,
    /// Total weight of the notaries.
    pub total_weight: u64,
}

/// A new authority was proposed, or a proposal withdrawn.
#[event]
pub struct AuthorityProposed {
    /// The registry.
    pub registry: Pubkey,
    /// The registry's authority.
    pub authority: Pubkey,
    /// Key that may accept the authority; default for none.
    pub proposed: Pubkey,
}

/// The authority changed.
#[event]
pub struct AuthorityAccepted {
    /// The registry.
    pub registry: Pubkey,
    /// The old authority.
    pub old: Pubkey,
    /// The new authority.
    pub new: Pubkey,
}

/// A pause began.
#[event]
pub struct RegistryPaused {
    /// The registry.
    pub registry: Pubkey,
    /// Unix time of the event.
    pub paused_at: i64,
}

/// A pause was ended.
#[event]
pub struct RegistryUnpaused {
    /// The registry.
    pub registry: Pubkey,
    /// Total seconds of all pauses. Deadlines move by the increase of this value.
    pub paused_seconds: i64,
}

/// A change was scheduled.
#[event]
pub struct ChangeScheduled {
    /// The registry.
    pub registry: Pubkey,
    /// The scheduled change.
    pub scheduled: Pubkey,
    /// The change.
    pub change: Change,
    /// First second at which it can be executed.
    pub due_at: i64,
}

/// A change of the rules was applied.
#[event]
pub struct ChangeApplied {
    /// The registry.
    pub registry: Pubkey,
    /// The change.
    pub change: Change,
    /// Epoch of the notary set after the change.
    pub epoch: u64,
    /// Unix time of the event.
    pub applied_at: i64,
}

/// A scheduled change was cancelled.
#[event]
pub struct ChangeCancelled {
    /// The registry.
    pub registry: Pubkey,
    /// The scheduled change.
    pub scheduled: Pubkey,
    /// Key that cancelled it: authority or guardian.
    pub by: Pubkey,
}
