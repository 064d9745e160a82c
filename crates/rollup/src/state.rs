//! What a relay must not forget when it is stopped: the one transaction that it may have sent to the L1.

use super::ledger::Signed;
use anyhow::{ensure, Context, Result};
use serde::{Deserialize, Serialize};
use std::{
    fs::{File, TryLockError},
    io::Write,
    path::{Path, PathBuf},
};

/// What the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Content {
    /// EIP-155 id of the chain.
    chain_id: u64,
    /// The ledger's address.
    ledger: String,
    /// The transaction that may be on its way.
    pending: Option<Pending>,
}

/// A transaction that is signed, and sent or about to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// What it is to do.
    pub what: String,
    /// Who signed it.
    pub sender: String,
    nonce: u64,
    hash: String,
    raw: String,
}

impl Pending {
    /// A transaction to be remembered.
    pub fn new(what: &str, sender: &str, signed: &Signed) -> Self {
        let hash = signed.hash.to_string();
        Self { what: what.into(), sender: sender.into(), nonce: signed.nonce, hash, raw: hex::encode(&signed.raw) }
    }

    /// As it was signed.
    pub fn signed(&self) -> Result<Signed> {
        let raw = hex::decode(&self.raw).context("the transaction in the state file")?;
        let hash = self.hash.parse().context("the hash in the state file")?;
        Ok(Signed { nonce: self.nonce, hash, raw })
    }
}

/// The file, held by one relay at a time.
pub struct StateFile {
    path: PathBuf,
    content: Content,
    /// Held as long as this is.
    _lock: File,
}

impl StateFile {
    /// Opens the file of a ledger, which need not exist.
    ///
    /// # Errors
    /// When another relay holds it, or it is of another ledger.
    pub fn open(path: &Path, chain_id: u64, ledger: String) -> Result<Self> {
        let lock_path = path.with_extension("lock");
        let lock = File::create(&lock_path).with_context(|| format!("creating {}", lock_path.display()))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => anyhow::anyhow!(
                "another relay uses {}: one is enough; for another ledger name another file with --state",
                path.display()
            ),
            TryLockError::Error(error) => anyhow::anyhow!("locking {}: {error}", lock_path.display()),
        })?;
        let empty = Content { chain_id, ledger, pending: None };
        let content = match std::fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).with_context(|| {
                format!("{} is no state file of a relay: name another with --state, or remove it", path.display())
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => empty.clone(),
            Err(error) => return Err(error).with_context(|| format!("reading {}", path.display())),
        };
        ensure!(
            (content.chain_id, &content.ledger) == (empty.chain_id, &empty.ledger),
            "{} is of the ledger {} on chain {}, not of {} on chain {}: name another with --state",
            path.display(),
            content.ledger,
            content.chain_id,
            empty.ledger,
            empty.chain_id
        );
        Ok(Self { path: path.into(), content, _lock: lock })
    }

    /// The transaction that may be on its way.
    pub fn pending(&self) -> Option<&Pending> {
        self.content.pending.as_ref()
    }

    /// Remembers a transaction, or that there is none; on disk before this returns.
    pub fn remember(&mut self, pending: Option<Pending>) -> Result<()> {
        self.content.pending = pending;
        self.write().with_context(|| format!("writing {}: without it, nothing is sent", self.path.display()))
    }

    fn write(&self) -> Result<()> {
        // Whole or not at all: a kill leaves the old file or the new one.
        let new = self.path.with_extension("new");
        let mut file = File::create(&new)?;
        file.write_all(&serde_json::to_vec_pretty(&self.content)?)?;
        file.sync_all()?;
        std::fs::rename(&new, &self.path)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(path: &Path) -> Result<StateFile> {
        StateFile::open(path, 31_337, "0x01".into())
    }

    #[test]
    fn what_is_remembered_is_there_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("relay.json");
        let signed = Signed { nonce: 7, hash: [9; 32].into(), raw: vec![1, 2, 3] };
        let pending = Pending::new("batch 1", "0x02", &signed);
        let mut state = open(&path).unwrap();
        assert_eq!(state.pending(), None);
        state.remember(Some(pending.clone())).unwrap();
        drop(state);

        let mut state = open(&path).unwrap();
        assert_eq!(state.pending(), Some(&pending));
        assert_eq!(state.pending().unwrap().signed().unwrap(), signed);
        state.remember(None).unwrap();
        drop(state);
        assert_eq!(open(&path).unwrap().pending(), None);
    }

    #[test]
    fn a_file_has_one_user_and_one_ledger() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("relay.json");
        let mut state = open(&path).unwrap();
        state.remember(None).unwrap();
        let error = open(&path).err().unwrap().to_string();
        assert!(error.contains("another relay"), "{error}");
        drop(state);
        let error = StateFile::open(&path, 1, "0x01".into()).err().unwrap().to_string();
        assert!(error.contains("--state"), "{error}");
        std::fs::write(&path, "{}").unwrap();
        let error = open(&path).err().unwrap().to_string();
        assert!(error.contains("no state file"), "{error}");
    }
}
