//! The checks, one module per step. Each reads what it needs and adds a finding for every check it makes.

mod author;
mod burn;
mod claim;
mod corrections;
mod grams;
mod l1;
mod leaf;
mod log;
mod lots;
mod notaries;
mod program;
mod rules;
mod statement;
mod votes;
mod year;

use crate::{
    chain::ChainReader,
    evidence::Bundles,
    key::Key,
    l1::L1,
    layout::*,
    report::{AuditReport, Check, Step},
    statement::Statement,
    Given,
};
use anyhow::{Context, Result};
use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

/// A statement as it was published.
#[derive(Clone, Copy)]
pub struct Published<'a> {
    /// Its content.
    pub statement: &'a Statement,
    /// sha256 of its bytes.
    pub sha256: [u8; 32],
}

/// What the node's word is taken for, whatever the story is.
const WORD: [&str; 3] = [
    "That it hides no transaction, and that those it shows succeeded, when it says.",
    "Calls of programs that neither votes nor the register cover: cures of pools, covers.",
    "The program's code: compare its hash with your own build; and who can replace it.",
];

/// Everything that the checks need, collected from the chain before they begin.
pub struct AuditInput<'a> {
    /// The chain.
    pub chain: &'a ChainReader<'a>,
    /// The statement.
    pub statement: &'a Statement,
    /// sha256 of the statement's bytes.
    pub hash: [u8; 32],
    /// The raw data, unless the audit is public.
    pub evidence: Option<&'a Bundles>,
    /// What the auditor gave.
    pub given: Given,
    /// Address of the registry.
    pub registry_key: Key,
    /// The registry.
    pub registry: Registry,
    /// The registry's log.
    pub log: RollupLog,
    /// The certificates that name the statement.
    pub certificates: Vec<AuditedCertificate>,
    /// All certificates of the registry, including those that name the statement.
    pub all_certificates: Vec<(Key, Certificate)>,
    /// All covers of the registry: credits that were burned against a certificate's shortfall.
    pub all_covers: Vec<(Key, Cover)>,
    /// All records of the certificates, their covers and the footprint.
    pub records: BTreeMap<Key, Record>,
    /// All leaves of the log, by index, from events.
    pub leaves: log::Leaves,
    /// The notary set in each epoch, once it is rebuilt.
    sets: OnceCell<Vec<votes::EpochSet>>,
}

/// A certificate that names the statement, and the accounts that belong to it.
pub struct AuditedCertificate {
    /// Its address.
    pub key: Key,
    /// Its account.
    pub content: Certificate,
    /// The burn proof that became this certificate.
    pub proof: Key,
    /// Lots of each leg: emission, credit.
    pub lots: Vec<(Key, Key)>,
    /// Credits that were burned against its shortfall.
    pub covers: Vec<AuditedCover>,
}

/// Credits of one record that were burned against the shortfall of a leg.
pub struct AuditedCover {
    /// Its address.
    pub key: Key,
    /// Its account.
    pub content: Cover,
    /// What was burned, from the events.
    pub burns: Vec<CoverBurn>,
}

/// Units that `cover_shortfall` burned.
pub struct CoverBurn {
    /// The lot they were burned from.
    pub lot: Key,
    /// Owner of the lot.
    pub holder: Key,
    /// The units.
    pub units: Units,
    /// Unix time of the burn, in seconds.
    pub burned_at: i64,
}

impl<'a> AuditInput<'a> {
    /// Collects the certificates of a statement in the registry given, or in the only registry that has some. If there are none, adds a
    /// finding to the report and returns `None`.
    pub fn gather(
        chain: &'a ChainReader<'a>,
        Published { statement, sha256: hash }: Published<'a>,
        evidence: Option<&'a Bundles>,
        given: Given,
        report: &mut AuditReport,
    ) -> Result<Option<Self>> {
        let mut found = chain.accounts::<Certificate>("metadata_sha256", &hash)?;
        found.retain(|(_, content)| given.registry.is_none_or(|registry| registry == content.registry));
        // Other certificates may carry the same statement hash. The burn proof selects the right one.
        if let Some(proof) = statement.claim.burn_proof {
            found.retain(|(key, _)| *key == chain.derived(&[b"certificate", &proof.0]));
        }
        let registries: BTreeSet<Key> = found.iter().map(|(_, content)| content.registry).collect();
        let [registry_key] = registries.iter().copied().collect::<Vec<_>>()[..] else {
            let sentence = match registries.len() {
                0 => "no certificate names these bytes: they were changed, or this is not the statement that was certified",
                _ => "certificates of several registries name it: choose one with --registry",
            };
            report.add(Check::new(Step::Statement, "the statement", "accounts of the program").fail(sentence));
            return Ok(None);
        };
        let registry = chain.account(&registry_key)?.context("the registry's account is missing")?;
        report.facts.word = WORD.map(String::from).into();
        report.facts.registry_given = given.registry.is_some();
        report.facts.program = program::describe(chain, given.program)?;
        let log_key = chain.derived(&[b"log", &registry_key.0]);
        let log = chain.account(&log_key)?.context("the registry's log is missing")?;
        let gathered = found.into_iter().map(|(key, content)| AuditedCertificate::gather(chain, key, content));
        let certificates: Vec<_> = gathered.collect::<Result<_>>()?;
        let mut records = BTreeMap::new();
        let legs = certificates.iter().flat_map(|audited| &audited.content.legs);
        let burned = legs.flat_map(|leg| [leg.emission.record, leg.credit.record]);
        let covers = certificates.iter().flat_map(|audited| &audited.covers).map(|cover| cover.content.record);
        for key in burned.chain(covers).chain(statement.footprint.records.iter().copied()) {
            if records.contains_key(&key) {
                continue;
            }
            match chain.account::<Record>(&key)? {
                Some(record) if record.registry == registry_key => _ = records.insert(key, record),
                _ => {
                    let check = Check::new(Step::Statement, record_name(&key), key);
                    report.add(check.fail("there is no such record in the registry"));
                }
            }
        }
        let leaves = log::Leaves::gather(chain, &log_key, &registry_key)?;
        Ok(Some(Self {
            chain,
            statement,
            hash,
            evidence,
            given,
            registry_key,
            registry,
            log,
            certificates,
            all_certificates: chain.accounts("registry", &registry_key.0)?,
            all_covers: chain.accounts("registry", &registry_key.0)?,
            records,
            leaves,
            sets: OnceCell::new(),
        }))
    }

    /// Makes every check.
    pub fn check(&self, l1: &dyn L1, report: &mut AuditReport) {
        type CheckStep = fn(&AuditInput, &mut AuditReport) -> Result<()>;
        let checks: [(Step, CheckStep); 10] = [
            (Step::Statement, statement::check),
            (Step::Grams, grams::check),
            (Step::Rules, rules::check),
            (Step::Notaries, notaries::check),
            (Step::Notaries, corrections::check),
            (Step::Lots, lots::check),
            (Step::Burn, burn::check),
            (Step::Year, year::check),
            (Step::Claim, claim::check),
            (Step::Leaf, leaf::check),
        ];
        for (step, check) in checks {
            open_on_error(check(self, report), step, report);
        }
        log::check(self, report);
        open_on_error(l1::check(self, l1, report), Step::L1, report);
    }

    /// A record of the input.
    pub fn record(&self, key: &Key) -> Result<&Record> {
        self.records.get(key).with_context(|| format!("record {key} is missing"))
    }
}

impl AuditedCertificate {
    fn gather(chain: &ChainReader, key: Key, content: Certificate) -> Result<Self> {
        let executed = chain.events(&key)?.into_iter().find_map(|(event, _)| match event {
            Event::BurnExecuted(event) if event.certificate == key => Some(event.proof),
            _ => None,
        });
        let proof = executed.with_context(|| format!("the event that made certificate {key} is missing"))?;
        let legs = chain.events(&proof)?.into_iter().filter_map(|(event, _)| match event {
            Event::LegAdded(leg) if leg.proof == proof => Some((leg.emission, leg.credit)),
            _ => None,
        });
        let lots = legs.collect();
        let mut covers: Vec<AuditedCover> = vec![];
        for (event, _) in chain.events(&key)? {
            let Event::CertificateCovered(event) = event else { continue };
            if event.certificate != key {
                continue;
            }
            let CertificateCovered { cover, record, start, end, head, lot, holder, burned_at, .. } = event;
            // A cover's units have no vintage of their own: nothing is hashed over it.
            let burn = CoverBurn { lot, holder, units: Units { record, start, end, vintage: 0, head }, burned_at };
            match covers.iter_mut().find(|known| known.key == cover) {
                Some(known) => known.burns.push(burn),
                None => {
                    let content = chain.account(&cover)?.with_context(|| format!("cover {cover} is missing"))?;
                    covers.push(AuditedCover { key: cover, content, burns: vec![burn] });
                }
            }
        }
        Ok(Self { key, content, proof, lots, covers })
    }
}

/// Adds an open finding for an error of a node: an error refutes nothing and confirms nothing.
fn open_on_error(result: Result<()>, step: Step, report: &mut AuditReport) {
    if let Err(error) = result {
        report.add(Check::new(step, "the step", "the nodes that were asked").open(format!("{error:#}")));
    }
}

/// A record's name in the report.
fn record_name(key: &Key) -> String {
    format!("record {key}")
}
