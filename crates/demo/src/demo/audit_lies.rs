//! Random lies of a node: none is confirmed that changes what the page says.
//!
//! A lie changes the true story of the demo in one respect, in all answers alike: a value in an account or an event, wherever the
//! same value is; an account, event or transaction that is missing, a history that is cut, a transaction under another signature,
//! a byte of a signed message; or a figure of the ledger on the L1.
//!
//! Whether a lie changed what the statement asserts is decided by the report: its facts (subject, period, footprint, offset,
//! certificates, credits, years, remarks, registry) and what each check found. A lie may leave "confirmed" only if all of these are
//! those of the true story. Left out is only what the page itself says is a node's word: the program's code; and the L1's chain id and
//! the state of the ledger (batch and time), for which the guardians and the L1's node vouch. On a story whose statement is not
//! true, because a recalled credit was not made good, no lie may be confirmed at all, even if the L1's node calls every leaf valid.

use super::{
    audit_forger::{call_data, shown, Edit, Liar, Recorded},
    audit_tests::{Ending, Scenario},
};
use anyhow::Result;
use carbon_audit::{
    audit,
    chain::ChainReader,
    key::Key,
    l1::{Http as HttpL1, L1State, LeafProof, Question, Status, L1},
    layout::{EVENT_TAG, TAG_LEN},
    report::{AuditReport, Conclusion, Step},
    rpc::{Http, SolanaRpc},
    Given, PROGRAM,
};
use carbon_wire::ledger::EvmAddress;
use rand::{seq::IndexedRandom, Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use serde_json::Value;
use std::{cell::RefCell, collections::HashMap, path::Path};

/// A lie of one of the two nodes.
#[derive(Debug)]
enum Lie {
    Solana(Vec<Edit>),
    L1(L1Lie),
}

/// A wrong figure of the L1.
#[derive(Clone, Copy, Debug)]
pub enum L1Lie {
    None,
    Chain(u64),
    /// A bit of a field: program, core, root, code.
    Bit(u8, usize),
    /// Another number: batch, entries, time, corrections, registered.
    Number(u8, u64),
    Answer(u8),
    /// Everything is valid, whatever the question.
    AllValid,
}

/// The L1's answers, each asked once.
struct RecordedL1 {
    l1: HttpL1,
    state: RefCell<Option<Option<L1State>>>,
    answers: RefCell<HashMap<String, Status>>,
}

struct LyingL1<'a>(&'a RecordedL1, L1Lie);

impl L1 for LyingL1<'_> {
    fn chain_id(&self) -> Result<u64> {
        match self.1 {
            L1Lie::Chain(id) => Ok(id),
            _ => self.0.l1.chain_id(),
        }
    }

    fn state(&self, address: &EvmAddress, registry: &[u8; 32]) -> Result<Option<L1State>> {
        if self.0.state.borrow().is_none() {
            *self.0.state.borrow_mut() = Some(self.0.l1.state(address, registry)?);
        }
        let mut state = self.0.state.borrow().clone().flatten();
        let Some(found) = &mut state else { return Ok(state) };
        let flip = |bytes: &mut [u8], bit: usize| bytes[bit / 8 % bytes.len()] ^= 1 << (bit % 8);
        match self.1 {
            L1Lie::Bit(0, bit) => flip(&mut found.program, bit),
            L1Lie::Bit(1, bit) => flip(&mut found.core, bit),
            L1Lie::Bit(2, bit) => flip(&mut found.root, bit),
            L1Lie::Bit(_, bit) => flip(&mut found.code, bit),
            L1Lie::Number(0, number) => found.batch = number,
            L1Lie::Number(1, number) => found.leaf_count = number,
            L1Lie::Number(2, number) => found.time = number,
            L1Lie::Number(3, number) => found.corrections = number,
            L1Lie::Number(_, number) => found.registered = number,
            _ => {}
        }
        Ok(state)
    }

    fn ask(&self, address: &EvmAddress, registry: &[u8; 32], question: Question, proof: LeafProof) -> Result<Status> {
        if let L1Lie::Answer(status) = self.1 {
            let all =
                [Status::WrongLeaf, Status::UnknownRoot, Status::NotIncluded, Status::Pending, Status::Superseded];
            let more = [Status::Impaired, Status::NotNeutral];
            return Ok(*all.iter().chain(&more).nth(usize::from(status) % 7).expect("a status"));
        }
        if matches!(self.1, L1Lie::AllValid) {
            return Ok(Status::Valid);
        }
        let asked = format!("{question:?} {} {:?}", hex::encode(proof.leaf), proof.root);
        if let Some(known) = self.0.answers.borrow().get(&asked) {
            return Ok(*known);
        }
        let status = self.0.l1.ask(address, registry, question, proof)?;
        self.0.answers.borrow_mut().insert(asked, status);
        Ok(status)
    }
}

/// Something that a node said, to be changed.
enum Said {
    Account(Key, Vec<u8>),
    Event(Vec<u8>),
}

impl Said {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Account(_, data) | Self::Event(data) => data,
        }
    }
}

/// All that a node said in the audit of the true story.
struct Story {
    said: Vec<Said>,
    addresses: Vec<(Key, usize)>,
    signatures: Vec<String>,
}

impl Story {
    fn of(answers: &[(String, Value)]) -> Self {
        let mut story = Self { said: vec![], addresses: vec![], signatures: vec![] };
        for (question, answer) in answers {
            let (method, params) = question.split_once(' ').expect("a method and its parameters");
            let params: Value = serde_json::from_str(params).expect("parameters");
            let asked = params[0].as_str().unwrap_or_default();
            let key = || Key::parse(asked).expect("an address");
            match method {
                "getAccountInfo" if !answer["value"].is_null() => {
                    story.said.push(Said::Account(key(), shown(&answer["value"])));
                }
                "getProgramAccounts" => {
                    for entry in answer.as_array().into_iter().flatten() {
                        let key = Key::parse(entry["pubkey"].as_str().unwrap_or_default()).expect("an address");
                        story.said.push(Said::Account(key, shown(&entry["account"])));
                    }
                }
                "getSignaturesForAddress" => {
                    let length = answer.as_array().map_or(0, Vec::len);
                    if length > 0 {
                        story.addresses.push((key(), length));
                    }
                }
                "getTransaction" => {
                    story.signatures.push(asked.into());
                    for inner in answer["meta"]["innerInstructions"].as_array().into_iter().flatten() {
                        for call in inner["instructions"].as_array().into_iter().flatten() {
                            let data = call_data(call);
                            if data.starts_with(&EVENT_TAG) {
                                story.said.push(Said::Event(data[TAG_LEN..].to_vec()));
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        story
    }

    /// A random lie.
    fn lie(&self, random: &mut ChaCha20Rng) -> Lie {
        let signature = |random: &mut ChaCha20Rng| self.signatures.choose(random).expect("a transaction").clone();
        let edit = match random.random_range(0..20) {
            0..=10 => return Lie::Solana(self.value(random)),
            11 => Edit::NoTransaction(signature(random)),
            12 => Edit::Failed(signature(random)),
            13 => Edit::Swapped(signature(random), signature(random)),
            14 => Edit::Message(signature(random), random.random_range(0..1_232), 1 << random.random_range(0..8)),
            15 => {
                let (key, length) = self.addresses.choose(random).expect("a history");
                let kept = random.random_range(0..*length);
                if random.random() {
                    Edit::Cut(*key, kept)
                } else {
                    Edit::CutNewest(*key, kept)
                }
            }
            16 | 17 => match self.said.choose(random).expect("an answer") {
                Said::Account(key, _) => Edit::Gone(*key),
                Said::Event(event) => Edit::NoEvent(event[..TAG_LEN].try_into().expect("a tag"), event.clone()),
            },
            18 => return Lie::L1(L1Lie::Number(random.random_range(0..5), random.random_range(0..9))),
            _ => {
                return Lie::L1(match random.random_range(0..3) {
                    0 => L1Lie::Chain(random.random_range(1..50_000)),
                    1 => L1Lie::Bit(random.random_range(0..4), random.random_range(0..200_000)),
                    _ => L1Lie::Answer(random.random_range(0..7)),
                })
            }
        };
        Lie::Solana(vec![edit])
    }

    /// Another value in an account or an event; and, if it is wide enough not to be there by chance, in all places that have it.
    fn value(&self, random: &mut ChaCha20Rng) -> Vec<Edit> {
        let said = self.said.choose(random).expect("an answer");
        let data = said.bytes();
        let width = *[1usize, 1, 2, 4, 8, 8, 8, 32].choose(random).expect("a width");
        if data.len() < TAG_LEN + width {
            return vec![];
        }
        let at = random.random_range(TAG_LEN..=data.len() - width);
        let old = data[at..at + width].to_vec();
        let mut new = old.clone();
        match random.random_range(0..5) {
            0 => new[random.random_range(0..width)] ^= 1 << random.random_range(0..8),
            1 => new[0] = new[0].wrapping_add(1),
            2 => new[0] = new[0].wrapping_sub(1),
            3 => new.fill(0),
            // A value that stands elsewhere.
            _ => {
                let other = self.said.choose(random).expect("an answer").bytes();
                if other.len() >= TAG_LEN + width {
                    let from = random.random_range(TAG_LEN..=other.len() - width);
                    new.copy_from_slice(&other[from..from + width]);
                }
            }
        }
        if width < 8 {
            // Narrow values are changed where the bytes around them are the same, as in an account and its event.
            let (first, last) = (at.saturating_sub(8).max(TAG_LEN), (at + width + 8).min(data.len()));
            let (old, mut context) = (data[first..last].to_vec(), data[first..last].to_vec());
            context[at - first..at - first + width].copy_from_slice(&new);
            return match old.iter().any(|byte| *byte != 0) {
                true => vec![Edit::Everywhere(old, context)],
                false => self.here(said, at, new),
            };
        }
        if old.iter().filter(|byte| **byte != 0).count() < 3 {
            return self.here(said, at, new);
        }
        let reversed = |bytes: &[u8]| bytes.iter().rev().copied().collect::<Vec<_>>();
        let mut edits = vec![Edit::Everywhere(old.clone(), new.clone())];
        if width == 8 {
            // Entries of the register state numbers with their highest byte first.
            edits.push(Edit::Everywhere(reversed(&old), reversed(&new)));
        }
        edits
    }

    fn here(&self, said: &Said, at: usize, new: Vec<u8>) -> Vec<Edit> {
        vec![match said {
            Said::Account(key, _) => Edit::Account(*key, at, new),
            Said::Event(event) => Edit::Event(event[..TAG_LEN].try_into().expect("a tag"), event.clone(), at, new),
        }]
    }
}

/// What a report says, without the two lines that are not the audit's to prove.
fn said(report: &AuditReport) -> Value {
    let mut facts = serde_json::to_value(&report.facts).expect("facts");
    (facts["program"], facts["ledger"]) = (Value::Null, Value::Null);
    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| {
            let sentence = if finding.step == Step::L1 { "" } else { &finding.sentence };
            serde_json::json!([finding.step, finding.status, finding.about, sentence])
        })
        .collect();
    serde_json::json!([facts, findings])
}

/// A story, audited with lies.
pub struct Audited {
    pub scenario: Scenario,
    pub statement: Vec<u8>,
    pub node: Recorded<Http>,
    l1: RecordedL1,
    /// What the L1's node says while the Solana node lies.
    l1_says: L1Lie,
}

impl Audited {
    pub fn new(ending: Ending, l1_says: L1Lie) -> Self {
        let scenario = Scenario::of(ending).unwrap();
        let statement = std::fs::read(&scenario.burn.statement.path).unwrap();
        let node = Recorded::new(Http::new(scenario.server.url()));
        let l1 = HttpL1::new(scenario.node.url()).unwrap();
        let l1 = RecordedL1 { l1, state: RefCell::default(), answers: RefCell::default() };
        Self { scenario, statement, node, l1, l1_says }
    }

    /// Audits a statement with evidence, by nodes that may lie.
    pub fn audit(
        &self,
        (statement, evidence): (&[u8], &Path),
        node: &dyn SolanaRpc,
        lie: L1Lie,
    ) -> Result<AuditReport> {
        let given = Given { core: Some(self.scenario.node.ready.core.into_array()), ..Given::default() };
        let chain = ChainReader::new(node, PROGRAM.parse().unwrap());
        audit(statement, Some(evidence), &chain, &LyingL1(&self.l1, lie), given)
    }

    fn with(&self, lie: &Lie) -> Result<AuditReport> {
        let evidence = self.scenario.evidence();
        let files = (&self.statement[..], evidence.as_path());
        match lie {
            Lie::Solana(edits) => self.audit(files, &Liar { honest: &self.node, edits }, self.l1_says),
            Lie::L1(lie) => self.audit(files, &self.node, *lie),
        }
    }
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// Tells lies about a story and collects those that were confirmed, though what the page says is not that of the truth.
fn tell(ending: Ending, l1_says: L1Lie) {
    let covered = ending != Ending::Short;
    let (seed, lies) = (setting("CARBON_SEED", 2020), setting("CARBON_LIES", 50));
    println!("{lies} lies from CARBON_SEED={seed}");
    let audited = Audited::new(ending, l1_says);
    let truth = audited.with(&Lie::Solana(vec![])).unwrap();
    let expected = if covered { Conclusion::Confirmed } else { Conclusion::Refuted };
    assert_eq!(truth.conclusion, expected, "{}", truth.page());
    let (story, truth) = (Story::of(&audited.node.answers()), said(&truth));
    let mut counts = [0; 5];
    let mut believed = vec![];
    for number in 0..lies {
        let mut random = ChaCha20Rng::seed_from_u64(seed);
        random.set_stream(number);
        let lie = story.lie(&mut random);
        // An audit that a node's answer stops has confirmed nothing.
        let Ok(report) = audited.with(&lie) else {
            counts[4] += 1;
            continue;
        };
        counts[usize::from(report.exit_code())] += 1;
        let confirmed = matches!(report.conclusion, Conclusion::Confirmed | Conclusion::PartlyConfirmed);
        if confirmed && (!covered || said(&report) != truth) {
            believed.push(format!("lie {number}: {lie:?}\n{}", differences(&truth, &said(&report))));
        }
    }
    let [confirmed, refuted, open, part, stopped] = counts;
    println!("{confirmed} confirmed unchanged, {part} in part, {refuted} refuted, {open} open, {stopped} stopped");
    assert!(believed.is_empty(), "CARBON_SEED={seed}: {} were believed\n{}", believed.len(), believed.join("\n"));
}

/// The lines in which two reports differ.
fn differences(truth: &Value, found: &Value) -> String {
    let lines = |value: &Value| serde_json::to_string_pretty(value).expect("text");
    let (truth, found) = (lines(truth), lines(found));
    let pairs = truth.lines().zip(found.lines()).filter(|(one, other)| one != other);
    pairs.take(4).map(|(one, other)| format!("  {one}\n  {other}\n")).collect()
}

#[test]
fn no_lie_about_a_true_statement_is_confirmed_that_changes_what_the_page_says() {
    tell(Ending::Covered, L1Lie::None);
}

#[test]
fn no_lie_about_a_supplement_is_confirmed_that_changes_what_the_page_says() {
    tell(Ending::CoveredBySupplement, L1Lie::None);
}

#[test]
fn no_lie_makes_an_untrue_statement_confirmed() {
    tell(Ending::Short, L1Lie::None);
}

#[test]
fn no_lie_makes_an_untrue_statement_confirmed_even_if_the_l1_calls_it_valid() {
    tell(Ending::Short, L1Lie::AllValid);
}
