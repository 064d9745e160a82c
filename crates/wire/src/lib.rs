//! Formats and arithmetic on which all parties must agree to the byte and to the gram.
//!
//! The program, the notarization engine, the clients, the auditors and the tests share this crate. It does not depend
//! on Anchor or `std`, so it is all that is needed to check a digest, a lineage head or the grams of a meter reading.
//!
//! | module | what it fixes |
//! |---|---|
//! | [`calendar`] | UTC days and reporting years |
//! | [`quantity`] | grams, basis points and the direction every rounding takes |
//! | [`factor`] | activity × emission factor → grams CO2e |
//! | [`kinds`] | the enums whose bytes are part of digests |
//! | [`digest`] | what a notary's vote binds to |
//! | [`lineage`] | the hash chain of a lot's history |
//! | [`review`] | replaying such a history, backward |
//! | [`leaf`] | entries of the rollup log: certificates, years, corrections |
//! | [`ledger`] | the address of the ledger on an L1, and Wormhole's core contracts |
//! | [`log`] | the rollup log's Merkle tree: appending, roots, inclusion, consistency |
//! | [`payload`] | the message to the L1 |
//! | [`pool`] | outcome, credits and shares of a reduction pool |
//!
//! `vectors/golden.json` holds inputs and expected bytes of each format, for implementations in other languages.
#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod calendar;
pub mod digest;
pub mod factor;
mod format;
pub mod kinds;
pub mod leaf;
pub mod ledger;
pub mod lineage;
pub mod log;
pub mod payload;
pub mod pool;
pub mod quantity;
pub mod review;

/// A Solana address, without the types of any Solana crate.
pub type Address = [u8; 32];

/// A keccak-256 hash (the L1 can recompute each of them).
pub type Hash = [u8; 32];

/// keccak-256 over the concatenation of `parts`; a syscall on chain.
pub fn keccak(parts: &[&[u8]]) -> Hash {
    solana_keccak_hasher::hashv(parts).to_bytes()
}
