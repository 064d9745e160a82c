//! Verifies year closings, burn proofs, pool settlements and restatements from chain history, before a notary votes on them.
//!
//! The program enforces its own rules, so a notary that trusts the account it votes on would add nothing. This crate recomputes
//! every figure of the account from the events of all transactions ([`event_history`]), compares them with the accounts of a node
//! ([`accounts`]), and computes the digest to vote for from the recomputed content. Any difference refuses the subject; missing
//! history never leads to an approval.
//!
//! ```
//! use carbon_notary_history::{
//!     accounts::AccountSource, event_history::EventHistory, verify, SubjectAddress, VerificationRequest,
//! };
//! # use solana_pubkey::Pubkey;
//! # fn decide(node: &dyn AccountSource, events: &[Vec<u8>], registry: Pubkey, notary: Pubkey, proof: Pubkey) -> anyhow::Result<()> {
//! let mut history = EventHistory::new(registry);
//! events.iter().for_each(|event| history.observe(event));
//! let subject = SubjectAddress::BurnProof(proof);
//! let request = VerificationRequest { subject, notary, now: 1_725_148_800, evidence: None };
//! let verification = verify(node, &history, &request)?;
//! println!("{:?}: vote for {:?}", verification.report.decision, verification.digest);
//! # Ok(())
//! # }
//! ```
//!
//! Fields that no event carries are read from the account as they are: a source's streams and operators, pauses, a burn's purpose,
//! a restatement's reason. `docs/notary-history.md` lists the checks and their limits.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod accounts;
mod ballot;
mod burn;
pub mod event_history;
mod log;
mod records;
mod request;
mod restatement;
mod review_input;
mod settlement;
mod year;

pub use carbon_notary_report as report;
pub use request::{RecomputedEvidence, SubjectAddress, Verification, VerificationRequest};

use accounts::{AccountReader, AccountSource};
use anyhow::Result;
use event_history::EventHistory;
use report::{Format, Report};
use request::CheckedSubject;
use review_input::ReviewInput;

/// Verifies a subject of the registry of `history`.
///
/// # Errors
/// When the source of accounts does not answer, or lacks the subject or an account that the subject needs. An error is not a
/// finding: try again later.
pub fn verify(
    accounts: &dyn AccountSource,
    history: &EventHistory,
    request: &VerificationRequest,
) -> Result<Verification> {
    let input = ReviewInput::read(AccountReader(accounts), history, request)?;
    let CheckedSubject { subject, mut findings, digest, stated } = match request.subject {
        SubjectAddress::YearClosing(key) => year::verify(&input, key),
        SubjectAddress::BurnProof(key) => burn::verify(&input, key),
        SubjectAddress::Settlement(key) => settlement::verify(&input, key),
        SubjectAddress::Restatement(key) => restatement::verify(&input, key),
    }?;
    findings.insert(0, input.rules().named("registry"));
    Ok(Verification { report: Report::new(Format::History, subject, findings), digest, stated })
}
