use super::*;
use ed25519_dalek::{Signer, SigningKey};
use solana_message::{v0, MessageHeader, VersionedMessage};
use solana_pubkey::Pubkey;
use solana_transaction::versioned::VersionedTransaction;

const PROGRAM: Key = Key([9; 32]);
const ACCOUNT: Key = Key([8; 32]);

/// A transaction of the program: its signature, and the answer of a node that knows it.
struct Known {
    signature: String,
    failed: bool,
    answer: Value,
}

impl Known {
    /// A transaction with one call of the program, whose data is `data`. Its second account is from a lookup table if `by_table`.
    fn calling(data: u8, by_table: bool) -> Self {
        let signer = SigningKey::from_bytes(&[1; 32]);
        let payer = Pubkey::new_from_array(signer.verifying_key().to_bytes());
        let header = MessageHeader {
            num_required_signatures: 1,
            num_readonly_signed_accounts: 0,
            num_readonly_unsigned_accounts: 1,
        };
        let keys = [payer, Pubkey::new_from_array(ACCOUNT.0), Pubkey::new_from_array(PROGRAM.0)];
        let accounts = if by_table { vec![0, 3] } else { vec![0, 1] };
        let instruction = CompiledInstruction { program_id_index: 2, accounts, data: vec![data] };
        let tables = v0::MessageAddressTableLookup {
            account_key: Pubkey::new_from_array([4; 32]),
            writable_indexes: vec![0],
            readonly_indexes: vec![],
        };
        let message = VersionedMessage::V0(v0::Message {
            header,
            account_keys: keys.into(),
            instructions: vec![instruction],
            address_table_lookups: if by_table { vec![tables] } else { vec![] },
            ..<_>::default()
        });
        let signature = signer.sign(&message.serialize()).to_bytes().into();
        let transaction = VersionedTransaction { signatures: vec![signature], message };
        let bytes = BASE64_STANDARD.encode(wincode::serialize(&transaction).unwrap());
        let loaded: Vec<Key> = if by_table { vec![Key([5; 32])] } else { vec![] };
        let meta = json!({
            "err": null, "innerInstructions": [], "loadedAddresses": { "writable": loaded, "readonly": [] },
        });
        let answer = json!({ "transaction": [bytes, "base64"], "meta": meta });
        Self { signature: transaction.signatures[0].to_string(), failed: false, answer }
    }
}

/// A node whose pages are short. The newest transaction is the first.
struct Node(Vec<Known>, usize);

impl SolanaRpc for Node {
    fn call(&self, method: &str, params: Value) -> Result<Value> {
        let find = |signature: &Value| self.0.iter().position(|known| known.signature == signature.as_str().unwrap());
        if method == "getTransaction" {
            return Ok(find(&params[0]).map_or(Value::Null, |found| self.0[found].answer.clone()));
        }
        let before = &params[1]["before"];
        let first = if before.is_null() { 0 } else { find(before).unwrap() + 1 };
        let page = self.0[first..].iter().take(self.1);
        Ok(page.map(|known| json!({ "signature": known.signature, "err": known.failed.then_some("failed") })).collect())
    }
}

/// A transaction that the key of the seed 1 signed, whose calls of the program are reported as these.
pub(crate) fn transaction(calls: Vec<Call>) -> (Key, Transaction) {
    let known = Known::calling(1, false);
    let bytes = BASE64_STANDARD.decode(known.answer["transaction"][0].as_str().unwrap()).unwrap();
    let signed = SignedTransaction::verified(&known.signature, &bytes).unwrap();
    let signer = signed.signers().next().unwrap();
    (signer, Transaction { signed, calls, events: vec![] })
}

/// The data of the calls in an account's history.
fn history(node: &Node) -> Result<Vec<u8>> {
    let history = ChainReader::new(node, PROGRAM).history(&ACCOUNT)?;
    Ok(history.iter().flat_map(|transaction| &transaction.calls).map(|call| call.data[0]).collect())
}

#[test]
fn a_history_of_short_pages_is_read_whole_and_oldest_first() {
    for page in 1..=6 {
        let node = Node((1..=5).rev().map(|data| Known::calling(data, false)).collect(), page);
        assert_eq!(history(&node).unwrap(), [1, 2, 3, 4, 5], "{page} in a page");
    }
}

#[test]
fn a_failed_transaction_is_no_history_and_a_missing_one_is_an_error() {
    let mut node = Node((1..=3).rev().map(|data| Known::calling(data, false)).collect(), 1_000);
    node.0[1].failed = true;
    assert_eq!(history(&node).unwrap(), [1, 3]);
    node.0[0].answer["meta"]["err"] = json!({ "failed": 1 });
    assert!(history(&node).unwrap_err().root_cause().to_string().contains("listed it as successful"));
    node.0[0].answer = Value::Null;
    assert!(history(&node).unwrap_err().to_string().contains("use an archive node"));
}

#[test]
fn an_account_of_a_lookup_table_is_the_nodes_word() {
    for by_table in [false, true] {
        let node = Node(vec![Known::calling(1, by_table)], 1_000);
        let chain = ChainReader::new(&node, PROGRAM);
        let history = chain.history(&ACCOUNT).unwrap();
        let call = &history[0].calls[0];
        assert_eq!((call.signed, call.by_table), (true, by_table));
        assert_eq!(call.accounts[1], if by_table { Key([5; 32]) } else { ACCOUNT });
    }
}
