//! The request for a verification, and its result.

use crate::report::{Finding, Report, SubjectFacts};
use solana_pubkey::Pubkey;

/// The account to vote on: its kind and address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectAddress {
    /// A proposal to close a reporting year as complete.
    YearClosing(Pubkey),
    /// A proposal to neutralize emissions.
    BurnProof(Pubkey),
    /// A proposed result of a reduction pool.
    Settlement(Pubkey),
    /// A proposal to correct a record.
    Restatement(Pubkey),
}

/// Grams recomputed from a restatement's new evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecomputedEvidence {
    /// sha256 of the evidence.
    pub sha256: [u8; 32],
    /// Index of the item in the evidence.
    pub item: u32,
    /// Grams of the record by the evidence.
    pub grams: u64,
}

/// A request for a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerificationRequest {
    /// The subject to verify.
    pub subject: SubjectAddress,
    /// The notary that votes. It does not vote if it has a conflict of interest.
    pub notary: Pubkey,
    /// Unix time of the chain, in seconds.
    pub now: i64,
    /// For a restatement: the result of recomputing its evidence; `None` if the evidence has not been recomputed.
    pub evidence: Option<RecomputedEvidence>,
}

/// The result of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The findings of all checks, and the decision.
    pub report: Report,
    /// The ballot digest recomputed from the events; an approval names it. `None` if history is missing.
    pub digest: Option<[u8; 32]>,
    /// The ballot digest that the account states; a rejection names it. Equal to `digest` if the decision is to approve.
    pub stated: [u8; 32],
}

/// The findings about one subject.
pub(crate) struct CheckedSubject {
    pub subject: SubjectFacts,
    pub findings: Vec<Finding>,
    /// The recomputed ballot digest.
    pub digest: Option<[u8; 32]>,
    /// The ballot digest that the account states.
    pub stated: [u8; 32],
}
