//! Lots: which tokens are whose, and how they change hands.

pub mod close_lot;
pub mod issuance;
pub mod lock;
pub mod state;
pub mod transfer_lot;

pub use close_lot::*;
pub use issuance::*;
pub use lock::*;
pub use state::*;
pub use transfer_lot::*;
