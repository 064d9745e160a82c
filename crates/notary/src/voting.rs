//! Sends votes, and follows each until it is final.
//!
//! The order is what makes a kill at any point harmless: the verdict is written, then the signed transaction, and only then is it
//! sent. Whoever comes after finds either a verdict without a transaction, which is signed then, or a transaction, which is handed
//! over again until it is final or its blockhash is too old; only then is another made, with the same vote.

use crate::{
    chain::{Chain, Fate},
    key::{Vote, VoteKey},
    killing,
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

/// Milliseconds to wait after so many failures in a row.
pub fn wait_after(failures: u32, first: Duration) -> i64 {
    let doubled = first.saturating_mul(1u32.checked_shl(failures).unwrap_or(u32::MAX));
    doubled.min(LONGEST_WAIT).as_millis() as i64
}

/// What votes are sent with.
pub struct Voting<'a> {
    /// The chain.
    pub chain: &'a Chain,
    /// What was decided and sent.
    pub state: &'a State,
    /// The vote key.
    pub key: &'a VoteKey,
    /// What is counted.
    pub metrics: &'a Metrics,
    /// Wait after a first failure.
    pub first_wait: Duration,
    /// Milliseconds of unix time.
    pub now: i64,
}

impl Voting<'_> {
    /// Looks after what was sent: what is final is done, what cannot be executed any more is to be sent again.
    ///
    /// # Errors
    /// When the node or the disk fails; what was not looked at yet is looked at the next time.
    pub fn follow(&self) -> Result<()> {
        let sent = self.state.transmissions()?;
        if sent.is_empty() {
            return Ok(());
        }
        // The height first: what is unknown at a height past its last was not executed, and will not be.
        let height = self.chain.final_height()?;
        let signatures = sent
            .iter()
            .map(|sent| sent.signature.parse().context("a stored signature"))
            .collect::<Result<Vec<Signature>>>()?;
        for (sent, fate) in sent.iter().zip(self.chain.fates(&signatures)?) {
            self.follow_one(sent, fate, height)?;
        }
        Ok(())
    }

    fn follow_one(&self, sent: &Transmission, fate: Fate, height: u64) -> Result<()> {
        let again = |why: &str| {
            warn!(signature = sent.signature, why, "votes are to be sent again");
            self.metrics.resent.inc();
            self.state.resend(&sent.signature, self.now + wait_after(0, self.first_wait), why)
        };
        match fate {
            Fate::Pending => Ok(()),
            Fate::Final => {
                killing::point("finalized");
                let votes = self.state.settle(&sent.signature)?;
                self.metrics.votes.inc_by(votes as u64);
                info!(signature = sent.signature, votes, "votes are final");
                killing::point("done");
                Ok(())
            }
            Fate::Failed(error) => again(&format!("failed on chain: {error}")),
            Fate::Unknown if height > sent.last_height => again("not executed before its blockhash expired"),
            Fate::Unknown => {
                // The network executes it once, however often it gets it.
                Ok(self.chain.send(&sent.wire, true)?)
            }
        }
    }

    /// Sends every verdict that is written and whose ballot takes this notary's vote.
    ///
    /// # Errors
    /// As [`Self::follow`].
    pub fn vote(&self, open: &HashSet<(Pubkey, Hash)>) -> Result<()> {
        let decided = self.state.entries(Status::Decided)?;
        let ready = decided.into_iter().filter(|entry| {
            let ballot = &entry.ballot;
            entry.next_try <= self.now && open.contains(&(ballot.address.into(), ballot.digest))
        });
        // One that failed goes alone, so that it takes no other with it.
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

    /// Sends as many of these votes as fit a transaction; returns how many.
    fn send(&self, entries: &[Entry]) -> Result<usize> {
        let votes = entries.iter().map(vote).collect::<Result<Vec<_>>>()?;
        let (blockhash, last_height) = self.chain.blockhash()?;
        let (transaction, count) = self.key.sign(self.chain.registry(), &votes, blockhash)?;
        let signature = transaction.signatures[0].to_string();
        let ballots: Vec<_> = entries[..count].iter().map(|entry| entry.ballot).collect();
        let sent = Transmission { signature: signature.clone(), wire: wire(&transaction), last_height };
        self.state.record(&ballots, &sent)?;
        killing::point("recorded");
        match self.chain.send(&sent.wire, false) {
            Ok(()) => info!(signature, votes = count, "votes sent"),
            // It may have gone through in an earlier try whose answer was lost; if not, nobody has it.
            Err(ChainError::Rejected { error, .. }) => {
                let fate = self.chain.fates(&[transaction.signatures[0]])?;
                if fate == [Fate::Unknown] {
                    error!(signature, votes = count, %error, "votes were refused");
                    self.metrics.refused.inc_by(count as u64);
                    let failures = entries.iter().map(|entry| entry.attempts).max().unwrap_or(0);
                    let next_try = self.now + wait_after(failures, self.first_wait);
                    self.state.resend(&signature, next_try, &format!("refused: {error}"))?;
                }
            }
            // Whether the node got it nobody knows: it is handed over again.
            Err(error) => return Err(error.into()),
        }
        killing::point("sent");
        Ok(count)
    }
}

/// The vote that an entry stands for.
fn vote(entry: &Entry) -> Result<Vote> {
    Ok(Vote {
        subject: entry.ballot.address.into(),
        digest: entry.ballot.digest,
        verdict: match entry.approve.context("a vote without a verdict")? {
            true => Verdict::Approve,
            false => Verdict::Reject,
        },
        report: entry.report.context("a vote without a report")?,
    })
}

/// A transaction's bytes as the network carries them: the number of signatures, the signature, the message.
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
