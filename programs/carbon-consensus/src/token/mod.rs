//! Token-2022: the four mints, and the only ways the program touches tokens.

pub mod class;
pub mod create_mint;
pub mod custody;
mod permissioned_burn;

pub use class::*;
pub use create_mint::*;
