//! The daemon's database, in SQLite: ballots, decisions, transactions, evidence, events. Each step is written before it is
//! taken, so a kill at any point loses nothing and causes no second vote.
//!
//! ```text
//! waiting ──▶ decided ──▶ sent ──▶ done        the vote is final
//!    │  ▲        ▲          │
//!    ▼  └─ gone  │          ▼
//! escalated ─────┘       decided               the transaction expired or failed: the same vote again
//! ```
//!
//! A decision is written once per digest and never changes, so two different votes in one round cannot exist.

mod evidence;
mod memory;
mod subjects;

pub use evidence::{FileStatus, Listing};
pub use memory::{KnownItem, KnownRows};
pub use subjects::{Entry, SeenBallot, Status, Transmission};

use anyhow::{ensure, Context, Result};
use rusqlite::{Connection, OptionalExtension};
use std::{
    path::Path,
    sync::{Mutex, MutexGuard},
    time::Duration,
};

/// Version of the tables.
const VERSION: i64 = 2;
/// Longest wait for another process that holds the database.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

const TABLES: &str = "
CREATE TABLE subject (
    address BLOB NOT NULL,
    digest BLOB NOT NULL,
    content BLOB NOT NULL,
    kind INTEGER NOT NULL,
    opened INTEGER NOT NULL,
    status TEXT NOT NULL,
    approve INTEGER,
    report BLOB,
    signature TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (address, digest)
) WITHOUT ROWID;
CREATE INDEX subject_by_status ON subject (status, opened, address);
CREATE TABLE transmission (signature TEXT PRIMARY KEY, wire BLOB NOT NULL, last_height INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE report (sha256 BLOB PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE manual_decision (
    address BLOB NOT NULL,
    content BLOB NOT NULL,
    approve INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (address, content)
) WITHOUT ROWID;
CREATE TABLE bundle (
    digest BLOB NOT NULL,
    fetched_at INTEGER NOT NULL,
    path TEXT NOT NULL,
    sha256 BLOB,
    finding TEXT,
    PRIMARY KEY (digest, path)
) WITHOUT ROWID;
CREATE TABLE item (
    id INTEGER PRIMARY KEY,
    claim BLOB NOT NULL UNIQUE,
    evidence BLOB NOT NULL,
    number INTEGER NOT NULL,
    meters TEXT NOT NULL,
    seen TEXT NOT NULL,
    months TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX item_by_evidence ON item (evidence, number);
CREATE TABLE fingerprint (print BLOB NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (print, item)) WITHOUT ROWID;
CREATE TABLE event (number INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
";

/// Brings tables of version 1 to version 2, which remembers the grams of an item by month.
const FROM_VERSION_1: &str = "ALTER TABLE item ADD COLUMN months TEXT NOT NULL DEFAULT '[]';";

/// The database.
pub struct State(Mutex<Connection>);

impl State {
    /// Opens or creates the database of a registry and a vote key.
    ///
    /// # Errors
    /// When it cannot be opened, belongs to another registry or key, or was written by a later release.
    pub fn open(folder: &Path, registry: &str, key: &str) -> Result<Self> {
        let path = folder.join("notary.db");
        let connection = Connection::open(&path).with_context(|| format!("database {}", path.display()))?;
        let state = Self::prepare(connection).with_context(|| format!("database {}", path.display()))?;
        for (name, value) in [("registry", registry), ("key", key)] {
            let found = state.meta(name)?;
            ensure!(
                found.as_deref().is_none_or(|found| found == value),
                "{} belongs to another {name}, {}: each notary needs its own state folder",
                path.display(),
                found.unwrap_or_default()
            );
            state.set_meta(name, value)?;
        }
        Ok(state)
    }

    /// Opens an existing database of any registry and key, for `explain` and `decide`.
    ///
    /// # Errors
    /// When it does not exist, or was written by a later release.
    pub fn existing(folder: &Path) -> Result<Self> {
        let path = folder.join("notary.db");
        ensure!(path.is_file(), "there is no database {}: has `notary run` been started?", path.display());
        let connection = Connection::open(&path).with_context(|| format!("database {}", path.display()))?;
        Self::prepare(connection).with_context(|| format!("database {}", path.display()))
    }

    fn prepare(mut connection: Connection) -> Result<Self> {
        connection.busy_timeout(LOCK_TIMEOUT)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // A vote that was sent must never be lost from the database: wait for the disk.
        connection.pragma_update(None, "synchronous", "FULL")?;
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        ensure!(
            version <= VERSION,
            "it was written by a later release (version {version}; this release knows {VERSION})"
        );
        match version {
            0 => transaction.execute_batch(TABLES)?,
            1 => transaction.execute_batch(FROM_VERSION_1)?,
            _ => {}
        }
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.commit()?;
        Ok(Self(Mutex::new(connection)))
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A thread that panicked leaves at most a transaction, which is rolled back.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// A value by name.
    ///
    /// # Errors
    /// As every method here: when the disk or the database fails.
    pub fn meta(&self, name: &str) -> Result<Option<String>> {
        let found = self.lock().query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| row.get(0));
        Ok(found.optional()?)
    }

    /// Sets a value.
    pub fn set_meta(&self, name: &str, value: &str) -> Result<()> {
        self.lock().execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)", [name, value])?;
        Ok(())
    }

    /// The text of a report.
    pub fn report(&self, sha256: &[u8; 32]) -> Result<Option<String>> {
        let found = self.lock().query_row("SELECT json FROM report WHERE sha256 = ?1", [sha256], |row| row.get(0));
        Ok(found.optional()?)
    }

    /// Adds events in the order of the chain, and the reader's cursor after them.
    pub fn add_events<'a>(&self, data: impl IntoIterator<Item = &'a [u8]>, cursor: &str) -> Result<()> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for data in data {
            transaction.execute("INSERT INTO event (data) VALUES (?1)", [data])?;
        }
        transaction.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('cursor', ?1)", [cursor])?;
        transaction.commit()?;
        Ok(())
    }

    /// Passes every event after this number to `each`, in order; returns the number of the last event.
    pub fn events_after(&self, number: i64, mut each: impl FnMut(&[u8])) -> Result<i64> {
        let connection = self.lock();
        let mut query =
            connection.prepare_cached("SELECT number, data FROM event WHERE number > ?1 ORDER BY number")?;
        let mut rows = query.query([number])?;
        let mut last = number;
        while let Some(row) = rows.next()? {
            last = row.get(0)?;
            each(row.get_ref(1)?.as_blob()?);
        }
        Ok(last)
    }
}

/// A blob of 32 bytes.
fn bytes32(row: &rusqlite::Row, column: usize) -> rusqlite::Result<[u8; 32]> {
    row.get(column)
}

#[cfg(test)]
mod tests;
