//! A subject of a vote: the first field of all accounts that hold a ballot.

use super::{
    ballot::{Ballot, Round},
    set::{NotarySet, MAX_NOTARIES},
};
use crate::{
    account::{Invariant, VERSION},
    errors::CarbonError,
};
use anchor_lang::prelude::*;
use carbon_wire::digest::SubjectKind;

/// Maximum number of conflicted keys when a subject opens: the submitter or proposer, the source's owner and its
/// operators. A review may add more keys; accounts with a review have room for them.
pub const MAX_CONFLICTED: usize = 6;

/// The first field of every account that holds a ballot. Voting and reopening read and write only this field, so they
/// cost the same for every kind of subject.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Layout version of the account.
    pub version: u8,
    /// PDA bump of the account.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// keccak-256 of the borsh bytes of the content that the notaries decide about.
    pub content: [u8; 32],
    /// The votes.
    pub ballot: Ballot,
    /// Keys with a conflict of interest. A notary with such a key, its own or an affiliated one, cannot vote.
    #[max_len(MAX_CONFLICTED)]
    pub conflicted: Vec<Pubkey>,
}

impl Subject {
    /// A subject whose first round opens now.
    pub fn open(bump: u8, round: &Round) -> Self {
        Self {
            version: VERSION,
            bump,
            registry: *round.registry_key,
            content: *round.content,
            ballot: Ballot::open(round),
            conflicted: round.conflicted.to_vec(),
        }
    }

    /// A subject that is still being prepared. Its first round opens later.
    pub fn draft(bump: u8, registry: Pubkey, conflicted: Vec<Pubkey>) -> Self {
        Self { version: VERSION, bump, registry, content: [0; 32], ballot: Ballot::default(), conflicted }
    }

    /// Excludes the notaries in the bitmap `excluded` of this set, because of a conflict of interest. Their keys are
    /// stored, so that they cannot vote in a later round, and their votes in this round do not count.
    pub fn exclude(&mut self, notaries: &NotarySet, excluded: u64) {
        let known = self.conflicted.len();
        for index in (0..MAX_NOTARIES).filter(|index| excluded >> index & 1 == 1) {
            let key = notaries.notaries[index].key;
            if !self.conflicted.contains(&key) {
                self.conflicted.push(key);
            }
        }
        self.ballot.exclude(notaries, excluded, self.conflicted.len() > known);
    }

    /// Reads the subject at the beginning of `account`, calls `edit` and writes the subject back. Refuses a subject of
    /// another registry.
    pub fn edit<R>(
        account: &AccountInfo,
        registry: &Pubkey,
        kind_of: fn(&[u8]) -> Result<SubjectKind>,
        edit: impl FnOnce(&mut Self, SubjectKind) -> Result<R>,
    ) -> Result<R> {
        require_keys_eq!(*account.owner, crate::ID, ErrorCode::AccountOwnedByWrongProgram);
        let mut data = account.try_borrow_mut_data()?;
        let (discriminator, content) = data.split_at_mut_checked(8).ok_or(CarbonError::NotASubject)?;
        let kind = kind_of(discriminator)?;
        let mut subject = Self::deserialize(&mut &content[..])?;
        require_keys_eq!(subject.registry, *registry, CarbonError::WrongRegistry);
        let result = edit(&mut subject, kind)?;
        subject.ballot.invariant()?;
        // `edit` changes only the ballot, so the length stays the same.
        let mut bytes = Vec::with_capacity(Self::INIT_SPACE);
        subject.serialize(&mut bytes)?;
        content[..bytes.len()].copy_from_slice(&bytes);
        Ok(result)
    }
}
