//! Rounds of ballots, and the digests that a quorum approved.

use carbon_client::{
    history::event,
    program::{
        events::{
            Attested, BallotReopened, BurnSubmitted, ClaimSubmitted, RestatementProposed, SettlementOpened,
            YearClosingProposed,
        },
        notary::Phase,
    },
};
use carbon_wire::Hash;
use solana_pubkey::Pubkey;
use std::collections::{HashMap, HashSet};

/// A round as the event tells it that opened it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastRound {
    /// What a vote must name.
    pub digest: Hash,
    /// Unix time after which no vote counts.
    pub expires: i64,
    /// Round, from 1.
    pub round: u8,
}

/// What a record, a correction or a burn rests on, from good to unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Backing {
    /// A quorum approved just this.
    Approved,
    /// It is not what was submitted or voted on.
    Differs,
    /// What was submitted, or the votes that approved it, have not been seen.
    Unseen,
}

/// All ballots.
#[derive(Clone, Debug, Default)]
pub struct Ballots {
    rounds: HashMap<Pubkey, PastRound>,
    approved: HashSet<(Pubkey, Hash)>,
}

impl Ballots {
    pub(super) fn observe(&mut self, data: &[u8]) {
        if let Some(Attested { subject, digest, phase: Phase::Approved, .. }) = event(data) {
            self.approved.insert((subject, digest));
        } else if let Some((subject, round)) = opened(data) {
            self.rounds.insert(subject, round);
        }
    }

    /// The newest round of a subject; `None` where its event is missing.
    pub fn round(&self, subject: &Pubkey) -> Option<PastRound> {
        self.rounds.get(subject).copied()
    }

    /// Whether a quorum has voted for this digest in the newest round of a subject. To be asked when what was voted on is
    /// carried out: addresses of subjects recur.
    pub fn backing(&self, subject: Pubkey, digest: Hash) -> Backing {
        match self.round(&subject) {
            None => Backing::Unseen,
            Some(round) if round.digest != digest => Backing::Differs,
            Some(_) if !self.approved.contains(&(subject, digest)) => Backing::Unseen,
            Some(_) => Backing::Approved,
        }
    }
}

/// The round that an event opens, and of what.
fn opened(data: &[u8]) -> Option<(Pubkey, PastRound)> {
    let first = |subject, digest, expires| (subject, PastRound { digest, expires, round: 1 });
    if let Some(BallotReopened { subject, digest, round, expires_at: expires, .. }) = event(data) {
        return Some((subject, PastRound { digest, expires, round }));
    }
    if let Some(ClaimSubmitted { claim, digest, expires_at: expires, .. }) = event(data) {
        return Some(first(claim, digest, expires));
    }
    if let Some(YearClosingProposed { closing, digest, expires_at: expires, .. }) = event(data) {
        return Some(first(closing, digest, expires));
    }
    if let Some(BurnSubmitted { proof, digest, expires_at: expires, .. }) = event(data) {
        return Some(first(proof, digest, expires));
    }
    if let Some(RestatementProposed { restatement, digest, expires_at: expires, .. }) = event(data) {
        return Some(first(restatement, digest, expires));
    }
    let SettlementOpened { settlement, digest, expires_at: expires, .. } = event(data)?;
    Some(first(settlement, digest, expires))
}
