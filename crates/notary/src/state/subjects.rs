//! Ballots: one row per digest.

use super::{bytes32, State};
use anyhow::{ensure, Result};
use rusqlite::{params, OptionalExtension, Row};
use sha2::{Digest, Sha256};

/// Status of a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Waits for its check.
    Waiting,
    /// Waits for a person's decision.
    Escalated,
    /// The decision is written; the vote is not sent yet.
    Decided,
    /// A transaction with the vote is signed, and may have been sent.
    Sent,
    /// The vote is final on chain.
    Done,
    /// The ballot has ended or the subject was closed without a vote of this notary.
    Gone,
}

impl Status {
    /// All statuses.
    pub const ALL: [Self; 6] = [Self::Waiting, Self::Escalated, Self::Decided, Self::Sent, Self::Done, Self::Gone];

    /// Name in the database and in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Escalated => "escalated",
            Self::Decided => "decided",
            Self::Sent => "sent",
            Self::Done => "done",
            Self::Gone => "gone",
        }
    }
}

/// An open ballot, as read from the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenBallot {
    /// The subject's address.
    pub address: [u8; 32],
    /// Digest that a vote names.
    pub digest: [u8; 32],
    /// Hash of the content alone.
    pub content: [u8; 32],
    /// Number of the subject's kind.
    pub kind: u8,
    /// Unix time at which the round opened, in seconds.
    pub opened: i64,
}

/// The stored row of a ballot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The ballot.
    pub ballot: SeenBallot,
    /// Its status.
    pub status: Status,
    /// The decision, if there is one.
    pub approve: Option<bool>,
    /// sha256 of the report, if there is one.
    pub report: Option<[u8; 32]>,
    /// Signature of the transaction with the vote, if it is signed.
    pub signature: Option<String>,
    /// Number of failed checks or sends.
    pub attempts: u32,
    /// Unix time of the next try, in milliseconds.
    pub next_try: i64,
    /// Reason of the last failure, or why it waits.
    pub note: String,
}

/// A signed transaction of votes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transmission {
    /// Its signature.
    pub signature: String,
    /// Its serialized bytes.
    pub wire: Vec<u8>,
    /// Height of the last block that accepts it.
    pub last_height: u64,
}

const COLUMNS: &str =
    "address, digest, content, kind, opened, status, approve, report, signature, attempts, next_try, note";

fn entry(row: &Row) -> rusqlite::Result<Entry> {
    let status: String = row.get(5)?;
    let status = Status::ALL.into_iter().find(|known| known.name() == status);
    Ok(Entry {
        ballot: SeenBallot {
            address: bytes32(row, 0)?,
            digest: bytes32(row, 1)?,
            content: bytes32(row, 2)?,
            kind: row.get(3)?,
            opened: row.get(4)?,
        },
        status: status.ok_or(rusqlite::Error::InvalidQuery)?,
        approve: row.get(6)?,
        report: row.get(7)?,
        signature: row.get(8)?,
        attempts: row.get(9)?,
        next_try: row.get(10)?,
        note: row.get(11)?,
    })
}

impl State {
    /// Adds new open ballots, and restores ballots with status `gone`. Returns the number of changed rows.
    pub fn add_ballots(&self, ballots: &[SeenBallot]) -> Result<usize> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let mut new = 0;
        for SeenBallot { address, digest, content, kind, opened } in ballots {
            new += transaction.execute(
                "INSERT INTO subject (address, digest, content, kind, opened, status) VALUES (?1, ?2, ?3, ?4, ?5, 'waiting')
                 ON CONFLICT DO UPDATE SET status = IIF(approve IS NULL, 'waiting', 'decided') WHERE status = 'gone'",
                params![address, digest, content, kind, opened],
            )?;
        }
        transaction.commit()?;
        Ok(new)
    }

    /// The row of a ballot.
    pub fn entry(&self, address: &[u8; 32], digest: &[u8; 32]) -> Result<Option<Entry>> {
        let query = format!("SELECT {COLUMNS} FROM subject WHERE address = ?1 AND digest = ?2");
        Ok(self.lock().query_row(&query, [address, digest], entry).optional()?)
    }

    /// All rows of an address, oldest round first.
    pub fn entries_of(&self, address: &[u8; 32]) -> Result<Vec<Entry>> {
        let connection = self.lock();
        let mut query =
            connection.prepare_cached(&format!("SELECT {COLUMNS} FROM subject WHERE address = ?1 ORDER BY opened"))?;
        let found = query.query_map([address], entry)?.collect::<Result<_, _>>()?;
        Ok(found)
    }

    /// All rows with this status, oldest first.
    pub fn entries(&self, status: Status) -> Result<Vec<Entry>> {
        let connection = self.lock();
        let mut query = connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM subject WHERE status = ?1 ORDER BY opened, address"))?;
        let found = query.query_map([status.name()], entry)?.collect::<Result<_, _>>()?;
        Ok(found)
    }

    /// The oldest ballots that are due for a check at `now` (unix milliseconds), at most `limit`.
    pub fn due(&self, now: i64, limit: usize) -> Result<Vec<Entry>> {
        let connection = self.lock();
        let mut query = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM subject WHERE status = 'waiting' AND next_try <= ?1 ORDER BY opened, address LIMIT ?2"
        ))?;
        let found = query.query_map(params![now, limit as i64], entry)?.collect::<Result<_, _>>()?;
        Ok(found)
    }

    /// Number of ballots per status.
    pub fn counts(&self) -> Result<[u64; Status::ALL.len()]> {
        let connection = self.lock();
        let mut query = connection.prepare_cached("SELECT COUNT(*) FROM subject WHERE status = ?1")?;
        let mut counts = [0; Status::ALL.len()];
        for (count, status) in counts.iter_mut().zip(Status::ALL) {
            *count = query.query_row([status.name()], |row| row.get(0))?;
        }
        Ok(counts)
    }

    /// Puts a check or a vote off until `next_try` (unix milliseconds), with the reason.
    pub fn put_off(&self, ballot: &SeenBallot, next_try: i64, note: &str) -> Result<()> {
        self.lock().execute(
            "UPDATE subject SET attempts = attempts + 1, next_try = ?3, note = ?4 WHERE address = ?1 AND digest = ?2",
            params![ballot.address, ballot.digest, next_try, note],
        )?;
        Ok(())
    }

    /// Writes the decision of the checks on a digest, with the report; `None` escalates. Returns false if there is a decision
    /// already: the earlier decision stays.
    pub fn decide(&self, ballot: &SeenBallot, approve: Option<bool>, report: &str) -> Result<bool> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let sha256: [u8; 32] = Sha256::digest(report).into();
        let status = if approve.is_some() { Status::Decided } else { Status::Escalated };
        let changed = transaction.execute(
            "UPDATE subject SET status = ?3, approve = ?4, report = ?5, attempts = 0, next_try = 0, note = ''
             WHERE address = ?1 AND digest = ?2 AND status = 'waiting' AND approve IS NULL",
            params![ballot.address, ballot.digest, status.name(), approve, sha256],
        )?;
        if changed == 1 {
            transaction
                .execute("INSERT OR IGNORE INTO report (sha256, json) VALUES (?1, ?2)", params![sha256, report])?;
        }
        transaction.commit()?;
        Ok(changed == 1)
    }

    /// A person's decision on a content: whether to approve, and the reason.
    pub fn manual_decision(&self, address: &[u8; 32], content: &[u8; 32]) -> Result<Option<(bool, String)>> {
        let query = "SELECT approve, reason FROM manual_decision WHERE address = ?1 AND content = ?2";
        let found = self.lock().query_row(query, [address, content], |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(found.optional()?)
    }

    /// Writes a person's decision on an escalated digest, with the report on it.
    ///
    /// # Errors
    /// When the digest is not escalated: a decision of the checks or of a person is never replaced.
    pub fn decide_manually(&self, ballot: &SeenBallot, approve: bool, reason: &str, report: &str) -> Result<()> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let sha256: [u8; 32] = Sha256::digest(report).into();
        let changed = transaction.execute(
            "UPDATE subject SET status = 'decided', approve = ?3, report = ?4, attempts = 0, next_try = 0, note = ''
             WHERE address = ?1 AND digest = ?2 AND status = 'escalated' AND approve IS NULL",
            params![ballot.address, ballot.digest, approve, sha256],
        )?;
        ensure!(changed == 1, "this ballot does not wait for a person's decision");
        transaction.execute("INSERT OR IGNORE INTO report (sha256, json) VALUES (?1, ?2)", params![sha256, report])?;
        transaction.execute(
            "INSERT OR REPLACE INTO manual_decision (address, content, approve, reason) VALUES (?1, ?2, ?3, ?4)",
            params![ballot.address, ballot.content, approve, reason],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// Writes the signed transaction of these votes, before it is sent.
    ///
    /// # Errors
    /// When one of the ballots has no decision, or was sent already.
    pub fn record(&self, ballots: &[SeenBallot], transmission: &Transmission) -> Result<()> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let Transmission { signature, wire, last_height } = transmission;
        transaction.execute(
            "INSERT OR REPLACE INTO transmission (signature, wire, last_height) VALUES (?1, ?2, ?3)",
            params![signature, wire, last_height],
        )?;
        for ballot in ballots {
            let changed = transaction.execute(
                "UPDATE subject SET status = 'sent', signature = ?3
                 WHERE address = ?1 AND digest = ?2 AND status = 'decided' AND approve IS NOT NULL",
                params![ballot.address, ballot.digest, signature],
            )?;
            ensure!(changed == 1, "a vote without a decision, or sent already");
        }
        transaction.commit()?;
        Ok(())
    }

    /// Sent transactions that are not final yet.
    pub fn transmissions(&self) -> Result<Vec<Transmission>> {
        let connection = self.lock();
        let mut query = connection.prepare_cached(
            "SELECT signature, wire, last_height FROM transmission
             WHERE signature IN (SELECT signature FROM subject WHERE status = 'sent')",
        )?;
        let found = query
            .query_map([], |row| {
                Ok(Transmission { signature: row.get(0)?, wire: row.get(1)?, last_height: row.get(2)? })
            })?
            .collect::<Result<_, _>>()?;
        Ok(found)
    }

    /// Marks the votes of a final transaction as done. Returns their number.
    pub fn mark_final(&self, signature: &str) -> Result<usize> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let votes = transaction.execute(
            "UPDATE subject SET status = 'done', note = '' WHERE status = 'sent' AND signature = ?1",
            [signature],
        )?;
        transaction.execute("DELETE FROM transmission WHERE signature = ?1", [signature])?;
        transaction.commit()?;
        Ok(votes)
    }

    /// The transaction failed or expired: its votes are sent again unchanged, from `next_try` (unix milliseconds) on.
    pub fn resend(&self, signature: &str, next_try: i64, note: &str) -> Result<()> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        transaction.execute(
            "UPDATE subject SET status = 'decided', signature = NULL, attempts = attempts + 1, next_try = ?2, note = ?3
             WHERE status = 'sent' AND signature = ?1",
            params![signature, next_try, note],
        )?;
        transaction.execute("DELETE FROM transmission WHERE signature = ?1", [signature])?;
        transaction.commit()?;
        Ok(())
    }

    /// Marks a vote as final.
    pub fn done(&self, ballot: &SeenBallot) -> Result<()> {
        self.set_status(ballot, Status::Done)
    }

    /// Marks a ballot as ended.
    pub fn gone(&self, ballot: &SeenBallot) -> Result<()> {
        self.set_status(ballot, Status::Gone)
    }

    fn set_status(&self, ballot: &SeenBallot, status: Status) -> Result<()> {
        self.lock().execute(
            "UPDATE subject SET status = ?3, note = '' WHERE address = ?1 AND digest = ?2",
            params![ballot.address, ballot.digest, status.name()],
        )?;
        Ok(())
    }
}
