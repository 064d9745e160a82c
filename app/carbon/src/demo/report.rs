//! What came of the demo, read from the accounts alone: figures, table, `report.json`.

use super::{
    burns::Burn,
    chain::{self, Chain, Refusal},
    market::Market,
    pools::{Pools, POOLS},
    registry::Registry,
    restatements::Correction,
};
use anyhow::{ensure, Context, Result};
use carbon_client::{
    addresses as at,
    neutrality::{is_offset, offset_grams, Neutrality},
    program,
    program::{
        burn::{Certificate, Units},
        lot::Lot,
        record::*,
        text,
        token::TokenClass,
    },
    read,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Numbers by name, such as `uk/leeds-works/emitted`.
pub type Figures = BTreeMap<String, u64>;

/// `report.json`.
#[derive(Serialize)]
pub struct Report {
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
    pub supplies: BTreeMap<String, u64>,
    pub refusals: Vec<RefusalReport>,
    pub compute_units: BTreeMap<&'static str, chain::Units>,
    pub figures: Figures,
    pub differences: Vec<String>,
}

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
    pub ledger: String,
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
    /// The same in words.
    pub neutrality: String,
}

#[derive(Serialize)]
pub struct CertificateReport {
    pub address: String,
    pub leaf: u64,
    pub beneficiary: String,
    pub purpose: String,
    pub grams: u64,
    pub offset_grams: u64,
    pub in_force: bool,
    pub digest: String,
    pub approved_by: u32,
    pub legs: Vec<LegReport>,
}

#[derive(Serialize)]
pub struct LegReport {
    pub emission: UnitsReport,
    pub credit: UnitsReport,
}

/// Grams of a record: from the first serial up to and without the last.
#[derive(Serialize)]
pub struct UnitsReport {
    pub record: String,
    pub vintage: u16,
    pub start: u64,
    pub end: u64,
    pub lineage_head: String,
}

impl From<&Units> for UnitsReport {
    fn from(units: &Units) -> Self {
        Self {
            record: units.record.to_string(),
            vintage: units.vintage,
            start: units.start,
            end: units.end,
            lineage_head: hex::encode(units.head),
        }
    }
}

/// A purchase; amounts are base units of the payment mint, as its balances changed.
#[derive(Serialize)]
pub struct TradeReport {
    pub offer: String,
    pub seller: String,
    pub buyer: String,
    pub lot: String,
    pub grams: u64,
    pub payment_mint: String,
    pub price_per_tonne: u64,
    pub paid: u64,
    pub earned: u64,
    pub fee: u64,
}

/// A record restated, and what became of the certificate that rests on it.
#[derive(Serialize)]
pub struct RestatementReport {
    pub record: String,
    pub reason: String,
    pub before: u64,
    pub valid_grams: u64,
    pub void_grams: u64,
    pub certificate: String,
    pub shortfall: u64,
    pub covered: u64,
    /// Corrections in the registry's log, all of them.
    pub corrections: u64,
}

/// What a reduction pool came to; masses in grams.
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

/// What the ledger on the L1 says: the output of `l1/prove.js`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct L1Report {
    /// Who signed the message in place of Wormhole's guardians.
    pub signer: String,
    /// Address of Wormhole's core contract.
    pub core: String,
    /// Address of the ledger.
    pub ledger: String,
    pub batch: u64,
    pub root: String,
    pub leaf_count: u64,
    pub neutralized: u64,
    /// Corrections, all of them registered there.
    pub corrections: u64,
    /// Gas of the submission.
    pub gas: u64,
    pub proofs: Vec<ProofReport>,
}

/// A leaf, and what the ledger answers.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofReport {
    pub name: String,
    pub question: String,
    pub answer: bool,
    pub gas: u64,
    pub leaf: String,
    pub path: Vec<String>,
}

#[derive(Serialize)]
pub struct RefusalReport {
    pub attempt: &'static str,
    #[serde(flatten)]
    pub refusal: Refusal,
}

impl Report {
    /// Reads the ledger.
    pub fn read(chain: &mut Chain, seed: u64, registries: &[Registry], refusals: Vec<RefusalReport>) -> Result<Self> {
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

    fn read_registry(&mut self, chain: &mut Chain, registry: &Registry) -> Result<()> {
        let plan = &registry.plan;
        self.registries.push(RegistryReport {
            label: plan.label.into(),
            name: plan.name.into(),
            address: registry.key.to_string(),
            gwp: format!("{:?}", plan.gwp),
            year: plan.year,
            notaries: registry.notaries.iter().map(|key| solana_signer::Signer::pubkey(key).to_string()).collect(),
            mints: TokenClass::ALL
                .map(|class| (class.symbol(), at::mint(&registry.key, class).to_string()))
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
                ledger: format!("{:?}", record.data.ledger),
                grams: record.data.grams,
                buffer_grams: record.buffer_grams,
                evidence_sha256: hex::encode(record.data.evidence_sha256),
                item: record.data.item,
                digest: hex::encode(record.digest),
                approved_by: record.approve.count_ones(),
            });
        }
        for (source, made) in plan.sources.iter().zip(&registry.sources) {
            let address = at::inventory(&made.key, plan.year);
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

    /// What the L1 says of a registry.
    pub fn take_l1(&mut self, registry: &Registry, l1: L1Report) {
        self.figures.extend(l1.figures(registry.plan.label));
        self.l1 = Some(l1);
    }

    /// What became of burns in a registry.
    pub fn read_certificates(&mut self, chain: &Chain, registry: &Registry, burns: &[Burn]) {
        for burn in burns {
            let address = at::certificate(&burn.proof);
            let certificate: Certificate = chain.runtime.get(&address);
            let name = format!("{}/certificate of {}", registry.plan.label, burn.plan.emitter);
            for (figure, number) in [
                ("grams", certificate.grams),
                ("legs", certificate.legs.len() as u64),
                ("leaf", certificate.leaf),
                ("approvals", certificate.approve.count_ones().into()),
            ] {
                self.figures.insert(format!("{name}/{figure}"), number);
            }
            let legs = certificate.legs.iter();
            self.certificates.push(CertificateReport {
                address: address.to_string(),
                leaf: certificate.leaf,
                beneficiary: certificate.beneficiary.to_string(),
                purpose: text::unpack(&certificate.purpose).unwrap_or_default().into(),
                grams: certificate.grams,
                offset_grams: offset_grams(&certificate),
                in_force: is_offset(&certificate),
                digest: hex::encode(certificate.digest),
                approved_by: certificate.approve.count_ones(),
                legs: legs
                    .map(|leg| LegReport { emission: (&leg.emission).into(), credit: (&leg.credit).into() })
                    .collect(),
            });
        }
    }

    /// What was bought in a registry.
    pub fn read_trades(&mut self, chain: &Chain, registry: &Registry, market: &Market) {
        for trade in &market.trades {
            let lot: Lot = chain.runtime.get(&trade.lot);
            let name = format!("{}/{} buys of {}", registry.plan.label, trade.buyer, trade.seller);
            for (figure, number) in
                [("grams", trade.grams), ("paid", trade.paid), ("earned", trade.earned), ("fee", trade.fee)]
            {
                self.figures.insert(format!("{name}/{figure}"), number);
            }
            self.trades.push(TradeReport {
                offer: trade.offer.to_string(),
                seller: trade.seller.into(),
                buyer: lot.owner.to_string(),
                lot: trade.lot.to_string(),
                grams: trade.grams,
                payment_mint: market.coin.mint.to_string(),
                price_per_tonne: trade.price_per_tonne,
                paid: trade.paid,
                earned: trade.earned,
                fee: trade.fee,
            });
        }
    }

    /// What became of a record found wrong.
    pub fn read_restatement(&mut self, chain: &Chain, registry: &Registry, correction: &Correction) {
        let record = correction.content(chain);
        let void = record.data.grams - record.valid_grams;
        let corrections = correction.corrections(chain);
        let name = format!("{}/restatement of {}", registry.plan.label, correction.plan.source);
        for (figure, number) in [
            ("valid grams", record.valid_grams),
            ("void grams", void),
            ("shortfall", correction.shortfall),
            ("covered", correction.covered),
            ("corrections", corrections),
        ] {
            self.figures.insert(format!("{name}/{figure}"), number);
        }
        self.restatements.push(RestatementReport {
            record: correction.record.to_string(),
            reason: correction.plan.reason.into(),
            before: correction.before,
            valid_grams: record.valid_grams,
            void_grams: void,
            certificate: correction.certificate.to_string(),
            shortfall: correction.shortfall,
            covered: correction.covered,
            corrections,
        });
    }

    /// Reduction pools, on their own ledger.
    pub fn read_pools(&mut self, pools: &mut Pools, market: &Market) -> Result<()> {
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

    /// Supply and balances are what the token program says; both must be what the lots say.
    fn check_conservation(&mut self, chain: &mut Chain, registry: &Registry) -> Result<()> {
        let mut lots: BTreeMap<(u8, _), u64> = BTreeMap::new();
        for (key, account) in chain.runtime.svm().get_program_accounts(&program::ID) {
            let Ok(lot) = read::<Lot>(&account.data) else { continue };
            if lot.registry != registry.key {
                continue;
            }
            let grams = lot.end.checked_sub(lot.start).with_context(|| format!("lot {key} ends before it starts"))?;
            let sum = lots.entry((lot.class as u8, lot.owner)).or_default();
            *sum = sum.checked_add(grams).context("the lots' sum leaves the range")?;
        }
        let plan = &registry.plan;
        for class in TokenClass::ALL {
            let mut sum = 0u64;
            for ((_, owner), grams) in lots.iter().filter(|((of, _), _)| *of == class as u8) {
                let account = at::token_account(&registry.key, owner, class);
                // Amount of a token account: 8 bytes after mint and owner.
                let balance = chain.number(&account, 64)?;
                ensure!(balance == *grams, "{owner} has {balance} g of {class:?} tokens, and lots of {grams} g");
                sum = sum.checked_add(*grams).context("the lots' sum leaves the range")?;
            }
            // Supply of a mint: 8 bytes after the optional mint authority.
            let supply = chain.number(&at::mint(&registry.key, class), 36)?;
            ensure!(supply == sum, "the supply of {class:?} is {supply} g, the lots are {sum} g");
            let name = format!("{}/supply/{}", plan.label, class.symbol());
            self.supplies.insert(name.clone(), supply);
            self.figures.insert(name, supply);
        }
        let buffer = at::token_account(&registry.key, &at::buffer(&registry.key), TokenClass::AbsorptionCredit);
        let buffer = chain.number(&buffer, 64)?;
        self.figures.insert(format!("{}/buffer/CRDA", plan.label), buffer);
        Ok(())
    }
}

/// Grams as tonnes, with thousands separated.
pub fn tonnes(grams: u64) -> String {
    let whole = (grams / 1_000_000).to_string();
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text}.{:06} t", grams % 1_000_000)
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
