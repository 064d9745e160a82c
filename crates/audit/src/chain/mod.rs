//! Reads accounts and transactions of the program from a Solana node.

mod signed;

pub use signed::SignedTransaction;

use crate::{
    key::Key,
    layout::{Event, Layout, EVENT_TAG},
    rpc::SolanaRpc,
};
use anyhow::{ensure, Context, Result};
use base64::{prelude::BASE64_STANDARD, Engine};
use serde::Deserialize;
use serde_json::{json, Value};
use solana_message::compiled_instruction::CompiledInstruction;
use std::{cell::RefCell, collections::HashMap, rc::Rc};

/// Maximum signatures per answer of a node.
const PAGE: usize = 1_000;
/// The newest version of transactions that this crate reads. A node refuses to show newer ones, and anyone can send one that names
/// an account of the registry, so a lower number here would let anyone stop an audit.
const NEWEST_VERSION: u8 = 1;
/// Only final state is read, which cannot be rolled back.
const COMMITMENT: &str = "finalized";

/// A transaction that succeeded, by the word of the node. Its signatures are verified.
#[derive(Debug)]
pub struct Transaction {
    /// What its signers signed.
    pub signed: SignedTransaction,
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
    /// Whether the signers of the transaction signed the call itself. The node alone reports the calls that other programs made.
    pub signed: bool,
    /// Whether an account is from a lookup table, whose content the node alone reports.
    pub by_table: bool,
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
    owner: Key,
}

#[derive(Deserialize)]
struct KeyedAccount {
    pubkey: Key,
    account: AccountContent,
}

#[derive(Deserialize)]
struct RecordedTransaction {
    transaction: (String, String),
    meta: Meta,
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

#[derive(Default, Deserialize)]
struct LoadedAddresses {
    writable: Vec<Key>,
    readonly: Vec<Key>,
}

/// An instruction that was executed. Program and accounts are indices of the transaction's accounts.
struct Executed {
    program: usize,
    accounts: Vec<usize>,
    data: Vec<u8>,
    /// As in [`Call`].
    signed: bool,
}

impl Executed {
    /// An instruction of the signed message.
    fn signed(instruction: &CompiledInstruction) -> Self {
        let accounts = instruction.accounts.iter().map(|index| usize::from(*index)).collect();
        Self { program: instruction.program_id_index.into(), accounts, data: instruction.data.clone(), signed: true }
    }

    /// An instruction that a program called, as the node reports it.
    fn reported(instruction: &Instruction) -> Result<Self> {
        let data = bs58::decode(&instruction.data).into_vec().context("the data of an instruction")?;
        Ok(Self { program: instruction.program_id_index, accounts: instruction.accounts.clone(), data, signed: false })
    }
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

    /// Owner and bytes of an account; `None` if there is no account at the address.
    pub fn bytes(&self, key: &Key) -> Result<Option<(Key, Vec<u8>)>> {
        let config = json!({ "encoding": "base64", "commitment": COMMITMENT });
        let answer = self.node.call("getAccountInfo", json!([key, config]))?;
        let content: Option<AccountContent> = serde_json::from_value(answer["value"].clone()).context("an account")?;
        content.map(|content| Ok((content.owner, decode(&content.data)?))).transpose()
    }

    /// An account of the program; `None` if there is no account of this type at the address.
    pub fn account<L: Layout>(&self, key: &Key) -> Result<Option<L>> {
        let found = self.bytes(key)?.filter(|(owner, _)| *owner == self.program);
        Ok(found.and_then(|(_, data)| L::read(&data)))
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
            let account = L::read(&decode(&entry.account.data)?);
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
            // Nodes may answer with fewer than they were asked for; only an empty page is the end.
            if page.is_empty() {
                break;
            }
            listed.extend(page);
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
        let config =
            json!({ "encoding": "base64", "maxSupportedTransactionVersion": NEWEST_VERSION, "commitment": COMMITMENT });
        let answer = self.node.call("getTransaction", json!([signature, config]))?;
        let describe = || format!("transaction {signature}");
        ensure!(!answer.is_null(), "{}: the node no longer has it; use an archive node", describe());
        let recorded: RecordedTransaction = serde_json::from_value(answer).with_context(describe)?;
        let transaction = Rc::new(self.read(signature, recorded).with_context(describe)?);
        self.transactions.borrow_mut().insert(signature.into(), transaction.clone());
        Ok(transaction)
    }

    fn read(&self, signature: &str, recorded: RecordedTransaction) -> Result<Transaction> {
        let RecordedTransaction { transaction: content, meta } = recorded;
        ensure!(meta.err.is_null(), "it failed, but the node listed it as successful");
        let signed = SignedTransaction::verified(signature, &decode(&content)?)?;
        let loaded = meta.loaded_addresses.unwrap_or_default();
        let own = signed.keys().count();
        let named = signed.keys().chain(loaded.writable).chain(loaded.readonly);
        let keys: Vec<Key> = named.collect();
        let inner =
            meta.inner_instructions.context("its inner instructions are missing: use a node that keeps them")?;
        let key = |index: usize| keys.get(index).copied().context("an account index out of range");
        let (mut calls, mut events) = (vec![], vec![]);
        for (index, outer) in (0..).zip(signed.instructions()) {
            let mut executed = vec![Executed::signed(outer)];
            for within in inner.iter().filter(|inner| inner.index == index).flat_map(|inner| &inner.instructions) {
                executed.push(Executed::reported(within)?);
            }
            for Executed { program, accounts, data, signed } in executed {
                if key(program)? != self.program {
                    continue;
                }
                match Event::read(&data) {
                    Some(event) if !signed => events.push(event),
                    _ if data.starts_with(&EVENT_TAG) => {}
                    _ => {
                        let by_table = accounts.iter().any(|index| *index >= own);
                        let accounts = accounts.into_iter().map(key).collect::<Result<_>>()?;
                        calls.push(Call { accounts, data, signed, by_table });
                    }
                }
            }
        }
        Ok(Transaction { signed, calls, events })
    }
}

fn decode((text, encoding): &(String, String)) -> Result<Vec<u8>> {
    ensure!(encoding == "base64", "the node answers in the encoding {encoding}, not base64");
    BASE64_STANDARD.decode(text).context("base64 of the node")
}

#[cfg(test)]
pub(crate) mod tests;
