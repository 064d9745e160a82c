//! The state file of a relay: the one transaction that it may have sent to the L1 before it was stopped.

use super::ledger::SignedTransaction;
use anyhow::{ensure, Context, Result};
use serde::{Deserialize, Serialize};
use std::{
    fs::{File, TryLockError},
    io::Write,
    path::{Path, PathBuf},
};

/// Content of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Content {
    /// EIP-155 id of the chain.
    chain_id: u64,
    /// The ledger's address.
    ledger: String,
    /// The transaction that may be pending.
    pending: Option<Pending>,
}

/// A signed transaction that was sent or is about to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Its purpose, for messages.
    pub what: String,
    /// Address of its signer.
    pub sender: String,
    nonce: u64,
    hash: String,
    raw: String,
}

impl Pending {
    /// A pending transaction for the state file.
    pub fn new(what: &str, sender: &str, signed: &SignedTransaction) -> Self {
        let hash = signed.hash.to_string();
        Self { what: what.into(), sender: sender.into(), nonce: signed.nonce, hash, raw: hex::encode(&signed.raw) }
    }

    /// The signed transaction.
    pub fn signed(&self) -> Result<SignedTransaction> {
        let raw = hex::decode(&self.raw).context("the transaction in the state file")?;
        let hash = self.hash.parse().context("the hash in the state file")?;
        Ok(SignedTransaction { nonce: self.nonce, hash, raw })
    }
}

/// The state file. One relay at a time holds it.
pub struct StateFile {
    path: PathBuf,
    content: Content,
    /// The lock is held until this is dropped.
    _lock: File,
}

impl StateFile {
    /// Opens the state file of a ledger. The file need not exist.
    ///
    /// # Errors
    /// Another relay holds the file, or it is of another ledger.
    pub fn open(path: &Path, chain_id: u64, ledger: String) -> Result<Self> {
        let lock_path = path.with_extension("lock");
        let lock = File::create(&lock_path).with_context(|| format!("creating {}", lock_path.display()))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => anyhow::anyhow!(
                "another relay uses {}: run one relay per ledger; for another ledger name another file with --state",
                path.display()
            ),
            TryLockError::Error(error) => anyhow::anyhow!("locking {}: {error}", lock_path.display()),
        })?;
        let empty = Content { chain_id, ledger, pending: None };
        let content = match std::fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).with_context(|| {
                format!("{} is not a state file of a relay: name another with --state, or remove it", path.display())
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

    /// The transaction that may be pending.
    pub fn pending(&self) -> Option<&Pending> {
        self.content.pending.as_ref()
    }

    /// Stores the pending transaction, or its absence. It is on disk when this returns.
    pub fn store(&mut self, pending: Option<Pending>) -> Result<()> {
        self.content.pending = pending;
        self.write().with_context(|| format!("writing {}: without the state file nothing is sent", self.path.display()))
    }

    fn write(&self) -> std::io::Result<()> {
        // The file is replaced atomically: if the process is killed, either the old or the new file is left.
        let new = self.path.with_extension("new");
        let mut file = File::create(&new)?;
        file.write_all(&serde_json::to_vec_pretty(&self.content)?)?;
        file.sync_all()?;
        std::fs::rename(&new, &self.path)?;
        // The new name is on disk only with its folder.
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(path: &Path) -> Result<StateFile> {
        StateFile::open(path, 31_337, "0x01".into())
    }

    #[test]
    fn a_stored_transaction_is_there_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("relay.json");
        let signed = SignedTransaction { nonce: 7, hash: [9; 32].into(), raw: vec![1, 2, 3] };
        let pending = Pending::new("batch 1", "0x02", &signed);
        let mut state = open(&path).unwrap();
        assert_eq!(state.pending(), None);
        state.store(Some(pending.clone())).unwrap();
        drop(state);

        let mut state = open(&path).unwrap();
        assert_eq!(state.pending(), Some(&pending));
        assert_eq!(state.pending().unwrap().signed().unwrap(), signed);
        state.store(None).unwrap();
        drop(state);
        assert_eq!(open(&path).unwrap().pending(), None);
    }

    #[test]
    fn a_file_has_one_user_and_one_ledger() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("relay.json");
        let mut state = open(&path).unwrap();
        state.store(None).unwrap();
        let error = open(&path).err().unwrap().to_string();
        assert!(error.contains("another relay"), "{error}");
        drop(state);
        let error = StateFile::open(&path, 1, "0x01".into()).err().unwrap().to_string();
        assert!(error.contains("--state"), "{error}");
        std::fs::write(&path, "{}").unwrap();
        let error = open(&path).err().unwrap().to_string();
        assert!(error.contains("not a state file"), "{error}");
    }
}
