//! Token-2022: the four mints, and the only ways the program touches tokens.

pub mod class;
pub mod custody;
pub mod permissioned_burn;

pub use class::*;
