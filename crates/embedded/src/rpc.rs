//! A part of a Solana node's JSON-RPC over a snapshot of the embedded runtime: reading accounts and the history of an address.
//! Every transaction counts as final, and balances before and after a transaction are not kept. Read-only; on this machine only.

use crate::{record::RecordedTransaction, Runtime};
use anyhow::{Context, Result};
use axum::{extract::State, http::header::CONTENT_TYPE, response::IntoResponse, routing::post, Router};
use base64::{prelude::BASE64_STANDARD, Engine};
use serde_json::{json, Value};
use solana_account::{AccountSharedData, ReadableAccount};
use solana_pubkey::Pubkey;
use std::{collections::HashMap, net::Ipv4Addr, sync::Arc, thread::JoinHandle};
use tokio::{net::TcpListener, sync::oneshot};

/// Most signatures in one answer.
const PAGE: usize = 1_000;
/// JSON-RPC: no such method.
const UNKNOWN_METHOD: i64 = -32_601;
/// JSON-RPC: invalid parameters.
const WRONG_PARAMS: i64 = -32_602;

/// A server of a recorded chain. It ends when this value is dropped.
pub struct Server {
    url: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// URL of the server.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The server may have ended already.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Runtime {
    /// Serves the runtime in its present state. Later transactions are not served.
    pub fn serve(&self) -> Result<Server> {
        let chain = Arc::new(self.recorded_chain());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener =
            runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).context("a port on this machine")?;
        let url = format!("http://{}", listener.local_addr()?);
        let (stop, stopped) = oneshot::channel::<()>();
        let router = Router::new().route("/", post(handle)).with_state(chain);
        let thread = std::thread::spawn(move || {
            let served = axum::serve(listener, router).with_graceful_shutdown(async {
                let _ = stopped.await;
            });
            // An error ends the server, and later requests fail.
            let _ = runtime.block_on(async { served.await });
        });
        Ok(Server { url, stop: Some(stop), thread: Some(thread) })
    }

    fn recorded_chain(&self) -> RecordedChain {
        let accounts = self.svm.accounts_db().inner.iter().map(|(key, account)| (*key, account.clone()));
        RecordedChain { accounts: accounts.collect(), recorded: self.recorded.clone(), slot: self.slot() }
    }
}

async fn handle(State(chain): State<Arc<RecordedChain>>, body: String) -> impl IntoResponse {
    let question: Value = serde_json::from_str(&body).unwrap_or_default();
    let answered = chain.answer(question["method"].as_str().unwrap_or_default(), &question["params"]);
    let mut answer = json!({ "jsonrpc": "2.0", "id": question["id"] });
    match answered {
        Ok(result) => answer["result"] = result,
        Err((code, message)) => answer["error"] = json!({ "code": code, "message": message }),
    }
    ([(CONTENT_TYPE, "application/json")], answer.to_string())
}

/// Accounts and transactions at the time when the server was started.
struct RecordedChain {
    accounts: HashMap<Pubkey, AccountSharedData>,
    recorded: Vec<Arc<RecordedTransaction>>,
    slot: u64,
}

type Answer = std::result::Result<Value, (i64, String)>;

impl RecordedChain {
    fn answer(&self, method: &str, params: &Value) -> Answer {
        let config = &params[1];
        match method {
            "getHealth" => Ok("ok".into()),
            "getSlot" => Ok(self.slot.into()),
            "getBlockTime" => Ok(self.block_time(params)),
            "getAccountInfo" => Ok(self.with_context(self.account(&key(&params[0])?, config)?)),
            "getMultipleAccounts" => {
                let keys = params[0].as_array().ok_or_else(|| wrong("a list of addresses"))?;
                let accounts: Vec<_> =
                    keys.iter().map(|text| self.account(&key(text)?, config)).collect::<Result<_, _>>()?;
                Ok(self.with_context(accounts.into()))
            }
            "getProgramAccounts" => self.program_accounts(&key(&params[0])?, config),
            "getSignaturesForAddress" => Ok(self.signatures(&key(&params[0])?, config)),
            "getTransaction" => self.transaction(params[0].as_str().unwrap_or_default(), config),
            _ => Err((UNKNOWN_METHOD, format!("the embedded runtime has no {method}"))),
        }
    }

    fn with_context(&self, value: Value) -> Value {
        json!({ "context": { "slot": self.slot }, "value": value })
    }

    fn block_time(&self, params: &Value) -> Value {
        let found = self.recorded.iter().find(|transaction| Some(transaction.at.0) == params[0].as_u64());
        found.map(|transaction| transaction.at.1).into()
    }

    fn account(&self, key: &Pubkey, config: &Value) -> Answer {
        let account = self.accounts.get(key).filter(|account| account.lamports() > 0);
        account.map_or(Ok(Value::Null), |account| shown(account, config))
    }

    fn program_accounts(&self, program: &Pubkey, config: &Value) -> Answer {
        let filters: Vec<Filter> = match &config["filters"] {
            Value::Array(filters) => filters.iter().map(Filter::read).collect::<Result<_, _>>()?,
            _ => vec![],
        };
        let mut found: Vec<_> = self
            .accounts
            .iter()
            .filter(|(_, account)| {
                account.owner() == program && filters.iter().all(|filter| filter.admits(account.data()))
            })
            .collect();
        found.sort_by_key(|(key, _)| **key);
        let shown: Vec<Value> = found
            .into_iter()
            .map(|(key, account)| Ok(json!({ "pubkey": key.to_string(), "account": shown(account, config)? })))
            .collect::<Result<_, (i64, String)>>()?;
        Ok(if config["withContext"] == true { self.with_context(shown.into()) } else { shown.into() })
    }

    /// Signatures older than `before` and newer than `until`, newest first.
    fn signatures(&self, key: &Pubkey, config: &Value) -> Value {
        let limit = config["limit"].as_u64().map_or(PAGE, |limit| PAGE.min(limit as usize));
        let (before, until) = (config["before"].as_str(), config["until"].as_str());
        let mut past = before.is_none();
        let named = self
            .recorded
            .iter()
            .rev()
            .filter(|transaction| transaction.names(key))
            .map(|transaction| (transaction, transaction.signature()));
        let page = named
            .take_while(|(_, signature)| until != Some(signature))
            .filter(|(_, signature)| {
                let wanted = past;
                past |= before == Some(signature);
                wanted
            })
            .take(limit);
        let entries = page.map(|(transaction, signature)| {
            json!({
                "signature": signature,
                "slot": transaction.at.0,
                "err": transaction.error(),
                "memo": null,
                "blockTime": transaction.at.1,
                "confirmationStatus": "finalized",
            })
        });
        entries.collect::<Vec<_>>().into()
    }

    fn transaction(&self, signature: &str, config: &Value) -> Answer {
        let Some(transaction) = self.recorded.iter().find(|transaction| transaction.signature() == signature) else {
            return Ok(Value::Null);
        };
        let encoded = match config["encoding"].as_str().or(config.as_str()).unwrap_or("json") {
            "json" => transaction.json(),
            "base64" => json!([BASE64_STANDARD.encode(transaction.bytes()), "base64"]),
            other => return Err(wrong(&format!("the encodings json or base64, not {other}"))),
        };
        Ok(json!({
            "slot": transaction.at.0,
            "blockTime": transaction.at.1,
            "version": 0,
            "transaction": encoded,
            "meta": transaction.meta(),
        }))
    }
}

/// A condition on an account's data.
enum Filter {
    Size(u64),
    Bytes(usize, Vec<u8>),
}

impl Filter {
    fn read(filter: &Value) -> std::result::Result<Self, (i64, String)> {
        if let Some(size) = filter["dataSize"].as_u64() {
            return Ok(Self::Size(size));
        }
        let compare = &filter["memcmp"];
        let (offset, text) = (compare["offset"].as_u64(), compare["bytes"].as_str().unwrap_or_default());
        let bytes = match compare["encoding"].as_str() {
            Some("base64") => BASE64_STANDARD.decode(text).ok(),
            _ => bs58::decode(text).into_vec().ok(),
        };
        let (Some(offset), Some(bytes)) = (offset, bytes) else { return Err(wrong("the filters dataSize and memcmp")) };
        Ok(Self::Bytes(offset as usize, bytes))
    }

    fn admits(&self, data: &[u8]) -> bool {
        match self {
            Self::Size(size) => data.len() as u64 == *size,
            Self::Bytes(offset, bytes) => data.get(*offset..).is_some_and(|rest| rest.starts_with(bytes)),
        }
    }
}

fn wrong(expected: &str) -> (i64, String) {
    (WRONG_PARAMS, format!("expected {expected}"))
}

fn key(text: &Value) -> std::result::Result<Pubkey, (i64, String)> {
    text.as_str().and_then(|text| text.parse().ok()).ok_or_else(|| wrong("an address"))
}

fn shown(account: &AccountSharedData, config: &Value) -> Answer {
    if let Some(other) = config["encoding"].as_str().filter(|encoding| *encoding != "base64") {
        return Err(wrong(&format!("the encoding base64, not {other}")));
    }
    Ok(json!({
        "lamports": account.lamports(),
        "owner": account.owner().to_string(),
        "data": [BASE64_STANDARD.encode(account.data()), "base64"],
        "executable": account.executable(),
        "rentEpoch": account.rent_epoch(),
        "space": account.data().len(),
    }))
}

#[cfg(test)]
mod tests;
