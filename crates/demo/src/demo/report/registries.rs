//! Registries with their records and inventories, and the check that tokens and lots agree.

use super::DemoReport;
use crate::demo::{chain::DemoChain, registry::DemoRegistry};
use anyhow::{ensure, Context, Result};
use carbon_client::{
    addresses,
    neutrality::Neutrality,
    program::{lot::Lot, record::*, token::TokenClass},
};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
pub struct RegistryReport {
    pub label: String,
    pub name: String,
    pub address: String,
    pub gwp: String,
    pub year: u16,
    pub notaries: Vec<String>,
    pub mints: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
pub struct RecordReport {
    pub name: String,
    pub address: String,
    pub line: String,
    pub grams: u64,
    pub buffer_grams: u64,
    pub evidence_sha256: String,
    pub item: u32,
    pub digest: String,
    pub approved_by: u32,
}

#[derive(Serialize)]
pub struct InventoryReport {
    pub name: String,
    pub address: String,
    pub year: u16,
    pub emitted: u64,
    pub neutralized: u64,
    pub absorbed: u64,
    pub records: u32,
    pub closed: bool,
    pub neutral: bool,
    /// The inventory's neutrality as text.
    pub neutrality: String,
}

impl DemoReport {
    pub(super) fn read_registry(&mut self, chain: &mut DemoChain, registry: &DemoRegistry) -> Result<()> {
        let plan = &registry.plan;
        self.registries.push(RegistryReport {
            label: plan.label.into(),
            name: plan.name.into(),
            address: registry.key.to_string(),
            gwp: format!("{:?}", plan.gwp),
            year: plan.year,
            notaries: registry.notaries.iter().map(|key| solana_signer::Signer::pubkey(key).to_string()).collect(),
            mints: TokenClass::ALL
                .map(|class| (class.symbol(), addresses::mint(&registry.key, class).to_string()))
                .into_iter()
                .collect(),
        });
        for made in &registry.records {
            let source = &plan.sources[made.source];
            let record: Record = chain.runtime.get(&made.key);
            let name = format!("{}/{}/{}", plan.label, source.label, source.streams[made.stream].label);
            self.figures.insert(name.clone(), record.data.grams);
            self.records.push(RecordReport {
                name,
                address: made.key.to_string(),
                line: format!("{:?}", record.data.line),
                grams: record.data.grams,
                buffer_grams: record.buffer_grams,
                evidence_sha256: hex::encode(record.data.evidence_sha256),
                item: record.data.item,
                digest: hex::encode(record.digest),
                approved_by: record.approvals.count_ones(),
            });
        }
        for (source, made) in plan.sources.iter().zip(&registry.sources) {
            let address = addresses::inventory(&made.key, plan.year);
            let inventory: Inventory = chain.runtime.get(&address);
            let name = format!("{}/{}", plan.label, source.label);
            for (total, grams) in [
                ("emitted", inventory.emitted),
                ("neutralized", inventory.neutralized),
                ("absorbed", inventory.absorbed),
                ("records", inventory.records.into()),
                ("year closed", inventory.closed.into()),
                ("carbon neutral", inventory.is_neutral().into()),
            ] {
                self.figures.insert(format!("{name}/{total}"), grams);
            }
            self.inventories.push(InventoryReport {
                name,
                address: address.to_string(),
                year: plan.year,
                emitted: inventory.emitted,
                neutralized: inventory.neutralized,
                absorbed: inventory.absorbed,
                records: inventory.records,
                closed: inventory.closed,
                neutral: inventory.is_neutral(),
                neutrality: Neutrality::of(&inventory).to_string(),
            });
        }
        Ok(())
    }

    /// Checks that the token program's supplies and balances equal the sums of the lots.
    pub(super) fn check_conservation(&mut self, chain: &mut DemoChain, registry: &DemoRegistry) -> Result<()> {
        let mut lots: BTreeMap<(u8, _), u64> = BTreeMap::new();
        for (key, lot) in chain.runtime.accounts::<Lot>() {
            if lot.registry != registry.key {
                continue;
            }
            let grams = lot.end.checked_sub(lot.start).with_context(|| format!("lot {key} ends before it starts"))?;
            let sum = lots.entry((lot.class as u8, lot.owner)).or_default();
            *sum = sum.checked_add(grams).context("the sum of the lots is out of range")?;
        }
        let plan = &registry.plan;
        for class in TokenClass::ALL {
            let mut sum = 0u64;
            for ((_, owner), grams) in lots.iter().filter(|((of, _), _)| *of == class as u8) {
                let account = addresses::token_account(&registry.key, owner, class);
                let balance = chain.token_balance(&account)?;
                ensure!(balance == *grams, "{owner} has {balance} g of {class:?} tokens, and lots of {grams} g");
                sum = sum.checked_add(*grams).context("the sum of the lots is out of range")?;
            }
            let supply = chain.token_supply(&addresses::mint(&registry.key, class))?;
            ensure!(supply == sum, "the supply of {class:?} is {supply} g, the lots are {sum} g");
            let name = format!("{}/supply/{}", plan.label, class.symbol());
            self.supplies.insert(name.clone(), supply);
            self.figures.insert(name, supply);
        }
        let buffer =
            addresses::token_account(&registry.key, &addresses::buffer(&registry.key), TokenClass::AbsorptionCredit);
        let buffer = chain.token_balance(&buffer)?;
        self.figures.insert(format!("{}/buffer/CRDA", plan.label), buffer);
        Ok(())
    }
}
