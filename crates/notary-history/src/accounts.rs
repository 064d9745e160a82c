//! The program's accounts, as a node shows them.

use anchor_lang::{AccountDeserialize, Discriminator};
use anyhow::{Context, Result};
use carbon_client::{offsets::REGISTRY, program};
use solana_pubkey::Pubkey;

/// An account, as it is stored on chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAccount {
    /// The program it belongs to.
    pub owner: Pubkey,
    /// Its bytes.
    pub data: Vec<u8>,
}

/// Bytes that an account's data must have at an offset, as `memcmp` of `getProgramAccounts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Offset.
    pub offset: usize,
    /// Bytes.
    pub bytes: Vec<u8>,
}

impl Filter {
    /// Whether the data matches.
    pub fn matches(&self, data: &[u8]) -> bool {
        data.get(self.offset..).is_some_and(|rest| rest.starts_with(&self.bytes))
    }
}

/// Source of accounts for a verification, at the commitment that the caller trusts.
///
/// It must be at least as far as the event history. If it is ahead, verification finds missing history. If it is behind,
/// verification does not approve, but may report a difference.
pub trait AccountSource {
    /// An account; `None` if it does not exist.
    ///
    /// # Errors
    /// When the node does not answer. An error is not a finding.
    fn account(&self, key: &Pubkey) -> Result<Option<StoredAccount>>;

    /// All accounts of the program that match every filter, in any order.
    ///
    /// # Errors
    /// As above.
    fn program_accounts(&self, filters: &[Filter]) -> Result<Vec<(Pubkey, Vec<u8>)>>;
}

/// Reads and deserializes the program's accounts.
#[derive(Clone, Copy)]
pub(crate) struct AccountReader<'a>(pub &'a dyn AccountSource);

impl AccountReader<'_> {
    /// The data of an account of the program; `None` if it does not exist or has another owner.
    pub fn bytes(&self, key: &Pubkey) -> Result<Option<Vec<u8>>> {
        let stored = self.0.account(key).with_context(|| format!("reading {key}"))?;
        Ok(stored.filter(|stored| stored.owner == program::ID && !stored.data.is_empty()).map(|stored| stored.data))
    }

    /// An account of the program and of this type; `None` if the address has none.
    pub fn find<T: AccountDeserialize>(&self, key: &Pubkey) -> Result<Option<T>> {
        // An account of another type counts as absent.
        Ok(self.bytes(key)?.and_then(|data| carbon_client::read(&data).ok()))
    }

    /// An account that the verification needs.
    pub fn get<T: AccountDeserialize>(&self, key: &Pubkey) -> Result<T> {
        self.find(key)?.with_context(|| format!("no {} at {key}", std::any::type_name::<T>()))
    }

    /// All accounts of a type and registry, sorted by address.
    pub fn all<T: AccountDeserialize + Discriminator>(&self, registry: &Pubkey) -> Result<Vec<(Pubkey, T)>> {
        let filters = [
            Filter { offset: 0, bytes: T::DISCRIMINATOR.to_vec() },
            Filter { offset: REGISTRY, bytes: registry.to_bytes().to_vec() },
        ];
        let found = self.0.program_accounts(&filters).context("reading accounts of the program")?;
        let matching = found.into_iter().filter(|(_, data)| filters.iter().all(|filter| filter.matches(data)));
        let mut read = matching
            .map(|(key, data)| Ok((key, carbon_client::read(&data).with_context(|| format!("account {key}"))?)))
            .collect::<Result<Vec<_>>>()?;
        read.sort_by_key(|(key, _)| *key);
        Ok(read)
    }
}
