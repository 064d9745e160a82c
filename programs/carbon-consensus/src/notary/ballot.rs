//! The ballot: the notaries' votes on one subject, and the phase that follows from them at a given time.
//!
//! ```text
//! (Draft) ──▶ Voting ──▶ Approved ──▶ (executed, the subject's business)
//!               │  ╲        ╲
//!               ▼   ▼        ▼
//!            Rejected  Expired ──▶ (closed)        any of Voting, Approved ──▶ Stale ──▶ Voting, next round
//! ```
//!
//! Votes, times and whether the votes reached a quorum are stored; the phase is computed from them. A quorum that was reached
//! is undone only by a change that takes a notary or its weight away, or by a conflict of interest that a review finds.

use super::set::NotarySet;
use crate::{
    account::{holds, Invariant},
    errors::CarbonError,
    pause::Pause,
};
use anchor_lang::prelude::*;
use carbon_wire::digest::{BallotDigest, SubjectKind};

/// Seconds after its expiry within which an approved ballot must be executed.
pub const EXECUTION_PERIOD: i64 = 7 * 86_400;
/// Maximum number of rounds of a ballot.
pub const MAX_ROUNDS: u8 = 3;

/// A notary's vote.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The content is right.
    Approve,
    /// The content is wrong.
    Reject,
}

/// The state of a ballot.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Notaries can vote.
    Voting,
    /// A quorum has approved. The proposal can be executed until 7 days after the expiry.
    Approved,
    /// The weight that could still approve is below the quorum.
    Rejected,
    /// The time to vote, or to execute, is over.
    Expired,
    /// The notary set has changed since the round opened, before a quorum was reached, or in a way that undoes it. The ballot
    /// can be reopened.
    Stale,
    /// Not open yet: the subject is still being prepared.
    Draft,
}

/// Votes on one subject, inside the subject's account.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ballot {
    /// Digest that a vote of this round must name: keccak-256 of subject, content, epoch, round and expiry.
    pub digest: [u8; 32],
    /// Epoch of the notary set when the round opened.
    pub epoch: u64,
    /// Round, from 1.
    pub round: u8,
    /// Notaries that approved, by index in the set.
    pub approvals: u64,
    /// Notaries that rejected, by index in the set.
    pub rejections: u64,
    /// Notaries with a conflict of interest, known at opening or found by a review, by index in the set. Their votes do
    /// not count.
    pub conflicted: u64,
    /// Unix time at which the round opened.
    pub opened_at: i64,
    /// Unix time after which votes are refused; later by the length of any pause.
    pub expires_at: i64,
    /// Total seconds of pause when the round opened. Deadlines move by the increase since then.
    pub paused_before: i64,
    /// Whether the approvals of notaries without a conflict reached the quorum of the round's epoch.
    pub quorum_reached: bool,
}

/// What is needed to open a round of a ballot.
pub struct Round<'a> {
    /// The registry's address.
    pub registry_key: &'a Pubkey,
    /// Seconds for which a round is open.
    pub voting_period: i64,
    /// The registry's pauses.
    pub pause: &'a Pause,
    /// The notary set.
    pub notaries: &'a NotarySet,
    /// The subject's address.
    pub subject: &'a Pubkey,
    /// Kind of the subject.
    pub kind: SubjectKind,
    /// keccak-256 of the borsh bytes of the subject's content.
    pub content: &'a [u8; 32],
    /// Keys with a conflict of interest.
    pub conflicted: &'a [Pubkey],
    /// Current Unix time.
    pub now: i64,
}

impl Ballot {
    /// Opens the first round.
    pub fn open(round: &Round) -> Self {
        Self::default().next(round)
    }

    /// Opens the next round of a stale ballot, without votes.
    pub fn reopen(&mut self, round: &Round) -> Result<()> {
        match self.phase(round.notaries, round.pause, round.now) {
            Phase::Stale => {
                *self = self.next(round);
                Ok(())
            }
            Phase::Expired => err!(CarbonError::BallotExpired),
            _ => err!(CarbonError::BallotNotStale),
        }
    }

    fn next(&self, round: &Round) -> Self {
        let (number, expires_at) = (self.round + 1, round.now + round.voting_period);
        let digest = BallotDigest {
            program: &crate::ID.to_bytes(),
            registry: &round.registry_key.to_bytes(),
            subject: &round.subject.to_bytes(),
            kind: round.kind,
            epoch: round.notaries.epoch,
            round: number,
            expires_at,
        };
        Self {
            digest: digest.over(round.content),
            epoch: round.notaries.epoch,
            round: number,
            approvals: 0,
            rejections: 0,
            // From the beginning, so that a ballot that cannot pass is rejected at once.
            conflicted: round.conflicted.iter().fold(0, |all, key| all | round.notaries.affiliated_with(key)),
            opened_at: round.now,
            expires_at,
            paused_before: round.pause.seconds(round.now),
            quorum_reached: false,
        }
    }

    /// Whether the quorum was reached and no notary or weight was taken away since.
    fn holds_quorum(&self, notaries: &NotarySet) -> bool {
        self.quorum_reached && self.epoch >= notaries.last_loss_epoch
    }

    /// The ballot's phase at `now`.
    pub fn phase(&self, notaries: &NotarySet, pause: &Pause, now: i64) -> Phase {
        if self.round == 0 {
            return Phase::Draft;
        }
        let paused = pause.seconds(now) - self.paused_before;
        let expires = self.expires_at + paused;
        let execute_by = expires + EXECUTION_PERIOD;
        if self.holds_quorum(notaries) {
            return if now <= execute_by { Phase::Approved } else { Phase::Expired };
        }
        if self.epoch != notaries.epoch {
            return if self.round < MAX_ROUNDS && now <= execute_by { Phase::Stale } else { Phase::Expired };
        }
        let lost = notaries.weight_of(self.rejections | self.conflicted);
        if !notaries.is_quorum(notaries.total_weight - lost) {
            return Phase::Rejected;
        }
        if now > expires {
            return Phase::Expired;
        }
        Phase::Voting
    }

    /// Counts a vote in the round's epoch. The caller must have checked that the notary may vote.
    pub fn vote(&mut self, notaries: &NotarySet, index: usize, verdict: Verdict) -> Result<()> {
        let bit = 1u64 << index;
        require!((self.approvals | self.rejections) & bit == 0, CarbonError::AlreadyVoted);
        match verdict {
            Verdict::Approve => self.approvals |= bit,
            Verdict::Reject => self.rejections |= bit,
        }
        self.count(notaries);
        Ok(())
    }

    /// Takes the votes of the notaries in the bitmap `excluded` of this set out of the count. In a later epoch the bitmaps of
    /// the round are of another set: the whole quorum is undone if one of the notaries was not known before (`found`).
    pub fn exclude(&mut self, notaries: &NotarySet, excluded: u64, found: bool) {
        if self.epoch == notaries.epoch {
            self.conflicted |= excluded;
            self.count(notaries);
        } else if found {
            self.quorum_reached = false;
        }
    }

    fn count(&mut self, notaries: &NotarySet) {
        self.quorum_reached = notaries.is_quorum(notaries.weight_of(self.approvals & !self.conflicted));
    }

    /// First epoch from which on a review has looked for every notary whose vote can count: that of the last addition, unless
    /// the quorum was reached before it.
    pub fn reviewable_from(&self, notaries: &NotarySet) -> u64 {
        if self.holds_quorum(notaries) {
            self.epoch.min(notaries.last_addition_epoch)
        } else {
            notaries.last_addition_epoch
        }
    }
}

impl Invariant for Ballot {
    fn invariant(&self) -> Result<()> {
        holds([
            self.round <= MAX_ROUNDS,
            self.approvals & self.rejections == 0,
            self.round == 0 || self.opened_at < self.expires_at,
            !self.quorum_reached || self.approvals & !self.conflicted != 0,
        ])
    }
}

impl Phase {
    /// Refuses unless notaries can vote.
    pub fn require_voting(self) -> Result<()> {
        match self {
            Self::Voting => Ok(()),
            other => Err(other.error()),
        }
    }

    /// Refuses to review a draft, rejected or expired subject. Reviews go on during the vote and after it, and the
    /// progress is kept while the ballot is stale.
    pub fn require_reviewable(self) -> Result<()> {
        match self {
            Self::Voting | Self::Approved | Self::Stale => Ok(()),
            other => Err(other.error()),
        }
    }

    /// Refuses unless approved.
    pub fn require_approved(self) -> Result<()> {
        match self {
            Self::Approved => Ok(()),
            other => Err(other.error()),
        }
    }

    /// Refuses to close a ballot that is still open. Anyone may close a rejected or expired ballot; the proposer may
    /// close any ballot that is not approved.
    pub fn require_closable(self, by_proposer: bool) -> Result<()> {
        match self {
            Self::Rejected | Self::Expired => Ok(()),
            Self::Voting | Self::Stale | Self::Draft if by_proposer => Ok(()),
            other => Err(other.error()),
        }
    }

    fn error(self) -> Error {
        match self {
            Self::Voting => error!(CarbonError::BallotVoting),
            Self::Approved => error!(CarbonError::BallotApproved),
            Self::Rejected => error!(CarbonError::BallotRejected),
            Self::Expired => error!(CarbonError::BallotExpired),
            Self::Stale => error!(CarbonError::BallotStale),
            Self::Draft => error!(CarbonError::BallotNotOpen),
        }
    }
}
