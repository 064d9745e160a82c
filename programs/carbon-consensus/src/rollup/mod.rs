//! The rollup log: certificates, logged years and corrections in order, for an L1 to verify.

pub mod bridge;
pub mod log;

pub use bridge::*;
pub use log::*;
