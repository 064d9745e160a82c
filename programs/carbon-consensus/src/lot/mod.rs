//! Lots: ranges of tokens with an owner, their issue and transfer.

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
