//! Whatever is changed in a story that holds, the audit fails at the step that is about it.

use super::{
    bundles, burns::Burn, chain::Chain, l1, market::Market, registry::Registry, restatements::Correction, scenario,
};
use anyhow::Result;
use base64::{prelude::BASE64_STANDARD, Engine};
use carbon_audit::{
    audit,
    chain::ChainReader,
    key::Key,
    l1::{Answer, Http as HttpL1, L1State, L1},
    layout::*,
    report::{Conclusion, Report, Step},
    rpc::{Http, SolanaRpc},
    PROGRAM,
};
use ed25519_dalek::SigningKey;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A registry with one certificate, of which a part of the credits was void and is covered; published to an L1.
struct Story {
    dir: tempfile::TempDir,
    registry: Registry,
    burn: Burn,
    server: carbon_embedded::rpc::Server,
    node: l1::Node,
}

impl Story {
    fn tell() -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let evidence = dir.path().join("evidence");
        let mut chain = Chain::new(7, scenario::NOW)?;
        let mut plan = scenario::registries().pop().expect("the Safeguard registry");
        plan.sources.retain(|source| ["angaston", "karri-plantation", "mulga-regeneration"].contains(&source.label));
        let mut registry = Registry::set_up(&mut chain, 1, plan, &evidence)?;
        let key = SigningKey::from_bytes(registry.provider.secret_bytes());
        for (source, made) in registry.plan.sources.iter().zip(&registry.sources) {
            bundles::write(&evidence.join(registry.plan.label), 7, &registry.plan, (source, made.key), &key)?;
        }
        for source in 0..registry.sources.len() {
            registry.record(&mut chain, source, 0, &evidence)?;
            registry.propose_year_closing(&mut chain, source)?;
        }
        let mut market = Market::of(&chain, &registry);
        for offer in scenario::offers() {
            market.list(&mut chain, &registry, offer)?;
        }
        let plan = scenario::burns()[0];
        let burn = Burn::propose(&mut chain, &registry, &mut market, plan, &dir.path().join("statements"))?;
        burn.submit(&mut chain, &registry)?;
        burn.approve(&mut chain, &registry)?;
        burn.review_all(&mut chain)?;
        burn.finalize(&mut chain, &registry)?;
        market.close(&mut chain, &registry)?;
        let mut correction = Correction::of(&chain, &registry, &burn, scenario::restatement())?;
        correction.propose(&mut chain)?;
        correction.decide(&mut chain)?;
        correction.impair(&mut chain)?;
        correction.cover(&mut chain)?;
        let node = l1::Node::start(&registry)?;
        l1::publish_and_prove(&mut chain, &registry, &node)?;
        let server = chain.runtime.serve()?;
        Ok(Self { dir, registry, burn, server, node })
    }

    fn record(&self, source: usize) -> String {
        format!("record {}", self.registry.records[source].key)
    }

    fn evidence(&self) -> PathBuf {
        self.dir.path().join("evidence")
    }

    fn bundle(&self, source: usize) -> PathBuf {
        self.registry.sources[source].bundle.clone()
    }

    fn audit(&self, lie: Lie) -> Result<Report> {
        let bytes = std::fs::read(&self.burn.statement.0)?;
        let lie = &lie;
        let liar = Liar { node: Http::new(self.server.url()), lie };
        let l1 = LiarL1 { l1: HttpL1::new(self.node.url())?, lie };
        audit(&bytes, &self.evidence(), &ChainReader::new(&liar, PROGRAM.parse().unwrap()), &l1, None)
    }

    /// The report on a file of which a byte is another one while it is made.
    fn with_changed(&self, file: &Path, at: impl Fn(&[u8]) -> usize) -> Report {
        let whole = std::fs::read(file).unwrap();
        let mut changed = whole.clone();
        changed[at(&whole)] ^= 1;
        std::fs::write(file, changed).unwrap();
        let report = self.audit(Lie::None).unwrap();
        std::fs::write(file, whole).unwrap();
        report
    }
}

/// What a node does not say as it is.
enum Lie {
    None,
    /// One bit of every event of a kind, at a byte after its discriminator. The last field: only of the n-th one.
    Event([u8; TAG_LEN], usize, Option<usize>),
    /// One bit of every account of a kind, at a byte, where another account than this one is asked for nothing is changed.
    Account([u8; TAG_LEN], usize, Option<Key>),
    /// The newest transaction but one of an account is left out.
    Hidden(Key),
    /// The ledger's root.
    Root,
    /// The ledger's answers.
    Answers,
    /// The ledger waits for corrections.
    Waits,
}

struct Liar<'a> {
    node: Http,
    lie: &'a Lie,
}

impl SolanaRpc for Liar<'_> {
    fn call(&self, method: &str, params: Value) -> Result<Value> {
        let asked = params[0].as_str().unwrap_or_default().to_string();
        let mut answer = self.node.call(method, params)?;
        match (self.lie, method) {
            (Lie::Event(tag, at, nth), "getTransaction") => {
                let mut seen = 0;
                for inner in answer["meta"]["innerInstructions"].as_array_mut().unwrap() {
                    for call in inner["instructions"].as_array_mut().unwrap() {
                        let mut data = bs58_bytes(&call["data"]);
                        if data.starts_with(&[EVENT_TAG, *tag].concat()) {
                            if nth.is_none_or(|nth| nth == seen) {
                                data[2 * TAG_LEN + at] ^= 1;
                                call["data"] = bs58_text(&data).into();
                            }
                            seen += 1;
                        }
                    }
                }
            }
            (Lie::Account(tag, at, only), "getAccountInfo") if only.is_none_or(|only| only.to_string() == asked) => {
                change(&mut answer["value"]["data"][0], tag, *at);
            }
            (Lie::Account(tag, at, only), "getProgramAccounts") => {
                for kept in answer.as_array_mut().unwrap() {
                    if only.is_none_or(|only| only.to_string() == kept["pubkey"].as_str().unwrap()) {
                        change(&mut kept["account"]["data"][0], tag, *at);
                    }
                }
            }
            (Lie::Hidden(key), "getSignaturesForAddress") if asked == key.to_string() => {
                answer.as_array_mut().unwrap().remove(1);
            }
            _ => {}
        }
        Ok(answer)
    }
}

/// The program's own crates bring base58.
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

struct LiarL1<'a> {
    l1: HttpL1,
    lie: &'a Lie,
}

impl L1 for LiarL1<'_> {
    fn state(&self, address: &[u8; 20]) -> Result<L1State> {
        let mut ledger = self.l1.state(address)?;
        match self.lie {
            Lie::Root => ledger.root[0] ^= 1,
            Lie::Waits => ledger.registered -= 1,
            _ => {}
        }
        Ok(ledger)
    }

    fn ask(&self, address: &[u8; 20], question: &str, leaf: &[u8], path: &[[u8; 32]]) -> Result<Answer> {
        let answer = self.l1.ask(address, question, leaf, path)?;
        Ok(match (answer, self.lie) {
            (Answer::Says(yes), Lie::Answers) => Answer::Says(!yes),
            (answer, _) => answer,
        })
    }
}

/// The first step that failed, and what it was about.
fn first_failure(report: &Report) -> (Step, &str, &str) {
    let first = report.failures().next().expect("a failure");
    (first.step, &first.about, &first.source)
}

#[test]
fn every_change_is_found_at_its_own_step() {
    let story = Story::tell().unwrap();
    let whole = story.audit(Lie::None).unwrap();
    assert_eq!(whole.conclusion, Conclusion::Confirmed, "{}", whole.page());
    assert!(whole.page().lines().count() <= 66, "more than a page:\n{}", whole.page());

    // Files. A bit of a digit before a decimal point gives another digit.
    let point = |bytes: &[u8]| bytes.iter().position(|byte| *byte == b'.').unwrap() - 1;
    for (source, rows) in [(0, "rows/covered-emissions.csv"), (1, "rows/growth.csv"), (2, "rows/growth.csv")] {
        for (file, at) in [(rows, true), ("manifest.json", false), ("manifest.sig", false)] {
            let path = story.bundle(source).join(file);
            let report = story.with_changed(&path, |bytes| if at { point(bytes) } else { bytes.len() / 2 });
            let found = first_failure(&report);
            assert_eq!((found.0, found.1), (Step::Evidence, story.record(source).as_str()), "{file}");
            assert!(found.2.ends_with(file), "{file}: {}", found.2);
        }
    }
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).find("carbon neutral").unwrap();
    let report = story.with_changed(&story.burn.statement.0, words);
    assert_eq!(first_failure(&report).0, Step::Statement);

    // What a node says.
    let [angaston, karri] = [0, 1].map(|source| Key(story.registry.records[source].key.to_bytes()));
    // Bytes of measured data; the fields after it.
    let data = Record::offset("data");
    let [valid_grams, digest, approve] = [129, 145, 185].map(|after| data + after);
    let log = Key(carbon_client::addresses::log(&story.registry.key).to_bytes());
    let entry_grams = 32 + 8 + 32 + 8 + 32 + 32 + 32 + 7;
    let mut wrong = vec![];
    for (name, lie, step) in [
        ("a record's grams", Lie::Account(Record::tag(), data + 13, Some(angaston)), Step::Grams),
        ("a record's first day", Lie::Account(Record::tag(), data + 5, Some(angaston)), Step::Statement),
        ("a record's provider", Lie::Account(Record::tag(), data + 60, Some(karri)), Step::Evidence),
        ("a record's digest", Lie::Account(Record::tag(), digest, Some(karri)), Step::Notaries),
        ("a record's approvals", Lie::Account(Record::tag(), approve, Some(karri)), Step::Notaries),
        ("a record's valid grams", Lie::Account(Record::tag(), valid_grams, Some(karri)), Step::Burn),
        ("a claim's digest", Lie::Event(ClaimSubmitted::tag(), 96, None), Step::Notaries),
        ("who voted", Lie::Event(Attested::tag(), 32 * 3 + 1 + 32, None), Step::Notaries),
        ("a history's units", Lie::Event(LineageExtended::tag(), 96 + 1 + 96, None), Step::Lots),
        ("whose lot was split", Lie::Event(LotSplit::tag(), 32, None), Step::Lots),
        ("a leg's lot", Lie::Event(LegAdded::tag(), 96, None), Step::Lots),
        ("a burn's digest", Lie::Event(BurnSubmitted::tag(), 72, None), Step::Burn),
        ("a cover's history", Lie::Account(Cover::tag(), Cover::offset("units") + 50, None), Step::Lots),
        (
            "a certificate's beneficiary",
            Lie::Account(Certificate::tag(), Certificate::offset("beneficiary"), None),
            Step::Statement,
        ),
        ("a certificate's grams", Lie::Account(Certificate::tag(), Certificate::offset("grams"), None), Step::Burn),
        ("a certificate's status", Lie::Account(Certificate::tag(), Certificate::offset("status"), None), Step::Burn),
        ("what a year emitted", Lie::Account(Inventory::tag(), Inventory::offset("emitted"), None), Step::Year),
        ("an entry's grams", Lie::Event(LeafAppended::tag(), entry_grams, None), Step::Burn),
        ("an entry's slot", Lie::Event(LeafAppended::tag(), entry_grams + 16, None), Step::Leaf),
        ("the tree", Lie::Account(RollupLog::tag(), RollupLog::offset("peaks") + 32, None), Step::Log),
        ("the last entries", Lie::Hidden(log), Step::Log),
        ("the root on the L1", Lie::Root, Step::L1),
        ("an answer of the L1", Lie::Answers, Step::L1),
    ] {
        let report = story.audit(lie).unwrap();
        let found = report.failures().next();
        if found.is_none_or(|found| found.step != step) {
            wrong.push(format!("{name}: not at {step:?} but {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_cannot_be_checked_is_said_and_not_taken_for_right() {
    let story = Story::tell().unwrap();
    let waits = story.audit(Lie::Waits).unwrap();
    assert_eq!((waits.exit_code(), waits.failures().count()), (2, 0), "{}", waits.page());
    std::fs::remove_dir_all(story.bundle(1)).unwrap();
    let missing = story.audit(Lie::None).unwrap();
    assert_eq!((missing.exit_code(), missing.failures().count()), (2, 0));
    assert!(missing.page().contains(&story.record(1)));
}
