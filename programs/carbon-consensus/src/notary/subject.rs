//! What notaries vote on: the beginning that all accounts with a ballot share.

use super::ballot::{Ballot, Round};
use crate::{claim::Claim, errors::CarbonError, registry::VERSION, source::MAX_INTERESTED, year::YearClosing};
use anchor_lang::prelude::*;
use carbon_wire::digest::SubjectKind;

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
    #[max_len(MAX_INTERESTED)]
    pub interested: Vec<Pubkey>,
}

impl Subject {
    /// A subject whose first round opens now.
    pub fn open(bump: u8, round: &Round, interested: Vec<Pubkey>) -> Self {
        Self {
            version: VERSION,
            bump,
            registry: *round.registry_key,
            content: *round.content,
            ballot: Ballot::open(round),
            interested,
        }
    }

    /// What the account is, by its discriminator.
    fn kind(discriminator: &[u8]) -> Result<SubjectKind> {
        match discriminator {
            Claim::DISCRIMINATOR => Ok(SubjectKind::Claim),
            YearClosing::DISCRIMINATOR => Ok(SubjectKind::YearClosing),
            _ => err!(CarbonError::NotASubject),
        }
    }

    /// Lets `edit` change the subject that `account` begins with, of this registry, and writes it back.
    pub fn edit<R>(
        account: &AccountInfo,
        registry: &Pubkey,
        edit: impl FnOnce(&mut Self, SubjectKind) -> Result<R>,
    ) -> Result<R> {
        require_keys_eq!(*account.owner, crate::ID, ErrorCode::AccountOwnedByWrongProgram);
        let mut data = account.try_borrow_mut_data()?;
        let (discriminator, content) = data.split_at_mut_checked(8).ok_or(CarbonError::NotASubject)?;
        let kind = Self::kind(discriminator)?;
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
