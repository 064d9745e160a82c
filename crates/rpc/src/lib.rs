//! Carbon Consensus over a Solana node's JSON-RPC: accounts are read, instructions sent, and what the program has done is
//! read from the chain's history.
//!
//! Everything blocks. A node that cannot be reached, or is busy, is asked again, with longer and longer pauses; what a
//! transaction was refused for is in the error, in the program's words.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod backoff;
pub mod error;
pub mod history;
pub mod node;
pub mod send;

pub use backoff::{Backoff, Pause};
pub use error::{ChainError, Result};
pub use history::{Cursor, Executed, History};
pub use node::Node;
pub use send::Sent;

pub use solana_commitment_config::CommitmentConfig;
