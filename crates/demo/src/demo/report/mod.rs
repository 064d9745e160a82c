//! Results of the demo, read from accounts alone: figures, table, `report.json`.

mod audit;
mod burns;
mod l1;
mod pools;
mod registries;

pub use audit::{AlteredReport, DemoAuditReport};
pub use burns::*;
pub use l1::{L1Report, ProofReport};
pub use pools::PoolReport;
pub use registries::*;

use super::{
    chain::{self, DemoChain, Refusal},
    registry::DemoRegistry,
};
use anyhow::Result;
use carbon_client::program;
use carbon_wire::quantity::GRAMS_PER_TONNE;
use serde::Serialize;
use std::collections::BTreeMap;

/// Numbers by name, such as `uk/leeds-works/emitted`.
pub type Figures = BTreeMap<String, u64>;

/// `report.json`.
#[derive(Serialize)]
pub struct DemoReport {
    pub seed: u64,
    pub program: String,
    pub registries: Vec<RegistryReport>,
    pub records: Vec<RecordReport>,
    pub inventories: Vec<InventoryReport>,
    pub certificates: Vec<CertificateReport>,
    pub trades: Vec<TradeReport>,
    pub restatements: Vec<RestatementReport>,
    pub pools: Vec<PoolReport>,
    pub l1: Option<L1Report>,
    pub audit: Option<DemoAuditReport>,
    pub supplies: BTreeMap<String, u64>,
    pub refusals: Vec<RefusalReport>,
    pub compute_units: BTreeMap<&'static str, chain::Units>,
    pub figures: Figures,
    pub differences: Vec<String>,
}

#[derive(Serialize)]
pub struct RefusalReport {
    pub attempt: &'static str,
    #[serde(flatten)]
    pub refusal: Refusal,
}

impl DemoReport {
    /// Reads the accounts of the runtime.
    pub fn read(
        chain: &mut DemoChain,
        seed: u64,
        registries: &[DemoRegistry],
        refusals: Vec<RefusalReport>,
    ) -> Result<Self> {
        let mut report = Self {
            seed,
            program: program::ID.to_string(),
            registries: vec![],
            records: vec![],
            inventories: vec![],
            certificates: vec![],
            trades: vec![],
            restatements: vec![],
            pools: vec![],
            l1: None,
            audit: None,
            supplies: BTreeMap::new(),
            refusals,
            compute_units: chain.units.clone(),
            figures: Figures::new(),
            differences: vec![],
        };
        for registry in registries {
            report.read_registry(chain, registry)?;
            report.check_conservation(chain, registry)?;
        }
        Ok(report)
    }
}

/// Grams as tonnes, with thousands separated.
pub fn tonnes(grams: u64) -> String {
    let whole = (grams / GRAMS_PER_TONNE).to_string();
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text}.{:06} t", grams % GRAMS_PER_TONNE)
}

#[cfg(test)]
mod tests {
    #[test]
    fn tonnes_are_readable() {
        assert_eq!(super::tonnes(1_851_848_000_001), "1,851,848.000001 t");
        assert_eq!(super::tonnes(999_999), "0.999999 t");
        assert_eq!(super::tonnes(100_000_000), "100.000000 t");
    }
}
