//! A subject with all accounts and events, and ways to forge them.

use anchor_lang::{event::EVENT_IX_TAG_LE, AccountDeserialize, AccountSerialize};
use anyhow::Result;
use boon::{Compiler, Schemas};
use carbon_client::program;
use carbon_notary_history::{
    accounts::{AccountSource, Filter, StoredAccount},
    event_history::EventHistory,
    report::Decision,
    verify, SubjectAddress, Verification, VerificationRequest,
};
use carbon_testkit::*;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// The program's accounts, as a node may show them: true or forged.
#[derive(Clone)]
pub struct ForgedAccounts(BTreeMap<Pubkey, Vec<u8>>);

impl AccountSource for ForgedAccounts {
    fn account(&self, key: &Pubkey) -> Result<Option<StoredAccount>> {
        Ok(self.0.get(key).map(|data| StoredAccount { owner: program::ID, data: data.clone() }))
    }

    fn program_accounts(&self, filters: &[Filter]) -> Result<Vec<(Pubkey, Vec<u8>)>> {
        let passes = |data: &Vec<u8>| filters.iter().all(|filter| filter.matches(data));
        Ok(self.0.iter().filter(|(_, data)| passes(data)).map(|(key, data)| (*key, data.clone())).collect())
    }
}

/// A subject, all accounts and events, and the request of a notary without a conflict of interest.
#[derive(Clone)]
pub struct Snapshot {
    pub accounts: ForgedAccounts,
    pub events: Vec<Vec<u8>>,
    pub registry: Pubkey,
    pub request: VerificationRequest,
}

impl Snapshot {
    /// The current accounts and events.
    pub fn of(test: &mut TestRegistry, subject: SubjectAddress) -> Self {
        let accounts = test.runtime.svm().get_program_accounts(&program::ID);
        Self {
            accounts: ForgedAccounts(accounts.into_iter().map(|(key, account)| (key, account.data)).collect()),
            events: test.runtime.events().to_vec(),
            registry: test.registry,
            request: VerificationRequest {
                subject,
                notary: test.people.notaries[4].pubkey(),
                now: test.runtime.now(),
                evidence: None,
            },
        }
    }

    /// Verifies the subject.
    pub fn verification(&self) -> Result<Verification> {
        let mut history = EventHistory::new(self.registry);
        self.events.iter().for_each(|event| history.observe(event));
        verify(&self.accounts, &history, &self.request)
    }

    /// Asserts that the subject is approved with the digest of the account's ballot.
    #[track_caller]
    pub fn assert_approved(&self) -> Verification {
        let verification = self.verification().unwrap();
        assert_eq!(verification.report.decision, Decision::Approve, "{}", verification.report.json());
        assert_eq!(verification.digest, Some(verification.stated), "the recomputed digest is the stated one");
        assert_follows_schema(&verification.report.json());
        verification
    }

    /// Asserts that the subject is not approved and that this check is among the reasons.
    #[track_caller]
    pub fn assert_refused(&self, what: &str, check: &str) {
        let report = self.verification().unwrap_or_else(|error| panic!("{what}: {error:#}")).report;
        assert_follows_schema(&report.json());
        assert_ne!(report.decision, Decision::Approve, "{what}");
        assert!(report.reasons.iter().any(|reason| reason.starts_with(check)), "{what}: {:?}", report.reasons);
    }

    /// Whether the subject is approved; an error is not an approval.
    pub fn is_approved(&self) -> bool {
        self.verification().is_ok_and(|verification| verification.report.decision == Decision::Approve)
    }

    /// Forges an account.
    pub fn forge<T: AccountSerialize + AccountDeserialize>(&self, key: Pubkey, change: impl FnOnce(&mut T)) -> Self {
        let mut snapshot = self.clone();
        let data = snapshot.accounts.0.get_mut(&key).expect("an account");
        let mut content: T = carbon_client::read(data).unwrap();
        change(&mut content);
        // The account keeps its trailing bytes.
        content.try_serialize(&mut &mut data[..]).unwrap();
        snapshot
    }

    /// Hides an account.
    pub fn without(&self, key: Pubkey) -> Self {
        let mut snapshot = self.clone();
        snapshot.accounts.0.remove(&key).expect("an account");
        snapshot
    }

    /// Forges bytes of an account.
    pub fn forge_bytes(&self, key: Pubkey, change: impl FnOnce(&mut [u8])) -> Self {
        let mut snapshot = self.clone();
        change(snapshot.accounts.0.get_mut(&key).expect("an account"));
        snapshot
    }

    /// Asserts that each of these snapshots is refused by the check named with it.
    #[track_caller]
    pub fn assert_all_refused(forgeries: impl IntoIterator<Item = (&'static str, &'static str, Self)>) {
        for (what, check, snapshot) in forgeries {
            snapshot.assert_refused(what, check);
        }
    }

    /// Repeats the newest event of a type.
    pub fn doubled(&self, name: &str) -> Self {
        let (mut snapshot, names) = (self.clone(), Names::read());
        let index = snapshot.events.iter().rposition(|event| names.of(event) == name).expect("an event of the type");
        snapshot.events.insert(index, snapshot.events[index].clone());
        snapshot
    }

    /// Asserts which events the approval needs, as (type, number needed, number in all), and which of their bytes after the registry
    /// may change (`free`). Without a needed event, or with a bit changed elsewhere in it, the subject is not approved.
    #[track_caller]
    pub fn assert_rests_on(&self, expected: &[(&str, usize, usize)], free: &[(&str, Range<usize>)]) {
        let names = Names::read();
        let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let mut loose: BTreeSet<(String, usize)> = BTreeSet::new();
        for index in 0..self.events.len() {
            let mut snapshot = self.clone();
            let name = names.of(&snapshot.events.remove(index));
            let decision = snapshot.verification().unwrap().report.decision;
            let matters = decision != Decision::Approve;
            // Incomplete history must not lead to a rejection.
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
        assert!(loose.is_empty(), "bytes that may change: {loose:?}");
        let found = counts.iter().filter(|(_, (refused, _))| *refused > 0);
        let found: Vec<_> = found.map(|(name, (refused, all))| (name.as_str(), *refused, *all)).collect();
        assert_eq!(found, expected);
    }

    /// Changes a bit of an event.
    pub fn with_bit_changed(&self, event: usize, offset: usize) -> Self {
        let mut snapshot = self.clone();
        snapshot.events[event][offset] ^= 1;
        snapshot
    }
}

/// Asserts that a report follows its published schema.
fn assert_follows_schema(report: &str) {
    let schema = serde_json::from_str(include_str!("../../../crates/notary-report/schema/report.schema.json")).unwrap();
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("report", schema).unwrap();
    let index = compiler.compile("report", &mut schemas).unwrap();
    let report = serde_json::from_str(report).unwrap();
    schemas.validate(&report, index).unwrap_or_else(|error| panic!("{error}"));
}

/// Of further events of a type, every 31st byte is changed.
const OTHER_STEPS: usize = 31;

/// Bytes of an event before its own fields: tag, type and registry.
const BODY: usize = carbon_client::offsets::EVENT_REGISTRY.end;

/// Names of event types, from the IDL.
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
