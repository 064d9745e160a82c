//! A Solana node that tells a changed story: the same change in every answer that it concerns.

use anyhow::Result;
use base64::{prelude::BASE64_STANDARD, Engine};
use carbon_audit::{
    key::Key,
    layout::{EVENT_TAG, TAG_LEN},
    rpc::SolanaRpc,
};
use serde_json::{json, Value};
use std::{cell::RefCell, collections::HashMap};

/// An honest node, asked once for each question.
pub struct Recorded<N> {
    node: N,
    answers: RefCell<HashMap<String, Value>>,
}

impl<N: SolanaRpc> Recorded<N> {
    pub fn new(node: N) -> Self {
        Self { node, answers: RefCell::default() }
    }

    /// The answers so far, sorted by their questions.
    pub fn answers(&self) -> Vec<(String, Value)> {
        let mut all: Vec<_> = self.answers.borrow().clone().into_iter().collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }
}

impl<N: SolanaRpc> SolanaRpc for Recorded<N> {
    fn call(&self, method: &str, params: Value) -> Result<Value> {
        let question = format!("{method} {params}");
        if let Some(known) = self.answers.borrow().get(&question) {
            return Ok(known.clone());
        }
        let answer = self.node.call(method, params)?;
        self.answers.borrow_mut().insert(question, answer.clone());
        Ok(answer)
    }
}

/// One change of a story.
#[derive(Clone, Debug)]
pub enum Edit {
    /// An account has other bytes from an offset.
    Account(Key, usize, Vec<u8>),
    /// There is one more account, owned by the program.
    Added(Key, Vec<u8>),
    /// An account does not exist.
    Gone(Key),
    /// An account is left out of the lists that are filtered by bytes at this offset.
    Unlisted(Key, usize),
    /// Events that begin with their tag, and contain the second bytes, have other bytes from an offset in their data.
    Event([u8; TAG_LEN], Vec<u8>, usize, Vec<u8>),
    /// Such events are others, as a whole.
    EventIs([u8; TAG_LEN], Vec<u8>, Vec<u8>),
    /// Behind such an event there is one more.
    Followed([u8; TAG_LEN], Vec<u8>, Vec<u8>),
    /// There are no such events.
    NoEvent([u8; TAG_LEN], Vec<u8>),
    /// These bytes are others, wherever they are in accounts and events.
    Everywhere(Vec<u8>, Vec<u8>),
    /// There is no such transaction.
    NoTransaction(String),
    /// Such a transaction failed.
    Failed(String),
    /// A transaction has the bytes of another one.
    Swapped(String, String),
    /// Byte of a transaction's signed bytes, changed by a mask.
    Message(String, usize, u8),
    /// A transaction made one more call of the program, by another program: data and accounts.
    Reported(String, Vec<u8>, Vec<Key>),
    /// Transactions of an account older than its newest ones, by number.
    Cut(Key, usize),
    /// All but the oldest transactions of an account, by number.
    CutNewest(Key, usize),
}

/// A node that tells a story with changes.
pub struct Liar<'a> {
    pub honest: &'a dyn SolanaRpc,
    pub edits: &'a [Edit],
}

/// Replaces all occurrences of bytes.
fn replace(data: &mut [u8], old: &[u8], new: &[u8]) {
    let mut at = 0;
    while at + old.len() <= data.len() {
        if data[at..].starts_with(old) {
            data[at..at + old.len()].copy_from_slice(new);
            at += old.len();
        } else {
            at += 1;
        }
    }
}

fn set(data: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = data.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}

fn contains(data: &[u8], needle: &[u8]) -> bool {
    needle.is_empty() || data.windows(needle.len()).any(|window| window == needle)
}

/// Bytes of an account as a node shows them.
pub fn shown(account: &Value) -> Vec<u8> {
    BASE64_STANDARD.decode(account["data"][0].as_str().unwrap_or_default()).unwrap_or_default()
}

/// The data of a call as a node shows it.
pub fn call_data(call: &Value) -> Vec<u8> {
    bs58::decode(call["data"].as_str().unwrap_or_default()).into_vec().unwrap_or_default()
}

impl Liar<'_> {
    /// The question by which the honest node is asked: the changed value of a filter or an address is asked for by the true one.
    fn truly(&self, params: &Value) -> Value {
        let mut params = params.clone();
        let truly = |text: &mut Value| {
            let Some(asked) = text.as_str().and_then(|text| bs58::decode(text).into_vec().ok()) else { return };
            for edit in self.edits {
                match edit {
                    Edit::Everywhere(old, new) if *new == asked => *text = bs58::encode(old).into_string().into(),
                    _ => {}
                }
            }
        };
        truly(&mut params[0]);
        for filter in params[1]["filters"].as_array_mut().into_iter().flatten() {
            truly(&mut filter["memcmp"]["bytes"]);
        }
        params
    }

    fn account(&self, key: &Key, account: &mut Value) {
        let mut data = shown(account);
        for edit in self.edits {
            match edit {
                Edit::Account(changed, at, bytes) if changed == key => set(&mut data, *at, bytes),
                Edit::Everywhere(old, new) => replace(&mut data, old, new),
                _ => {}
            }
        }
        account["data"][0] = BASE64_STANDARD.encode(data).into();
    }

    fn gone(&self, key: &Key, filtered: Option<&Value>) -> bool {
        let by = |offset: usize| filtered.is_some_and(|filters| filters[1]["memcmp"]["offset"] == offset);
        self.edits.iter().any(|edit| match edit {
            Edit::Gone(gone) => gone == key,
            Edit::Unlisted(gone, offset) => gone == key && by(*offset),
            _ => false,
        })
    }

    fn added(&self, program: &Key) -> impl Iterator<Item = (Key, Vec<u8>, Value)> + '_ {
        let owner = program.to_string();
        self.edits.iter().filter_map(move |edit| match edit {
            Edit::Added(key, data) => {
                let shown = json!({ "owner": owner, "data": [BASE64_STANDARD.encode(data), "base64"] });
                Some((*key, data.clone(), shown))
            }
            _ => None,
        })
    }

    /// Changes the events of a transaction.
    fn events(&self, calls: &mut Vec<Value>) {
        for edit in self.edits {
            let Edit::Followed(tag, needle, event) = edit else { continue };
            let begins = |call: &Value| {
                let data = call_data(call);
                data.starts_with(&[EVENT_TAG, *tag].concat()) && contains(&data, needle)
            };
            if let Some(at) = calls.iter().position(begins) {
                let mut more = calls[at].clone();
                more["data"] = bs58::encode([&EVENT_TAG[..], event].concat()).into_string().into();
                calls.insert(at + 1, more);
            }
        }
        calls.retain_mut(|call| {
            let mut data = call_data(call);
            if !data.starts_with(&EVENT_TAG) {
                return true;
            }
            for edit in self.edits {
                let is = |data: &[u8], tag: &[u8; TAG_LEN], needle: &[u8]| {
                    data[TAG_LEN..].starts_with(tag) && contains(data, needle)
                };
                match edit {
                    Edit::Event(tag, needle, at, bytes) if is(&data, tag, needle) => {
                        set(&mut data, TAG_LEN + at, bytes);
                    }
                    Edit::EventIs(tag, needle, event) if is(&data, tag, needle) => {
                        data = [&EVENT_TAG[..], event].concat();
                    }
                    Edit::NoEvent(tag, needle) if is(&data, tag, needle) => return false,
                    Edit::Everywhere(old, new) => replace(&mut data, old, new),
                    _ => {}
                }
            }
            call["data"] = bs58::encode(data).into_string().into();
            true
        });
    }

    fn transaction(&self, signature: &str, answer: &mut Value) -> Result<()> {
        for edit in self.edits {
            match edit {
                Edit::NoTransaction(gone) if gone == signature => *answer = Value::Null,
                Edit::Failed(failed) if failed == signature => answer["meta"]["err"] = json!({ "failed": 1 }),
                Edit::Swapped(one, other) if one == signature => {
                    let config = json!({ "encoding": "base64", "maxSupportedTransactionVersion": 1 });
                    *answer = self.honest.call("getTransaction", json!([other, config]))?;
                }
                Edit::Reported(changed, data, accounts) if changed == signature => {
                    let config = json!({ "encoding": "json", "maxSupportedTransactionVersion": 1 });
                    let shown = self.honest.call("getTransaction", json!([signature, config]))?;
                    let keys = shown["transaction"]["message"]["accountKeys"].as_array().map_or(0, Vec::len);
                    let program: Key = carbon_audit::PROGRAM.parse().expect("the program's address");
                    let named: Vec<String> = accounts.iter().chain([&program]).map(Key::to_string).collect();
                    answer["meta"]["loadedAddresses"] = json!({ "writable": named, "readonly": [] });
                    let call = json!({
                        "programIdIndex": keys + accounts.len(),
                        "accounts": (keys..keys + accounts.len()).collect::<Vec<_>>(),
                        "data": bs58::encode(data).into_string(),
                    });
                    let inner = answer["meta"]["innerInstructions"].as_array_mut().expect("inner instructions");
                    inner.push(json!({ "index": 0, "instructions": [call] }));
                }
                Edit::Message(changed, at, mask) if changed == signature => {
                    let text = answer["transaction"][0].as_str().unwrap_or_default();
                    let mut bytes = BASE64_STANDARD.decode(text)?;
                    let at = at % bytes.len();
                    bytes[at] ^= mask;
                    answer["transaction"][0] = BASE64_STANDARD.encode(bytes).into();
                }
                _ => {}
            }
        }
        if let Some(inner) = answer["meta"]["innerInstructions"].as_array_mut() {
            for within in inner {
                if let Some(calls) = within["instructions"].as_array_mut() {
                    self.events(calls);
                }
            }
        }
        Ok(())
    }

    fn page(&self, key: &str, page: &mut Vec<Value>) {
        for edit in self.edits {
            match edit {
                Edit::NoTransaction(gone) => page.retain(|entry| entry["signature"] != gone.as_str()),
                Edit::Failed(failed) => {
                    for entry in page.iter_mut().filter(|entry| entry["signature"] == failed.as_str()) {
                        entry["err"] = json!({ "failed": 1 });
                    }
                }
                Edit::Cut(cut, kept) if cut.to_string() == key => page.truncate(*kept),
                Edit::CutNewest(cut, kept) if cut.to_string() == key => {
                    let gone = page.len().saturating_sub(*kept);
                    page.drain(..gone);
                }
                _ => {}
            }
        }
    }
}

impl SolanaRpc for Liar<'_> {
    fn call(&self, method: &str, params: Value) -> Result<Value> {
        let asked = params[0].as_str().unwrap_or_default().to_string();
        let key = Key::parse(&asked);
        let mut answer = self.honest.call(method, self.truly(&params))?;
        match (method, key) {
            ("getAccountInfo", Some(key)) => {
                let program: Key = carbon_audit::PROGRAM.parse().expect("the program's address");
                if let Some((.., account)) = self.added(&program).find(|(added, ..)| *added == key) {
                    answer["value"] = account;
                } else if self.gone(&key, None) {
                    answer["value"] = Value::Null;
                }
                if !answer["value"].is_null() {
                    self.account(&key, &mut answer["value"]);
                }
            }
            ("getProgramAccounts", Some(program)) => {
                let filters = &params[1]["filters"];
                let list = answer.as_array_mut().expect("a list of accounts");
                let key = |entry: &Value| Key::parse(entry["pubkey"].as_str().unwrap_or_default());
                list.retain(|entry| key(entry).is_some_and(|key| !self.gone(&key, Some(filters))));
                for (key, data, account) in self.added(&program) {
                    let admitted = filters.as_array().into_iter().flatten().all(|filter| {
                        let compare = &filter["memcmp"];
                        let wanted = bs58::decode(compare["bytes"].as_str().unwrap_or_default()).into_vec();
                        let at = compare["offset"].as_u64().unwrap_or_default() as usize;
                        wanted.is_ok_and(|wanted| data.get(at..).is_some_and(|rest| rest.starts_with(&wanted)))
                    });
                    if admitted {
                        list.push(json!({ "pubkey": key.to_string(), "account": account }));
                    }
                }
                for entry in list {
                    let key = key(entry).expect("an address");
                    self.account(&key, &mut entry["account"]);
                }
            }
            // The test's histories are shorter than a page.
            ("getSignaturesForAddress", _) if params[1]["before"].is_null() => {
                self.page(&asked, answer.as_array_mut().expect("a page"));
            }
            ("getSignaturesForAddress", _) => answer = json!([]),
            ("getTransaction", _) if !answer.is_null() => self.transaction(&asked, &mut answer)?,
            _ => {}
        }
        Ok(answer)
    }
}
