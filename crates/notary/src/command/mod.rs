//! Subcommands of `notary`.

pub mod bench;
pub mod check;
pub mod decide;
pub mod explain;
pub mod run;
