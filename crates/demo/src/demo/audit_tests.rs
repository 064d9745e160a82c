//! Every change of a correct scenario makes the audit fail at the step that checks the changed part.

use super::{
    bundles, burns::Burn, chain::DemoChain, files, l1, market::Market, registry::DemoRegistry,
    restatements::Correction, scenario,
};
use anyhow::Result;
use base64::{prelude::BASE64_STANDARD, Engine};
use carbon_audit::{
    audit,
    chain::ChainReader,
    key::{sha256, Key},
    l1::{Http as HttpL1, L1State, LeafProof, Question, Status, L1},
    layout::{
        Attested, BurnSubmitted, CarbonData, Certificate, CertificateCovered, ClaimSubmitted, Cover, Inventory, Layout,
        LeafAppended, LegAdded, LineageExtended, LotSplit, NotarySet, Record, RollupLog, EVENT_TAG, TAG_LEN,
    },
    report::{AuditReport, Conclusion, Step},
    rpc::{Http, SolanaRpc},
    Given, PROGRAM,
};
use carbon_client::{
    addresses,
    program::{
        lot::BUFFER_LOT,
        notary::Verdict,
        restatement::{ProposeRestatementArgs, Restatement},
    },
    restatements,
};
use carbon_notary_engine::bundle::SIGNED;
use carbon_wire::ledger::EvmAddress;
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::Value;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;
use std::path::{Path, PathBuf};

/// A registry with one certificate. A part of its credits became void and is covered. The log is published to an L1.
pub struct Scenario {
    dir: tempfile::TempDir,
    pub registry: DemoRegistry,
    pub burn: Burn,
    pub server: carbon_embedded::rpc::Server,
    pub node: l1::L1Process,
}

impl Scenario {
    pub fn run() -> Result<Self> {
        Self::of(Ending::Covered)
    }

    /// The scenario with another ending.
    pub fn of(ending: Ending) -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let evidence = dir.path().join("evidence");
        let mut chain = DemoChain::new(7, scenario::NOW)?;
        let mut plan = scenario::registries().pop().expect("the Safeguard registry");
        plan.sources.retain(|source| ["angaston", "karri-plantation", "mulga-regeneration"].contains(&source.label));
        let mut registry = DemoRegistry::set_up(&mut chain, 1, plan, &evidence)?;
        let key = SigningKey::from_bytes(registry.provider.secret_bytes());
        for (source, made) in registry.plan.sources.iter().zip(&registry.sources) {
            bundles::write(&evidence.join(registry.plan.label), 7, &registry.plan, (source, made.key), &key)?;
        }
        for source in 0..registry.sources.len() {
            registry.record(&mut chain, source, 0, &evidence)?;
            if registry.plan.sources[source].emits() {
                registry.propose_year_closing(&mut chain, source)?;
            }
        }
        let mut market = Market::new(&chain, &registry);
        for offer in scenario::offers() {
            market.list(&mut chain, &registry, offer)?;
        }
        let plan = scenario::burns()[0];
        let burn = Burn::propose(&mut chain, &registry, &mut market, plan, &dir.path().join("statements"))?;
        burn.submit(&mut chain, &registry)?;
        // One of five rejects; the audit must not count it as an approval, and four are a quorum.
        let digest = burn.content(&chain).subject.ballot.digest;
        registry.vote(&mut chain, burn.proof, digest, Verdict::Reject, "reject: a doubt", &[4])?;
        burn.approve(&mut chain, &registry)?;
        burn.review_all(&mut chain)?;
        burn.execute(&mut chain, &registry)?;
        market.close(&mut chain, &registry)?;
        let mut correction = Correction::new(&chain, &registry, &burn, scenario::restatement())?;
        correction.propose(&mut chain)?;
        correction.decide(&mut chain)?;
        correction.impair(&mut chain)?;
        match ending {
            Ending::Short => {}
            Ending::Covered => correction.cover(&mut chain)?,
            Ending::CoveredBySupplement => {
                let supplement = supplement(&mut chain, &registry)?;
                let lot = addresses::lot(&supplement, BUFFER_LOT);
                let cover = correction.covering_by(&chain, lot, correction.shortfall);
                chain.send("cover_shortfall", cover, &[&registry.payer, &registry.authority])?;
            }
        }
        let node = l1::L1Process::start()?;
        l1::publish_and_prove(&mut chain, &registry, &node)?;
        let server = chain.runtime.serve()?;
        Ok(Self { dir, registry, burn, server, node })
    }

    fn record(&self, source: usize) -> String {
        format!("record {}", self.registry.records[source].key)
    }

    pub fn evidence(&self) -> PathBuf {
        self.dir.path().join("evidence")
    }

    pub fn bundle(&self, source: usize) -> PathBuf {
        self.registry.sources[source].bundle.clone()
    }

    fn audit(&self, fault: Fault) -> Result<AuditReport> {
        self.audit_given(fault, Given { core: Some(self.node.ready.core.into_array()), ..Given::default() })
    }

    /// An audit with what the auditor gives.
    fn audit_given(&self, fault: Fault, given: Given) -> Result<AuditReport> {
        let bytes = std::fs::read(&self.burn.statement.path)?;
        let fault = &fault;
        let faulty = FaultyNode { node: Http::new(self.server.url()), fault };
        let l1 = FaultyL1 { l1: HttpL1::new(self.node.url())?, fault };
        audit(&bytes, Some(&self.evidence()), &ChainReader::new(&faulty, PROGRAM.parse().unwrap()), &l1, given)
    }

    /// The report on a file with one changed byte. Restores the file.
    fn with_changed(&self, file: &Path, at: impl Fn(&[u8]) -> usize) -> AuditReport {
        let whole = std::fs::read(file).unwrap();
        let mut changed = whole.clone();
        changed[at(&whole)] ^= 1;
        std::fs::write(file, changed).unwrap();
        let report = self.audit(Fault::None).unwrap();
        std::fs::write(file, whole).unwrap();
        report
    }
}

/// How the story of the scenario ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The certificate is short of credits.
    Short,
    /// Credits of another record make its shortfall good.
    Covered,
    /// The same by credits of a record that a restatement added to another one.
    CoveredBySupplement,
}

/// Adds 50,000 t to the last absorption record, by a survey of its own that the data provider signed. Returns the added record.
fn supplement(chain: &mut DemoChain, registry: &DemoRegistry) -> Result<Pubkey> {
    let record = registry.records[2].key;
    let bundle = &registry.sources[2].bundle;
    let copy = bundle.with_extension("supplement");
    files::copy(bundle, &copy)?;
    let manifest: Value = serde_json::from_slice(&std::fs::read(bundle.join("manifest.json"))?)?;
    // The same content in other bytes.
    let manifest = serde_json::to_vec(&manifest)?;
    let evidence_sha256 = sha256(&manifest);
    let key = SigningKey::from_bytes(registry.provider.secret_bytes());
    let signature = key.sign(&[SIGNED, &evidence_sha256[..]].concat());
    files::write(&copy.join("manifest.json"), &manifest)?;
    files::write(&copy.join("manifest.sig"), hex::encode(signature.to_bytes()).as_bytes())?;
    let content: carbon_client::program::record::Record = chain.runtime.get(&record);
    let args = ProposeRestatementArgs {
        valid_grams: content.valid_grams + 50_000_000_000,
        evidence_sha256,
        item: 0,
        reason: "a second survey".into(),
        evidence_uri: "https://surveys.example/mulga.csv".into(),
    };
    let (payer, authority) = (registry.payer.pubkey(), registry.authority.pubkey());
    let provider = Some(addresses::provider(&registry.key, &registry.provider.pubkey()));
    let propose = restatements::propose_restatement(payer, authority, (record, &content), &[], None, provider, args);
    chain.send("propose_restatement", propose, &[&registry.payer, &registry.authority])?;
    let subject = addresses::restatement(&record);
    let restatement: Restatement = chain.runtime.get(&subject);
    let digest = restatement.subject.ballot.digest;
    registry.vote(chain, subject, digest, Verdict::Approve, "approve: the survey is signed", &[0, 1, 2, 3])?;
    let content: carbon_client::program::record::Record = chain.runtime.get(&record);
    let execute = restatements::execute_supplement(registry.crank.pubkey(), &restatement, &content);
    chain.send("execute_supplement", execute, &[&registry.crank])?;
    Ok(addresses::record(&registry.key, &evidence_sha256, 0))
}

/// A wrong part of a node's answers.
enum Fault {
    None,
    /// Flips a bit of every event of a type, at an offset in its data. With the last field: only of the n-th event.
    Event([u8; TAG_LEN], usize, Option<usize>),
    /// Flips a bit of every account of a type, at an offset in its data. With the last field: only of the account with this key.
    Account([u8; TAG_LEN], usize, Option<Key>),
    /// Leaves out an account's second newest transaction.
    Hidden(Key),
    /// Gives the votes of one notary to another one.
    Ascribed(Ascription),
    /// Flips a bit of the ledger's root.
    Root,
    /// The ledger's code does one thing differently.
    Code,
    /// The ledger serves another program.
    ServedProgram,
    /// The ledger verifies messages by another core contract.
    Core,
    /// The ledger has no batch.
    NoBatch,
    /// The L1 is another chain.
    ChainId(u64),
    /// Inverts the ledger's answers.
    Answers,
    /// The ledger waits for a correction.
    Waits,
}

/// A notary that voted, and another one that a node names in its place.
#[derive(Clone, Copy)]
struct Ascription {
    /// Keys of the two in the notary set, and their bits in bitmaps of votes.
    voted: (Key, u64),
    named: (Key, u64),
    /// The record that holds the votes, and the offset of its approvals.
    record: (Key, usize),
    /// Whether the signed message names the other notary, too.
    message: bool,
}

impl Ascription {
    /// Changes the bitmap of votes at an offset.
    fn bitmap(&self, data: &mut [u8], at: usize) {
        let bytes = &mut data[at..at + 8];
        let votes = u64::from_le_bytes(bytes.try_into().unwrap());
        if votes & self.voted.1 != 0 {
            bytes.copy_from_slice(&(votes & !self.voted.1 | self.named.1).to_le_bytes());
        }
    }

    fn transaction(&self, answer: &mut Value) {
        for inner in answer["meta"]["innerInstructions"].as_array_mut().unwrap() {
            for call in inner["instructions"].as_array_mut().unwrap() {
                let mut data = bs58_bytes(&call["data"]);
                if data.starts_with(&[EVENT_TAG, Attested::tag()].concat()) {
                    self.bitmap(&mut data, TAG_LEN + Attested::offset("voters"));
                    self.bitmap(&mut data, TAG_LEN + Attested::offset("approvals"));
                    call["data"] = bs58_text(&data).into();
                }
            }
        }
        if self.message {
            let mut bytes = BASE64_STANDARD.decode(answer["transaction"][0].as_str().unwrap()).unwrap();
            let found = bytes.windows(32).position(|window| window == self.voted.0 .0);
            if let Some(at) = found {
                bytes[at..at + 32].copy_from_slice(&self.named.0 .0);
                answer["transaction"][0] = BASE64_STANDARD.encode(bytes).into();
            }
        }
    }

    fn account(&self, text: &mut Value) {
        let mut data = BASE64_STANDARD.decode(text.as_str().unwrap()).unwrap();
        self.bitmap(&mut data, self.record.1);
        *text = BASE64_STANDARD.encode(data).into();
    }
}

struct FaultyNode<'a> {
    node: Http,
    fault: &'a Fault,
}

impl SolanaRpc for FaultyNode<'_> {
    fn call(&self, method: &str, params: Value) -> Result<Value> {
        let asked = params[0].as_str().unwrap_or_default().to_string();
        let mut answer = self.node.call(method, params)?;
        match (self.fault, method) {
            (Fault::Event(tag, at, nth), "getTransaction") => {
                let mut seen = 0;
                for inner in answer["meta"]["innerInstructions"].as_array_mut().unwrap() {
                    for call in inner["instructions"].as_array_mut().unwrap() {
                        let mut data = bs58_bytes(&call["data"]);
                        if data.starts_with(&[EVENT_TAG, *tag].concat()) {
                            if nth.is_none_or(|nth| nth == seen) {
                                data[TAG_LEN + at] ^= 1;
                                call["data"] = bs58_text(&data).into();
                            }
                            seen += 1;
                        }
                    }
                }
            }
            (Fault::Account(tag, at, only), "getAccountInfo") if only.is_none_or(|only| only.to_string() == asked) => {
                change(&mut answer["value"]["data"][0], tag, *at);
            }
            (Fault::Account(tag, at, only), "getProgramAccounts") => {
                for kept in answer.as_array_mut().unwrap() {
                    if only.is_none_or(|only| only.to_string() == kept["pubkey"].as_str().unwrap()) {
                        change(&mut kept["account"]["data"][0], tag, *at);
                    }
                }
            }
            (Fault::Hidden(key), "getSignaturesForAddress") if asked == key.to_string() => {
                let page = answer.as_array_mut().unwrap();
                if page.len() > 1 {
                    page.remove(1);
                }
            }
            (Fault::Ascribed(votes), "getTransaction") => votes.transaction(&mut answer),
            (Fault::Ascribed(votes), "getAccountInfo") if asked == votes.record.0.to_string() => {
                votes.account(&mut answer["value"]["data"][0]);
            }
            _ => {}
        }
        Ok(answer)
    }
}

fn bs58_bytes(text: &Value) -> Vec<u8> {
    bs58::decode(text.as_str().unwrap()).into_vec().unwrap()
}

fn bs58_text(bytes: &[u8]) -> String {
    bs58::encode(bytes).into_string()
}

fn change(text: &mut Value, tag: &[u8], at: usize) {
    let Some(known) = text.as_str() else { return };
    let mut data = BASE64_STANDARD.decode(known).unwrap();
    if data.starts_with(tag) {
        data[at] ^= 1;
        *text = BASE64_STANDARD.encode(data).into();
    }
}

struct FaultyL1<'a> {
    l1: HttpL1,
    fault: &'a Fault,
}

impl L1 for FaultyL1<'_> {
    fn chain_id(&self) -> Result<u64> {
        match self.fault {
            Fault::ChainId(id) => Ok(*id),
            _ => self.l1.chain_id(),
        }
    }

    fn state(&self, address: &EvmAddress, registry: &[u8; 32]) -> Result<Option<L1State>> {
        let mut state = self.l1.state(address, registry)?;
        let Some(ledger) = &mut state else { return Ok(state) };
        match self.fault {
            Fault::Root => ledger.root[0] ^= 1,
            Fault::Code => ledger.code[0] ^= 1,
            Fault::ServedProgram => ledger.program[0] ^= 1,
            Fault::Core => ledger.core[0] ^= 1,
            Fault::NoBatch => ledger.batch = 0,
            _ => {}
        }
        Ok(state)
    }

    fn ask(&self, address: &EvmAddress, registry: &[u8; 32], question: Question, proof: LeafProof) -> Result<Status> {
        let status = self.l1.ask(address, registry, question, proof)?;
        Ok(match (self.fault, status) {
            (Fault::Answers, Status::Valid) => Status::Impaired,
            (Fault::Answers, _) => Status::Valid,
            (Fault::Waits, _) => Status::Pending,
            (_, status) => status,
        })
    }
}

/// Bytes of a record's data that is measured.
pub const MEASURED_DATA_LEN: usize = 129;

/// The first failure: its step, subject and source.
fn first_failure(report: &AuditReport) -> (Step, &str, &str) {
    let first = report.failures().next().expect("a failure");
    (first.step, &first.about, &first.source)
}

#[test]
fn every_change_is_found_at_its_own_step() {
    let scenario = Scenario::run().unwrap();
    let whole = scenario.audit(Fault::None).unwrap();
    assert_eq!(whole.conclusion, Conclusion::Confirmed, "{}", whole.page());
    assert!(whole.facts.ledger.ends_with("; as of 2024-09-01"), "{}", whole.facts.ledger);
    assert!(whole.page().lines().count() <= 68, "more than a page:\n{}", whole.page());

    // Files. A bit of a digit before a decimal point gives another digit.
    let point = |bytes: &[u8]| bytes.iter().position(|byte| *byte == b'.').unwrap() - 1;
    for (source, rows) in [(0, "rows/covered-emissions.csv"), (1, "rows/growth.csv"), (2, "rows/growth.csv")] {
        for (file, at) in [(rows, true), ("manifest.json", false), ("manifest.sig", false)] {
            let path = scenario.bundle(source).join(file);
            let report = scenario.with_changed(&path, |bytes| if at { point(bytes) } else { bytes.len() / 2 });
            let found = first_failure(&report);
            assert_eq!((found.0, found.1), (Step::Evidence, scenario.record(source).as_str()), "{file}");
            assert!(found.2.ends_with(file), "{file}: {}", found.2);
        }
    }
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).find("carbon neutral").unwrap();
    let report = scenario.with_changed(&scenario.burn.statement.path, words);
    assert_eq!(first_failure(&report).0, Step::Statement);

    // A node's answers.
    let [angaston, karri] = [0, 1].map(|source| Key(scenario.registry.records[source].key.to_bytes()));
    // Measured data has a fixed length, but `offset` does not know it: it has an enum with fields.
    let data = Record::offset("data");
    let in_data = |field: &str| data + CarbonData::offset(field) - TAG_LEN;
    let provider = data + 60;
    let after_data = |field: &str| data + MEASURED_DATA_LEN + Record::offset(field) - Record::offset("valid_grams");
    let log = Key(carbon_client::addresses::log(&scenario.registry.key).to_bytes());
    // The last byte of the grams in a leaf: after index, certificate, grams of the log, proof, beneficiary and statement.
    let leaf_grams = LeafAppended::offset("entry") + 8 + 32 + 8 + 32 + 32 + 32 + 7;
    // The units in a lineage entry: after its kind and three keys.
    let entry_units = LineageExtended::offset("entry") + 1 + 3 * 32;
    let mut wrong = vec![];
    for (name, fault, step) in [
        ("a record's grams", Fault::Account(Record::tag(), in_data("grams"), Some(angaston)), Step::Grams),
        ("a record's first day", Fault::Account(Record::tag(), in_data("first_day"), Some(angaston)), Step::Statement),
        ("a record's provider", Fault::Account(Record::tag(), provider, Some(karri)), Step::Evidence),
        ("a record's digest", Fault::Account(Record::tag(), after_data("digest"), Some(karri)), Step::Notaries),
        ("a record's approvals", Fault::Account(Record::tag(), after_data("approvals"), Some(karri)), Step::Notaries),
        (
            "a record's valid grams",
            Fault::Account(Record::tag(), after_data("valid_grams"), Some(karri)),
            Step::Notaries,
        ),
        (
            "a claim's digest",
            Fault::Event(ClaimSubmitted::tag(), ClaimSubmitted::offset("digest"), None),
            Step::Notaries,
        ),
        ("who voted", Fault::Event(Attested::tag(), Attested::offset("voters"), None), Step::Notaries),
        ("a history's units", Fault::Event(LineageExtended::tag(), entry_units, None), Step::Lots),
        ("whose lot was split", Fault::Event(LotSplit::tag(), LotSplit::offset("parent"), None), Step::Lots),
        ("a leg's lot", Fault::Event(LegAdded::tag(), LegAdded::offset("credit"), None), Step::Lots),
        ("a burn's digest", Fault::Event(BurnSubmitted::tag(), BurnSubmitted::offset("digest"), None), Step::Burn),
        (
            "a cover's history",
            Fault::Event(CertificateCovered::tag(), CertificateCovered::offset("head"), None),
            Step::Lots,
        ),
        ("a cover's void grams", Fault::Account(Cover::tag(), Cover::offset("void"), None), Step::Burn),
        (
            "a certificate's beneficiary",
            Fault::Account(Certificate::tag(), Certificate::offset("beneficiary"), None),
            Step::Statement,
        ),
        ("a certificate's grams", Fault::Account(Certificate::tag(), Certificate::offset("grams"), None), Step::Burn),
        ("a certificate's status", Fault::Account(Certificate::tag(), Certificate::offset("status"), None), Step::Burn),
        ("what a year emitted", Fault::Account(Inventory::tag(), Inventory::offset("emitted"), None), Step::Year),
        ("an entry's grams", Fault::Event(LeafAppended::tag(), leaf_grams, None), Step::Burn),
        ("an entry's slot", Fault::Event(LeafAppended::tag(), leaf_grams + 16, None), Step::Leaf),
        ("the tree", Fault::Account(RollupLog::tag(), RollupLog::offset("peaks") + 32, None), Step::Log),
        ("the last entries", Fault::Hidden(log), Step::Log),
        ("the root on the L1", Fault::Root, Step::L1),
        ("the ledger's code", Fault::Code, Step::L1),
        ("the ledger's program", Fault::ServedProgram, Step::L1),
        ("the ledger's core contract", Fault::Core, Step::L1),
        ("the ledger's chain", Fault::ChainId(8_453), Step::L1),
        ("an answer of the L1", Fault::Answers, Step::L1),
    ] {
        let report = scenario.audit(fault).unwrap();
        let found = report.failures().next();
        if found.is_none_or(|found| found.step != step) {
            wrong.push(format!("{name}: not at {step:?} but {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_vote_cannot_be_ascribed_to_a_notary_who_did_not_sign_it() {
    let scenario = Scenario::run().unwrap();
    let node = Http::new(scenario.server.url());
    let chain = ChainReader::new(&node, PROGRAM.parse().unwrap());
    let key = Key(scenario.registry.records[1].key.to_bytes());
    let record: Record = chain.account(&key).unwrap().unwrap();
    let set: NotarySet = chain.account(&chain.derived(&[b"notaries", &record.registry.0])).unwrap().unwrap();
    let notary = |bit: u32| (set.notaries[bit as usize].key, 1u64 << bit);
    let voted = notary(record.approvals.trailing_zeros());
    let named = notary((0..set.len).find(|bit| record.approvals >> bit & 1 == 0).expect("a notary who did not vote"));
    let approvals =
        Record::offset("data") + MEASURED_DATA_LEN + Record::offset("approvals") - Record::offset("valid_grams");
    let ascription = Ascription { voted, named, record: (key, approvals), message: false };
    let report = scenario.audit(Fault::Ascribed(ascription)).unwrap();
    assert_eq!(first_failure(&report).0, Step::Notaries, "{}", report.page());
    let report = scenario.audit(Fault::Ascribed(Ascription { message: true, ..ascription }));
    let error = report.err().map(|error| format!("{error:#}")).unwrap_or_default();
    assert!(error.contains("did not sign this message"), "{error}");
}

#[test]
fn what_cannot_be_checked_is_said_and_not_taken_for_right() {
    let scenario = Scenario::run().unwrap();
    let waits = scenario.audit(Fault::Waits).unwrap();
    assert_eq!((waits.exit_code(), waits.failures().count()), (2, 0), "{}", waits.page());

    let fresh = scenario.audit(Fault::NoBatch).unwrap();
    assert_eq!((fresh.exit_code(), fresh.failures().count()), (2, 0), "{}", fresh.page());
    assert!(fresh.page().contains("it has no batch of the registry yet"), "{}", fresh.page());

    // No node chooses the ledger: its address follows from the core contract, which is the auditor's or Wormhole's published one.
    let core = scenario.node.ready.core.into_array();
    for (fault, core, code, says) in [
        (Fault::None, Some(core), 0, "the core contract"),
        (Fault::None, None, 2, "on this chain is not known here: name it with --core"),
        (Fault::None, Some([1; 20]), 2, "nobody has deployed the ledger on this chain"),
        (Fault::ChainId(1), None, 2, "98f3c9e6e3face36baad05fe09d375ef1464288b that Wormhole publishes"),
    ] {
        let report = scenario.audit_given(fault, Given { core, ..Given::default() }).unwrap();
        assert_eq!((report.exit_code(), report.failures().count()), (code, 0), "{}", report.page());
        // The page breaks its lines.
        let page = report.page().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.contains(says), "{says}: {page}");
    }

    std::fs::remove_dir_all(scenario.bundle(1)).unwrap();
    let missing = scenario.audit(Fault::None).unwrap();
    assert_eq!((missing.exit_code(), missing.failures().count()), (2, 0));
    assert!(missing.page().contains(&scenario.record(1)));
}
