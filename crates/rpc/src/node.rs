//! A Solana node over JSON-RPC.

use crate::{
    backoff::{sleeping, Backoff, Failure, Pause},
    error::{ChainError, Result},
};
use anchor_lang::{AccountDeserialize, Discriminator, Owner, ZeroCopy};
use carbon_client::{addresses as at, limits::ACCOUNTS_PER_REQUEST, program::rollup::RollupLog};
use solana_account::Account;
use solana_clock::Clock;
use solana_commitment_config::CommitmentConfig;
use solana_pubkey::{pubkey, Pubkey};
use solana_rpc_client::rpc_client::RpcClient;
use solana_rpc_client_api::{
    client_error::{self, ErrorKind},
    config::{RpcAccountInfoConfig, RpcProgramAccountsConfig},
    custom_error::{
        JSON_RPC_SERVER_ERROR_BLOCK_NOT_AVAILABLE, JSON_RPC_SERVER_ERROR_BLOCK_STATUS_NOT_AVAILABLE_YET,
        JSON_RPC_SERVER_ERROR_LONG_TERM_STORAGE_UNREACHABLE, JSON_RPC_SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED,
        JSON_RPC_SERVER_ERROR_NODE_UNHEALTHY,
    },
    filter::{Memcmp, RpcFilterType},
    request::{RpcError, RpcResponseErrorData},
    response::UiAccountEncoding,
};
use std::time::Duration;

/// Maximum wait for an answer: `getProgramAccounts` is slow on some nodes.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Address of the clock's account.
const CLOCK: Pubkey = pubkey!("SysvarC1ock11111111111111111111111111111111");

/// Error codes by which a node says that it may answer later.
const TRANSIENT_CODES: [i64; 5] = [
    JSON_RPC_SERVER_ERROR_BLOCK_NOT_AVAILABLE,
    JSON_RPC_SERVER_ERROR_NODE_UNHEALTHY,
    JSON_RPC_SERVER_ERROR_BLOCK_STATUS_NOT_AVAILABLE_YET,
    JSON_RPC_SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED,
    JSON_RPC_SERVER_ERROR_LONG_TERM_STORAGE_UNREACHABLE,
];

/// A client of a Solana node, with a commitment and a policy for repeating requests.
pub struct Node {
    client: RpcClient,
    commitment: CommitmentConfig,
    backoff: Backoff,
    pause: Pause,
}

impl Node {
    /// A client of the node at this URL, which reads at this commitment.
    pub fn new(url: &str, commitment: CommitmentConfig) -> Self {
        Self::with_timeout(url, commitment, TIMEOUT)
    }

    /// The same as [`Self::new`], with another maximum wait for an answer.
    pub fn with_timeout(url: &str, commitment: CommitmentConfig, timeout: Duration) -> Self {
        let client = RpcClient::new_with_timeout_and_commitment(url, timeout, commitment);
        Self { client, commitment, backoff: Backoff::default(), pause: sleeping() }
    }

    /// The same client with another policy for repeating requests.
    pub fn with_backoff(self, backoff: Backoff, pause: Pause) -> Self {
        Self { backoff, pause, ..self }
    }

    /// URL of the node.
    pub fn url(&self) -> String {
        self.client.url()
    }

    /// The commitment at which this client reads.
    pub fn commitment(&self) -> CommitmentConfig {
        self.commitment
    }

    /// How often requests are repeated, and the pauses in between.
    pub fn backoff(&self) -> Backoff {
        self.backoff
    }

    /// Waits with the pause function of this client.
    pub fn wait(&self, pause: Duration) {
        (self.pause)(pause);
    }

    /// Sends a request, and repeats it while the node cannot be reached or is too busy.
    pub fn ask<T>(&self, request: impl Fn(&RpcClient) -> client_error::Result<T>) -> Result<T> {
        let attempt = || {
            request(&self.client).map_err(|error| match is_transient(&error) {
                true => Failure::Transient(error),
                false => Failure::Permanent(error),
            })
        };
        self.backoff.run(&self.pause, attempt).map_err(|(error, tries)| self.describe_failure(error, tries))
    }

    /// Requests an object that is known to exist, and repeats the request while the node does not find it. `None` if no attempt
    /// finds it.
    pub fn ask_until_found<T>(
        &self,
        request: impl Fn(&RpcClient) -> client_error::Result<Option<T>>,
    ) -> Result<Option<T>> {
        for tries in 1..=self.backoff.tries {
            if let Some(found) = self.ask(&request)? {
                return Ok(Some(found));
            }
            if tries < self.backoff.tries {
                self.wait(self.backoff.pause(tries));
            }
        }
        Ok(None)
    }

    /// The error to report after a number of attempts.
    fn describe_failure(&self, error: client_error::Error, tries: u32) -> ChainError {
        if is_transient(&error) {
            return ChainError::Unreachable { url: self.url(), tries, reason: describe(&error) };
        }
        if let Some(refused) = error.get_transaction_error() {
            return ChainError::Rejected { error: refused, log: simulation_log(&error) };
        }
        ChainError::Refused { url: self.url(), reason: describe(&error) }
    }

    /// Accounts in the order of the keys, of which one request allows a maximum number. `None` for an empty one.
    fn one_request(&self, keys: &[Pubkey]) -> Result<Vec<Option<Account>>> {
        // Not `getAccountInfo`: for it, the client reports every failure as a missing account.
        let found = self.ask(|client| client.get_multiple_accounts_with_commitment(keys, self.commitment))?.value;
        Ok(found.into_iter().map(|account| account.filter(|account| !account.data.is_empty())).collect())
    }

    /// An account's bytes, if it has the owner of its type; `None` if it does not exist.
    fn bytes<T: Owner>(&self, key: &Pubkey) -> Result<Option<Vec<u8>>> {
        match self.one_request(&[*key])?.pop().flatten() {
            Some(account) if account.owner != T::owner() => Err(wrong_type::<T>(key)),
            account => Ok(account.map(|account| account.data)),
        }
    }

    /// An account's content; `None` if it does not exist.
    pub fn find<T: AccountDeserialize + Owner>(&self, key: &Pubkey) -> Result<Option<T>> {
        self.bytes::<T>(key)?.map(|data| read(key, &data)).transpose()
    }

    /// An account's content, which must exist.
    pub fn account<T: AccountDeserialize + Owner>(&self, key: &Pubkey) -> Result<T> {
        self.find(key)?.ok_or_else(|| self.missing(key))
    }

    /// The content of a zero-copy account, which must exist.
    pub fn zero_copy<T: ZeroCopy + Owner>(&self, key: &Pubkey) -> Result<T> {
        let data = self.bytes::<T>(key)?.ok_or_else(|| self.missing(key))?;
        let content = data.strip_prefix(T::DISCRIMINATOR).and_then(|data| data.get(..size_of::<T>()));
        content.map(bytemuck::pod_read_unaligned).ok_or_else(|| wrong_type::<T>(key))
    }

    /// A registry's rollup log.
    pub fn log(&self, registry: &Pubkey) -> Result<RollupLog> {
        self.zero_copy(&at::log(registry))
    }

    /// The contents of accounts, in the order of the keys; `None` for an account that does not exist.
    pub fn accounts<T: AccountDeserialize + Owner>(&self, keys: &[Pubkey]) -> Result<Vec<Option<T>>> {
        let mut all = Vec::with_capacity(keys.len());
        for keys in keys.chunks(ACCOUNTS_PER_REQUEST) {
            for (key, account) in keys.iter().zip(self.one_request(keys)?) {
                let Some(account) = account else {
                    all.push(None);
                    continue;
                };
                if account.owner != T::owner() {
                    return Err(wrong_type::<T>(key));
                }
                all.push(Some(read(key, &account.data)?));
            }
        }
        Ok(all)
    }

    /// All accounts of this type that match every filter: an offset in the account, discriminator included, and at most 128
    /// bytes found there.
    pub fn program_accounts<T>(&self, filters: &[(usize, &[u8])]) -> Result<Vec<(Pubkey, T)>>
    where
        T: AccountDeserialize + Discriminator + Owner,
    {
        let filter = |offset, bytes: &[u8]| RpcFilterType::Memcmp(Memcmp::new_base58_encoded(offset, bytes));
        let type_of = filter(0, T::DISCRIMINATOR);
        let filters = std::iter::once(type_of).chain(filters.iter().map(|(offset, bytes)| filter(*offset, bytes)));
        let config = RpcProgramAccountsConfig {
            filters: Some(filters.collect()),
            account_config: RpcAccountInfoConfig {
                encoding: Some(UiAccountEncoding::Base64),
                commitment: Some(self.commitment),
                ..RpcAccountInfoConfig::default()
            },
            ..RpcProgramAccountsConfig::default()
        };
        let program = T::owner();
        let found = self.ask(|client| client.get_program_ui_accounts_with_config(&program, config.clone()))?;
        let decode = |(key, account): (Pubkey, solana_rpc_client_api::response::UiAccount)| {
            let data = account.data.decode().ok_or_else(|| wrong_type::<T>(&key))?;
            Ok((key, read(&key, &data)?))
        };
        found.into_iter().map(decode).collect()
    }

    /// Slot and time of the chain, from the clock's account.
    pub fn clock(&self) -> Result<Clock> {
        let account = self.one_request(&[CLOCK])?.pop().flatten().ok_or_else(|| self.missing(&CLOCK))?;
        account.deserialize_data().map_err(|_| ChainError::WrongType { key: CLOCK, wanted: "the clock" })
    }

    /// Lamports of an account; 0 if it does not exist.
    pub fn lamports(&self, key: &Pubkey) -> Result<u64> {
        Ok(self.ask(|client| client.get_balance_with_commitment(key, self.commitment))?.value)
    }

    fn missing(&self, key: &Pubkey) -> ChainError {
        ChainError::Missing { key: *key, url: self.url() }
    }
}

fn read<T: AccountDeserialize>(key: &Pubkey, data: &[u8]) -> Result<T> {
    carbon_client::read(data).map_err(|_| wrong_type::<T>(key))
}

fn wrong_type<T>(key: &Pubkey) -> ChainError {
    let path = std::any::type_name::<T>();
    ChainError::WrongType { key: *key, wanted: path.rsplit("::").next().unwrap_or(path) }
}

/// Whether the same request may succeed later.
fn is_transient(error: &client_error::Error) -> bool {
    match error.kind() {
        ErrorKind::Io(_) | ErrorKind::Middleware(_) => true,
        // An answer that is not JSON comes from a proxy in front of the node.
        ErrorKind::Reqwest(error) => error.status().is_none_or(|status| status.is_server_error() || status == 429),
        ErrorKind::RpcError(RpcError::RpcResponseError { code, .. }) => TRANSIENT_CODES.contains(code),
        _ => false,
    }
}

/// An error with its causes, in one line.
fn describe(error: &client_error::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error.kind());
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// Log of the programs, if the node's simulation refused a transaction.
fn simulation_log(error: &client_error::Error) -> Vec<String> {
    match error.kind() {
        ErrorKind::RpcError(RpcError::RpcResponseError {
            data: RpcResponseErrorData::SendTransactionPreflightFailure(result),
            ..
        }) => result.logs.clone().unwrap_or_default(),
        _ => vec![],
    }
}
