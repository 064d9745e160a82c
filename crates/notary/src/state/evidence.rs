//! Which files of evidence were fetched for which digest.

use super::State;
use anyhow::Result;
use rusqlite::params;
use std::collections::{BTreeMap, BTreeSet};

/// What became of a file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is kept under this sha256, its own.
    Kept([u8; 32]),
    /// The bundle does not have it.
    Missing,
    /// It must not be opened.
    Refused(String),
}

/// The files of a bundle, by path.
pub type Listing = BTreeMap<String, Place>;

impl State {
    /// Writes what was fetched for a digest.
    pub fn list(&self, digest: &[u8; 32], fetched_at: i64, listing: &Listing) -> Result<()> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for (path, place) in listing {
            let (sha256, finding) = match place {
                Place::Kept(sha256) => (Some(sha256), None),
                Place::Missing => (None, None),
                Place::Refused(why) => (None, Some(why)),
            };
            transaction.execute(
                "INSERT OR REPLACE INTO bundle (digest, fetched_at, path, sha256, finding) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![digest, fetched_at, path, sha256, finding],
            )?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// What was fetched for a digest; empty when nothing was.
    pub fn listing(&self, digest: &[u8; 32]) -> Result<Listing> {
        let connection = self.lock();
        let mut query = connection.prepare_cached("SELECT path, sha256, finding FROM bundle WHERE digest = ?1")?;
        let rows = query.query_map([digest], |row| {
            let place = match (row.get::<_, Option<[u8; 32]>>(1)?, row.get::<_, Option<String>>(2)?) {
                (Some(sha256), _) => Place::Kept(sha256),
                (None, Some(why)) => Place::Refused(why),
                (None, None) => Place::Missing,
            };
            Ok((row.get(0)?, place))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Forgets what was fetched before a unix time, and returns the sha256 of every file that is still to be kept.
    pub fn keep_since(&self, time: i64) -> Result<BTreeSet<[u8; 32]>> {
        let connection = self.lock();
        connection.execute("DELETE FROM bundle WHERE fetched_at < ?1", [time])?;
        let mut query = connection.prepare_cached("SELECT DISTINCT sha256 FROM bundle WHERE sha256 IS NOT NULL")?;
        let kept = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(kept)
    }
}
