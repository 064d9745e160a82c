//! The bridge of a registry: Wormhole's programs.

use crate::{account, seeds};
use anchor_lang::prelude::*;

/// The bridge of a new registry.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct BridgeArgs {
    /// Wormhole's core bridge on this cluster.
    pub core_bridge: Pubkey,
    /// Wormhole's post-message shim.
    pub shim: Pubkey,
}

/// A registry's bridge, fixed for the registry's life: the programs and their accounts. Each publication compares all
/// of them.
///
/// It is stored in the log and not in the registry, because only publishing needs it.
#[zero_copy]
#[derive(Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Bridge {
    /// Core bridge.
    pub core_bridge: Pubkey,
    /// The core bridge's config.
    pub config: Pubkey,
    /// The core bridge's fee collector.
    pub fee_collector: Pubkey,
    /// The core bridge's counter of this registry's messages.
    pub sequence: Pubkey,
    /// Post-message shim.
    pub shim: Pubkey,
    /// The shim's message account for this registry.
    pub message: Pubkey,
    /// The shim's signer of events.
    pub shim_authority: Pubkey,
}

impl Bridge {
    /// The bridge of a registry whose messages `emitter` signs. All other addresses are derived from the two programs.
    pub fn new(args: &BridgeArgs, emitter: &Pubkey) -> Result<Self> {
        let BridgeArgs { core_bridge, shim } = *args;
        Ok(Self {
            core_bridge,
            config: account::derive(&[b"Bridge"], &core_bridge)?.0,
            fee_collector: account::derive(&[b"fee_collector"], &core_bridge)?.0,
            sequence: account::derive(&[b"Sequence", emitter.as_ref()], &core_bridge)?.0,
            shim,
            message: account::derive(&[emitter.as_ref()], &shim)?.0,
            shim_authority: account::derive(&[seeds::EVENT_AUTHORITY], &shim)?.0,
        })
    }
}
