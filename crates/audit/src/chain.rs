//! What a Solana node says of the program: accounts, and the transactions that named one.

use crate::{
    key::Key,
    layout::{Event, Layout},
    node::Node,
};
use anyhow::{ensure, Context, Result};
use base64::{prelude::BASE64_STANDARD, Engine};
use serde::Deserialize;
use serde_json::{json, Value};
use std::{cell::RefCell, collections::HashMap, rc::Rc};

/// Signatures a node gives at once.
const PAGE: usize = 1_000;
/// Only what cannot be rolled back counts.
const COMMITMENT: &str = "finalized";

/// A transaction that succeeded.
#[derive(Debug)]
pub struct Transaction {
    /// Its first signature: its name.
    pub signature: String,
    /// Whose signatures it bears.
    pub signers: Vec<Key>,
    /// Calls of the program, its own events left out.
    pub calls: Vec<Call>,
    /// Events of the program, in their order.
    pub events: Vec<Event>,
}

/// A call of the program.
#[derive(Debug)]
pub struct Call {
    /// The accounts it was given, in their order.
    pub accounts: Vec<Key>,
    /// Its data.
    pub data: Vec<u8>,
}

/// Transactions that named an account, oldest first.
pub type History = Rc<Vec<Rc<Transaction>>>;

/// The chain, as a node tells of it. Nothing is asked twice.
pub struct Chain<'a> {
    node: &'a dyn Node,
    program: Key,
    transactions: RefCell<HashMap<String, Rc<Transaction>>>,
    histories: RefCell<HashMap<Key, History>>,
}

#[derive(Deserialize)]
struct Named {
    signature: String,
    err: Value,
}

#[derive(Deserialize)]
struct Content {
    data: (String, String),
    owner: String,
}

#[derive(Deserialize)]
struct Kept {
    pubkey: Key,
    account: Content,
}

#[derive(Deserialize)]
struct Carried {
    transaction: Signed,
    meta: Meta,
}

#[derive(Deserialize)]
struct Signed {
    message: Message,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    header: Header,
    account_keys: Vec<Key>,
    instructions: Vec<Instruction>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Header {
    num_required_signatures: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Instruction {
    program_id_index: usize,
    accounts: Vec<usize>,
    data: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    err: Value,
    #[serde(default)]
    inner_instructions: Option<Vec<Inner>>,
    #[serde(default)]
    loaded_addresses: Option<Loaded>,
}

#[derive(Deserialize)]
struct Inner {
    index: usize,
    instructions: Vec<Instruction>,
}

#[derive(Deserialize)]
struct Loaded {
    writable: Vec<Key>,
    readonly: Vec<Key>,
}

impl<'a> Chain<'a> {
    /// The chain that `node` tells of.
    pub fn new(node: &'a dyn Node, program: Key) -> Self {
        Self { node, program, transactions: RefCell::default(), histories: RefCell::default() }
    }

    /// The program.
    pub fn program(&self) -> &Key {
        &self.program
    }

    /// An address that the program derives.
    pub fn derived(&self, seeds: &[&[u8]]) -> Key {
        Key::derived(&self.program, seeds)
    }

    /// An account of the program, `None` where there is none of this type.
    pub fn account<L: Layout>(&self, key: &Key) -> Result<Option<L>> {
        let config = json!({ "encoding": "base64", "commitment": COMMITMENT });
        let answer = self.node.call("getAccountInfo", json!([key, config]))?;
        let content: Option<Content> = serde_json::from_value(answer["value"].clone()).context("an account")?;
        let Some(content) = content.filter(|content| content.owner == self.program.to_string()) else {
            return Ok(None);
        };
        Ok(L::read(&bytes(&content)?))
    }

    /// All accounts of a type with an address in a field.
    pub fn accounts<L: Layout>(&self, field: &str, value: &[u8]) -> Result<Vec<(Key, L)>> {
        let filter = |offset: usize, bytes: &[u8]| json!({ "memcmp": { "offset": offset, "bytes": bs58::encode(bytes).into_string() } });
        let config = json!({
            "encoding": "base64",
            "commitment": COMMITMENT,
            "filters": [filter(0, &L::tag()), filter(L::offset(field), value)],
        });
        let answer = self.node.call("getProgramAccounts", json!([self.program, config]))?;
        let kept: Vec<Kept> = serde_json::from_value(answer).context("accounts of the program")?;
        let read = |kept: &Kept| {
            let account = L::read(&bytes(&kept.account)?);
            Ok((kept.pubkey, account.with_context(|| format!("{} is no {}", kept.pubkey, L::NAME))?))
        };
        let mut accounts: Vec<_> = kept.iter().map(read).collect::<Result<_>>()?;
        accounts.sort_by_key(|(key, _)| *key);
        Ok(accounts)
    }

    /// The transactions that named an account and succeeded.
    pub fn history(&self, key: &Key) -> Result<History> {
        if let Some(known) = self.histories.borrow().get(key) {
            return Ok(known.clone());
        }
        let mut names: Vec<Named> = vec![];
        loop {
            let before = names.last().map(|last| &last.signature);
            let config = json!({ "limit": PAGE, "before": before, "commitment": COMMITMENT });
            let page = self.node.call("getSignaturesForAddress", json!([key, config]))?;
            let page: Vec<Named> = serde_json::from_value(page).context("signatures")?;
            let last = page.len() < PAGE;
            names.extend(page);
            if last {
                break;
            }
        }
        let succeeded = names.iter().rev().filter(|named| named.err.is_null());
        let history: Vec<_> = succeeded.map(|named| self.transaction(&named.signature)).collect::<Result<_>>()?;
        let history = Rc::new(history);
        self.histories.borrow_mut().insert(*key, history.clone());
        Ok(history)
    }

    /// Every event of the transactions that named an account, with its transaction; oldest first.
    pub fn events(&self, key: &Key) -> Result<Vec<(Event, Rc<Transaction>)>> {
        let history = self.history(key)?;
        let events = |transaction: &Rc<Transaction>| {
            let all = transaction.events.iter().map(|event| (event.clone(), transaction.clone()));
            all.collect::<Vec<_>>()
        };
        Ok(history.iter().flat_map(events).collect())
    }

    fn transaction(&self, signature: &str) -> Result<Rc<Transaction>> {
        if let Some(known) = self.transactions.borrow().get(signature) {
            return Ok(known.clone());
        }
        let config = json!({ "encoding": "json", "maxSupportedTransactionVersion": 0, "commitment": COMMITMENT });
        let answer = self.node.call("getTransaction", json!([signature, config]))?;
        let describe = || format!("transaction {signature}");
        ensure!(!answer.is_null(), "{}: the node no longer has it; ask an archive", describe());
        let carried: Carried = serde_json::from_value(answer).with_context(describe)?;
        let transaction = Rc::new(self.read(signature, carried).with_context(describe)?);
        self.transactions.borrow_mut().insert(signature.into(), transaction.clone());
        Ok(transaction)
    }

    fn read(&self, signature: &str, carried: Carried) -> Result<Transaction> {
        let Carried { transaction: Signed { message }, meta } = carried;
        ensure!(meta.err.is_null(), "it failed, though the node listed it as one that did not");
        let signers = message.account_keys.iter().take(message.header.num_required_signatures).copied().collect();
        let mut keys = message.account_keys;
        if let Some(loaded) = meta.loaded_addresses {
            keys.extend(loaded.writable.into_iter().chain(loaded.readonly));
        }
        let inner =
            meta.inner_instructions.context("its inner instructions are missing: ask a node that keeps them")?;
        let key = |index: &usize| keys.get(*index).copied().context("an account that it does not name");
        let (mut calls, mut events) = (vec![], vec![]);
        for (index, outer) in message.instructions.iter().enumerate() {
            let within = inner.iter().filter(|inner| inner.index == index).flat_map(|inner| &inner.instructions);
            for call in std::iter::once(outer).chain(within) {
                if key(&call.program_id_index)? != self.program {
                    continue;
                }
                let data = bs58::decode(&call.data).into_vec().context("the data of an instruction")?;
                match Event::read(&data) {
                    Some(event) => events.push(event),
                    None => calls.push(Call { accounts: call.accounts.iter().map(key).collect::<Result<_>>()?, data }),
                }
            }
        }
        Ok(Transaction { signature: signature.into(), signers, calls, events })
    }
}

fn bytes(content: &Content) -> Result<Vec<u8>> {
    ensure!(content.data.1 == "base64", "the node encodes accounts as {}", content.data.1);
    BASE64_STANDARD.decode(&content.data.0).context("the data of an account")
}
