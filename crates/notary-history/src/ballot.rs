//! What all subjects share: a ballot, its digest, and who must not vote.

use crate::{case::Case, report::CheckResult};
use carbon_client::program::{
    self,
    notary::{Ballot, Phase, Subject},
};
use carbon_wire::{
    digest::{BallotDigest, SubjectKind},
    Hash,
};
use solana_pubkey::Pubkey;

/// A subject's ballot, of an account of this kind.
pub(crate) struct Vote<'a> {
    pub key: Pubkey,
    pub kind: SubjectKind,
    pub subject: &'a Subject,
}

impl Vote<'_> {
    /// `ballot`: it is this registry's, open now, and the round is the one that the newest event opened.
    pub fn is_open(&self, case: &Case) -> CheckResult {
        let Ballot { digest, expires_at: expires, round, .. } = self.subject.ballot;
        if self.subject.registry != case.registry_key() {
            return CheckResult::fail("the account is another registry's");
        }
        let phase = self.subject.ballot.phase(&case.notaries, &case.registry.pause, case.question.now);
        if phase != Phase::Voting {
            return CheckResult::missing(format!("the ballot takes no votes now: it is {phase:?}"));
        }
        let Some(seen) = case.past.ballots.round(&self.key) else {
            return CheckResult::missing("the event that opened the ballot has not been seen");
        };
        if seen.round < round {
            return CheckResult::missing("the event that opened the newest round has not been seen");
        }
        if (seen.digest, seen.expires, seen.round) != (digest, expires, round) {
            return CheckResult::fail("the account's round is not the one that the event opened");
        }
        CheckResult::pass("the ballot is open, in the round that the event tells").with("round", u64::from(round))
    }

    /// `digest`: what a vote must name is what the content, put together anew, gives in this round. Returns it too.
    pub fn digest(&self, case: &Case, content: Option<Hash>) -> (CheckResult, Option<Hash>) {
        let Some(content) = content else {
            return (CheckResult::missing("the content could not be put together from the events"), None);
        };
        let Ballot { round, expires_at: expires, digest, .. } = self.subject.ballot;
        let recomputed = BallotDigest {
            program: &program::ID.to_bytes(),
            registry: &case.registry_key().to_bytes(),
            subject: &self.key.to_bytes(),
            kind: self.kind,
            epoch: case.notaries.epoch,
            round,
            expires_at: expires,
        }
        .over(&content);
        let outcome = if recomputed != digest {
            CheckResult::fail("the ballot's digest is not that of the content put together from the events")
        } else if content != self.subject.content {
            // A vote binds the digest; the stored hash is what the next round's digest would be made of.
            CheckResult::fail("the stored hash of the content is not that of the content")
        } else {
            CheckResult::pass("the content put together from the events has the ballot's digest")
        };
        (outcome, Some(recomputed))
    }

    /// `interest`: everybody who gains or loses is named in the account, and this notary is not among them. `holders` are
    /// who the review is to find.
    pub fn interest(&self, case: &Case, parties: &[Pubkey], holders: &[Pubkey]) -> CheckResult {
        let (subject, set) = (self.subject, &case.notaries);
        let Ok(own) = set.index_of(&case.question.notary) else {
            return CheckResult::missing("this notary is not in the registry's set");
        };
        let notary = &set.members()[own];
        if notary.require_may_vote(case.question.now).is_err() {
            return CheckResult::missing("this notary is suspended, or not accredited now");
        }
        let known = subject.conflicted.iter();
        let tied = known.chain(parties).chain(holders).any(|key| notary.is_affiliated_with(key));
        if tied || subject.ballot.conflicted >> own & 1 == 1 {
            return CheckResult::conflicted(
                "this notary, or who is affiliated to it, is a party or held the units before",
            );
        }
        if let Some(key) = parties.iter().find(|key| !subject.conflicted.contains(key)) {
            return CheckResult::fail(format!("the account leaves {key} out of those who may not vote"));
        }
        let marked = holders.iter().fold(0, |tied, key| tied | set.affiliated_with(key)).count_ones();
        CheckResult::pass("the parties may not vote, and this notary is none of them")
            .with("parties", parties.len())
            .with("interested_notaries", marked)
    }
}
