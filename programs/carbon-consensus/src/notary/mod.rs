//! Consensus: the notary set and the one ballot used everywhere.

pub mod attest;
pub mod ballot;
pub mod reopen_ballot;
pub mod set;
pub mod subject;
pub mod suspend_notary;

pub use attest::*;
pub use ballot::*;
pub use reopen_ballot::*;
pub use set::*;
pub use subject::*;
pub use suspend_notary::*;
