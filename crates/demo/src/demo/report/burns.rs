//! Certificates, the purchases of their credits, and later corrections.

use super::DemoReport;
use crate::demo::{burns::Burn, chain::DemoChain, market::Market, registry::DemoRegistry, restatements::Correction};
use carbon_client::{
    addresses,
    neutrality::{is_offset, offset_grams},
    program::{
        burn::{Certificate, Units},
        lot::Lot,
        text,
    },
};
use serde::Serialize;

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

/// A range of a record's serial numbers, without `end`.
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

/// A restated record and the certificate that rests on it.
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
    /// Number of all corrections in the registry's log.
    pub corrections: u64,
}

impl DemoReport {
    /// Adds the certificates of burns.
    pub fn read_certificates(&mut self, chain: &DemoChain, registry: &DemoRegistry, burns: &[Burn]) {
        for burn in burns {
            let address = addresses::certificate(&burn.proof);
            let certificate: Certificate = chain.runtime.get(&address);
            let name = format!("{}/certificate of {}", registry.plan.label, burn.plan.emitter);
            for (figure, number) in [
                ("grams", certificate.grams),
                ("legs", certificate.legs.len() as u64),
                ("leaf", certificate.leaf),
                ("approvals", certificate.approvals.count_ones().into()),
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
                approved_by: certificate.approvals.count_ones(),
                legs: legs
                    .map(|leg| LegReport { emission: (&leg.emission).into(), credit: (&leg.credit).into() })
                    .collect(),
            });
        }
    }

    /// Adds the purchases of a registry.
    pub fn read_trades(&mut self, chain: &DemoChain, registry: &DemoRegistry, market: &Market) {
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

    /// Adds a restated record.
    pub fn read_restatement(&mut self, chain: &DemoChain, registry: &DemoRegistry, correction: &Correction) {
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
}
