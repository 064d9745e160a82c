//! Events of the rollup log.

use anchor_lang::prelude::*;
use carbon_wire::leaf::LEN as LEAF_LEN;

/// A leaf was appended to the rollup log.
#[event]
pub struct LeafAppended {
    /// The registry.
    pub registry: Pubkey,
    /// The leaf's entry, as hashed: see `carbon_wire::leaf`.
    pub entry: [u8; LEAF_LEN],
}
