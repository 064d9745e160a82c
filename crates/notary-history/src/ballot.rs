//! Checks that all subjects share: the ballot, its digest, and conflicts of interest.

use crate::{report::CheckResult, review_input::ReviewInput};
use carbon_client::program::{
    self,
    notary::{Ballot, Phase, Subject},
};
use carbon_wire::{
    digest::{BallotDigest, SubjectKind},
    Hash,
};
use solana_pubkey::Pubkey;

/// A subject of a vote, with address and kind.
pub(crate) struct VotedSubject<'a> {
    pub key: Pubkey,
    pub kind: SubjectKind,
    pub subject: &'a Subject,
}

impl VotedSubject<'_> {
    /// `ballot`: the ballot belongs to this registry and is open now, and its round is that of the newest event.
    pub fn is_open(&self, input: &ReviewInput) -> CheckResult {
        let Ballot { digest, expires_at, round, .. } = self.subject.ballot;
        if self.subject.registry != input.registry_key() {
            return CheckResult::fail("the account belongs to another registry");
        }
        let phase = self.subject.ballot.phase(&input.notaries, &input.registry.pause, input.request.now);
        if phase != Phase::Voting {
            return CheckResult::missing(format!("the ballot takes no votes now: it is {phase:?}"));
        }
        let Some(seen) = input.history.ballots.round(&self.key) else {
            return CheckResult::missing("the event that opened the ballot has not been seen");
        };
        if seen.round < round {
            return CheckResult::missing("the event that opened the newest round has not been seen");
        }
        if (seen.digest, seen.expires_at, seen.round) != (digest, expires_at, round) {
            return CheckResult::fail("the account's round differs from the event that opened it");
        }
        CheckResult::pass("the ballot is open, in the round of its event").with("round", u64::from(round))
    }

    /// `digest`: the ballot's digest is that of the recomputed content in this round. Also returns the recomputed digest.
    pub fn digest(&self, input: &ReviewInput, content: Option<Hash>) -> (CheckResult, Option<Hash>) {
        let Some(content) = content else {
            return (CheckResult::missing("the content could not be recomputed from the events"), None);
        };
        let Ballot { round, expires_at, digest, .. } = self.subject.ballot;
        let recomputed = BallotDigest {
            program: &program::ID.to_bytes(),
            registry: &input.registry_key().to_bytes(),
            subject: &self.key.to_bytes(),
            kind: self.kind,
            epoch: input.notaries.epoch,
            round,
            expires_at,
        }
        .over(&content);
        let outcome = if recomputed != digest {
            CheckResult::fail("the ballot's digest is not that of the content recomputed from the events")
        } else if content != self.subject.content {
            // A vote names the digest; the digest of the next round would be computed from the stored hash.
            CheckResult::fail("the stored content hash is not that of the content recomputed from the events")
        } else {
            CheckResult::pass("the content recomputed from the events has the ballot's digest")
        };
        (outcome, Some(recomputed))
    }

    /// `conflict`: the account names every party with a conflict of interest, and this notary is not among them. `holders` are the
    /// further keys that the program's review finds.
    pub fn conflict(&self, input: &ReviewInput, parties: &[Pubkey], holders: &[Pubkey]) -> CheckResult {
        let (subject, set) = (self.subject, &input.notaries);
        let Ok(own) = set.index_of(&input.request.notary) else {
            return CheckResult::missing("this notary is not in the registry's set");
        };
        let notary = &set.members()[own];
        if notary.require_may_vote(input.request.now).is_err() {
            return CheckResult::missing("this notary is suspended, or not accredited now");
        }
        let known = subject.conflicted.iter();
        let conflicted = known.chain(parties).chain(holders).any(|key| notary.is_affiliated_with(key));
        if conflicted || subject.ballot.conflicted >> own & 1 == 1 {
            return CheckResult::conflicted(
                "this notary or one of its affiliates is a party, or held the units before",
            );
        }
        if let Some(key) = parties.iter().find(|key| !subject.conflicted.contains(key)) {
            return CheckResult::fail(format!("the account does not name {key}, which has a conflict of interest"));
        }
        let marked = holders.iter().fold(0, |bits, key| bits | set.affiliated_with(key)).count_ones();
        CheckResult::pass("the account names the parties, and this notary is not one of them")
            .with("parties", parties.len())
            .with("conflicted_notaries", marked)
    }
}
