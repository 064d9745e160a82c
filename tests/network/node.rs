//! Retries of requests to a node, and errors when retries do not help: with servers whose answers the tests choose.

use carbon_client::program::registry::Registry;
use carbon_rpc::{Backoff, ChainError, CommitmentConfig, History, Node, Pause};
use carbon_testkit::server::serve;
use solana_pubkey::Pubkey;
use std::{
    net::TcpListener,
    sync::{Arc, Mutex},
    time::Duration,
};

const BACKOFF: Backoff = Backoff { tries: 4, first: Duration::from_secs(1), longest: Duration::from_secs(60) };

/// A node that gives these answers (status and body) one after the other, and the pauses between the requests in
/// seconds.
fn node(answers: Vec<(u16, &'static str)>) -> (Node, Arc<Mutex<Vec<u64>>>) {
    let mut answers = answers.into_iter();
    let url = serve(move |_| answers.next().map(|(status, body)| (status, body.into())).expect("no further request"));
    node_at(&url)
}

fn node_at(url: &str) -> (Node, Arc<Mutex<Vec<u64>>>) {
    let waited = Arc::new(Mutex::new(vec![]));
    let clock = waited.clone();
    let pause: Pause = Arc::new(move |pause| clock.lock().unwrap().push(pause.as_secs()));
    (Node::new(url, CommitmentConfig::confirmed()).with_backoff(BACKOFF, pause), waited)
}

/// A URL without a server: the port was free a moment ago.
fn nowhere() -> String {
    format!("http://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap())
}

const BALANCE: (u16, &str) = (200, r#"{"jsonrpc":"2.0","id":1,"result":{"context":{"slot":1},"value":77}}"#);
const BEHIND: (u16, &str) = (200, r#"{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"Node is behind"}}"#);
const INVALID: (u16, &str) = (200, r#"{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Invalid param"}}"#);
const EMPTY: (u16, &str) = (200, r#"{"jsonrpc":"2.0","id":1,"result":null}"#);

#[test]
fn what_may_pass_is_asked_again_and_waited_for_longer_and_longer() {
    let (node, waited) = node(vec![(503, "busy"), (502, "<html>"), BEHIND, BALANCE]);
    assert_eq!(node.lamports(&Pubkey::default()).unwrap(), 77);
    assert_eq!(*waited.lock().unwrap(), [1, 2, 4]);
}

/// Solana's own client reports any failure to read an account as a missing account.
#[test]
fn an_account_that_cannot_be_asked_for_is_not_called_missing() {
    let none = r#"{"jsonrpc":"2.0","id":1,"result":{"context":{"slot":1},"value":[null]}}"#;
    let (node, waited) = node(vec![(503, "busy"), (200, none)]);
    assert!(node.find::<Registry>(&Pubkey::default()).unwrap().is_none());
    assert_eq!(*waited.lock().unwrap(), [1]);
}

#[test]
fn what_will_not_pass_is_not_asked_again() {
    for answer in [INVALID, (401, "who are you?")] {
        let (node, waited) = node(vec![answer]);
        let refused = node.lamports(&Pubkey::default()).unwrap_err();
        assert!(matches!(&refused, ChainError::Refused { .. }), "{refused}");
        assert!(!refused.is_transient());
        assert!(waited.lock().unwrap().is_empty());
    }
}

#[test]
fn a_node_that_is_not_there_is_named() {
    let (node, waited) = node_at(&nowhere());
    let url = node.url();
    let error = node.lamports(&Pubkey::default()).unwrap_err();
    assert!(error.is_transient());
    let message = error.to_string();
    assert!(message.contains(&url) && message.contains("4 requests") && message.contains("is it running"), "{message}");
    assert_eq!(waited.lock().unwrap().len(), 3);
}

#[test]
fn a_listed_transaction_that_the_node_does_not_have_is_waited_for_and_then_reported() {
    let listed = r#"{"jsonrpc":"2.0","id":1,"result":[{"signature":"1111111111111111111111111111111111111111111111111111111111111111","slot":5,"err":null,"memo":null,"blockTime":9,"confirmationStatus":"confirmed"}]}"#;
    let none = r#"{"jsonrpc":"2.0","id":1,"result":[]}"#;
    let (node, waited) = node(vec![(200, listed), (200, none), EMPTY, EMPTY, EMPTY, EMPTY]);
    let history = History::of(&node, Pubkey::default());
    let mut walk = history.after(None).unwrap();
    let pruned = walk.next().unwrap().unwrap_err();
    assert!(matches!(&pruned, ChainError::Pruned { .. }), "{pruned}");
    assert!(pruned.to_string().contains("whole history"), "{pruned}");
    assert_eq!((walk.remaining(), walk.cursor()), (1, None));
    assert_eq!(*waited.lock().unwrap(), [1, 2, 4]);
}
