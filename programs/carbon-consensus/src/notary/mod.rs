//! Consensus: the notary set and the one ballot used everywhere.

pub mod ballot;
pub mod set;
pub mod subject;

pub use ballot::*;
pub use set::*;
pub use subject::*;
