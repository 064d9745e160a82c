//! Lots: ranges of tokens with an owner, their issue and transfer.

mod close_lot;
mod close_void_lot;
pub mod issuance;
pub mod lock;
pub mod state;
mod transfer_lot;

pub(crate) use close_lot::*;
pub use close_lot::{close_lot, CloseLot};
pub(crate) use close_void_lot::*;
pub use close_void_lot::{close_void_lot, CloseVoidLot};
pub use issuance::*;
pub use lock::*;
pub use state::*;
pub(crate) use transfer_lot::*;
pub use transfer_lot::{transfer_lot, TransferLot};
