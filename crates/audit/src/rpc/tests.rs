use super::*;
use std::{
    cell::{Cell, RefCell},
    io::{Read, Write},
    net::TcpListener,
    thread::JoinHandle,
};

/// A server that sends these answers, one per request, and returns the number of requests.
fn server(answers: &'static [&'static str]) -> (String, JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 4_096];
            let mut read = 0;
            while !request[..read].ends_with(b"}") {
                read += stream.read(&mut request[read..]).unwrap();
            }
            stream.write_all(answer.as_bytes()).unwrap();
        }
        answers.len()
    });
    (url, thread)
}

fn without_waits(url: &str) -> Http {
    Http { first_wait: Duration::ZERO, ..Http::new(url) }
}

const BUSY: &str = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const DOWN: &str = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const FORBIDDEN: &str = "HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\nConnection: close\r\n\r\nno key";
const FIVE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{\"result\":5}";

#[test]
fn a_busy_node_is_asked_again() {
    let (url, thread) = server(&[BUSY, DOWN, FIVE]);
    assert_eq!(without_waits(&url).call("getSlot", json!([])).unwrap(), json!(5));
    assert_eq!(thread.join().unwrap(), 3);
}

#[test]
fn a_node_that_stays_busy_is_named() {
    let (url, thread) = server(&[BUSY; ATTEMPTS as usize]);
    let error = format!("{:#}", without_waits(&url).call("getSlot", json!([])).unwrap_err());
    assert!(error.contains(&url) && error.contains("429"), "{error}");
    assert_eq!(thread.join().unwrap(), ATTEMPTS as usize);
}

#[test]
fn a_refusal_is_not_repeated() {
    let (url, thread) = server(&[FORBIDDEN]);
    let error = format!("{:#}", without_waits(&url).call("getSlot", json!([])).unwrap_err());
    assert!(error.contains("403") && error.contains("no key"), "{error}");
    assert_eq!(thread.join().unwrap(), 1);
}

/// A node with one answer after another; the last one stays.
struct Fixed(RefCell<Vec<Value>>, Cell<usize>);

impl Fixed {
    fn new(answers: &[Value]) -> Self {
        Self(RefCell::new(answers.to_vec()), Cell::new(0))
    }
}

impl SolanaRpc for Fixed {
    fn call(&self, _: &str, _: Value) -> Result<Value> {
        self.1.set(self.1.get() + 1);
        let mut answers = self.0.borrow_mut();
        Ok(if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() })
    }
}

fn nodes(first: &[Value], second: &[Value]) -> Nodes<Fixed> {
    let nodes = [("first", first), ("second", second)].map(|(url, answers)| (url.to_string(), Fixed::new(answers)));
    Nodes { nodes: nodes.into(), wait: Duration::ZERO }
}

fn account(data: &str, slot: u64) -> Value {
    json!({ "context": { "slot": slot }, "value": { "owner": "owner", "data": [data, "base64"], "lamports": slot } })
}

#[test]
fn nodes_that_contradict_each_other_are_named() {
    let error = nodes(&[account("AQ==", 1)], &[account("Ag==", 1)]).call("getAccountInfo", json!(["key"])).unwrap_err();
    assert_eq!(error.to_string(), "the Solana nodes first and second contradict each other about key (getAccountInfo)");
}

#[test]
fn a_node_that_is_some_blocks_behind_is_waited_for() {
    let (old, new) = (account("AQ==", 1), account("Ag==", 2));
    let nodes = nodes(std::slice::from_ref(&new), &[old.clone(), old, new.clone()]);
    assert_eq!(nodes.call("getAccountInfo", json!(["key"])).unwrap(), new);
    assert_eq!(nodes.nodes[1].1 .1.get(), 3);
}

/// Every field of an answer that an audit reads is compared; fields that differ between honest nodes are not.
#[test]
fn what_an_audit_reads_is_compared() {
    let transaction = json!({
        "slot": 5,
        "transaction": ["AQ==", "base64"],
        "meta": {
            "err": null,
            "fee": 5000,
            "loadedAddresses": { "writable": ["a"], "readonly": [] },
            "innerInstructions": [{ "index": 0, "instructions": [
                { "programIdIndex": 1, "accounts": [2], "data": "x", "stackHeight": 2 },
            ] }],
        },
    });
    let listed = json!([{ "signature": "s", "err": null, "blockTime": 7 }]);
    let accounts = json!([{ "pubkey": "k", "account": { "owner": "o", "data": ["AQ==", "base64"], "rentEpoch": 1 } }]);
    for (method, answer, read, unread) in [
        (
            "getTransaction",
            transaction,
            &[
                "/transaction/0",
                "/meta/err",
                "/meta/loadedAddresses/writable/0",
                "/meta/innerInstructions/0/index",
                "/meta/innerInstructions/0/instructions/0/programIdIndex",
                "/meta/innerInstructions/0/instructions/0/accounts/0",
                "/meta/innerInstructions/0/instructions/0/data",
            ][..],
            &["/slot", "/meta/fee", "/meta/innerInstructions/0/instructions/0/stackHeight"][..],
        ),
        ("getSignaturesForAddress", listed, &["/0/signature", "/0/err"], &["/0/blockTime"]),
        (
            "getProgramAccounts",
            accounts,
            &["/0/pubkey", "/0/account/owner", "/0/account/data/0"],
            &["/0/account/rentEpoch"],
        ),
        (
            "getAccountInfo",
            account("AQ==", 3),
            &["/value/owner", "/value/data/0"],
            &["/context/slot", "/value/lamports"],
        ),
    ] {
        let changed = |pointer: &str| {
            let mut other = answer.clone();
            *other.pointer_mut(pointer).expect(pointer) = json!("changed");
            essential(method, &other) != essential(method, &answer)
        };
        assert!(read.iter().all(|pointer| changed(pointer)), "{method}: {read:?}");
        assert!(!unread.iter().any(|pointer| changed(pointer)), "{method}: {unread:?}");
    }
}

#[test]
fn accounts_may_come_in_any_order() {
    let [a, b] = ["a", "b"].map(|key| json!({ "pubkey": key, "account": { "owner": "o", "data": ["", "base64"] } }));
    let nodes = nodes(&[json!([a, b])], &[json!([b, a])]);
    assert!(nodes.call("getProgramAccounts", json!(["program"])).is_ok());
}
