//! Reduction pools.

use super::DemoReport;
use crate::demo::{
    market::Market,
    pools::{DemoPools, POOLS},
};
use anyhow::{Context, Result};
use serde::Serialize;
use std::collections::BTreeMap;

/// Results of a reduction pool; masses in grams.
#[derive(Serialize)]
pub struct PoolReport {
    pub name: String,
    pub address: String,
    pub target: u64,
    pub gross: u128,
    pub add_back: u128,
    pub cured: u128,
    pub net: i128,
    pub outcome: String,
    pub credits: u64,
    /// Grams converted and voided, by member.
    pub members: BTreeMap<&'static str, (u64, u64)>,
}

impl DemoReport {
    /// Adds the reduction pools, which are in a runtime of their own.
    pub fn read_pools(&mut self, pools: &mut DemoPools, market: &Market) -> Result<()> {
        for plan in &POOLS {
            let totals = pools.pool(plan).totals.context("the pool is settled")?;
            let name = format!("{}/{}", pools.registry.plan.label, plan.label);
            let net = u64::try_from(totals.net).context("nothing of the demo is cured below zero")?;
            let outcome = totals.outcome as u64;
            for (figure, number) in
                [("target", totals.target), ("net", net), ("outcome", outcome), ("credits", totals.credits)]
            {
                self.figures.insert(format!("{name}/{figure}"), number);
            }
            let mut members = BTreeMap::new();
            for member in plan.members {
                let found = pools.member(member)?;
                self.figures.insert(format!("{name}/{} converted", member.source), found.converted);
                self.figures.insert(format!("{name}/{} voided", member.source), found.voided);
                members.insert(member.source, (found.converted, found.voided));
            }
            self.pools.push(PoolReport {
                name,
                address: pools.key(plan).to_string(),
                target: totals.target,
                gross: totals.gross,
                add_back: totals.add_back,
                cured: totals.cured,
                net: totals.net,
                outcome: format!("{:?}", totals.outcome),
                credits: totals.credits,
                members,
            });
        }
        self.read_trades(&pools.chain, &pools.registry, market);
        self.check_conservation(&mut pools.chain, &pools.registry)?;
        for (instruction, units) in &pools.chain.units {
            self.compute_units.entry(instruction).and_modify(|all| all.add(units)).or_insert(*units);
        }
        Ok(())
    }
}
