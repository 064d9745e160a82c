//! JSON-RPC of Solana nodes.

use anyhow::{bail, ensure, Context, Result};
use serde_json::{json, Value};
use std::{thread::sleep, time::Duration};
use ureq::http::{header::RETRY_AFTER, StatusCode};

/// Maximum bytes of an answer; a page of accounts or signatures is far smaller.
const MAX_ANSWER: u64 = 256 << 20;
/// Maximum wait for an answer.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Times that a request is sent, if the node is busy or cannot be reached.
const ATTEMPTS: u32 = 5;
/// Wait before the second attempt. Each later wait is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// Maximum wait that a node may ask for.
const MAX_WAIT: Duration = Duration::from_secs(60);
/// Times that nodes are asked again if their answers differ: one may be some blocks behind.
const COMPARISONS: u32 = 4;

/// A source of answers to JSON-RPC requests. Tests replace it by one that alters answers.
pub trait SolanaRpc {
    /// The result of a JSON-RPC method.
    ///
    /// # Errors
    /// The node cannot be reached, or answers with an error.
    fn call(&self, method: &str, params: Value) -> Result<Value>;
}

/// A node that is asked over HTTP.
pub struct Http {
    url: String,
    agent: ureq::Agent,
    first_wait: Duration,
}

/// The outcome of one attempt.
enum Attempt {
    Answered(Value),
    /// The node is busy or cannot be reached. It may name the time to wait.
    Later(Option<Duration>, String),
}

impl Http {
    /// The node at `url`.
    pub fn new(url: &str) -> Self {
        let config = ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).http_status_as_error(false);
        Self { url: url.into(), agent: config.build().new_agent(), first_wait: FIRST_WAIT }
    }

    fn post(&self, method: &str, params: &Value) -> Result<Value> {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
        let mut wait = self.first_wait;
        for attempt in 1.. {
            let (named, reason) = match self.attempt(&body)? {
                Attempt::Answered(answer) => return Ok(answer),
                Attempt::Later(named, reason) => (named, reason),
            };
            ensure!(attempt < ATTEMPTS, "{reason}, {ATTEMPTS} times");
            sleep(named.unwrap_or(wait).min(MAX_WAIT));
            wait *= 2;
        }
        unreachable!("the loop ends by a result")
    }

    fn attempt(&self, body: &str) -> Result<Attempt> {
        let request = self.agent.post(&self.url).header("Content-Type", "application/json");
        let mut response = match request.send(body.as_bytes()) {
            Ok(response) => response,
            Err(error @ (ureq::Error::Io(_) | ureq::Error::Timeout(_) | ureq::Error::ConnectionFailed)) => {
                return Ok(Attempt::Later(None, error.to_string()));
            }
            Err(error) => return Err(error.into()),
        };
        let status = response.status();
        if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
            let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
            return Ok(Attempt::Later(seconds.map(Duration::from_secs), format!("it answered with status {status}")));
        }
        let answer = response.body_mut().with_config().limit(MAX_ANSWER).read_to_string()?;
        ensure!(status.is_success(), "it answered with status {status}: {answer}");
        let mut answer: Value = serde_json::from_str(&answer)?;
        if let Some(error) = answer.get("error") {
            bail!("{error}");
        }
        Ok(Attempt::Answered(answer["result"].take()))
    }
}

impl SolanaRpc for Http {
    fn call(&self, method: &str, params: Value) -> Result<Value> {
        self.post(method, &params).with_context(|| format!("{method} of the Solana node {}", self.url))
    }
}

/// Several nodes. Each is asked, and they must agree.
pub struct Nodes<N = Http> {
    nodes: Vec<(String, N)>,
    wait: Duration,
}

impl Nodes {
    /// The nodes at `urls`.
    pub fn new(urls: &[String]) -> Self {
        Self { nodes: urls.iter().map(|url| (url.clone(), Http::new(url))).collect(), wait: FIRST_WAIT }
    }
}

impl<N: SolanaRpc> SolanaRpc for Nodes<N> {
    fn call(&self, method: &str, params: Value) -> Result<Value> {
        let mut wait = self.wait;
        for comparison in 1.. {
            let ask = |(url, node): &(String, N)| anyhow::Ok((url.clone(), node.call(method, params.clone())?));
            let answers: Vec<(String, Value)> = self.nodes.iter().map(ask).collect::<Result<_>>()?;
            let (first, answer) = answers.first().context("no node to ask")?;
            let essence = essential(method, answer);
            let Some((other, _)) = answers.iter().find(|(_, other)| essential(method, other) != essence) else {
                return Ok(answer.clone());
            };
            let asked = params[0].as_str().unwrap_or_default();
            ensure!(
                comparison < COMPARISONS,
                "the Solana nodes {first} and {other} contradict each other about {asked} ({method})"
            );
            sleep(wait);
            wait *= 2;
        }
        unreachable!("the loop ends by a result")
    }
}

/// The part of an answer that honest nodes agree about.
fn essential(method: &str, answer: &Value) -> Value {
    let account = |account: &Value| json!([account["owner"], account["data"]]);
    let list = |of: &dyn Fn(&Value) -> Value| answer.as_array().into_iter().flatten().map(of).collect::<Vec<_>>();
    match method {
        "getAccountInfo" => account(&answer["value"]),
        "getProgramAccounts" => {
            let mut accounts = list(&|entry| json!([entry["pubkey"], account(&entry["account"])]));
            accounts.sort_by_key(Value::to_string);
            accounts.into()
        }
        "getSignaturesForAddress" => list(&|entry| json!([entry["signature"], entry["err"].is_null()])).into(),
        "getTransaction" => {
            let calls = |inner: &Value| {
                let calls = inner["instructions"].as_array().into_iter().flatten();
                let calls = calls.map(|call| json!([call["programIdIndex"], call["accounts"], call["data"]]));
                json!([inner["index"], calls.collect::<Vec<_>>()])
            };
            let inner = answer["meta"]["innerInstructions"].as_array().into_iter().flatten().map(calls);
            let meta = &answer["meta"];
            json!([answer["transaction"], meta["err"], meta["loadedAddresses"], inner.collect::<Vec<_>>()])
        }
        _ => answer.clone(),
    }
}

/// Whether a URL is of this computer.
pub fn is_local(url: &str) -> bool {
    let Ok(uri) = url.parse::<ureq::http::Uri>() else { return false };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests;
