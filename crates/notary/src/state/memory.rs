//! Items of approved and escalated claims: their meters, and fingerprints of their rows.

use super::State;
use anyhow::Result;
use carbon_notary_engine::facts::{Fingerprint, SeenItem};
use rusqlite::{params, OptionalExtension};
use std::collections::BTreeSet;

/// An item of an approved or escalated claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownItem {
    /// The claim.
    pub claim: [u8; 32],
    /// sha256 of its evidence.
    pub evidence: [u8; 32],
    /// Index of the item in the evidence.
    pub item: u32,
    /// Meters of its rows.
    pub meters: Vec<String>,
    /// Fingerprints of its rows.
    pub seen: SeenItem,
}

impl State {
    /// Stores an item; replaces an earlier item of the same claim.
    pub fn remember(&self, item: &KnownItem) -> Result<()> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        transaction.execute(
            "DELETE FROM fingerprint WHERE item IN (SELECT id FROM item WHERE claim = ?1)",
            params![item.claim],
        )?;
        transaction.execute("DELETE FROM item WHERE claim = ?1", params![item.claim])?;
        transaction.execute(
            "INSERT INTO item (claim, evidence, number, meters, seen) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                item.claim,
                item.evidence,
                item.item,
                serde_json::to_string(&item.meters)?,
                serde_json::to_string(&item.seen)?
            ],
        )?;
        let id = transaction.last_insert_rowid();
        let mut insert =
            transaction.prepare_cached("INSERT OR IGNORE INTO fingerprint (print, item) VALUES (?1, ?2)")?;
        // Equal rows have equal amounts at equal times, so the fingerprints of amounts find both.
        for print in &item.seen.amounts {
            insert.execute(params![print.0, id])?;
        }
        drop(insert);
        transaction.commit()?;
        Ok(())
    }

    /// Items of other claims that have one of these fingerprints, in the order in which they were stored.
    pub fn sharing<'a>(
        &self,
        claim: &[u8; 32],
        prints: impl Iterator<Item = &'a Fingerprint>,
    ) -> Result<Vec<KnownItem>> {
        let connection = self.lock();
        let mut ids = BTreeSet::new();
        let mut query = connection.prepare_cached("SELECT item FROM fingerprint WHERE print = ?1")?;
        for print in prints {
            for id in query.query_map([print.0], |row| row.get::<_, i64>(0))? {
                ids.insert(id?);
            }
        }
        let mut query =
            connection.prepare_cached("SELECT claim, evidence, number, meters, seen FROM item WHERE id = ?1")?;
        let mut found = vec![];
        for id in ids {
            let (of, evidence, item, meters, seen): ([u8; 32], _, _, String, String) =
                query.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
            if of != *claim {
                let (meters, seen) = (serde_json::from_str(&meters)?, serde_json::from_str(&seen)?);
                found.push(KnownItem { claim: of, evidence, item, meters, seen });
            }
        }
        Ok(found)
    }

    /// Meters of a record's item; empty if this notary never saw its evidence.
    pub fn meters(&self, evidence: &[u8; 32], item: u32) -> Result<Vec<String>> {
        let connection = self.lock();
        let query = "SELECT meters FROM item WHERE evidence = ?1 AND number = ?2 ORDER BY id DESC LIMIT 1";
        let found: Option<String> =
            connection.query_row(query, params![evidence, item], |row| row.get(0)).optional()?;
        Ok(found.map(|meters| serde_json::from_str(&meters)).transpose()?.unwrap_or_default())
    }
}
