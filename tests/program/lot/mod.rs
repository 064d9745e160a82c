//! Lots: how they change hands and close.

mod close_lot;
mod transfer_lot;
