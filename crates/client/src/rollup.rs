//! Publishing to the L1: instructions, and the leaves of logs, collected from the chain's events.

use crate::{
    addresses,
    build::{assemble, SYSTEM},
    history::event,
};
use anchor_lang::{prelude::Clock, solana_program::sysvar::SysvarId, Discriminator, InstructionData};
use carbon_consensus::{accounts, events::LeafAppended, instruction, rollup::RollupLog};
use carbon_wire::{
    leaf::{Leaf, LEN},
    log::Path,
    Hash,
};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;
use std::collections::{BTreeMap, HashMap};

/// Reads a registry's log from its account's bytes.
pub fn read_log(data: &[u8]) -> Option<RollupLog> {
    let content = data.strip_prefix(RollupLog::DISCRIMINATOR)?;
    bytemuck::try_pod_read_unaligned(content).ok()
}

/// `publish_batch`, after `log` was read.
pub fn publish_batch(payer: Pubkey, log: &RollupLog) -> Instruction {
    call(payer, log, log.batches + 1, instruction::PublishBatch {})
}

/// `republish` of a batch.
pub fn republish(payer: Pubkey, log: &RollupLog, batch: u64) -> Instruction {
    call(payer, log, batch, instruction::Republish {})
}

fn call(payer: Pubkey, log: &RollupLog, batch: u64, data: impl InstructionData) -> Instruction {
    let (registry, bridge) = (log.registry, &log.bridge);
    assemble(
        accounts::PublishBatch {
            payer,
            registry,
            log: addresses::log(&registry),
            batch: addresses::batch(&registry, batch),
            bridge_config: bridge.config,
            message: bridge.message,
            sequence: bridge.sequence,
            fee_collector: bridge.fee_collector,
            core_bridge: bridge.core_bridge,
            shim_authority: bridge.shim_authority,
            shim: bridge.shim,
            clock: Clock::id(),
            system_program: SYSTEM,
        },
        data,
    )
}

/// The leaves of all logs: feed it the data of every inner instruction of the program, in any order.
#[derive(Clone, Debug, Default)]
pub struct Leaves {
    entries: HashMap<Pubkey, BTreeMap<u64, [u8; LEN]>>,
}

impl Leaves {
    /// Reads an inner instruction's data. Ignores data that is no leaf.
    pub fn observe(&mut self, data: &[u8]) {
        let Some(LeafAppended { registry, entry }) = event(data) else { return };
        let Ok(leaf) = Leaf::decode(&entry) else { return };
        self.entries.entry(registry).or_default().insert(leaf.index(), entry);
    }

    /// Leaf `index` of a registry's log; `None` where its event is missing.
    pub fn get(&self, registry: &Pubkey, index: u64) -> Option<[u8; LEN]> {
        self.entries.get(registry)?.get(&index).copied()
    }

    /// The first `count` leaves of a registry's log; `None` where an event is missing.
    pub fn first(&self, registry: &Pubkey, count: u64) -> Option<Vec<[u8; LEN]>> {
        (0..count).map(|index| self.get(registry, index)).collect()
    }

    /// Leaf `index` of a registry's log, and its path to the root over the first `count` leaves.
    pub fn proof(&self, registry: &Pubkey, index: u64, count: u64) -> Option<([u8; LEN], Path)> {
        let entries = self.first(registry, count)?;
        let hashes: Vec<Hash> = entries.iter().map(|entry| carbon_wire::log::leaf_hash(entry)).collect();
        Some((*entries.get(index as usize)?, Path::to(index, &hashes)?))
    }
}
