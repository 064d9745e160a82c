//! Which files of evidence were fetched for each digest.

use super::State;
use anyhow::Result;
use rusqlite::params;
use std::collections::{BTreeMap, BTreeSet};

/// Status of a file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileStatus {
    /// Stored under its sha256.
    Stored([u8; 32]),
    /// The bundle does not contain it.
    Missing,
    /// It must not be opened; the reason.
    Refused(String),
}

/// The files of a bundle, by path.
pub type Listing = BTreeMap<String, FileStatus>;

impl State {
    /// Writes the files that were fetched for a digest at a unix time, in seconds.
    pub fn list(&self, digest: &[u8; 32], fetched_at: i64, listing: &Listing) -> Result<()> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for (path, place) in listing {
            let (sha256, finding) = match place {
                FileStatus::Stored(sha256) => (Some(sha256), None),
                FileStatus::Missing => (None, None),
                FileStatus::Refused(why) => (None, Some(why)),
            };
            transaction.execute(
                "INSERT OR REPLACE INTO bundle (digest, fetched_at, path, sha256, finding) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![digest, fetched_at, path, sha256, finding],
            )?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// The files that were fetched for a digest; empty if none were.
    pub fn listing(&self, digest: &[u8; 32]) -> Result<Listing> {
        let connection = self.lock();
        let mut query = connection.prepare_cached("SELECT path, sha256, finding FROM bundle WHERE digest = ?1")?;
        let rows = query.query_map([digest], |row| {
            let place = match (row.get::<_, Option<[u8; 32]>>(1)?, row.get::<_, Option<String>>(2)?) {
                (Some(sha256), _) => FileStatus::Stored(sha256),
                (None, Some(why)) => FileStatus::Refused(why),
                (None, None) => FileStatus::Missing,
            };
            Ok((row.get(0)?, place))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Deletes listings from before a unix time, and returns the sha256 of every file that another listing names.
    pub fn keep_since(&self, time: i64) -> Result<BTreeSet<[u8; 32]>> {
        let connection = self.lock();
        connection.execute("DELETE FROM bundle WHERE fetched_at < ?1", [time])?;
        let mut query = connection.prepare_cached("SELECT DISTINCT sha256 FROM bundle WHERE sha256 IS NOT NULL")?;
        let kept = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(kept)
    }
}
