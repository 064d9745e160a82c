//! Reads accounts and transactions of the program from a Solana node.

use crate::{
    key::Key,
    layout::{Event, Layout, EVENT_TAG},
    rpc::SolanaRpc,
};
use anyhow::{ensure, Context, Result};
use base64::{prelude::BASE64_STANDARD, Engine};
use serde::Deserialize;
use serde_json::{json, Value};
use std::{cell::RefCell, collections::HashMap, rc::Rc};

/// Maximum signatures per answer of a node.
const PAGE: usize = 1_000;
/// Only final state is read, which cannot be rolled back.
const COMMITMENT: &str = "finalized";

/// A transaction that succeeded.
#[derive(Debug)]
pub struct Transaction {
    /// Its first signature, which identifies it.
    pub signature: String,
    /// The accounts that signed it.
    pub signers: Vec<Key>,
    /// Calls of the program, without the calls by which it emits events.
    pub calls: Vec<Call>,
    /// Events of the program that the audit reads, in order.
    pub events: Vec<Event>,
}

/// A call of the program.
#[derive(Debug)]
pub struct Call {
    /// Accounts of the call, in order.
    pub accounts: Vec<Key>,
    /// Data of the call.
    pub data: Vec<u8>,
}

/// The successful transactions that named an account, oldest first.
pub type History = Rc<Vec<Rc<Transaction>>>;

/// A reader of the chain over one node. It keeps every transaction, so that no transaction is requested twice.
pub struct ChainReader<'a> {
    node: &'a dyn SolanaRpc,
    program: Key,
    transactions: RefCell<HashMap<String, Rc<Transaction>>>,
    histories: RefCell<HashMap<Key, History>>,
}

#[derive(Deserialize)]
struct ListedSignature {
    signature: String,
    err: Value,
}

#[derive(Deserialize)]
struct AccountContent {
    data: (String, String),
    owner: String,
}

#[derive(Deserialize)]
struct KeyedAccount {
    pubkey: Key,
    account: AccountContent,
}

#[derive(Deserialize)]
struct RecordedTransaction {
    transaction: SignedMessage,
    meta: Meta,
}

#[derive(Deserialize)]
struct SignedMessage {
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
    inner_instructions: Option<Vec<InnerInstructions>>,
    #[serde(default)]
    loaded_addresses: Option<LoadedAddresses>,
}

#[derive(Deserialize)]
struct InnerInstructions {
    index: usize,
    instructions: Vec<Instruction>,
}

#[derive(Deserialize)]
struct LoadedAddresses {
    writable: Vec<Key>,
    readonly: Vec<Key>,
}

impl<'a> ChainReader<'a> {
    /// A reader over `node`, for the program at `program`.
    pub fn new(node: &'a dyn SolanaRpc, program: Key) -> Self {
        Self { node, program, transactions: RefCell::default(), histories: RefCell::default() }
    }

    /// Address of the program.
    pub fn program(&self) -> &Key {
        &self.program
    }

    /// The program-derived address of seeds.
    pub fn derived(&self, seeds: &[&[u8]]) -> Key {
        Key::derived(&self.program, seeds)
    }

    /// An account of the program; `None` if there is no account of this type at the address.
    pub fn account<L: Layout>(&self, key: &Key) -> Result<Option<L>> {
        let config = json!({ "encoding": "base64", "commitment": COMMITMENT });
        let answer = self.node.call("getAccountInfo", json!([key, config]))?;
        let content: Option<AccountContent> = serde_json::from_value(answer["value"].clone()).context("an account")?;
        let Some(content) = content.filter(|content| content.owner == self.program.to_string()) else {
            return Ok(None);
        };
        Ok(L::read(&decode(&content)?))
    }

    /// All accounts of a type with these bytes in a field, sorted by address.
    pub fn accounts<L: Layout>(&self, field: &str, value: &[u8]) -> Result<Vec<(Key, L)>> {
        let filter = |offset: usize, bytes: &[u8]| json!({ "memcmp": { "offset": offset, "bytes": bs58::encode(bytes).into_string() } });
        let config = json!({
            "encoding": "base64",
            "commitment": COMMITMENT,
            "filters": [filter(0, &L::tag()), filter(L::offset(field), value)],
        });
        let answer = self.node.call("getProgramAccounts", json!([self.program, config]))?;
        let found: Vec<KeyedAccount> = serde_json::from_value(answer).context("accounts of the program")?;
        let read = |entry: &KeyedAccount| {
            let account = L::read(&decode(&entry.account)?);
            Ok((entry.pubkey, account.with_context(|| format!("{} is not a {}", entry.pubkey, L::NAME))?))
        };
        let mut accounts: Vec<_> = found.iter().map(read).collect::<Result<_>>()?;
        accounts.sort_by_key(|(key, _)| *key);
        Ok(accounts)
    }

    /// The successful transactions that named an account, oldest first.
    pub fn history(&self, key: &Key) -> Result<History> {
        if let Some(known) = self.histories.borrow().get(key) {
            return Ok(known.clone());
        }
        let mut listed: Vec<ListedSignature> = vec![];
        loop {
            let before = listed.last().map(|last| &last.signature);
            let config = json!({ "limit": PAGE, "before": before, "commitment": COMMITMENT });
            let page = self.node.call("getSignaturesForAddress", json!([key, config]))?;
            let page: Vec<ListedSignature> = serde_json::from_value(page).context("signatures")?;
            let last = page.len() < PAGE;
            listed.extend(page);
            if last {
                break;
            }
        }
        let succeeded = listed.iter().rev().filter(|entry| entry.err.is_null());
        let history: Vec<_> = succeeded.map(|entry| self.transaction(&entry.signature)).collect::<Result<_>>()?;
        let history = Rc::new(history);
        self.histories.borrow_mut().insert(*key, history.clone());
        Ok(history)
    }

    /// The events of an account's [`History`], each with its transaction, oldest first.
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
        ensure!(!answer.is_null(), "{}: the node no longer has it; use an archive node", describe());
        let recorded: RecordedTransaction = serde_json::from_value(answer).with_context(describe)?;
        let transaction = Rc::new(self.read(signature, recorded).with_context(describe)?);
        self.transactions.borrow_mut().insert(signature.into(), transaction.clone());
        Ok(transaction)
    }

    fn read(&self, signature: &str, recorded: RecordedTransaction) -> Result<Transaction> {
        let RecordedTransaction { transaction: SignedMessage { message }, meta } = recorded;
        ensure!(meta.err.is_null(), "it failed, but the node listed it as successful");
        let signers = message.account_keys.iter().take(message.header.num_required_signatures).copied().collect();
        let mut keys = message.account_keys;
        if let Some(loaded) = meta.loaded_addresses {
            keys.extend(loaded.writable.into_iter().chain(loaded.readonly));
        }
        let inner =
            meta.inner_instructions.context("its inner instructions are missing: use a node that keeps them")?;
        let key = |index: &usize| keys.get(*index).copied().context("an account index out of range");
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
                    None if data.starts_with(&EVENT_TAG) => {}
                    None => calls.push(Call { accounts: call.accounts.iter().map(key).collect::<Result<_>>()?, data }),
                }
            }
        }
        Ok(Transaction { signature: signature.into(), signers, calls, events })
    }
}

fn decode(content: &AccountContent) -> Result<Vec<u8>> {
    ensure!(content.data.1 == "base64", "the node encodes accounts as {}", content.data.1);
    BASE64_STANDARD.decode(&content.data.0).context("the data of an account")
}
