//! What was found: every check with its numbers and a sentence, the decision, and the sha256 for the vote. The same shape as a
//! claim's report, with two decisions more.
//!
//! The same ledger and history give the same bytes on every notary's machine: no time, path or machine stands in a report.
//! `schema/report.schema.json` describes it.

use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Value of `format`.
pub const FORMAT: &str = "carbon-rpc-report";
/// Value of `version`.
pub const VERSION: u32 = 1;

/// What one check found, from harmless to decisive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// The check has nothing to say about this subject.
    NotApplicable,
    /// As it must be.
    Pass,
    /// Not for a machine to decide.
    Doubt,
    /// Ledger and history, or ledger and subject, differ.
    Fail,
    /// Something it needs has not been seen, or is not there yet: whatever else differs may come from that.
    Missing,
    /// The notary itself gains or loses by the decision.
    Interest,
}

/// What to do about the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Vote for it.
    Approve,
    /// Vote against it.
    Reject,
    /// Do not vote: a person decides.
    Escalate,
    /// Do not vote now; verify again when more has been seen.
    NotYet,
    /// Never vote: the notary has an interest.
    Abstain,
}

impl From<Finding> for Decision {
    fn from(worst: Finding) -> Self {
        match worst {
            Finding::Pass | Finding::NotApplicable => Self::Approve,
            Finding::Doubt => Self::Escalate,
            Finding::Fail => Self::Reject,
            Finding::Missing => Self::NotYet,
            Finding::Interest => Self::Abstain,
        }
    }
}

/// A figure of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Figure {
    /// A whole number.
    Whole(u64),
    /// Anything else: addresses, and numbers that JSON readers may round.
    Text(String),
}

macro_rules! figure {
    ($($from:ty => $make:expr),* $(,)?) => {
        $(impl From<$from> for Figure {
            fn from(value: $from) -> Self {
                $make(value)
            }
        })*
    };
}

figure! {
    u64 => Self::Whole,
    u32 => |value| Self::Whole(u64::from(value)),
    u16 => |value| Self::Whole(u64::from(value)),
    usize => |value| Self::Whole(value as u64),
    u128 => |value: u128| Self::Text(value.to_string()),
    i128 => |value: i128| Self::Text(value.to_string()),
    String => Self::Text,
    solana_pubkey::Pubkey => |value: solana_pubkey::Pubkey| Self::Text(value.to_string()),
}

/// A check and what it found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Its id; `docs/notary-verify.md` explains each.
    #[serde(rename = "check")]
    pub id: &'static str,
    /// What it found.
    pub verdict: Finding,
    /// The same for a person.
    pub sentence: String,
    /// The numbers it was found with.
    pub numbers: BTreeMap<&'static str, Figure>,
}

/// What a check found, before it has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub finding: Finding,
    sentence: String,
    numbers: BTreeMap<&'static str, Figure>,
}

impl Outcome {
    fn new(finding: Finding, sentence: impl Into<String>) -> Self {
        Self { finding, sentence: sentence.into(), numbers: BTreeMap::new() }
    }

    pub fn pass(sentence: impl Into<String>) -> Self {
        Self::new(Finding::Pass, sentence)
    }

    pub fn fail(sentence: impl Into<String>) -> Self {
        Self::new(Finding::Fail, sentence)
    }

    pub fn doubt(sentence: impl Into<String>) -> Self {
        Self::new(Finding::Doubt, sentence)
    }

    pub fn missing(sentence: impl Into<String>) -> Self {
        Self::new(Finding::Missing, sentence)
    }

    pub fn interest(sentence: impl Into<String>) -> Self {
        Self::new(Finding::Interest, sentence)
    }

    pub fn not_applicable(sentence: impl Into<String>) -> Self {
        Self::new(Finding::NotApplicable, sentence)
    }

    /// Adds a number.
    #[must_use]
    pub fn with(mut self, name: &'static str, figure: impl Into<Figure>) -> Self {
        self.numbers.insert(name, figure.into());
        self
    }

    /// Says what it is about, before the sentence.
    #[must_use]
    pub fn about(mut self, what: impl std::fmt::Display) -> Self {
        self.sentence = format!("{what}: {}", self.sentence);
        self
    }

    /// This one, unless one of the others is worse: then the first of the worst.
    pub fn unless(self, others: impl IntoIterator<Item = Self>) -> Self {
        others.into_iter().fold(self, |worst, other| if other.finding > worst.finding { other } else { worst })
    }

    pub fn named(self, id: &'static str) -> Check {
        Check { id, verdict: self.finding, sentence: self.sentence, numbers: self.numbers }
    }
}

/// Everything that was found about one subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// [`FORMAT`].
    pub format: &'static str,
    /// [`VERSION`].
    pub version: u32,
    /// What was verified, as text.
    pub subject: BTreeMap<&'static str, Figure>,
    /// What to do.
    pub decision: Decision,
    /// Why, unless it is approved: the sentences of the checks that decided.
    pub reasons: Vec<String>,
    /// Every check.
    pub checks: Vec<Check>,
}

impl Report {
    pub(crate) fn new(subject: BTreeMap<&'static str, Figure>, checks: Vec<Check>) -> Self {
        let worst = checks.iter().map(|check| check.verdict).max();
        // Nothing checked is nothing approved.
        let worst = worst.unwrap_or(Finding::Missing);
        let decided = checks.iter().filter(|check| check.verdict == worst && worst > Finding::Pass);
        let reasons = decided.map(|check| format!("{}: {}", check.id, check.sentence)).collect();
        Self { format: FORMAT, version: VERSION, subject, decision: worst.into(), reasons, checks }
    }

    /// What a check found.
    pub fn check(&self, id: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.id == id)
    }

    /// The report's bytes.
    ///
    /// # Panics
    /// Never: the report has neither maps with other keys than texts nor values that can fail.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a report of texts and numbers") + "\n"
    }

    /// sha256 of [`Self::json`]: goes on chain with the vote.
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.json()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcomes: impl IntoIterator<Item = Outcome>) -> Report {
        Report::new(BTreeMap::new(), outcomes.into_iter().map(|outcome| outcome.named("x")).collect())
    }

    #[test]
    fn the_worst_finding_decides() {
        let pass = || Outcome::pass("p");
        assert_eq!(report([pass(), Outcome::not_applicable("n")]).decision, Decision::Approve);
        assert_eq!(report([]).decision, Decision::NotYet, "nothing was checked");
        let cases = [
            (Outcome::doubt("why"), Decision::Escalate),
            (Outcome::fail("why"), Decision::Reject),
            (Outcome::missing("why"), Decision::NotYet),
            (Outcome::interest("why"), Decision::Abstain),
        ];
        let mut worse = vec![pass()];
        for (outcome, decision) in cases {
            worse.push(outcome);
            let report = report(worse.clone());
            assert_eq!((report.decision, report.reasons), (decision, vec!["x: why".to_string()]));
        }
    }

    #[test]
    fn the_bytes_are_the_same_each_time() {
        let make = || report([pass_with(u128::MAX)]);
        assert_eq!(make().sha256(), make().sha256());
        assert!(make().json().contains(&format!("\"a\": \"{}\"", u128::MAX)));
        assert_ne!(make().sha256(), report([pass_with(1)]).sha256());
    }

    fn pass_with(figure: u128) -> Outcome {
        Outcome::pass("p").with("b", 1u64).with("a", figure)
    }
}
