//! Reads successful transactions from a node's history, oldest first.

use crate::{
    error::{ChainError, Result},
    node::Node,
};
use carbon_client::{program, wormhole::Message};
use serde::{Deserialize, Serialize};
use serde_json::json;
use solana_commitment_config::CommitmentConfig;
use solana_pubkey::Pubkey;
use solana_rpc_client::rpc_client::GetConfirmedSignaturesForAddress2Config;
use solana_rpc_client_api::{
    config::RpcTransactionConfig,
    request::RpcRequest,
    response::{EncodedTransaction, OptionSerializer, UiCompiledInstruction, UiInstruction},
};
use solana_transaction::Signature;
use solana_transaction_status_client_types::{
    EncodedConfirmedTransactionWithStatusMeta, UiMessage, UiRawMessage, UiTransactionEncoding,
};

/// Maximum transactions that one request lists.
const PAGE: usize = 1_000;
/// The newest transaction version that this crate reads. A node refuses to show newer versions, and anyone can send one, so a
/// lower number here would let anyone stop a reader.
const NEWEST_VERSION: u8 = 1;

/// A position in the history, after this transaction. It can be stored, and reading can continue from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The transaction's signature.
    pub signature: String,
    /// Slot of its block.
    pub slot: u64,
}

/// An instruction that was executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The program.
    pub program: Pubkey,
    /// The instruction's data.
    pub data: Vec<u8>,
}

/// A transaction that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Executed {
    /// Its signature.
    pub signature: Signature,
    /// Slot of its block.
    pub slot: u64,
    /// Unix time of its block in seconds, if the node has it.
    pub time: Option<i64>,
    /// Its instructions and their inner instructions, in the order of execution.
    pub calls: Vec<Call>,
}

impl Executed {
    /// Data of the instructions of one program, in the order of execution.
    pub fn of<'a>(&'a self, program: &'a Pubkey) -> impl Iterator<Item = &'a [u8]> {
        self.calls.iter().filter(move |call| call.program == *program).map(|call| &call.data[..])
    }

    /// Data of our program's instructions, among them its events, as `carbon_client`'s `Histories`, `Trails` and `Leaves` observe
    /// them. Only the program can emit an event, because an event needs a signature of one of its own addresses.
    pub fn events(&self) -> impl Iterator<Item = &[u8]> {
        self.of(&program::ID)
    }

    /// The messages posted by Wormhole's shim.
    pub fn messages(&self, shim: &Pubkey) -> Vec<Message> {
        Message::of_transaction(self.of(shim))
    }

    /// The position in the history after this transaction.
    pub fn cursor(&self) -> Cursor {
        Cursor { signature: self.signature.to_string(), slot: self.slot }
    }
}

/// The transactions that name an address: the program, or one account, which has fewer.
pub struct History<'a> {
    node: &'a Node,
    address: Pubkey,
    commitment: CommitmentConfig,
}

impl<'a> History<'a> {
    /// The history of an address. Nodes keep no history of the commitment `processed`; `confirmed` is read instead.
    pub fn of(node: &'a Node, address: Pubkey) -> Self {
        let commitment = match node.commitment().is_processed() {
            true => CommitmentConfig::confirmed(),
            false => node.commitment(),
        };
        Self { node, address, commitment }
    }

    /// The history of our program.
    pub fn of_program(node: &'a Node) -> Self {
        Self::of(node, program::ID)
    }

    /// The successful transactions, oldest first, from the beginning or after a cursor. They are listed at once, and each is read
    /// when the iterator reaches it.
    ///
    /// A cursor that is not final can be lost in a fork; the transactions of its slot are then returned again. Store only cursors
    /// of finalized commitment.
    pub fn after(&self, cursor: Option<&Cursor>) -> Result<Walk<'_>> {
        let until = cursor.map(|cursor| cursor.signature.parse()).transpose().map_err(|_| ChainError::Refused {
            url: self.node.url(),
            reason: "the stored cursor is not a signature: start again without it".into(),
        })?;
        let mut listed = vec![];
        let mut before = None;
        // Nodes list the newest transaction first.
        'pages: loop {
            let page = self.node.ask(|client| {
                let config = GetConfirmedSignaturesForAddress2Config {
                    before,
                    until,
                    limit: Some(PAGE),
                    commitment: Some(self.commitment),
                };
                client.get_signatures_for_address_with_config(&self.address, config)
            })?;
            let Some(last) = page.last() else { break };
            before = Some(self.signature(&last.signature)?);
            for entry in page {
                if cursor.is_some_and(|cursor| entry.slot < cursor.slot) {
                    break 'pages;
                }
                let signature = self.signature(&entry.signature)?;
                listed.push(Listed { signature, slot: entry.slot, failed: entry.err.is_some() });
            }
        }
        Ok(Walk { history: self, listed, cursor: cursor.cloned() })
    }

    fn signature(&self, text: &str) -> Result<Signature> {
        let reason = || format!("it listed {text:?}, which is not a signature");
        text.parse().map_err(|_| ChainError::Refused { url: self.node.url(), reason: reason() })
    }

    /// A successful transaction.
    ///
    /// # Errors
    /// `Pruned` if the node lacks the transaction or a part of it.
    pub fn transaction(&self, signature: Signature) -> Result<Executed> {
        let config = RpcTransactionConfig {
            encoding: Some(UiTransactionEncoding::Json),
            commitment: Some(self.commitment),
            max_supported_transaction_version: Some(NEWEST_VERSION),
        };
        let pruned = |what| ChainError::Pruned { url: self.node.url(), what, signature };
        let params = json!([signature.to_string(), config]);
        // Several nodes may answer at one URL, and some may lack a transaction that another one listed.
        let found = self.node.ask_until_found(|client| client.send(RpcRequest::GetTransaction, params.clone()))?;
        let found: EncodedConfirmedTransactionWithStatusMeta = found.ok_or_else(|| pruned("anything"))?;
        let (slot, time) = (found.slot, found.block_time);
        let calls = calls(found).map_err(pruned)?;
        Ok(Executed { signature, slot, time, calls })
    }
}

/// A transaction that a node listed.
struct Listed {
    signature: Signature,
    slot: u64,
    failed: bool,
}

/// An iterator over the transactions of a history, which are read one by one.
pub struct Walk<'a> {
    history: &'a History<'a>,
    /// Transactions that are not read yet, newest first.
    listed: Vec<Listed>,
    cursor: Option<Cursor>,
}

impl Walk<'_> {
    /// The position after the last returned transaction and failed ones that follow it.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }

    /// Number of transactions that are not read yet, including failed ones.
    pub fn remaining(&self) -> usize {
        self.listed.len()
    }
}

impl Iterator for Walk<'_> {
    type Item = Result<Executed>;

    /// The next successful transaction. After an error, the next call tries the same transaction again.
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let next = self.listed.last()?;
            let executed = match next.failed {
                true => None,
                false => match self.history.transaction(next.signature) {
                    Ok(executed) => Some(Ok(executed)),
                    Err(error) => return Some(Err(error)),
                },
            };
            self.cursor = Some(Cursor { signature: next.signature.to_string(), slot: next.slot });
            self.listed.pop();
            if executed.is_some() {
                return executed;
            }
        }
    }
}

/// The instructions of a transaction and their inner instructions.
///
/// # Errors
/// The missing part of the transaction.
fn calls(found: EncodedConfirmedTransactionWithStatusMeta) -> std::result::Result<Vec<Call>, &'static str> {
    let EncodedTransaction::Json(transaction) = found.transaction.transaction else { return Err("the message") };
    let UiMessage::Raw(UiRawMessage { account_keys, instructions, .. }) = transaction.message else {
        return Err("the message");
    };
    let meta = found.transaction.meta.ok_or("the result")?;
    let OptionSerializer::Some(inner) = meta.inner_instructions else { return Err("the inner instructions") };
    let mut keys = account_keys;
    // A program's address may be in a lookup table; loaded addresses follow those of the message.
    if let OptionSerializer::Some(loaded) = meta.loaded_addresses {
        keys.extend(loaded.writable);
        keys.extend(loaded.readonly);
    }
    let call = |call: &UiCompiledInstruction| {
        let program = keys.get(call.program_id_index as usize).and_then(|key| key.parse().ok());
        let data = bs58::decode(&call.data).into_vec().ok();
        program.zip(data).map(|(program, data)| Call { program, data }).ok_or("an instruction")
    };
    let mut calls = vec![];
    for (index, instruction) in instructions.iter().enumerate() {
        calls.push(call(instruction)?);
        for inner in inner.iter().filter(|inner| inner.index as usize == index).flat_map(|inner| &inner.instructions) {
            let UiInstruction::Compiled(inner) = inner else { return Err("the inner instructions") };
            calls.push(call(inner)?);
        }
    }
    Ok(calls)
}
