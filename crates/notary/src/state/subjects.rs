//! Subjects of votes: one row for each digest.

use super::{bytes32, State};
use anyhow::{ensure, Result};
use rusqlite::{params, OptionalExtension, Row};
use sha2::{Digest, Sha256};

/// How far the daemon has come with a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// To be checked.
    Waiting,
    /// Doubtful: a person decides.
    Escalated,
    /// The verdict is written; to be sent.
    Decided,
    /// A transaction with the vote is signed and may have been sent.
    Sent,
    /// The vote is final on chain.
    Done,
    /// The ballot is over, or the subject gone, without a vote of this notary.
    Gone,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Waiting, Self::Escalated, Self::Decided, Self::Sent, Self::Done, Self::Gone];

    /// As it is stored and shown.
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

/// A ballot that is open, as the chain shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The subject's address.
    pub address: [u8; 32],
    /// What a vote must name.
    pub digest: [u8; 32],
    /// Hash of the content alone.
    pub content: [u8; 32],
    /// Number of the subject's kind.
    pub kind: u8,
    /// Unix time at which the round opened.
    pub opened: i64,
}

/// What is stored of a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The ballot.
    pub ballot: Opened,
    /// How far the daemon has come.
    pub status: Status,
    /// The verdict, once there is one.
    pub approve: Option<bool>,
    /// sha256 of the report, once there is one.
    pub report: Option<[u8; 32]>,
    /// Signature of the transaction that carries the vote, once it is signed.
    pub signature: Option<String>,
    /// How often checking or voting failed.
    pub attempts: u32,
    /// Milliseconds of unix time before which it is not tried again.
    pub next_try: i64,
    /// Why it failed the last time, or why it waits.
    pub note: String,
}

/// A signed transaction of votes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transmission {
    /// Its signature.
    pub signature: String,
    /// Its bytes, as the network carries them.
    pub wire: Vec<u8>,
    /// Height of the last block that can execute it.
    pub last_height: u64,
}

const COLUMNS: &str =
    "address, digest, content, kind, opened, status, approve, report, signature, attempts, next_try, note";

fn entry(row: &Row) -> rusqlite::Result<Entry> {
    let status: String = row.get(5)?;
    let status = Status::ALL.into_iter().find(|known| known.name() == status);
    Ok(Entry {
        ballot: Opened {
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
    /// Enters open ballots that are new, and those again that were thought gone.
    pub fn see(&self, ballots: &[Opened]) -> Result<usize> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let mut new = 0;
        for Opened { address, digest, content, kind, opened } in ballots {
            new += transaction.execute(
                "INSERT INTO subject (address, digest, content, kind, opened, status) VALUES (?1, ?2, ?3, ?4, ?5, 'waiting')
                 ON CONFLICT DO UPDATE SET status = IIF(approve IS NULL, 'waiting', 'decided') WHERE status = 'gone'",
                params![address, digest, content, kind, opened],
            )?;
        }
        transaction.commit()?;
        Ok(new)
    }

    /// What is stored of a digest.
    pub fn entry(&self, address: &[u8; 32], digest: &[u8; 32]) -> Result<Option<Entry>> {
        let query = format!("SELECT {COLUMNS} FROM subject WHERE address = ?1 AND digest = ?2");
        Ok(self.lock().query_row(&query, [address, digest], entry).optional()?)
    }

    /// Everything stored of an address, oldest round first.
    pub fn entries_of(&self, address: &[u8; 32]) -> Result<Vec<Entry>> {
        let connection = self.lock();
        let mut query =
            connection.prepare_cached(&format!("SELECT {COLUMNS} FROM subject WHERE address = ?1 ORDER BY opened"))?;
        let found = query.query_map([address], entry)?.collect::<Result<_, _>>()?;
        Ok(found)
    }

    /// Everything of a status, oldest first.
    pub fn entries(&self, status: Status) -> Result<Vec<Entry>> {
        let connection = self.lock();
        let mut query = connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM subject WHERE status = ?1 ORDER BY opened, address"))?;
        let found = query.query_map([status.name()], entry)?.collect::<Result<_, _>>()?;
        Ok(found)
    }

    /// The oldest that are to be checked now, in milliseconds, at most `most` of them.
    pub fn due(&self, now: i64, most: usize) -> Result<Vec<Entry>> {
        let connection = self.lock();
        let mut query = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM subject WHERE status = 'waiting' AND next_try <= ?1 ORDER BY opened, address LIMIT ?2"
        ))?;
        let found = query.query_map(params![now, most as i64], entry)?.collect::<Result<_, _>>()?;
        Ok(found)
    }

    /// How many there are of each status.
    pub fn counts(&self) -> Result<[u64; Status::ALL.len()]> {
        let connection = self.lock();
        let mut query = connection.prepare_cached("SELECT COUNT(*) FROM subject WHERE status = ?1")?;
        let mut counts = [0; Status::ALL.len()];
        for (count, status) in counts.iter_mut().zip(Status::ALL) {
            *count = query.query_row([status.name()], |row| row.get(0))?;
        }
        Ok(counts)
    }

    /// Puts a check or a vote off until `next_try`, in milliseconds, and says why.
    pub fn put_off(&self, ballot: &Opened, next_try: i64, note: &str) -> Result<()> {
        self.lock().execute(
            "UPDATE subject SET attempts = attempts + 1, next_try = ?3, note = ?4 WHERE address = ?1 AND digest = ?2",
            params![ballot.address, ballot.digest, next_try, note],
        )?;
        Ok(())
    }

    /// Writes the verdict of the engine on a digest, with its report; `None` escalates. Returns whether it was written: a verdict
    /// that is written already stands.
    pub fn decide(&self, ballot: &Opened, approve: Option<bool>, report: &str) -> Result<bool> {
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

    /// The ruling of a person on a content, if there is one: whether to approve, and why.
    pub fn ruling(&self, address: &[u8; 32], content: &[u8; 32]) -> Result<Option<(bool, String)>> {
        let query = "SELECT approve, reason FROM ruling WHERE address = ?1 AND content = ?2";
        let found = self.lock().query_row(query, [address, content], |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(found.optional()?)
    }

    /// Writes a person's ruling on an escalated digest, with the report that carries it.
    ///
    /// # Errors
    /// When the digest is not escalated: a verdict of the engine, and a ruling that was given, stand.
    pub fn rule(&self, ballot: &Opened, approve: bool, reason: &str, report: &str) -> Result<()> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let sha256: [u8; 32] = Sha256::digest(report).into();
        let changed = transaction.execute(
            "UPDATE subject SET status = 'decided', approve = ?3, report = ?4, attempts = 0, next_try = 0, note = ''
             WHERE address = ?1 AND digest = ?2 AND status = 'escalated' AND approve IS NULL",
            params![ballot.address, ballot.digest, approve, sha256],
        )?;
        ensure!(changed == 1, "nothing waits for a person's decision there");
        transaction.execute("INSERT OR IGNORE INTO report (sha256, json) VALUES (?1, ?2)", params![sha256, report])?;
        transaction.execute(
            "INSERT OR REPLACE INTO ruling (address, content, approve, reason) VALUES (?1, ?2, ?3, ?4)",
            params![ballot.address, ballot.content, approve, reason],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// Writes the transaction that will carry these votes: before it is sent.
    ///
    /// # Errors
    /// When one of them has no verdict, or was sent already.
    pub fn record(&self, ballots: &[Opened], transmission: &Transmission) -> Result<()> {
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
            ensure!(changed == 1, "a vote without a verdict, or sent already");
        }
        transaction.commit()?;
        Ok(())
    }

    /// Transactions of votes that are not final yet.
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

    /// The transaction is final: so are its votes. Returns how many.
    pub fn settle(&self, signature: &str) -> Result<usize> {
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

    /// The transaction did not carry its votes: they are to be sent again, the same, from `next_try` on.
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

    /// The vote is final.
    pub fn done(&self, ballot: &Opened) -> Result<()> {
        self.set_status(ballot, Status::Done)
    }

    /// The ballot is over, or the subject gone.
    pub fn gone(&self, ballot: &Opened) -> Result<()> {
        self.set_status(ballot, Status::Gone)
    }

    fn set_status(&self, ballot: &Opened, status: Status) -> Result<()> {
        self.lock().execute(
            "UPDATE subject SET status = ?3, note = '' WHERE address = ?1 AND digest = ?2",
            params![ballot.address, ballot.digest, status.name()],
        )?;
        Ok(())
    }
}
