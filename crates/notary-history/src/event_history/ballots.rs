//! Rounds of ballots, and the digests that a quorum approved.

use carbon_client::program::{
    events::{Attested, BallotReopened},
    notary::Phase,
};
use carbon_wire::Hash;
use solana_pubkey::Pubkey;
use std::collections::{HashMap, HashSet};

/// A round of a ballot, from the event that opened it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObservedRound {
    /// Digest that a vote must name.
    pub digest: Hash,
    /// Unix time in seconds after which no vote counts.
    pub expires_at: i64,
    /// Number of the round, from 1.
    pub round: u8,
}

/// Whether votes back a record, a correction or a burn. Later variants are worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Backing {
    /// A quorum approved exactly this.
    Approved,
    /// It differs from what was submitted or voted on.
    Differs,
    /// The submission or the votes for it have not been observed.
    Unseen,
}

/// All ballots.
#[derive(Clone, Debug, Default)]
pub struct Ballots {
    rounds: HashMap<Pubkey, ObservedRound>,
    approved: HashSet<(Pubkey, Hash)>,
}

impl Ballots {
    /// The first round of a subject opens.
    pub(super) fn open(&mut self, subject: Pubkey, digest: Hash, expires_at: i64) {
        self.rounds.insert(subject, ObservedRound { digest, expires_at, round: 1 });
    }

    /// A further round opens.
    pub(super) fn reopen(&mut self, event: &BallotReopened) {
        let BallotReopened { subject, digest, round, expires_at, .. } = *event;
        self.rounds.insert(subject, ObservedRound { digest, expires_at, round });
    }

    pub(super) fn attest(&mut self, event: &Attested) {
        if event.phase == Phase::Approved {
            self.approved.insert((event.subject, event.digest));
        }
    }

    /// The newest round of a subject; `None` if its event is missing.
    pub fn round(&self, subject: &Pubkey) -> Option<ObservedRound> {
        self.rounds.get(subject).copied()
    }

    /// Whether a quorum voted for this digest in the newest round of a subject. Ask at the event that executes the subject: later
    /// subjects may have the same address.
    pub fn backing(&self, subject: Pubkey, digest: Hash) -> Backing {
        match self.round(&subject) {
            None => Backing::Unseen,
            Some(round) if round.digest != digest => Backing::Differs,
            Some(_) if !self.approved.contains(&(subject, digest)) => Backing::Unseen,
            Some(_) => Backing::Approved,
        }
    }
}
