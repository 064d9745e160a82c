//! Whether this notary may vote, and on what.

use crate::chain::{Ballot, View};
use carbon_client::program::notary::{Phase, Subject};
use solana_pubkey::Pubkey;

/// Whether the notary may vote now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It may; its place in the set.
    Voting(usize),
    /// Its key is not in the registry's set.
    Unknown,
    /// The guardian suspended it.
    Suspended,
    /// Its accreditation begins later.
    NotYetAccredited,
    /// Its accreditation is over.
    AccreditationEnded,
    /// The registry takes no votes: it is paused, or not open yet.
    RegistryClosed,
}

impl Standing {
    /// That of a key.
    pub fn of(view: &View, key: &Pubkey) -> Self {
        let Ok(index) = view.notaries.index_of(key) else { return Self::Unknown };
        let notary = &view.notaries.notaries[index];
        match () {
            () if notary.suspended != 0 => Self::Suspended,
            () if view.now < notary.accreditation_starts_at => Self::NotYetAccredited,
            () if view.now >= notary.accreditation_ends_at => Self::AccreditationEnded,
            () if view.registry.require_live(view.now).is_err() => Self::RegistryClosed,
            () => Self::Voting(index),
        }
    }

    /// As it is logged and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Voting(_) => "voting",
            Self::Unknown => "not in the notary set",
            Self::Suspended => "suspended",
            Self::NotYetAccredited => "not accredited yet",
            Self::AccreditationEnded => "accreditation ended",
            Self::RegistryClosed => "registry paused or not open",
        }
    }
}

/// What an open ballot is to this notary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// To be voted on.
    Vote,
    /// Voted on already.
    Voted,
    /// Not its business: it gains or loses by the decision.
    Interested,
    /// No votes are taken.
    Over,
}

impl Duty {
    /// What a ballot is to the notary of a key.
    pub fn of(view: &View, key: &Pubkey, ballot: &Ballot) -> Self {
        let subject = &ballot.subject;
        if subject.ballot.phase(&view.notaries, &view.registry.pause, view.now) != Phase::Voting {
            // A vote that carried a ballot over its quorum was cast all the same.
            return if voted(view, key, subject) { Self::Voted } else { Self::Over };
        }
        if voted(view, key, subject) {
            return Self::Voted;
        }
        let Ok(index) = view.notaries.index_of(key) else { return Self::Vote };
        let own = &view.notaries.notaries[index];
        let interested = subject.conflicted.iter().any(|key| own.is_tied_to(key));
        let found = subject.ballot.conflicted >> index & 1 == 1;
        if interested || found {
            Self::Interested
        } else {
            Self::Vote
        }
    }
}

/// Whether a subject has a vote of the key in its round. The bitmap is of the set of its epoch.
pub fn voted(view: &View, key: &Pubkey, subject: &Subject) -> bool {
    let votes = &subject.ballot;
    let index = view.notaries.index_of(key).ok().filter(|_| votes.epoch == view.notaries.epoch);
    index.is_some_and(|index| (votes.approvals | votes.rejections) >> index & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable as _;
    use carbon_client::program::{
        notary::{Ballot as Votes, NotarySet, NotaryTerms},
        pause::Pause,
        registry::{Policy, Registry},
    };
    use carbon_wire::digest::SubjectKind;

    const NOW: i64 = 1_000;

    fn key(number: u8) -> Pubkey {
        Pubkey::new_from_array([number; 32])
    }

    fn view() -> View {
        let mut notaries = Box::new(NotarySet::zeroed());
        notaries.initialize(key(9), 0, 6_667);
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
            reserved: [0; 62],
        };
        View { registry, notaries, now: NOW, slot: 0, lamports: 0 }
    }

    fn ballot(view: &View) -> Ballot {
        let votes = Votes { round: 1, epoch: view.notaries.epoch, expires_at: NOW + 10, ..Votes::default() };
        let interested = vec![key(50)];
        let subject =
            Subject { version: 1, bump: 0, registry: key(9), content: [0; 32], ballot: votes, conflicted: interested };
        Ballot { address: key(60), kind: SubjectKind::Claim, subject }
    }

    #[test]
    fn only_a_member_in_good_standing_of_a_live_registry_votes() {
        let (mut view, own) = (view(), key(2));
        assert_eq!(Standing::of(&view, &own), Standing::Voting(1));
        assert_eq!(Standing::of(&view, &key(7)), Standing::Unknown);
        for (now, standing) in [
            (499, Standing::NotYetAccredited),
            (500, Standing::Voting(1)),
            (1_999, Standing::Voting(1)),
            (2_000, Standing::AccreditationEnded),
        ] {
            view.now = now;
            assert_eq!(Standing::of(&view, &own), standing, "{now}");
        }
        view.now = NOW;
        view.registry.pause.began_at = NOW - 1;
        assert_eq!(Standing::of(&view, &own), Standing::RegistryClosed);
        view.registry.pause.began_at = 0;
        view.registry.open = false;
        assert_eq!(Standing::of(&view, &own), Standing::RegistryClosed);
        view.notaries.suspend(&own).unwrap();
        assert_eq!(Standing::of(&view, &own), Standing::Suspended);
    }

    #[test]
    fn a_ballot_is_voted_on_once_and_without_interest() {
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
        assert_eq!(change(|subject| subject.conflicted.push(key(2))), Duty::Interested);
        assert_eq!(change(|subject| subject.conflicted.push(key(102))), Duty::Interested, "affiliated");
        assert_eq!(change(|subject| subject.ballot.conflicted = 0b010), Duty::Interested);
        assert_eq!(change(|subject| subject.ballot.epoch -= 1), Duty::Over, "stale");
        assert_eq!(change(|subject| subject.ballot.expires_at = NOW - 1), Duty::Over);
        assert_eq!(change(|subject| subject.ballot.round = 0), Duty::Over, "a draft");
        assert_eq!(change(|subject| subject.ballot.rejections = 0b101), Duty::Over, "rejected by the others");
    }
}
