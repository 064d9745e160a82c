//! Carbon Consensus from Rust: addresses, instructions and account readers.
//!
//! This crate does not use the network: the caller sends the instructions through its own connection (an RPC client, an
//! embedded runtime) and passes account bytes to [`read`].
//!
//! A module of instruction builders belongs to a folder of the program and to a file of actions in the TypeScript client.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod addresses;
mod build;
pub mod burns;
pub mod claims;
pub mod conflicts;
pub mod history;
pub mod instructions;
pub mod limits;
pub mod lookup;
pub mod lots;
pub mod market;
pub mod neutrality;
pub mod notaries;
pub mod offsets;
pub mod pools;
pub mod registry;
pub mod restatements;
pub mod rollup;
pub mod setup;
pub mod sources;
pub mod trails;
pub mod wormhole;
pub mod years;

pub use carbon_consensus as program;

use anchor_lang::AccountDeserialize;

/// Reads an account's content from its bytes, checking its type.
pub fn read<T: AccountDeserialize>(data: &[u8]) -> anchor_lang::Result<T> {
    T::try_deserialize(&mut &data[..])
}
