//! A subject with the ledger and the history it stands on, and what happens to the verdict when one of them lies.

use anchor_lang::{event::EVENT_IX_TAG_LE, AccountDeserialize, AccountSerialize};
use anyhow::Result;
use boon::{Compiler, Schemas};
use carbon_client::program;
use carbon_notary_history::{
    ledger::{Filter, Ledger, Stored},
    past::Past,
    report::Decision,
    verify, Question, Subject, Verdict,
};
use carbon_testkit::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// The program's accounts, as a node shows them.
#[derive(Clone)]
pub struct Node(BTreeMap<Pubkey, Vec<u8>>);

impl Ledger for Node {
    fn account(&self, key: &Pubkey) -> Result<Option<Stored>> {
        Ok(self.0.get(key).map(|data| Stored { owner: program::ID, data: data.clone() }))
    }

    fn program_accounts(&self, filters: &[Filter]) -> Result<Vec<(Pubkey, Vec<u8>)>> {
        let passes = |data: &Vec<u8>| filters.iter().all(|filter| filter.admits(data));
        Ok(self.0.iter().filter(|(_, data)| passes(data)).map(|(key, data)| (*key, data.clone())).collect())
    }
}

/// A subject to be verified by a notary without an interest.
#[derive(Clone)]
pub struct Scene {
    pub node: Node,
    pub events: Vec<Vec<u8>>,
    pub registry: Pubkey,
    pub question: Question,
}

impl Scene {
    /// As the ledger and its history stand.
    pub fn of(test: &mut TestRegistry, subject: Subject) -> Self {
        let accounts = test.runtime.svm().get_program_accounts(&program::ID);
        Self {
            node: Node(accounts.into_iter().map(|(key, account)| (key, account.data)).collect()),
            events: test.runtime.events().to_vec(),
            registry: test.registry,
            question: Question {
                subject,
                notary: test.people.notaries[4].pubkey(),
                now: test.runtime.now(),
                evidence: None,
            },
        }
    }

    /// The verdict.
    pub fn verdict(&self) -> Result<Verdict> {
        let mut past = Past::new(self.registry);
        self.events.iter().for_each(|event| past.observe(event));
        verify(&self.node, &past, &self.question)
    }

    /// The verdict, which must be an approval of the digest that the account's ballot has.
    #[track_caller]
    pub fn approved(&self) -> Verdict {
        let verdict = self.verdict().unwrap();
        assert_eq!(verdict.report.decision, Decision::Approve, "{}", verdict.report.json());
        assert_eq!(verdict.digest, Some(verdict.named), "what is voted for is what was recomputed");
        assert_follows_schema(&verdict.report.json());
        verdict
    }

    /// Asserts that it is not approved, and that this check is among those that found it.
    #[track_caller]
    pub fn refused(&self, what: &str, check: &str) {
        let report = self.verdict().unwrap_or_else(|error| panic!("{what}: {error:#}")).report;
        assert_follows_schema(&report.json());
        assert_ne!(report.decision, Decision::Approve, "{what}");
        assert!(report.reasons.iter().any(|reason| reason.starts_with(check)), "{what}: {:?}", report.reasons);
    }

    /// Whether it is approved; what cannot be read at all is not.
    pub fn is_approved(&self) -> bool {
        self.verdict().is_ok_and(|verdict| verdict.report.decision == Decision::Approve)
    }

    /// The ledger shows this account otherwise.
    pub fn lie<T: AccountSerialize + AccountDeserialize>(&self, key: Pubkey, change: impl FnOnce(&mut T)) -> Self {
        let mut scene = self.clone();
        let data = scene.node.0.get_mut(&key).expect("an account");
        let mut content: T = carbon_client::read(data).unwrap();
        change(&mut content);
        // Trailing room stays.
        content.try_serialize(&mut &mut data[..]).unwrap();
        scene
    }

    /// The ledger does not show this account.
    pub fn without(&self, key: Pubkey) -> Self {
        let mut scene = self.clone();
        scene.node.0.remove(&key).expect("an account");
        scene
    }

    /// The ledger shows these bytes of an account otherwise.
    pub fn lie_bytes(&self, key: Pubkey, change: impl FnOnce(&mut [u8])) -> Self {
        let mut scene = self.clone();
        change(scene.node.0.get_mut(&key).expect("an account"));
        scene
    }

    /// Asserts that each of these scenes is refused by the check named with it.
    #[track_caller]
    pub fn refuses(lies: impl IntoIterator<Item = (&'static str, &'static str, Self)>) {
        for (what, check, scene) in lies {
            scene.refused(what, check);
        }
    }

    /// The newest event of a type is told twice.
    pub fn doubled(&self, name: &str) -> Self {
        let (mut scene, names) = (self.clone(), Names::read());
        let index = scene.events.iter().rposition(|event| names.of(event) == name).expect("an event of the type");
        scene.events.insert(index, scene.events[index].clone());
        scene
    }

    /// Asserts which events the verdict rests on, as (type, how many of them, of how many), and which of their bytes after the
    /// registry may be others all the same. Whatever else is left out or changed, by a bit, refuses.
    #[track_caller]
    pub fn rests_on(&self, expected: &[(&str, usize, usize)], free: &[(&str, Range<usize>)]) {
        let names = Names::read();
        let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let mut loose: BTreeSet<(String, usize)> = BTreeSet::new();
        for index in 0..self.events.len() {
            let mut scene = self.clone();
            let name = names.of(&scene.events.remove(index));
            let decision = scene.verdict().unwrap().report.decision;
            let matters = decision != Decision::Approve;
            // Nobody votes against what it has not seen all of.
            assert!(!matters || decision == Decision::NotYet, "{decision:?} without event {index}, {name}");
            let (refused, all) = counts.entry(name.clone()).or_default();
            (*refused, *all) = (*refused + usize::from(matters), *all + 1);
            if matters {
                // Every byte of the first event of a type; of the others some.
                let step = if *refused == 1 { 1 } else { OTHER_STEPS };
                let bytes = (BODY..self.events[index].len()).skip(index % step).step_by(step);
                let found = bytes.filter(|offset| self.with_bit_changed(index, *offset).is_approved());
                loose.extend(found.map(|offset| (name.clone(), offset - BODY)));
            }
        }
        loose.retain(|(name, offset)| !free.iter().any(|(of, range)| of == name && range.contains(offset)));
        assert!(loose.is_empty(), "bytes that may be others: {loose:?}");
        let found = counts.iter().filter(|(_, (refused, _))| *refused > 0);
        let found: Vec<_> = found.map(|(name, (refused, all))| (name.as_str(), *refused, *all)).collect();
        assert_eq!(found, expected);
    }

    /// A bit of an event is another.
    pub fn with_bit_changed(&self, event: usize, offset: usize) -> Self {
        let mut scene = self.clone();
        scene.events[event][offset] ^= 1;
        scene
    }
}

/// Asserts that a report is what its published schema says.
fn assert_follows_schema(report: &str) {
    let schema =
        serde_json::from_str(include_str!("../../../crates/notary-history/schema/report.schema.json")).unwrap();
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("report", schema).unwrap();
    let index = compiler.compile("report", &mut schemas).unwrap();
    let report = serde_json::from_str(report).unwrap();
    schemas.validate(&report, index).unwrap_or_else(|error| panic!("{error}"));
}

/// Of further events of a type, every so many bytes are changed.
const OTHER_STEPS: usize = 31;

/// Bytes of an event before what it tells: tag, type and registry.
const BODY: usize = 8 + 8 + 32;

/// Names of the events' types, from the IDL.
pub struct Names(BTreeMap<Vec<u8>, String>);

impl Names {
    pub fn read() -> Self {
        let named = |event: &serde_json::Value| {
            let bytes = event["discriminator"].as_array().unwrap().iter();
            (bytes.map(|byte| byte.as_u64().unwrap() as u8).collect(), event["name"].as_str().unwrap().to_string())
        };
        Self(files::idl()["events"].as_array().unwrap().iter().map(named).collect())
    }

    pub fn of(&self, event: &[u8]) -> String {
        self.0[&event.strip_prefix(EVENT_IX_TAG_LE).unwrap()[..8]].clone()
    }
}
