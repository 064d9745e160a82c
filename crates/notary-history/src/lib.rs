//! Verifies year closings, burn proofs, pool settlements and restatements from chain history, before a notary votes on them.
//!
//! The program enforces its rules by itself. A notary that believed the account it is asked to vote on would add nothing: here
//! every figure of it is put together anew, from the events of all transactions ([`past`]), compared with the accounts the ledger
//! shows ([`ledger`]), and the digest to vote for is computed from that and not read. Any difference refuses; missing history is
//! never an approval.
//!
//! ```
//! use carbon_notary_history::{ledger::Ledger, past::Past, verify, Question, Subject};
//! # use solana_pubkey::Pubkey;
//! # fn decide(node: &dyn Ledger, events: &[Vec<u8>], registry: Pubkey, notary: Pubkey, proof: Pubkey) -> anyhow::Result<()> {
//! let mut past = Past::new(registry);
//! events.iter().for_each(|event| past.observe(event));
//! let question = Question { subject: Subject::BurnProof(proof), notary, now: 1_725_148_800, evidence: None };
//! let verdict = verify(node, &past, &question)?;
//! println!("{:?}: vote for {:?}, report {:?}", verdict.report.decision, verdict.digest, verdict.report.sha256());
//! # Ok(())
//! # }
//! ```
//!
//! What no event tells is believed of the ledger: a source's streams and operators, pauses, a burn's purpose, a restatement's
//! reason. `docs/notary-verify.md` lists the checks and what they cannot see.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod ballot;
mod burn;
mod case;
pub mod ledger;
mod log;
pub mod past;
mod records;
pub use carbon_notary_report as report;
mod restatement;
mod settlement;
mod year;

use anyhow::Result;
use case::Case;
use ledger::{Ledger, Reader};
use past::Past;
use report::{Finding, Report};
use solana_pubkey::Pubkey;

/// What a notary is asked to vote on, by its account's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The statement that a reporting year is complete.
    YearClosing(Pubkey),
    /// A proposal to neutralize emissions.
    BurnProof(Pubkey),
    /// What a reduction pool comes to.
    Settlement(Pubkey),
    /// A proposal to correct a record.
    Restatement(Pubkey),
}

/// What new evidence comes to, as whoever read it recomputed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recomputed {
    /// sha256 of the evidence.
    pub sha256: [u8; 32],
    /// Item of it.
    pub item: u32,
    /// Grams that the record should have by it.
    pub grams: u64,
}

/// What is to be verified, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is voted on.
    pub subject: Subject,
    /// The notary that asks: it does not vote where it has an interest.
    pub notary: Pubkey,
    /// Unix time of the ledger.
    pub now: i64,
    /// For a restatement: what its evidence comes to, `None` while nobody has read it.
    pub evidence: Option<Recomputed>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Every check, and the decision.
    pub report: Report,
    /// The ballot digest of the content put together anew: what a vote for it names. `None` where history is missing.
    pub digest: Option<[u8; 32]>,
    /// The ballot digest that the account states: what a vote against it names. The same as `digest` where the decision is to
    /// approve.
    pub named: [u8; 32],
}

/// What a subject's checks found.
pub(crate) struct Found {
    subject: report::Subject,
    checks: Vec<Finding>,
    digest: Option<[u8; 32]>,
    named: [u8; 32],
}

/// Verifies a subject of the registry that `past` is about.
///
/// # Errors
/// When the ledger does not answer, or lacks the subject or an account that it cannot be without: no finding, to be tried again.
pub fn verify(ledger: &dyn Ledger, past: &Past, question: &Question) -> Result<Verdict> {
    let case = Case::new(Reader(ledger), past, question)?;
    let Found { subject, mut checks, digest, named } = match question.subject {
        Subject::YearClosing(key) => year::verify(&case, key),
        Subject::BurnProof(key) => burn::verify(&case, key),
        Subject::Settlement(key) => settlement::verify(&case, key),
        Subject::Restatement(key) => restatement::verify(&case, key),
    }?;
    checks.insert(0, case.rules().named("registry"));
    Ok(Verdict { report: Report::new(report::Format::History, subject, checks), digest, named })
}
