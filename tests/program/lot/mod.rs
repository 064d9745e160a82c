//! Lots: transferred and closed.

mod close_lot;
mod transfer_lot;
