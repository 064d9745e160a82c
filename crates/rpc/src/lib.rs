//! Carbon Consensus over a Solana node's JSON-RPC: reads accounts, sends instructions, and reads the program's transactions
//! from the chain's history.
//!
//! All calls block. A node that cannot be reached or is busy is asked again after pauses that double. The error of a refused
//! transaction contains the program's own message.
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
pub use send::Confirmation;

pub use solana_commitment_config::CommitmentConfig;
