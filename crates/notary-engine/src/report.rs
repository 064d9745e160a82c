//! What the engine found: every check with its numbers and a sentence, the decision, and the report's sha256 for the vote.
//!
//! The same claim, evidence and history give the same bytes everywhere: no time, path or machine stands in a report, keys
//! are in fixed order, and fractions are texts of fixed length. `schema/report.schema.json` describes it.

use crate::facts::Sha256Hash;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Value of `format`.
pub const FORMAT: &str = "carbon-notary-report";
/// Value of `version`.
pub const VERSION: u32 = 1;

/// What one check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As it must be.
    Pass,
    /// Wrong: the claim is rejected.
    Fail,
    /// Unlikely, but not wrong by itself: a person decides.
    Doubt,
    /// The check has nothing to say about this claim.
    NotApplicable,
    /// What it needs could not be read; another check fails for that.
    NotReached,
}

/// What the engine does with the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Vote for it.
    Approve,
    /// Vote against it.
    Reject,
    /// Do not vote: a person decides.
    Escalate,
}

/// A figure of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Figure {
    /// A whole number.
    Whole(u64),
    /// Anything else.
    Text(String),
}

impl From<u64> for Figure {
    fn from(value: u64) -> Self {
        Self::Whole(value)
    }
}

impl From<usize> for Figure {
    fn from(value: usize) -> Self {
        Self::Whole(value as u64)
    }
}

impl From<String> for Figure {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

/// A fraction, with three decimals.
impl From<f64> for Figure {
    fn from(value: f64) -> Self {
        Self::Text(format!("{value:.3}"))
    }
}

/// Verdict, sentence and numbers of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// What was found.
    pub verdict: Verdict,
    /// The same for a person.
    pub sentence: String,
    /// The numbers it was found with.
    pub numbers: BTreeMap<&'static str, Figure>,
}

impl Outcome {
    fn new(verdict: Verdict, sentence: impl Into<String>) -> Self {
        Self { verdict, sentence: sentence.into(), numbers: BTreeMap::new() }
    }

    /// As it must be.
    pub fn pass(sentence: impl Into<String>) -> Self {
        Self::new(Verdict::Pass, sentence)
    }

    /// Wrong.
    pub fn fail(sentence: impl Into<String>) -> Self {
        Self::new(Verdict::Fail, sentence)
    }

    /// For a person to decide.
    pub fn doubt(sentence: impl Into<String>) -> Self {
        Self::new(Verdict::Doubt, sentence)
    }

    /// Nothing to say.
    pub fn not_applicable(sentence: impl Into<String>) -> Self {
        Self::new(Verdict::NotApplicable, sentence)
    }

    /// What it needs could not be read.
    pub fn not_reached() -> Self {
        Self::new(Verdict::NotReached, "not checked: the bundle or its item could not be read")
    }

    /// Adds a number.
    #[must_use]
    pub fn with(mut self, name: &'static str, figure: impl Into<Figure>) -> Self {
        self.numbers.insert(name, figure.into());
        self
    }
}

/// A check and what it found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Id of the check; `docs/notary.md` explains each.
    pub check: &'static str,
    /// What it found.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What was checked, as text.
pub type Subject = BTreeMap<&'static str, Figure>;

/// Everything the engine found about one subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// [`FORMAT`].
    pub format: &'static str,
    /// [`VERSION`].
    pub version: u32,
    /// What was checked.
    pub subject: Subject,
    /// What to do.
    pub decision: Decision,
    /// Why, unless it is approved: the sentences of the checks that decided.
    pub reasons: Vec<String>,
    /// Every check.
    pub checks: Vec<Finding>,
}

impl Report {
    /// Decides: any failure rejects, else any doubt escalates. Nothing doubtful is ever approved.
    pub fn new(subject: Subject, checks: Vec<Finding>) -> Self {
        let has = |verdict| checks.iter().any(|finding| finding.outcome.verdict == verdict);
        let (decision, decisive) = if has(Verdict::Fail) {
            (Decision::Reject, &[Verdict::Fail][..])
        } else if has(Verdict::Doubt) || has(Verdict::NotReached) {
            (Decision::Escalate, &[Verdict::Doubt, Verdict::NotReached][..])
        } else {
            (Decision::Approve, &[][..])
        };
        let decided = checks.iter().filter(|finding| decisive.contains(&finding.outcome.verdict));
        let reasons = decided.map(|finding| format!("{}: {}", finding.check, finding.outcome.sentence)).collect();
        Self { format: FORMAT, version: VERSION, subject, decision, reasons, checks }
    }

    /// What a check found.
    pub fn outcome(&self, check: &str) -> Option<&Outcome> {
        self.checks.iter().find(|finding| finding.check == check).map(|finding| &finding.outcome)
    }

    /// The report's bytes.
    ///
    /// # Panics
    /// Never: the report has neither maps with other keys than texts nor values that can fail.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a report of texts and numbers") + "\n"
    }

    /// sha256 of [`Self::json`]: goes on chain with the vote.
    pub fn sha256(&self) -> Sha256Hash {
        Sha256Hash(Sha256::digest(self.json()).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcomes: impl IntoIterator<Item = Outcome>) -> Report {
        let checks = outcomes.into_iter().map(|outcome| Finding { check: "x", outcome }).collect();
        Report::new(Subject::new(), checks)
    }

    #[test]
    fn the_worst_finding_decides() {
        let (pass, na) = (|| Outcome::pass("p"), || Outcome::not_applicable("n"));
        assert_eq!(report([pass(), na()]).decision, Decision::Approve);
        let doubtful = report([pass(), Outcome::doubt("d")]);
        assert_eq!((doubtful.decision, doubtful.reasons), (Decision::Escalate, vec!["x: d".to_string()]));
        let failed = report([Outcome::doubt("d"), Outcome::fail("f")]);
        assert_eq!((failed.decision, failed.reasons), (Decision::Reject, vec!["x: f".to_string()]));
        assert_eq!(report([pass(), Outcome::not_reached()]).decision, Decision::Escalate, "unchecked is not approved");
    }

    #[test]
    fn the_bytes_are_the_same_each_time() {
        let make = || report([Outcome::pass("p").with("b", 1u64).with("a", 0.12349).with("c", "t".to_string())]);
        assert_eq!(make().sha256(), make().sha256());
        assert!(make().json().contains("\"a\": \"0.123\""));
        assert_ne!(make().sha256(), report([]).sha256());
    }
}
