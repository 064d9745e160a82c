//! JSON-RPC of a Solana node.

use anyhow::{bail, Context, Result};
use serde_json::{json, Value};
use std::time::Duration;

/// Maximum bytes of an answer; a page of accounts or signatures is far smaller.
const MAX_ANSWER: u64 = 256 << 20;
/// Maximum wait for an answer.
const TIMEOUT: Duration = Duration::from_secs(60);

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
}

impl Http {
    /// The node at `url`.
    pub fn new(url: &str) -> Self {
        let agent = ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).build().new_agent();
        Self { url: url.into(), agent }
    }

    fn post(&self, method: &str, params: Value) -> Result<Value> {
        let request_body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
        let request = self.agent.post(&self.url).header("Content-Type", "application/json");
        let mut response = request.send(request_body.as_bytes())?;
        let answer = response.body_mut().with_config().limit(MAX_ANSWER).read_to_string()?;
        let mut answer: Value = serde_json::from_str(&answer)?;
        if let Some(error) = answer.get("error") {
            bail!("{error}");
        }
        Ok(answer["result"].take())
    }
}

impl SolanaRpc for Http {
    fn call(&self, method: &str, params: Value) -> Result<Value> {
        self.post(method, params).with_context(|| format!("{method} of the Solana node {}", self.url))
    }
}
