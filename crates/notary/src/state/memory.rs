//! Items of approved and escalated claims: their meters, their grams by month, and fingerprints of their rows.

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
    /// What later claims of the stream are compared with.
    pub rows: KnownRows,
    /// Fingerprints of its rows.
    pub seen: SeenItem,
}

/// What a notary remembers of an item's rows; nothing if it never saw its evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownRows {
    /// Meters.
    pub meters: Vec<String>,
    /// Grams by calendar month, from that of the first day on.
    pub months: Vec<u64>,
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
            "INSERT INTO item (claim, evidence, number, meters, months, seen) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                item.claim,
                item.evidence,
                item.item,
                serde_json::to_string(&item.rows.meters)?,
                serde_json::to_string(&item.rows.months)?,
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
        let mut query = connection
            .prepare_cached("SELECT claim, evidence, number, seen, meters, months FROM item WHERE id = ?1")?;
        let mut found = vec![];
        for id in ids {
            let (of, evidence, item, seen, rows): ([u8; 32], _, _, String, _) = query.query_row([id], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, (row.get(4)?, row.get(5)?)))
            })?;
            if of != *claim {
                let seen = serde_json::from_str(&seen)?;
                found.push(KnownItem { claim: of, evidence, item, rows: KnownRows::parse(rows)?, seen });
            }
        }
        Ok(found)
    }

    /// What is remembered of the rows of a record's item.
    pub fn known_rows(&self, evidence: &[u8; 32], item: u32) -> Result<KnownRows> {
        let connection = self.lock();
        let query = "SELECT meters, months FROM item WHERE evidence = ?1 AND number = ?2 ORDER BY id DESC LIMIT 1";
        let found =
            connection.query_row(query, params![evidence, item], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        Ok(found.map(KnownRows::parse).transpose()?.unwrap_or_default())
    }
}

impl KnownRows {
    fn parse((meters, months): (String, String)) -> Result<Self> {
        Ok(Self { meters: serde_json::from_str(&meters)?, months: serde_json::from_str(&months)? })
    }
}
