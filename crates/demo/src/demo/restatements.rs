//! A record that is found wrong after its credits were sold and burned, and the corrections that follow.

use super::{burns::Burn, chain::DemoChain, registry::DemoRegistry, scenario::RestatementPlan};
use anchor_lang::solana_program::instruction::Instruction;
use anyhow::{Context, Result};
use carbon_client::{
    addresses,
    program::{
        burn::Certificate,
        lot::{Lot, BUFFER_LOT},
        notary::Verdict,
        record::Record,
        restatement::{ProposeRestatementArgs, Restatement},
        rollup::RollupLog,
    },
    restatements::{self, CertifiedLeg},
};
use sha2::{Digest, Sha256};
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// A correction in progress.
pub struct Correction<'a> {
    pub plan: RestatementPlan,
    /// The record.
    pub record: Pubkey,
    /// The certificate that rests on it.
    pub certificate: Pubkey,
    /// Number of the certificate's leg.
    leg: u8,
    registry: &'a DemoRegistry,
    /// Valid grams before the correction.
    pub before: u64,
    /// Burned grams that are void.
    pub shortfall: u64,
    /// Grams of other credits burned as cover.
    pub covered: u64,
}

impl<'a> Correction<'a> {
    /// The correction of a source's record that a burn rests on.
    pub fn new(chain: &DemoChain, registry: &'a DemoRegistry, burn: &Burn, plan: RestatementPlan) -> Result<Self> {
        let source = registry.source(plan.source)?;
        let record = registry.records.iter().find(|made| made.source == source).context("the source has a record")?.key;
        let certificate = addresses::certificate(&burn.proof);
        let content: Certificate = chain.runtime.get(&certificate);
        let leg = content.legs.iter().position(|leg| leg.credit.record == record).context("a leg of the record's")?;
        let before = chain.runtime.get::<Record>(&record).valid_grams;
        Ok(Self { plan, record, certificate, leg: leg as u8, registry, before, shortfall: 0, covered: 0 })
    }

    /// `propose_restatement` of a record, by the registry's authority.
    pub fn proposal(&self, chain: &DemoChain, record: Pubkey, valid_grams: u64) -> Instruction {
        let args = ProposeRestatementArgs {
            valid_grams,
            evidence_sha256: Sha256::digest(format!("survey of {}", self.plan.source)).into(),
            item: 0,
            reason: self.plan.reason.into(),
            evidence_uri: "https://surveys.example/karri.csv".into(),
        };
        let (payer, authority) = (self.registry.payer.pubkey(), self.registry.authority.pubkey());
        restatements::propose_restatement(
            payer,
            authority,
            (record, &chain.runtime.get(&record)),
            &[],
            None,
            None,
            args,
        )
    }

    /// Proposes the restatement, which freezes the record.
    pub fn propose(&self, chain: &mut DemoChain) -> Result<()> {
        let restate = self.proposal(chain, self.record, self.plan.valid_grams);
        chain.send("propose_restatement", restate, &[&self.registry.payer, &self.registry.authority])
    }

    /// `execute_lowering`.
    pub fn lowering(&self, chain: &DemoChain) -> Instruction {
        let restatement: Restatement = chain.runtime.get(&addresses::restatement(&self.record));
        restatements::execute_lowering(&restatement, &chain.runtime.get(&self.record), &[])
    }

    /// Four of five notaries approve, and the restatement is executed.
    pub fn decide(&self, chain: &mut DemoChain) -> Result<()> {
        let key = addresses::restatement(&self.record);
        let digest = chain.runtime.get::<Restatement>(&key).subject.ballot.digest;
        let report = "approve: the second survey is signed, and finds less";
        self.registry.vote(chain, key, digest, Verdict::Approve, report, &[0, 1, 2, 3])?;
        let lower = self.lowering(chain);
        chain.send("execute_lowering", lower, &[])
    }

    /// Sends `impair`, as anyone may: the certificate then has a shortfall.
    pub fn impair(&mut self, chain: &mut DemoChain) -> Result<()> {
        let impair = self.with_leg(chain, |leg| restatements::impair(leg, None));
        chain.send("impair", impair, &[])?;
        self.shortfall = chain.runtime.get::<Certificate>(&self.certificate).shortfall;
        Ok(())
    }

    /// `cover_shortfall` with grams of a source's part of the buffer, by the registry's authority.
    pub fn covering(&self, chain: &DemoChain, source: &str, grams: u64) -> Result<Instruction> {
        let source = self.registry.source(source)?;
        let made =
            self.registry.records.iter().find(|made| made.source == source).context("the source has a record")?;
        Ok(self.covering_by(chain, addresses::lot(&made.key, BUFFER_LOT), grams))
    }

    /// `cover_shortfall` with grams of a lot of the buffer, by the registry's authority.
    pub fn covering_by(&self, chain: &DemoChain, lot: Pubkey, grams: u64) -> Instruction {
        let (payer, authority) = (self.registry.payer.pubkey(), self.registry.authority.pubkey());
        let content: Lot = chain.runtime.get(&lot);
        self.with_leg(chain, |leg| restatements::cover_shortfall(payer, authority, leg, (lot, &content), grams))
    }

    /// Covers the shortfall.
    pub fn cover(&mut self, chain: &mut DemoChain) -> Result<()> {
        let cover = self.covering(chain, self.plan.covered_by, self.shortfall)?;
        chain.send("cover_shortfall", cover, &[&self.registry.payer, &self.registry.authority])?;
        let certificate: Certificate = chain.runtime.get(&self.certificate);
        self.covered = certificate.legs[self.leg as usize].covered;
        Ok(())
    }

    fn with_leg<R>(&self, chain: &DemoChain, make: impl FnOnce(CertifiedLeg) -> R) -> R {
        let certificate: Certificate = chain.runtime.get(&self.certificate);
        let emission: Record = chain.runtime.get(&certificate.legs[self.leg as usize].emission.record);
        make(CertifiedLeg { key: self.certificate, certificate: &certificate, leg: self.leg, emission: &emission })
    }

    /// The record as it is now.
    pub fn content(&self, chain: &DemoChain) -> Record {
        chain.runtime.get(&self.record)
    }

    /// Corrections in the registry's log.
    pub fn corrections(&self, chain: &DemoChain) -> u64 {
        chain.runtime.get::<RollupLog>(&addresses::log(&self.registry.key)).corrections
    }
}
