//! The chain of checks. Each step reads what it needs, and notes every check it makes.

mod burn;
mod grams;
mod leaf;
mod ledger;
mod log;
mod lots;
mod notaries;
mod statement;
mod votes;
mod year;

use crate::{
    chain::Chain,
    evidence::Bundles,
    key::Key,
    l1::L1,
    layout::*,
    report::{Report, Step},
    statement::Statement,
};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};

/// All that is audited, gathered from the chain before the checks begin.
pub struct Case<'a> {
    /// The chain.
    pub chain: &'a Chain<'a>,
    /// The statement.
    pub statement: &'a Statement,
    /// sha256 of its bytes.
    pub hash: [u8; 32],
    /// The raw data.
    pub evidence: &'a Bundles,
    /// Address of the registry.
    pub registry_key: Key,
    /// The registry.
    pub registry: Registry,
    /// Its log.
    pub log: RollupLog,
    /// The certificates that carry the statement's hash.
    pub certificates: Vec<Certified>,
    /// All certificates of the registry, these among them.
    pub all: Vec<(Key, Certificate)>,
    /// All credits of the registry that were burned to cover a certificate.
    pub all_covers: Vec<(Key, Cover)>,
    /// Every record that they or the footprint stand on.
    pub records: BTreeMap<Key, Record>,
    /// Every leaf of the log, by index, as the events tell them.
    pub leaves: log::Leaves,
}

/// A certificate and what belongs to it.
pub struct Certified {
    /// Its address.
    pub key: Key,
    /// Its content.
    pub content: Certificate,
    /// The burn proof it came of.
    pub proof: Key,
    /// Lots of its legs: emission, credit.
    pub lots: Vec<(Key, Key)>,
    /// Credits burned against its shortfall since.
    pub covers: Vec<(Key, Cover)>,
}

impl<'a> Case<'a> {
    /// Gathers the certificates of a statement, in `registry` or in the one that has them. `None` where there is none, and
    /// the report says so.
    pub fn gather(
        chain: &'a Chain<'a>,
        (statement, hash): (&'a Statement, [u8; 32]),
        evidence: &'a Bundles,
        registry: Option<Key>,
        report: &mut Report,
    ) -> Result<Option<Self>> {
        let mut found = chain.accounts::<Certificate>("metadata_sha256", &hash)?;
        found.retain(|(_, content)| registry.is_none_or(|registry| registry == content.registry));
        // Whoever finds notaries can have another certificate name the same statement.
        if let Some(proof) = statement.claim.burn_proof {
            found.retain(|(key, _)| *key == chain.derived(&[b"certificate", &proof.0]));
        }
        let registries: BTreeSet<Key> = found.iter().map(|(_, content)| content.registry).collect();
        let [registry_key] = registries.iter().copied().collect::<Vec<_>>()[..] else {
            let what = match registries.len() {
                0 => "no certificate names these bytes: they were changed, or this is not the statement that was certified",
                _ => "certificates of several registries name it: choose one with --registry",
            };
            report.fail(Step::Statement, &"the statement", what, "accounts of the program");
            return Ok(None);
        };
        let registry = chain.account(&registry_key)?.context("the registry's account is missing")?;
        let log_key = chain.derived(&[b"log", &registry_key.0]);
        let log = chain.account(&log_key)?.context("the registry's log is missing")?;
        let certificates: Vec<_> =
            found.into_iter().map(|(key, content)| Certified::gather(chain, key, content)).collect::<Result<_>>()?;
        let mut records = BTreeMap::new();
        let on = |units: &Units| units.record;
        let legs = certificates.iter().flat_map(|certified| &certified.content.legs);
        let wanted = legs.flat_map(|leg| [on(&leg.emission), on(&leg.credit)]);
        let covers = certificates.iter().flat_map(|certified| &certified.covers).map(|(_, cover)| on(&cover.units));
        for key in wanted.chain(covers).chain(statement.footprint.records.iter().copied()) {
            if records.contains_key(&key) {
                continue;
            }
            match chain.account::<Record>(&key)? {
                Some(record) if record.registry == registry_key => _ = records.insert(key, record),
                _ => report.fail(Step::Statement, &record_name(&key), "there is no such record in the registry", key),
            }
        }
        let leaves = log::Leaves::gather(chain, &log_key, &registry_key)?;
        Ok(Some(Self {
            chain,
            statement,
            hash,
            evidence,
            registry_key,
            registry,
            log,
            certificates,
            all: chain.accounts("registry", &registry_key.0)?,
            all_covers: chain.accounts("registry", &registry_key.0)?,
            records,
            leaves,
        }))
    }

    /// Makes every check.
    pub fn check(&self, l1: &dyn L1, report: &mut Report) {
        type Check = fn(&Case, &mut Report) -> Result<()>;
        let checks: [(Step, Check); 7] = [
            (Step::Statement, statement::check),
            (Step::Grams, grams::check),
            (Step::Notaries, notaries::check),
            (Step::Lots, lots::check),
            (Step::Burn, burn::check),
            (Step::Year, year::check),
            (Step::Leaf, leaf::check),
        ];
        for (step, check) in checks {
            open_on_error(check(self, report), step, report);
        }
        log::check(self, report);
        open_on_error(ledger::check(self, l1, report), Step::L1, report);
    }

    /// A record that was found.
    pub fn record(&self, key: &Key) -> Result<&Record> {
        self.records.get(key).with_context(|| format!("record {key} is missing"))
    }
}

impl Certified {
    fn gather(chain: &Chain, key: Key, content: Certificate) -> Result<Self> {
        let finalized = chain.events(&key)?.into_iter().find_map(|(event, _)| match event {
            Event::BurnExecuted(event) if event.certificate == key => Some(event.proof),
            _ => None,
        });
        let proof = finalized.with_context(|| format!("the event that made certificate {key} is missing"))?;
        let legs = chain.events(&proof)?.into_iter().filter_map(|(event, _)| match event {
            Event::LegAdded(leg) if leg.proof == proof => Some((leg.emission, leg.credit)),
            _ => None,
        });
        let lots = legs.collect();
        let covers = if content.covers > 0 { chain.accounts("certificate", &key.0)? } else { vec![] };
        Ok(Self { key, content, proof, lots, covers })
    }
}

/// An error of the node or the L1 refutes nothing, and confirms nothing.
fn open_on_error(done: Result<()>, step: Step, report: &mut Report) {
    if let Err(error) = done {
        report.open(step, &"the step", format!("{error:#}"), "the nodes that were asked");
    }
}

/// A record by its address.
fn record_name(key: &Key) -> String {
    format!("record {key}")
}
