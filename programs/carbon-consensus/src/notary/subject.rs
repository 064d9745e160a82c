//! What notaries vote on: the accounts that hold a ballot.

use super::ballot::Ballot;
use crate::{claim::Claim, errors::CarbonError, year::YearClosing};
use anchor_lang::prelude::*;
use carbon_wire::digest::SubjectKind;

/// An account that holds a ballot.
pub trait Subject {
    /// What it is, as the digest says it.
    fn kind(&self) -> SubjectKind;
    /// Its registry.
    fn registry(&self) -> Pubkey;
    /// Its ballot.
    fn ballot(&mut self) -> &mut Ballot;
    /// Borsh bytes of what the notaries decide about.
    fn content(&self) -> Vec<u8>;
    /// Keys that gain or lose by the decision.
    fn interested(&self) -> &[Pubkey];
}

/// Lets `edit` change the subject in `account`, whichever it is, and writes it back.
pub fn edit<R>(account: &AccountInfo, edit: impl FnOnce(&mut dyn Subject) -> Result<R>) -> Result<R> {
    require_keys_eq!(*account.owner, crate::ID, ErrorCode::AccountOwnedByWrongProgram);
    let mut data = account.try_borrow_mut_data()?;
    match data.get(..8) {
        Some(Claim::DISCRIMINATOR) => edit_as::<Claim, R>(&mut data, edit),
        Some(YearClosing::DISCRIMINATOR) => edit_as::<YearClosing, R>(&mut data, edit),
        _ => err!(CarbonError::NotASubject),
    }
}

fn edit_as<T, R>(data: &mut [u8], edit: impl FnOnce(&mut dyn Subject) -> Result<R>) -> Result<R>
where
    T: Subject + AccountSerialize + AccountDeserialize,
{
    let mut subject = Box::new(T::try_deserialize(&mut &data[..])?);
    let result = edit(subject.as_mut())?;
    subject.try_serialize(&mut &mut data[..])?;
    Ok(result)
}
