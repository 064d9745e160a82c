//! A Solana node, asked by JSON-RPC.

use crate::{
    backoff::{sleeping, Backoff, Failure, Pause},
    error::{ChainError, Result},
};
use anchor_lang::{AccountDeserialize, Discriminator, Owner, ZeroCopy};
use carbon_client::{addresses as at, program::rollup::RollupLog};
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

/// Accounts that one `getMultipleAccounts` may ask for.
const ACCOUNTS_A_REQUEST: usize = 100;
/// How long an answer may take: `getProgramAccounts` is slow on some nodes.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The clock, as an account.
const CLOCK: Pubkey = pubkey!("SysvarC1ock11111111111111111111111111111111");

/// Codes by which a node says that it will be able to answer later.
const LATER: [i64; 5] = [
    JSON_RPC_SERVER_ERROR_BLOCK_NOT_AVAILABLE,
    JSON_RPC_SERVER_ERROR_NODE_UNHEALTHY,
    JSON_RPC_SERVER_ERROR_BLOCK_STATUS_NOT_AVAILABLE_YET,
    JSON_RPC_SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED,
    JSON_RPC_SERVER_ERROR_LONG_TERM_STORAGE_UNREACHABLE,
];

/// A node, and how it is asked.
pub struct Node {
    client: RpcClient,
    commitment: CommitmentConfig,
    backoff: Backoff,
    pause: Pause,
}

impl Node {
    /// The node at this URL. What it says is of this commitment.
    pub fn new(url: &str, commitment: CommitmentConfig) -> Self {
        Self::with_timeout(url, commitment, TIMEOUT)
    }

    /// The node at this URL, whose answers are waited for so long.
    pub fn with_timeout(url: &str, commitment: CommitmentConfig, timeout: Duration) -> Self {
        let client = RpcClient::new_with_timeout_and_commitment(url, timeout, commitment);
        Self { client, commitment, backoff: Backoff::default(), pause: sleeping() }
    }

    /// The same node, asked again so often and waited for like this.
    pub fn with_backoff(self, backoff: Backoff, pause: Pause) -> Self {
        Self { backoff, pause, ..self }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        self.client.url()
    }

    /// How final what it says is.
    pub fn commitment(&self) -> CommitmentConfig {
        self.commitment
    }

    /// How often it is asked again, and how long it is waited for in between.
    pub fn backoff(&self) -> Backoff {
        self.backoff
    }

    /// Waits, as this node is waited for.
    pub fn wait(&self, pause: Duration) {
        (self.pause)(pause);
    }

    /// Asks, and asks again while the node cannot be reached or says that it is too busy.
    pub fn ask<T>(&self, request: impl Fn(&RpcClient) -> client_error::Result<T>) -> Result<T> {
        let attempt = || {
            request(&self.client).map_err(|error| match is_passing(&error) {
                true => Failure::Passing(error),
                false => Failure::Lasting(error),
            })
        };
        self.backoff.run(&self.pause, attempt).map_err(|(error, tries)| self.told(error, tries))
    }

    /// Asks for something that exists, and asks again while the answer is that there is no such thing; `None` where it stays
    /// that.
    pub fn ask_for<T>(&self, request: impl Fn(&RpcClient) -> client_error::Result<Option<T>>) -> Result<Option<T>> {
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

    /// The error that is left after so many tries.
    fn told(&self, error: client_error::Error, tries: u32) -> ChainError {
        if is_passing(&error) {
            return ChainError::Unreachable { url: self.url(), tries, reason: words(&error) };
        }
        if let Some(refused) = error.get_transaction_error() {
            return ChainError::Rejected { error: refused, log: logged(&error) };
        }
        ChainError::Refused { url: self.url(), reason: words(&error) }
    }

    /// The accounts of at most a request's keys, in their order.
    fn some(&self, keys: &[Pubkey]) -> Result<Vec<Option<Account>>> {
        // Not `getAccountInfo`: of that, the client tells every failure as an account that is missing.
        let found = self.ask(|client| client.get_multiple_accounts_with_commitment(keys, self.commitment))?.value;
        Ok(found.into_iter().map(|account| account.filter(|account| !account.data.is_empty())).collect())
    }

    /// An account's bytes, if it exists and is of this owner; `None` where nothing is at the address.
    fn bytes<T: Owner>(&self, key: &Pubkey) -> Result<Option<Vec<u8>>> {
        match self.some(&[*key])?.pop().flatten() {
            Some(account) if account.owner != T::owner() => Err(wrong::<T>(key)),
            account => Ok(account.map(|account| account.data)),
        }
    }

    /// An account's content; `None` where there is none.
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
        content.map(bytemuck::pod_read_unaligned).ok_or_else(|| wrong::<T>(key))
    }

    /// A registry's rollup log.
    pub fn log(&self, registry: &Pubkey) -> Result<RollupLog> {
        self.zero_copy(&at::log(registry))
    }

    /// The content of many accounts, in the order of the keys; `None` where there is none.
    pub fn accounts<T: AccountDeserialize + Owner>(&self, keys: &[Pubkey]) -> Result<Vec<Option<T>>> {
        let mut all = Vec::with_capacity(keys.len());
        for keys in keys.chunks(ACCOUNTS_A_REQUEST) {
            for (key, account) in keys.iter().zip(self.some(keys)?) {
                let Some(account) = account else {
                    all.push(None);
                    continue;
                };
                if account.owner != T::owner() {
                    return Err(wrong::<T>(key));
                }
                all.push(Some(read(key, &account.data)?));
            }
        }
        Ok(all)
    }

    /// All accounts of this type in which each of `filters`, an offset (of the whole account, its discriminator counted) and
    /// bytes of at most 128, is found.
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
            let data = account.data.decode().ok_or_else(|| wrong::<T>(&key))?;
            Ok((key, read(&key, &data)?))
        };
        found.into_iter().map(decode).collect()
    }

    /// Slot and time of the chain, from its clock's account.
    pub fn clock(&self) -> Result<Clock> {
        let account = self.some(&[CLOCK])?.pop().flatten().ok_or_else(|| self.missing(&CLOCK))?;
        account.deserialize_data().map_err(|_| ChainError::WrongType { key: CLOCK, wanted: "the clock" })
    }

    /// Lamports of an account, 0 where there is none.
    pub fn lamports(&self, key: &Pubkey) -> Result<u64> {
        Ok(self.ask(|client| client.get_balance_with_commitment(key, self.commitment))?.value)
    }

    fn missing(&self, key: &Pubkey) -> ChainError {
        ChainError::Missing { key: *key, url: self.url() }
    }
}

fn read<T: AccountDeserialize>(key: &Pubkey, data: &[u8]) -> Result<T> {
    carbon_client::read(data).map_err(|_| wrong::<T>(key))
}

fn wrong<T>(key: &Pubkey) -> ChainError {
    let path = std::any::type_name::<T>();
    ChainError::WrongType { key: *key, wanted: path.rsplit("::").next().unwrap_or(path) }
}

/// Whether the same request may be answered later.
fn is_passing(error: &client_error::Error) -> bool {
    match error.kind() {
        ErrorKind::Io(_) | ErrorKind::Middleware(_) => true,
        // What is no JSON comes from something between here and the node.
        ErrorKind::Reqwest(error) => error.status().is_none_or(|status| status.is_server_error() || status == 429),
        ErrorKind::RpcError(RpcError::RpcResponseError { code, .. }) => LATER.contains(code),
        _ => false,
    }
}

/// What happened, with its causes.
fn words(error: &client_error::Error) -> String {
    let mut words = error.to_string();
    let mut source = std::error::Error::source(error.kind());
    while let Some(cause) = source {
        words = format!("{words}: {cause}");
        source = cause.source();
    }
    words
}

/// What the programs logged, where the node's simulation refused a transaction.
fn logged(error: &client_error::Error) -> Vec<String> {
    match error.kind() {
        ErrorKind::RpcError(RpcError::RpcResponseError {
            data: RpcResponseErrorData::SendTransactionPreflightFailure(result),
            ..
        }) => result.logs.clone().unwrap_or_default(),
        _ => vec![],
    }
}
