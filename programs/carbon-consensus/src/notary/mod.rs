//! Consensus: the notary set, and the ballot that every subject uses.

pub mod ballot;
pub mod set;
pub mod subject;

pub use ballot::*;
pub use set::*;
pub use subject::*;
