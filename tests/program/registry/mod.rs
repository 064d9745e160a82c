//! A registry: set-up, authority, pause, changes under timelock, suspension of a notary.

mod accept_authority;
mod apply_change;
mod cancel_change;
mod create_mint;
mod create_registry;
mod execute_change;
mod open_registry;
mod pause_registry;
mod propose_authority;
mod schedule_change;
pub mod suspend_notary;
mod unpause_registry;
