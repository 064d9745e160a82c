//! The result of one check.

use crate::Figure;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Display;

/// The status of a check, from harmless to decisive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The check does not apply to this subject.
    NotApplicable,
    /// The subject is right.
    Pass,
    /// Unlikely, but not wrong by itself: a person decides.
    Doubt,
    /// The check could not run, because its input could not be read. Another check fails for that.
    NotReached,
    /// The subject is wrong.
    Fail,
    /// Required history or an account is missing. Other differences may come from that.
    Missing,
    /// The notary has a conflict of interest.
    Conflicted,
}

/// The result of a check, before it carries the check's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckResult {
    /// Whether the subject is right.
    pub status: Status,
    /// The same in a sentence for people.
    pub sentence: String,
    /// The numbers behind it.
    pub numbers: BTreeMap<&'static str, Figure>,
}

impl CheckResult {
    fn new(status: Status, sentence: impl Into<String>) -> Self {
        Self { status, sentence: sentence.into(), numbers: BTreeMap::new() }
    }

    /// [`Status::Pass`].
    pub fn pass(sentence: impl Into<String>) -> Self {
        Self::new(Status::Pass, sentence)
    }

    /// [`Status::Fail`].
    pub fn fail(sentence: impl Into<String>) -> Self {
        Self::new(Status::Fail, sentence)
    }

    /// [`Status::Doubt`].
    pub fn doubt(sentence: impl Into<String>) -> Self {
        Self::new(Status::Doubt, sentence)
    }

    /// [`Status::NotApplicable`].
    pub fn not_applicable(sentence: impl Into<String>) -> Self {
        Self::new(Status::NotApplicable, sentence)
    }

    /// [`Status::NotReached`].
    pub fn not_reached() -> Self {
        Self::new(Status::NotReached, "not checked: the bundle or its item could not be read")
    }

    /// [`Status::Missing`].
    pub fn missing(sentence: impl Into<String>) -> Self {
        Self::new(Status::Missing, sentence)
    }

    /// [`Status::Conflicted`].
    pub fn conflicted(sentence: impl Into<String>) -> Self {
        Self::new(Status::Conflicted, sentence)
    }

    /// Adds a number.
    #[must_use]
    pub fn with(mut self, name: &'static str, figure: impl Into<Figure>) -> Self {
        self.numbers.insert(name, figure.into());
        self
    }

    /// Puts the name of the checked thing before the sentence.
    #[must_use]
    pub fn about(mut self, what: impl Display) -> Self {
        self.sentence = format!("{what}: {}", self.sentence);
        self
    }

    /// The result with the worst status: this one, or the first of `others` that is worse.
    #[must_use]
    pub fn unless(self, others: impl IntoIterator<Item = Self>) -> Self {
        others.into_iter().fold(self, |worst, other| if other.status > worst.status { other } else { worst })
    }

    /// The finding of the check `check`.
    pub fn named(self, check: &'static str) -> Finding {
        Finding { check, status: self.status, sentence: self.sentence, numbers: self.numbers }
    }
}

/// The result of a check, with the check's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Id of the check.
    pub check: &'static str,
    /// Whether the subject is right.
    pub status: Status,
    /// The same in a sentence for people.
    pub sentence: String,
    /// The numbers behind it.
    pub numbers: BTreeMap<&'static str, Figure>,
}
