//! The bridge of a registry: Wormhole's programs, and the ledger contract that messages are for.

use crate::{account, errors::CarbonError, seeds};
use anchor_lang::prelude::*;

/// Wormhole's id of Solana, which no message of ours is for.
const SOLANA: u16 = 1;

/// By which bridge a registry speaks, and to whom.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct BridgeArgs {
    /// Wormhole's core bridge on this cluster.
    pub core_bridge: Pubkey,
    /// Wormhole's post-message shim.
    pub shim: Pubkey,
    /// Wormhole id of the chain that the ledger is on (Ethereum is 2).
    pub target_chain: u16,
    /// The ledger contract there, left-padded to 32 bytes.
    pub target_contract: [u8; 32],
}

/// A registry's bridge, pinned for its life: programs and their accounts, all compared on every publication.
///
/// It is in the log and not in the registry's account, because publishing takes the log anyway and no other instruction
/// needs it.
#[zero_copy]
#[derive(Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Bridge {
    /// Core bridge.
    pub core_bridge: Pubkey,
    /// Its config.
    pub config: Pubkey,
    /// Its fee collector.
    pub fee_collector: Pubkey,
    /// Its count of our messages.
    pub sequence: Pubkey,
    /// Post-message shim.
    pub shim: Pubkey,
    /// Its message account for us.
    pub message: Pubkey,
    /// What it signs events with.
    pub shim_authority: Pubkey,
    /// The ledger contract.
    pub target_contract: [u8; 32],
    /// Wormhole id of its chain.
    pub target_chain: u16,
}

impl Bridge {
    /// The bridge of a registry whose messages are signed by `emitter`. All addresses follow from the two programs'.
    pub fn new(args: &BridgeArgs, emitter: &Pubkey) -> Result<Self> {
        let BridgeArgs { core_bridge, shim, target_chain, target_contract } = *args;
        require!(target_chain > SOLANA && target_contract != [0; 32], CarbonError::InvalidTarget);
        Ok(Self {
            core_bridge,
            config: account::derive(&[b"Bridge"], &core_bridge)?.0,
            fee_collector: account::derive(&[b"fee_collector"], &core_bridge)?.0,
            sequence: account::derive(&[b"Sequence", emitter.as_ref()], &core_bridge)?.0,
            shim,
            message: account::derive(&[emitter.as_ref()], &shim)?.0,
            shim_authority: account::derive(&[seeds::EVENT_AUTHORITY], &shim)?.0,
            target_contract,
            target_chain,
        })
    }
}
