//! Subcommands of `notary`.

pub mod bench;
pub mod check;
