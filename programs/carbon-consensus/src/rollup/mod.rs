//! The rollup: what an L1 can check of this registry.

pub mod log;

pub use log::*;
