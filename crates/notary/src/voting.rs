//! Sends votes, and follows each until it is final.
//!
//! The order of the steps makes a kill at any point harmless: first the decision is written, then the signed transaction, and
//! then the transaction is sent. After a restart the daemon finds either a decision without a transaction, which it signs, or a
//! transaction, which it sends again until it is final or its blockhash has expired. Only after the expiry does it sign another
//! transaction, with the same vote.

use crate::{
    chain::{ChainReader, TxStatus},
    failpoints,
    key::{Vote, VoteKey},
    metrics::Metrics,
    state::{Entry, State, Status, Transmission},
};
use anyhow::{Context, Result};
use carbon_client::program::notary::Verdict;
use carbon_rpc::ChainError;
use carbon_wire::Hash;
use solana_pubkey::Pubkey;
use solana_transaction::{versioned::VersionedTransaction, Signature};
use std::{collections::HashSet, time::Duration};
use tracing::{error, info, warn};

/// Longest wait after failures.
pub const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// Milliseconds to wait after this number of failures in a row.
pub fn wait_after(failures: u32, first: Duration) -> i64 {
    let doubled = first.saturating_mul(1u32.checked_shl(failures).unwrap_or(u32::MAX));
    doubled.min(LONGEST_WAIT).as_millis() as i64
}

/// Everything that sending votes needs.
pub struct Voting<'a> {
    /// Access to the chain.
    pub chain: &'a ChainReader,
    /// The database.
    pub state: &'a State,
    /// The vote key.
    pub key: &'a VoteKey,
    /// Metrics.
    pub metrics: &'a Metrics,
    /// Wait after the first failure.
    pub first_wait: Duration,
    /// Unix time in milliseconds.
    pub now: i64,
}

impl Voting<'_> {
    /// Follows the sent transactions: marks final votes as done, and schedules votes again whose transaction can no longer be
    /// executed.
    ///
    /// # Errors
    /// When the node or the disk fails; the rest is followed in the next pass.
    pub fn follow(&self) -> Result<()> {
        let sent = self.state.transmissions()?;
        if sent.is_empty() {
            return Ok(());
        }
        // The height is read first: a transaction that is unknown after its last height was not executed and never will be.
        let height = self.chain.final_height()?;
        let signatures = sent
            .iter()
            .map(|sent| sent.signature.parse().context("a stored signature"))
            .collect::<Result<Vec<Signature>>>()?;
        for (sent, status) in sent.iter().zip(self.chain.statuses(&signatures)?) {
            self.follow_one(sent, status, height)?;
        }
        Ok(())
    }

    fn follow_one(&self, sent: &Transmission, status: TxStatus, height: u64) -> Result<()> {
        let again = |why: &str| {
            warn!(signature = sent.signature, why, "votes will be sent again");
            self.metrics.resent.inc();
            self.state.resend(&sent.signature, self.now + wait_after(0, self.first_wait), why)
        };
        match status {
            TxStatus::Pending => Ok(()),
            TxStatus::Final => {
                failpoints::reach("finalized");
                let votes = self.state.mark_final(&sent.signature)?;
                self.metrics.votes.inc_by(votes as u64);
                info!(signature = sent.signature, votes, "votes are final");
                failpoints::reach("done");
                Ok(())
            }
            TxStatus::Failed(error) => again(&format!("failed on chain: {error}")),
            TxStatus::Unknown if height > sent.last_height => again("not executed before its blockhash expired"),
            TxStatus::Unknown => {
                // The network executes a transaction once, however often it is sent.
                Ok(self.chain.send(&sent.wire, true)?)
            }
        }
    }

    /// Sends the votes of all decided ballots that are open.
    ///
    /// # Errors
    /// As [`Self::follow`].
    pub fn vote(&self, open: &HashSet<(Pubkey, Hash)>) -> Result<()> {
        let decided = self.state.entries(Status::Decided)?;
        let ready = decided.into_iter().filter(|entry| {
            let ballot = &entry.ballot;
            entry.next_try <= self.now && open.contains(&(ballot.address.into(), ballot.digest))
        });
        // A vote that failed before is sent alone, so that it cannot make others fail.
        let (mut together, alone): (Vec<Entry>, Vec<Entry>) = ready.partition(|entry| entry.attempts == 0);
        while !together.is_empty() {
            let sent = self.send(&together)?;
            together.drain(..sent);
        }
        for entry in alone {
            self.send(&[entry])?;
        }
        Ok(())
    }

    /// Sends as many of these votes as fit one transaction; returns their number.
    fn send(&self, entries: &[Entry]) -> Result<usize> {
        let votes = entries.iter().map(vote).collect::<Result<Vec<_>>>()?;
        let (blockhash, last_height) = self.chain.blockhash()?;
        let (transaction, count) = self.key.sign(self.chain.registry(), &votes, blockhash)?;
        let signature = transaction.signatures[0].to_string();
        let ballots: Vec<_> = entries[..count].iter().map(|entry| entry.ballot).collect();
        let sent = Transmission { signature: signature.clone(), wire: wire(&transaction), last_height };
        self.state.record(&ballots, &sent)?;
        failpoints::reach("recorded");
        match self.chain.send(&sent.wire, false) {
            Ok(()) => info!(signature, votes = count, "votes sent"),
            // An earlier try may have succeeded and its answer may be lost. If the status is unknown, it was not sent.
            Err(ChainError::Rejected { error, .. }) => {
                let status = self.chain.statuses(&[transaction.signatures[0]])?;
                if status == [TxStatus::Unknown] {
                    error!(signature, votes = count, %error, "votes were refused");
                    self.metrics.refused.inc_by(count as u64);
                    let failures = entries.iter().map(|entry| entry.attempts).max().unwrap_or(0);
                    let next_try = self.now + wait_after(failures, self.first_wait);
                    self.state.resend(&signature, next_try, &format!("refused: {error}"))?;
                }
            }
            // The node may or may not have received it: it is sent again in the next pass.
            Err(error) => return Err(error.into()),
        }
        failpoints::reach("sent");
        Ok(count)
    }
}

/// The vote of a decided entry.
fn vote(entry: &Entry) -> Result<Vote> {
    Ok(Vote {
        subject: entry.ballot.address.into(),
        digest: entry.ballot.digest,
        verdict: if entry.approve.context("a vote without a verdict")? { Verdict::Approve } else { Verdict::Reject },
        report: entry.report.context("a vote without a report")?,
    })
}

/// Serializes a transaction: number of signatures, signature, message.
fn wire(transaction: &VersionedTransaction) -> Vec<u8> {
    let signature: &[u8] = transaction.signatures[0].as_ref();
    [&[1], signature, &transaction.message.serialize()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_ten_minutes() {
        let first = Duration::from_secs(5);
        let waits: Vec<i64> = (0..9).map(|failures| wait_after(failures, first) / 1_000).collect();
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 320, 600, 600]);
        assert_eq!(wait_after(u32::MAX, first), 600_000);
    }
}
