//! The ledger as a node shows it: accounts, read over whatever there is.

use anchor_lang::{AccountDeserialize, Discriminator};
use anyhow::{Context, Result};
use carbon_client::program;
use solana_pubkey::Pubkey;

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The program it belongs to.
    pub owner: Pubkey,
    /// Its bytes.
    pub data: Vec<u8>,
}

/// Bytes that an account's data must have at an offset: `memcmp` of `getProgramAccounts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Offset.
    pub offset: usize,
    /// Bytes.
    pub bytes: Vec<u8>,
}

impl Filter {
    /// Whether data passes.
    pub fn admits(&self, data: &[u8]) -> bool {
        data.get(self.offset..).is_some_and(|rest| rest.starts_with(&self.bytes))
    }
}

/// What a verification reads, at the commitment the caller trusts. It must be as far as the history that was seen, or further:
/// what it is ahead by is found as missing history. A ledger behind the history is never approved, but may be taken for a
/// difference.
pub trait Ledger {
    /// An account, `None` when it does not exist.
    ///
    /// # Errors
    /// When the node does not answer: no finding, to be tried again.
    fn account(&self, key: &Pubkey) -> Result<Option<Stored>>;

    /// All accounts of the program that pass every filter, in any order.
    ///
    /// # Errors
    /// As above.
    fn program_accounts(&self, filters: &[Filter]) -> Result<Vec<(Pubkey, Vec<u8>)>>;
}

/// Offset of the registry in accounts that have it after version and bump: those that begin with a ballot among them.
const REGISTRY: usize = 10;

/// Reads the program's accounts as what they are.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a>(pub &'a dyn Ledger);

impl Reader<'_> {
    /// The bytes of an account of the program.
    pub fn bytes(&self, key: &Pubkey) -> Result<Option<Vec<u8>>> {
        let stored = self.0.account(key).with_context(|| format!("reading {key}"))?;
        Ok(stored.filter(|stored| stored.owner == program::ID && !stored.data.is_empty()).map(|stored| stored.data))
    }

    /// An account of the program and of this type; `None` when there is none at the address.
    pub fn find<T: AccountDeserialize>(&self, key: &Pubkey) -> Result<Option<T>> {
        // What another type of account is instead is none of this type.
        Ok(self.bytes(key)?.and_then(|data| carbon_client::read(&data).ok()))
    }

    /// An account of the program that must exist for anything to be verified.
    pub fn get<T: AccountDeserialize>(&self, key: &Pubkey) -> Result<T> {
        self.find(key)?.with_context(|| format!("no {} at {key}", std::any::type_name::<T>()))
    }

    /// All accounts of a type and registry, by address.
    pub fn all<T: AccountDeserialize + Discriminator>(&self, registry: &Pubkey) -> Result<Vec<(Pubkey, T)>> {
        let filters = [
            Filter { offset: 0, bytes: T::DISCRIMINATOR.to_vec() },
            Filter { offset: REGISTRY, bytes: registry.to_bytes().to_vec() },
        ];
        let found = self.0.program_accounts(&filters).context("reading accounts of the program")?;
        let admitted = found.into_iter().filter(|(_, data)| filters.iter().all(|filter| filter.admits(data)));
        let mut read = admitted
            .map(|(key, data)| Ok((key, carbon_client::read(&data).with_context(|| format!("account {key}"))?)))
            .collect::<Result<Vec<_>>>()?;
        read.sort_by_key(|(key, _)| *key);
        Ok(read)
    }
}
