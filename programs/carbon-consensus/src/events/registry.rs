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
    /// Its authority.
    pub authority: Pubkey,
    /// Its guardian.
    pub guardian: Pubkey,
    /// Its rules.
    pub policy: Policy,
    /// Its quorum.
    pub threshold_bps: u16,
    /// Unix time.
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

/// A registry takes data from now on.
#[event]
pub struct RegistryOpened {
    /// The registry.
    pub registry: Pubkey,
    /// Notaries it opened with.
    pub notaries: u32,
    /// Their weight.
    pub total_weight: u64,
}

/// Somebody may accept the authority.
#[event]
pub struct AuthorityProposed {
    /// The registry.
    pub registry: Pubkey,
    /// Its authority.
    pub authority: Pubkey,
    /// Who may accept; default for nobody.
    pub proposed: Pubkey,
}

/// The authority changed.
#[event]
pub struct AuthorityAccepted {
    /// The registry.
    pub registry: Pubkey,
    /// Before.
    pub old: Pubkey,
    /// After.
    pub new: Pubkey,
}

/// A pause began.
#[event]
pub struct RegistryPaused {
    /// The registry.
    pub registry: Pubkey,
    /// Unix time.
    pub paused_at: i64,
}

/// A pause was ended.
#[event]
pub struct RegistryUnpaused {
    /// The registry.
    pub registry: Pubkey,
    /// Seconds of all its pauses: deadlines have moved by the growth of this.
    pub paused_seconds: i64,
}

/// A loosening was announced.
#[event]
pub struct ChangeScheduled {
    /// The registry.
    pub registry: Pubkey,
    /// The scheduled change.
    pub scheduled: Pubkey,
    /// What will change.
    pub change: Change,
    /// First second at which it may be executed.
    pub due_at: i64,
}

/// A rule changed.
#[event]
pub struct ChangeApplied {
    /// The registry.
    pub registry: Pubkey,
    /// What changed.
    pub change: Change,
    /// Epoch of the notary set after it.
    pub epoch: u64,
    /// Unix time.
    pub applied_at: i64,
}

/// A scheduled change was taken back.
#[event]
pub struct ChangeCancelled {
    /// The registry.
    pub registry: Pubkey,
    /// The scheduled change.
    pub scheduled: Pubkey,
    /// Authority or guardian.
    pub by: Pubkey,
}
