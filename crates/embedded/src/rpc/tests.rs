use super::*;
use anchor_lang::solana_program::system_instruction::transfer;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// A runtime with five transfers of 1,000 lamports. The third asks for more than the sender has.
fn sent() -> (Runtime, Pubkey, Pubkey) {
    let mut runtime = Runtime::new(1_700_000_000).unwrap();
    let (from, to) = (Keypair::new_from_array([9; 32]), Pubkey::new_from_array([8; 32]));
    runtime.fund(&from.pubkey(), 10_000_000);
    runtime.fund(&to, 10_000_000);
    for index in 0..5 {
        let lamports = if index == 2 { 1 << 50 } else { 1_000 };
        let outcome = runtime.send(&[transfer(&from.pubkey(), &to, lamports)], &[&from]);
        assert_eq!(outcome.is_ok(), index != 2);
        runtime.warp_to(runtime.now() + 1);
    }
    // A transaction without a signature does not reach the runtime.
    runtime.send(&[transfer(&from.pubkey(), &to, 1)], &[]).unwrap_err();
    (runtime, from.pubkey(), to)
}

fn names(answer: &Value) -> Vec<String> {
    answer.as_array().unwrap().iter().map(|entry| entry["signature"].as_str().unwrap().to_string()).collect()
}

#[test]
fn signatures_come_newest_first_in_pages() {
    let (runtime, from, to) = sent();
    let chain = runtime.recorded_chain();
    let ask = |config: Value| chain.answer("getSignaturesForAddress", &json!([to.to_string(), config])).unwrap();
    let all = names(&ask(json!({})));
    assert_eq!(all.len(), 5);
    assert_eq!(names(&ask(json!({ "limit": 2 }))), all[..2]);
    assert_eq!(names(&ask(json!({ "limit": 2, "before": all[1] }))), all[2..4]);
    assert_eq!(names(&ask(json!({ "before": all[0], "until": all[3] }))), all[1..3]);
    let answer = ask(json!({}));
    let entries = answer.as_array().unwrap();
    let failed: Vec<_> = entries.iter().map(|entry| !entry["err"].is_null()).collect();
    assert_eq!(failed, [false, false, true, false, false]);
    assert_eq!(entries[2]["err"], json!({ "InstructionError": [0, { "Custom": 1 }] }));
    assert!(entries.windows(2).all(|pair| pair[0]["slot"].as_u64() > pair[1]["slot"].as_u64()));
    let other = chain.answer("getSignaturesForAddress", &json!([Pubkey::new_unique().to_string(), {}])).unwrap();
    assert_eq!(names(&other), Vec::<String>::new());
    assert_eq!(names(&chain.answer("getSignaturesForAddress", &json!([from.to_string()])).unwrap()).len(), 5);
}

#[test]
fn a_transaction_is_what_was_sent() {
    let (runtime, from, to) = sent();
    let chain = runtime.recorded_chain();
    let all = names(&chain.answer("getSignaturesForAddress", &json!([to.to_string(), {}])).unwrap());
    let get = |encoding: &str| {
        chain.answer("getTransaction", &json!([all[4], { "encoding": encoding, "maxSupportedTransactionVersion": 0 }]))
    };
    let shown = get("json").unwrap();
    let keys = shown["transaction"]["message"]["accountKeys"].as_array().unwrap();
    assert!([from, to].iter().all(|key| keys.contains(&json!(key.to_string()))));
    assert_eq!(shown["blockTime"], 1_700_000_000);
    assert_eq!(shown["meta"]["err"], Value::Null);
    let bytes = BASE64_STANDARD.decode(get("base64").unwrap()["transaction"][0].as_str().unwrap()).unwrap();
    assert_eq!(bytes, chain.recorded[0].bytes());
    assert_eq!(bytes[0], 2, "the fee payer's and the sender's signatures");
    get("jsonParsed").unwrap_err();
    assert_eq!(chain.answer("getTransaction", &json!(["unknown"])).unwrap(), Value::Null);
}

#[test]
fn accounts_are_found_by_address_and_by_what_is_in_them() {
    let (runtime, _, to) = sent();
    let chain = runtime.recorded_chain();
    let shown = chain.answer("getAccountInfo", &json!([to.to_string(), { "encoding": "base64" }])).unwrap();
    assert_eq!(shown["value"]["lamports"], 10_000_000 + 4 * 1_000);
    let several = json!([[to.to_string(), Pubkey::new_unique().to_string()], { "encoding": "base64" }]);
    let several = chain.answer("getMultipleAccounts", &several).unwrap();
    assert_eq!((&several["value"][0], &several["value"][1]), (&shown["value"], &Value::Null));

    // The bridge's config, of 24 bytes, begins with the index of the guardian set.
    let bridge = crate::wormhole::cluster().core_bridge.to_string();
    let of = |filters: Value| {
        let config = json!({ "encoding": "base64", "filters": filters });
        chain.answer("getProgramAccounts", &json!([bridge, config])).unwrap().as_array().unwrap().len()
    };
    assert_eq!(of(json!([{ "dataSize": 24 }])), 1);
    assert_eq!(of(json!([{ "dataSize": 25 }])), 0);
    assert_eq!(of(json!([{ "memcmp": { "offset": 0, "bytes": bs58::encode([0; 4]).into_string() } }])), 1);
    assert_eq!(of(json!([{ "memcmp": { "offset": 0, "bytes": "AQ==", "encoding": "base64" } }])), 0);
    assert_eq!(of(json!([{ "memcmp": { "offset": 24, "bytes": "AQ==", "encoding": "base64" } }])), 0, "beyond the end");
    chain.answer("getProgramAccounts", &json!([bridge, { "filters": [{}] }])).unwrap_err();
    chain.answer("getAccountInfo", &json!(["no address"])).unwrap_err();
}

#[test]
fn it_is_served_over_http_until_it_is_dropped() {
    let (runtime, ..) = sent();
    let server = runtime.serve().unwrap();
    let ask = |question: &str| {
        let answered = ureq::post(server.url()).send(question.as_bytes());
        answered.map(|mut response| response.body_mut().read_to_string().unwrap())
    };
    let slot = runtime.slot();
    let answer = ask(r#"{"jsonrpc":"2.0","id":7,"method":"getSlot"}"#).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&answer).unwrap(), json!({ "jsonrpc": "2.0", "id": 7, "result": slot }));
    let unknown: Value = serde_json::from_str(&ask(r#"{"id":8,"method":"sendTransaction"}"#).unwrap()).unwrap();
    assert_eq!(unknown["error"]["code"], UNKNOWN_METHOD, "it is read-only");
    let url = server.url().to_string();
    drop(server);
    ureq::post(&url).send("{}").unwrap_err();
}
