//! Carbon Consensus from Rust: addresses, instructions and account readers.
//!
//! Nothing here talks to a network: the caller sends the instructions by whatever it has (an RPC client, an embedded
//! runtime) and hands account bytes to [`read`].
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod addresses;
pub mod burns;
pub mod claims;
pub mod history;
pub mod instructions;
pub mod limits;
pub mod lookup;
pub mod lots;
pub mod market;
pub mod neutrality;
pub mod offsets;
pub mod pools;
pub mod restatements;
pub mod rollup;
pub mod setup;
pub mod trails;
pub mod wormhole;
pub mod years;

pub use carbon_consensus as program;

use anchor_lang::AccountDeserialize;

/// Reads an account's content from its bytes, checking its type.
pub fn read<T: AccountDeserialize>(data: &[u8]) -> anchor_lang::Result<T> {
    T::try_deserialize(&mut &data[..])
}
