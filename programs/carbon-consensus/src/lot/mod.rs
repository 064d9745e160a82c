//! Lots: which tokens are whose.

pub mod state;

pub use state::*;
