//! Whether this notary may vote, and on which ballots.

use crate::chain::{BallotAccount, RegistryView};
use carbon_client::program::notary::{Phase, Subject};
use solana_pubkey::Pubkey;

/// Whether the notary may vote now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VotingEligibility {
    /// It may vote; its index in the set.
    Eligible(usize),
    /// Its key is not in the registry's set.
    Unknown,
    /// The guardian suspended it.
    Suspended,
    /// Its accreditation starts later.
    NotYetAccredited,
    /// Its accreditation has ended.
    AccreditationEnded,
    /// The registry is paused or not open yet, so it accepts no votes.
    RegistryClosed,
}

impl VotingEligibility {
    /// Eligibility of the notary with this key.
    pub fn of(view: &RegistryView, key: &Pubkey) -> Self {
        let Ok(index) = view.notaries.index_of(key) else { return Self::Unknown };
        let notary = &view.notaries.notaries[index];
        if notary.suspended != 0 {
            Self::Suspended
        } else if view.now < notary.accreditation_starts_at {
            Self::NotYetAccredited
        } else if view.now >= notary.accreditation_ends_at {
            Self::AccreditationEnded
        } else if view.registry.require_live(view.now).is_err() {
            Self::RegistryClosed
        } else {
            Self::Eligible(index)
        }
    }

    /// Text for the log and `/health`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Eligible(_) => "voting",
            Self::Unknown => "not in the notary set",
            Self::Suspended => "suspended",
            Self::NotYetAccredited => "not accredited yet",
            Self::AccreditationEnded => "accreditation ended",
            Self::RegistryClosed => "registry paused or not open",
        }
    }
}

/// What this notary has to do about a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Vote.
    Vote,
    /// Nothing: it has voted.
    Voted,
    /// Nothing: it has a conflict of interest.
    Conflicted,
    /// Nothing: the ballot takes no votes.
    Closed,
}

impl Duty {
    /// Duty of the notary with this key.
    pub fn of(view: &RegistryView, key: &Pubkey, ballot: &BallotAccount) -> Self {
        let subject = &ballot.subject;
        if subject.ballot.phase(&view.notaries, &view.registry.pause, view.now) != Phase::Voting {
            // The vote that completed the quorum closed the ballot, but it was cast.
            return if has_voted(view, key, subject) { Self::Voted } else { Self::Closed };
        }
        if has_voted(view, key, subject) {
            return Self::Voted;
        }
        let Ok(index) = view.notaries.index_of(key) else { return Self::Vote };
        let own = &view.notaries.notaries[index];
        let is_party = subject.conflicted.iter().any(|key| own.is_affiliated_with(key));
        let marked = subject.ballot.conflicted >> index & 1 == 1;
        if is_party || marked {
            Self::Conflicted
        } else {
            Self::Vote
        }
    }
}

/// Whether the key has voted in the subject's current round. Bits of the ballot are indices in the set of the ballot's epoch.
pub fn has_voted(view: &RegistryView, key: &Pubkey, subject: &Subject) -> bool {
    let votes = &subject.ballot;
    let index = view.notaries.index_of(key).ok().filter(|_| votes.epoch == view.notaries.epoch);
    index.is_some_and(|index| (votes.approvals | votes.rejections) >> index & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable as _;
    use carbon_client::program::{
        notary::{Ballot, NotarySet, NotaryTerms, MIN_THRESHOLD_BPS},
        pause::Pause,
        registry::{Policy, Registry},
    };
    use carbon_wire::digest::SubjectKind;

    const NOW: i64 = 1_000;

    fn key(number: u8) -> Pubkey {
        Pubkey::new_from_array([number; 32])
    }

    fn view() -> RegistryView {
        let mut notaries = Box::new(NotarySet::zeroed());
        notaries.initialize(key(9), 0, MIN_THRESHOLD_BPS);
        for number in 1..=5 {
            let affiliates = [key(number + 100), Pubkey::default()];
            let (accreditation_starts_at, accreditation_ends_at) = (500, 2_000);
            let terms = NotaryTerms {
                key: key(number),
                weight: 1,
                name: [1; 32],
                accreditation_starts_at,
                accreditation_ends_at,
                affiliates,
            };
            notaries.add(&terms).unwrap();
        }
        let policy: Policy = anchor_lang::AnchorDeserialize::deserialize(&mut &[0u8; 256][..]).unwrap();
        let registry = Registry {
            version: 1,
            bump: 0,
            mint_authority_bump: 0,
            buffer_bump: 0,
            id: 0,
            creator: key(9),
            authority: key(9),
            pending_authority: key(9),
            guardian: key(9),
            treasury: key(9),
            buffer: key(9),
            mints: Default::default(),
            open: true,
            pause: Pause::default(),
            policy,
            name: [0; 32],
            reserved: [0; 54],
        };
        RegistryView { registry, notaries, now: NOW, slot: 0, lamports: 0 }
    }

    fn ballot(view: &RegistryView) -> BallotAccount {
        let votes = Ballot { round: 1, epoch: view.notaries.epoch, expires_at: NOW + 10, ..Ballot::default() };
        let conflicted = vec![key(50)];
        let subject = Subject { version: 1, bump: 0, registry: key(9), content: [0; 32], ballot: votes, conflicted };
        BallotAccount { address: key(60), kind: SubjectKind::Claim, subject }
    }

    #[test]
    fn only_an_active_member_of_a_live_registry_votes() {
        let (mut view, own) = (view(), key(2));
        assert_eq!(VotingEligibility::of(&view, &own), VotingEligibility::Eligible(1));
        assert_eq!(VotingEligibility::of(&view, &key(7)), VotingEligibility::Unknown);
        for (now, eligibility) in [
            (499, VotingEligibility::NotYetAccredited),
            (500, VotingEligibility::Eligible(1)),
            (1_999, VotingEligibility::Eligible(1)),
            (2_000, VotingEligibility::AccreditationEnded),
        ] {
            view.now = now;
            assert_eq!(VotingEligibility::of(&view, &own), eligibility, "{now}");
        }
        view.now = NOW;
        view.registry.pause.began_at = NOW - 1;
        assert_eq!(VotingEligibility::of(&view, &own), VotingEligibility::RegistryClosed);
        view.registry.pause.began_at = 0;
        view.registry.open = false;
        assert_eq!(VotingEligibility::of(&view, &own), VotingEligibility::RegistryClosed);
        view.notaries.suspend(&own).unwrap();
        assert_eq!(VotingEligibility::of(&view, &own), VotingEligibility::Suspended);
    }

    #[test]
    fn a_ballot_is_voted_on_once_and_without_a_conflict() {
        let (view, own) = (view(), key(2));
        let open = ballot(&view);
        assert_eq!(Duty::of(&view, &own, &open), Duty::Vote);
        let change = |change: fn(&mut Subject)| {
            let mut ballot = open.clone();
            change(&mut ballot.subject);
            Duty::of(&view, &own, &ballot)
        };
        assert_eq!(change(|subject| subject.ballot.approvals = 0b010), Duty::Voted);
        assert_eq!(change(|subject| subject.ballot.rejections = 0b010), Duty::Voted);
        assert_eq!(change(|subject| subject.ballot.approvals = 0b0101), Duty::Vote, "votes of others");
        assert_eq!(change(|subject| subject.ballot.approvals = 0b1111), Duty::Voted, "approved, also by this one");
        assert_eq!(change(|subject| subject.conflicted.push(key(2))), Duty::Conflicted);
        assert_eq!(change(|subject| subject.conflicted.push(key(102))), Duty::Conflicted, "affiliated");
        assert_eq!(change(|subject| subject.ballot.conflicted = 0b010), Duty::Conflicted);
        assert_eq!(change(|subject| subject.ballot.epoch -= 1), Duty::Closed, "stale");
        assert_eq!(change(|subject| subject.ballot.expires_at = NOW - 1), Duty::Closed);
        assert_eq!(change(|subject| subject.ballot.round = 0), Duty::Closed, "a draft");
        assert_eq!(change(|subject| subject.ballot.rejections = 0b101), Duty::Closed, "rejected by the others");
    }
}
