//! Transactions of a runtime, kept like a node keeps them.

use litesvm::types::TransactionMetadata;
use serde_json::{json, Value};
use solana_message::{AddressLookupTableAccount, VersionedMessage};
use solana_pubkey::Pubkey;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

/// A transaction that reached the runtime, with its result. A transaction that fails before its first
/// instruction does not reach it.
pub(crate) struct RecordedTransaction {
    pub transaction: VersionedTransaction,
    /// Slot and unix time.
    pub at: (u64, i64),
    pub error: Option<TransactionError>,
    pub done: TransactionMetadata,
    /// Accounts from lookup tables: writable, then read-only.
    pub loaded: [Vec<Pubkey>; 2],
}

/// Accounts that a message takes from lookup tables: writable, then read-only.
pub(crate) fn loaded(message: &VersionedMessage, tables: &[AddressLookupTableAccount]) -> [Vec<Pubkey>; 2] {
    let mut loaded = [vec![], vec![]];
    for lookup in message.address_table_lookups().into_iter().flatten() {
        let Some(table) = tables.iter().find(|table| table.key == lookup.account_key) else { continue };
        for (keys, indexes) in loaded.iter_mut().zip([&lookup.writable_indexes, &lookup.readonly_indexes]) {
            keys.extend(indexes.iter().filter_map(|index| table.addresses.get(*index as usize)));
        }
    }
    loaded
}

impl RecordedTransaction {
    /// The first signature, which identifies the transaction.
    pub fn signature(&self) -> String {
        self.done.signature.to_string()
    }

    /// Whether the transaction names an account.
    pub fn names(&self, key: &Pubkey) -> bool {
        let named = self.transaction.message.static_account_keys().iter();
        named.chain(self.loaded.iter().flatten()).any(|named| named == key)
    }

    /// The error in the form of JSON-RPC; `null` for success.
    pub fn error(&self) -> Value {
        match &self.error {
            None => Value::Null,
            Some(TransactionError::InstructionError(index, error)) => {
                let error = match error {
                    solana_instruction::error::InstructionError::Custom(number) => json!({ "Custom": number }),
                    other => json!(format!("{other:?}")),
                };
                json!({ "InstructionError": [index, error] })
            }
            Some(other) => json!(format!("{other:?}")),
        }
    }

    /// The result in the form of JSON-RPC. Balances are not kept.
    pub fn meta(&self) -> Value {
        let called = self.done.inner_instructions.iter().enumerate().filter(|(_, calls)| !calls.is_empty());
        let inner = called.map(|(index, calls)| {
            let calls = calls.iter().map(|call| {
                let height = call.stack_height;
                let call = &call.instruction;
                let mut json = instruction(call.program_id_index, &call.accounts, &call.data);
                json["stackHeight"] = json!(height);
                json
            });
            json!({ "index": index, "instructions": calls.collect::<Vec<_>>() })
        });
        let texts = |keys: &[Pubkey]| keys.iter().map(ToString::to_string).collect::<Vec<_>>();
        let status = if self.error.is_none() { json!({ "Ok": null }) } else { json!({ "Err": self.error() }) };
        json!({
            "err": self.error(),
            "status": status,
            "fee": self.done.fee,
            "preBalances": [],
            "postBalances": [],
            "innerInstructions": inner.collect::<Vec<_>>(),
            "logMessages": self.done.logs,
            "loadedAddresses": { "writable": texts(&self.loaded[0]), "readonly": texts(&self.loaded[1]) },
            "computeUnitsConsumed": self.done.compute_units_consumed,
        })
    }

    /// The transaction's bytes on the wire.
    pub fn bytes(&self) -> Vec<u8> {
        let signatures = &self.transaction.signatures;
        // A transaction has room for 19 signatures, so their number is one byte.
        let mut bytes = vec![signatures.len() as u8];
        signatures.iter().for_each(|signature| bytes.extend_from_slice(signature.as_ref()));
        bytes.extend(self.transaction.message.serialize());
        bytes
    }

    /// Signatures and message as JSON.
    pub fn json(&self) -> Value {
        let message = &self.transaction.message;
        let header = message.header();
        let calls = message.instructions().iter();
        let calls = calls.map(|call| instruction(call.program_id_index, &call.accounts, &call.data));
        let lookups = message.address_table_lookups().into_iter().flatten().map(|lookup| {
            json!({
                "accountKey": lookup.account_key.to_string(),
                "writableIndexes": lookup.writable_indexes,
                "readonlyIndexes": lookup.readonly_indexes,
            })
        });
        json!({
            "signatures": self.transaction.signatures.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "message": {
                "header": {
                    "numRequiredSignatures": header.num_required_signatures,
                    "numReadonlySignedAccounts": header.num_readonly_signed_accounts,
                    "numReadonlyUnsignedAccounts": header.num_readonly_unsigned_accounts,
                },
                "accountKeys": message.static_account_keys().iter().map(ToString::to_string).collect::<Vec<_>>(),
                "recentBlockhash": message.recent_blockhash().to_string(),
                "instructions": calls.collect::<Vec<_>>(),
                "addressTableLookups": lookups.collect::<Vec<_>>(),
            },
        })
    }
}

fn instruction(program: u8, accounts: &[u8], data: &[u8]) -> Value {
    let accounts: Vec<u64> = accounts.iter().map(|index| u64::from(*index)).collect();
    let data = bs58::encode(data).into_string();
    json!({ "programIdIndex": program, "accounts": accounts, "data": data, "stackHeight": 1 })
}
