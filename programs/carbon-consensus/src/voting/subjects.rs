//! The account types that hold a ballot.

use crate::{
    burn::BurnProof, claim::Claim, errors::CarbonError, pool::Settlement, restatement::Restatement, year::YearClosing,
};
use anchor_lang::prelude::*;
use carbon_wire::digest::SubjectKind;

/// The kind of subject that an account of this discriminator is.
///
/// # Errors
/// `NotASubject` for every other account.
pub(super) fn kind(discriminator: &[u8]) -> Result<SubjectKind> {
    match discriminator {
        Claim::DISCRIMINATOR => Ok(SubjectKind::Claim),
        YearClosing::DISCRIMINATOR => Ok(SubjectKind::YearClosing),
        BurnProof::DISCRIMINATOR => Ok(SubjectKind::BurnProof),
        Restatement::DISCRIMINATOR => Ok(SubjectKind::Restatement),
        Settlement::DISCRIMINATOR => Ok(SubjectKind::Settlement),
        _ => err!(CarbonError::NotASubject),
    }
}
