//! What notaries vote on: the beginning that all accounts with a ballot share.

use super::{
    ballot::{Ballot, Round},
    set::{NotarySet, MAX_NOTARIES},
};
use crate::{account::VERSION, errors::CarbonError};
use anchor_lang::prelude::*;
use carbon_wire::digest::SubjectKind;

/// Most conflicted keys that are known when a subject opens: who submits or proposes, the owner of the source and its
/// operators. A review may add further keys; accounts with a review have room for them.
pub const MAX_CONFLICTED: usize = 6;

/// The first field of every account that holds a ballot. Voting and reopening read and write nothing else of the
/// account, so they cost the same whatever the subject is.
#[derive(AnchorSerialize, AnchorDeserialize, InitSpace, Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Layout version of the account.
    pub version: u8,
    /// PDA bump of the account.
    pub bump: u8,
    /// The registry.
    pub registry: Pubkey,
    /// keccak-256 of the content's borsh bytes: what the notaries decide about.
    pub content: [u8; 32],
    /// The votes.
    pub ballot: Ballot,
    /// Keys that gain or lose by the decision: whoever of them is a notary, or tied to one, does not vote.
    #[max_len(MAX_CONFLICTED)]
    pub conflicted: Vec<Pubkey>,
}

impl Subject {
    /// A subject whose first round opens now.
    pub fn open(bump: u8, round: &Round, conflicted: Vec<Pubkey>) -> Self {
        Self {
            version: VERSION,
            bump,
            registry: *round.registry_key,
            content: *round.content,
            ballot: Ballot::open(round),
            conflicted,
        }
    }

    /// A subject still being put together; its first round opens later.
    pub fn draft(bump: u8, registry: Pubkey, conflicted: Vec<Pubkey>) -> Self {
        Self { version: VERSION, bump, registry, content: [0; 32], ballot: Ballot::default(), conflicted }
    }

    /// Shuts out notaries found to have an interest: those in the bitmap `tied` of this set. They are remembered by their
    /// keys, so that they stay out in the next round, and their votes in this one do not count. (In a stale round votes do
    /// not count anyway, and its bitmap is of another set.)
    pub fn exclude(&mut self, notaries: &NotarySet, tied: u64) {
        for index in (0..MAX_NOTARIES).filter(|index| tied >> index & 1 == 1) {
            let key = notaries.notaries[index].key;
            if !self.conflicted.contains(&key) {
                self.conflicted.push(key);
            }
        }
        if self.ballot.epoch == notaries.epoch {
            self.ballot.conflicted |= tied;
        }
    }

    /// Lets `edit` change the subject that `account` begins with, of this registry, and writes it back.
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
        // Only the ballot ever changes, so the length does not.
        let mut bytes = Vec::with_capacity(Self::INIT_SPACE);
        subject.serialize(&mut bytes)?;
        content[..bytes.len()].copy_from_slice(&bytes);
        Ok(result)
    }
}
