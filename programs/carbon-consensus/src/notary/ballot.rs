//! The ballot: votes of the notary set on one subject, and what they amount to at a given time.
//!
//! ```text
//! (Draft) ──▶ Voting ──▶ Approved ──▶ (executed, the subject's business)
//!               │  ╲        ╲
//!               ▼   ▼        ▼
//!            Rejected  Expired ──▶ (closed)        any of Voting, Approved ──▶ Stale ──▶ Voting, next round
//! ```
//!
//! Only votes and times are stored; the phase is computed from them, so nothing can disagree with the votes.

use super::set::NotarySet;
use crate::{errors::CarbonError, pause::Pause};
use anchor_lang::prelude::*;
use carbon_wire::digest::{BallotDigest, SubjectKind};

/// Seconds after its expiry within which an approved ballot must be executed.
pub const EXECUTION_PERIOD: i64 = 7 * 86_400;
/// Rounds a ballot may have.
pub const MAX_ROUNDS: u8 = 3;

/// What a notary says.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The content is as it should be.
    Approve,
    /// It is not.
    Reject,
}

/// Where a ballot stands.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Votes are taken.
    Voting,
    /// A quorum has approved; to be executed until [`EXECUTION_PERIOD`] after the expiry.
    Approved,
    /// The weight that could still approve is no quorum.
    Rejected,
    /// Too late to vote, or to execute.
    Expired,
    /// The notary set is another one; to be reopened.
    Stale,
    /// Not open yet: what is to be decided is still being put together.
    Draft,
}

/// Votes on one subject, inside the subject's account.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ballot {
    /// What a vote of this round must name: see [`carbon_wire::digest`].
    pub digest: [u8; 32],
    /// Epoch of the notary set when the round opened.
    pub epoch: u64,
    /// Round, from 1.
    pub round: u8,
    /// Notaries that approved, by index in the set.
    pub approvals: u64,
    /// Notaries that rejected.
    pub rejections: u64,
    /// Notaries that a review found to have an interest: their votes do not count.
    pub conflicted: u64,
    /// Unix time at which the round opened.
    pub opened_at: i64,
    /// Unix time after which no vote counts, pauses not counted.
    pub expires_at: i64,
    /// Seconds the registry had been paused when the round opened: deadlines move by what came since.
    pub paused_before: i64,
}

/// What a round of a ballot is about.
pub struct Round<'a> {
    /// The registry's address.
    pub registry_key: &'a Pubkey,
    /// Seconds a round is open.
    pub voting_period: i64,
    /// The registry's pauses.
    pub pause: &'a Pause,
    /// The notary set.
    pub notaries: &'a NotarySet,
    /// The subject's address.
    pub subject: &'a Pubkey,
    /// What the subject is.
    pub kind: SubjectKind,
    /// keccak-256 of the borsh bytes of its content.
    pub content: &'a [u8; 32],
    /// Unix time.
    pub now: i64,
}

impl Ballot {
    /// Opens the first round.
    pub fn open(round: &Round) -> Self {
        Self::default().next(round)
    }

    /// Opens the next round of a stale ballot: no vote is kept.
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
        let (number, expires) = (self.round + 1, round.now + round.voting_period);
        let digest = BallotDigest {
            program: &crate::ID.to_bytes(),
            registry: &round.registry_key.to_bytes(),
            subject: &round.subject.to_bytes(),
            kind: round.kind,
            epoch: round.notaries.epoch,
            round: number,
            expires_at: expires,
        };
        Self {
            digest: digest.over(round.content),
            epoch: round.notaries.epoch,
            round: number,
            approvals: 0,
            rejections: 0,
            conflicted: 0,
            opened_at: round.now,
            expires_at: expires,
            paused_before: round.pause.seconds(round.now),
        }
    }

    /// Where the ballot stands at `now`.
    pub fn phase(&self, notaries: &NotarySet, pause: &Pause, now: i64) -> Phase {
        if self.round == 0 {
            return Phase::Draft;
        }
        let paused = pause.seconds(now) - self.paused_before;
        let expires = self.expires_at + paused;
        let execute_by = expires + EXECUTION_PERIOD;
        if self.epoch != notaries.epoch {
            return if self.round < MAX_ROUNDS && now <= execute_by { Phase::Stale } else { Phase::Expired };
        }
        if notaries.is_quorum(notaries.weight_of(self.approvals & !self.conflicted)) {
            return if now <= execute_by { Phase::Approved } else { Phase::Expired };
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

    /// Counts a vote. Whether the notary may vote is checked before.
    pub fn vote(&mut self, index: usize, verdict: Verdict) -> Result<()> {
        let bit = 1u64 << index;
        require!((self.approvals | self.rejections) & bit == 0, CarbonError::AlreadyVoted);
        match verdict {
            Verdict::Approve => self.approvals |= bit,
            Verdict::Reject => self.rejections |= bit,
        }
        Ok(())
    }
}

impl Phase {
    /// Refuses unless votes are taken.
    pub fn require_voting(self) -> Result<()> {
        match self {
            Self::Voting => Ok(()),
            other => Err(other.error()),
        }
    }

    /// Refuses to review what is over: reviews go on while votes are taken and after, and those of a stale ballot are kept.
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

    /// Refuses to close a ballot that is alive: anyone closes what is rejected or expired, its proposer also what is
    /// not approved.
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
