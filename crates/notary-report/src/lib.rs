//! The report of a notary's checks: every finding with its numbers and a sentence, the decision, and the bytes whose sha256
//! goes on chain with the vote.
//!
//! Two programs write reports: the notarization engine about a claim or a year, and the history verification about a ballot's
//! account. Both use this crate, so a status and a decision mean the same in both.
//!
//! The same findings give the same bytes on every machine: a report holds no time, path or machine name, its keys are in a
//! fixed order, and fractions are texts of fixed length. The JSON Schema `schema/report.schema.json`
//! describes the bytes.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod figure;
mod finding;

pub use figure::Figure;
pub use finding::{CheckResult, Finding, Status};

use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Value of `version` in every report.
pub const VERSION: u32 = 1;

/// What was checked, as text and numbers.
pub type SubjectFacts = BTreeMap<&'static str, Figure>;

/// Who wrote the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Format {
    /// The notarization engine.
    #[serde(rename = "carbon-notary-report")]
    Engine,
    /// The verification from chain history.
    #[serde(rename = "carbon-history-report")]
    History,
}

/// What the notary does about the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Vote for it.
    Approve,
    /// Vote against it.
    Reject,
    /// Do not vote: a person decides.
    Escalate,
    /// Do not vote now: verify again when more history has been read.
    NotYet,
    /// Never vote: the notary has a conflict of interest.
    Abstain,
}

impl From<Status> for Decision {
    fn from(worst: Status) -> Self {
        match worst {
            Status::NotApplicable | Status::Pass => Self::Approve,
            Status::Doubt | Status::NotReached => Self::Escalate,
            Status::Fail => Self::Reject,
            Status::Missing => Self::NotYet,
            Status::Conflicted => Self::Abstain,
        }
    }
}

/// All findings about one subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Who wrote it.
    pub format: Format,
    /// [`VERSION`].
    pub version: u32,
    /// What was checked.
    pub subject: SubjectFacts,
    /// What to do.
    pub decision: Decision,
    /// Why, unless the decision is to approve: the sentences of the checks that decided.
    pub reasons: Vec<String>,
    /// The finding of every check.
    #[serde(rename = "checks")]
    pub findings: Vec<Finding>,
}

impl Report {
    /// Decides by the worst status. Without findings the decision is [`Decision::NotYet`]: an unchecked subject is never
    /// approved.
    pub fn new(format: Format, subject: SubjectFacts, findings: Vec<Finding>) -> Self {
        let worst = findings.iter().map(|finding| finding.status).max();
        let decision = Decision::from(worst.unwrap_or(Status::Missing));
        let decided = |finding: &&Finding| decision != Decision::Approve && Decision::from(finding.status) == decision;
        let reasons = findings.iter().filter(decided);
        let reasons = reasons.map(|finding| format!("{}: {}", finding.check, finding.sentence)).collect();
        Self { format, version: VERSION, subject, decision, reasons, findings }
    }

    /// The finding of a check.
    pub fn finding(&self, check: &str) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.check == check)
    }

    /// The report's bytes.
    ///
    /// # Panics
    /// Never: every key of the report's maps is a text, and every value can be serialized.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a report of texts and numbers") + "\n"
    }

    /// sha256 of [`Self::json`]: goes on chain with the vote.
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.json()).into()
    }
}

#[cfg(test)]
mod tests;
