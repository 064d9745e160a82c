//! Token-2022: the four classes of token, and minting, moving and burning them.

pub mod class;
pub mod custody;
pub mod permissioned_burn;

pub use class::*;
