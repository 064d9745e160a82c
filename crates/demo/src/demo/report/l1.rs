//! The ledger on the L1.

use super::DemoReport;
use crate::demo::registry::DemoRegistry;
use serde::Serialize;

/// The state of the ledger on the L1.
#[derive(Serialize)]
pub struct L1Report {
    /// Signer in place of Wormhole's guardians.
    pub signer: &'static str,
    /// Address of Wormhole's core contract.
    pub core: String,
    /// Address of the ledger.
    pub ledger: String,
    pub batch: u64,
    pub root: String,
    pub leaf_count: u64,
    pub neutralized: u64,
    /// Number of registered corrections.
    pub corrections: u64,
    /// Gas of the submission.
    pub gas: u64,
    pub proofs: Vec<ProofReport>,
}

/// A leaf and the ledger's answer.
#[derive(Serialize)]
pub struct ProofReport {
    pub name: String,
    /// The ledger's function.
    pub question: &'static str,
    /// What it says.
    pub status: String,
    /// Whether the leaf stands.
    pub valid: bool,
    pub leaf: String,
    pub path: Vec<String>,
}

impl DemoReport {
    /// Adds the L1's state of a registry.
    pub fn add_l1(&mut self, registry: &DemoRegistry, l1: L1Report) {
        self.figures.extend(l1.figures(registry.plan.label));
        self.l1 = Some(l1);
    }
}
