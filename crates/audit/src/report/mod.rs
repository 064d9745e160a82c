//! What an audit found.

mod page;
pub mod words;

use serde::Serialize;

/// A link of the chain of checks, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The statement's bytes and words against the certificates.
    Statement,
    /// The files behind each record: manifest, hashes, signature.
    Evidence,
    /// Raw rows, recomputed to grams.
    Grams,
    /// Each record's digest and the votes for it.
    Notaries,
    /// The history of the burned units, from record to burn.
    Lots,
    /// The burn: its votes, equal sides, no unit twice, void and covered ones.
    Burn,
    /// The inventory of the year.
    Year,
    /// The leaves, rebuilt from certificate and inventory.
    Leaf,
    /// The Merkle log of all leaves.
    Log,
    /// The ledger on the L1.
    L1,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Statement,
        Self::Evidence,
        Self::Grams,
        Self::Notaries,
        Self::Lots,
        Self::Burn,
        Self::Year,
        Self::Leaf,
        Self::Log,
        Self::L1,
    ];

    /// What it checks, in plain words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Statement => "The statement is the one the certificate names, and says what the certificate says",
            Self::Evidence => "The raw data files are complete, unaltered and signed by a listed data provider",
            Self::Grams => "The raw data, added up again, come to the recorded mass to the gram",
            Self::Notaries => "A quorum of notaries signed off each record",
            Self::Lots => "The units burned lead back, owner by owner, to their records",
            Self::Burn => "Both sides were burned in equal mass, once, and nothing is missing since",
            Self::Year => "The year's account is complete and adds up",
            Self::Leaf => "The register's entries say the same",
            Self::Log => "The register is whole: no entry altered, none left out",
            Self::L1 => "The second chain holds that register and gives the same answer",
        }
    }
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As it should be.
    Pass,
    /// Could not be checked.
    Open,
    /// Not as it should be.
    Fail,
}

/// One check.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// Where in the chain.
    pub step: Step,
    /// How it came out.
    pub outcome: Outcome,
    /// What it is about: a record, certificate or file, by its address or path.
    pub about: String,
    /// What was found, with the numbers.
    pub sentence: String,
    /// Where that stands: account, transaction, file, contract.
    pub source: String,
}

/// What all of it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// Every check passed.
    Confirmed,
    /// None failed, but some could not be made.
    NotFullyChecked,
    /// Some failed.
    Refuted,
}

/// The facts that a page names besides its findings.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Facts {
    /// What is declared neutral.
    pub subject: String,
    /// Who answers for it.
    pub responsible: String,
    /// The claim, word for word.
    pub claim: String,
    /// Of which days.
    pub period: String,
    /// Who prepared the statement and when.
    pub prepared: String,
    /// What the statement leaves out.
    pub exclusions: Vec<String>,
    /// The registry: name and address.
    pub registry: String,
    /// Grams of the footprint.
    pub footprint_grams: u64,
    /// Grams neutralized by the certificates, less what is void and not covered.
    pub offset_grams: u64,
    /// Certificates, by address, with their days.
    pub certificates: Vec<String>,
    /// Credits, each in a line.
    pub credits: Vec<String>,
    /// Years of the emitters, each in a line: carbon neutral, or so much of so much.
    pub years: Vec<String>,
    /// What has happened since that a reader should know.
    pub remarks: Vec<String>,
    /// The contract that was asked, and its chain.
    pub ledger: String,
}

/// The result of an audit.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// sha256 of the statement's bytes, hex.
    pub statement_sha256: String,
    /// What all of it comes to.
    pub conclusion: Conclusion,
    /// Facts for the page.
    pub facts: Facts,
    /// Every check, in the order of the steps.
    pub findings: Vec<Finding>,
}

impl Report {
    /// An audit of these bytes that has found nothing yet.
    pub fn new(statement: &[u8]) -> Self {
        Self {
            statement_sha256: hex::encode(crate::key::sha256(statement)),
            conclusion: Conclusion::NotFullyChecked,
            facts: Facts::default(),
            findings: vec![],
        }
    }

    fn add(&mut self, outcome: Outcome, place: (Step, &dyn ToString), sentence: impl ToString, source: impl ToString) {
        let (step, about) = (place.0, place.1.to_string());
        self.findings.push(Finding {
            step,
            outcome,
            about,
            sentence: sentence.to_string(),
            source: source.to_string(),
        });
    }

    /// Notes what is as it should be.
    pub fn pass(&mut self, step: Step, about: &dyn ToString, sentence: impl ToString, source: impl ToString) {
        self.add(Outcome::Pass, (step, about), sentence, source);
    }

    /// Notes what is not.
    pub fn fail(&mut self, step: Step, about: &dyn ToString, sentence: impl ToString, source: impl ToString) {
        self.add(Outcome::Fail, (step, about), sentence, source);
    }

    /// Notes what could not be checked.
    pub fn open(&mut self, step: Step, about: &dyn ToString, sentence: impl ToString, source: impl ToString) {
        self.add(Outcome::Open, (step, about), sentence, source);
    }

    /// Notes the first of several contradictions, or else what they were looked for in.
    pub fn require(
        &mut self,
        place: (Step, &dyn ToString),
        wrong: impl IntoIterator<Item = Option<String>>,
        right: impl ToString,
        source: impl ToString,
    ) -> bool {
        let wrong = wrong.into_iter().flatten().next();
        match &wrong {
            Some(what) => self.add(Outcome::Fail, place, what, source),
            None => self.add(Outcome::Pass, place, right, source),
        }
        wrong.is_none()
    }

    /// Sorts the findings and concludes.
    pub fn conclude(mut self) -> Self {
        self.findings.sort_by_key(|finding| finding.step);
        let worst = self.findings.iter().map(|finding| finding.outcome).max();
        let skipped = Step::ALL.iter().any(|step| self.of(*step).next().is_none());
        self.conclusion = match worst {
            Some(Outcome::Fail) => Conclusion::Refuted,
            Some(Outcome::Pass) if !skipped => Conclusion::Confirmed,
            _ => Conclusion::NotFullyChecked,
        };
        self
    }

    /// The findings of a step.
    pub fn of(&self, step: Step) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.step == step)
    }

    /// The checks that failed.
    pub fn failures(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.outcome == Outcome::Fail)
    }

    /// 0 where all of it is confirmed, 1 where something failed, 2 where something could not be checked.
    pub fn exit_code(&self) -> u8 {
        match self.conclusion {
            Conclusion::Confirmed => 0,
            Conclusion::Refuted => 1,
            Conclusion::NotFullyChecked => 2,
        }
    }

    /// The page.
    pub fn page(&self) -> String {
        page::write(self)
    }
}

/// `None` where two values are the same, else a sentence on how they differ.
pub fn differ<T: PartialEq + std::fmt::Display>(what: &str, found: T, expected: T) -> Option<String> {
    (found != expected).then(|| format!("{what} is {found}, not {expected}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcomes: &[Outcome]) -> Report {
        let mut report = Report::new(b"statement");
        for (step, outcome) in Step::ALL.into_iter().zip(outcomes) {
            report.add(*outcome, (step, &"a record"), "a sentence", "an account");
        }
        report.conclude()
    }

    #[test]
    fn a_failure_outweighs_all_and_what_was_not_reached_is_not_confirmed() {
        let all = [Outcome::Pass; 10];
        assert_eq!(report(&all).exit_code(), 0);
        assert_eq!(report(&all[..9]).exit_code(), 2, "a step was not reached");
        let mut open = all;
        open[3] = Outcome::Open;
        assert_eq!(report(&open).exit_code(), 2);
        open[9] = Outcome::Fail;
        assert_eq!(report(&open).exit_code(), 1);
    }

    #[test]
    fn the_page_names_what_failed_and_where() {
        let mut outcomes = [Outcome::Pass; 10];
        outcomes[1] = Outcome::Fail;
        let page = report(&outcomes).page();
        assert!(page.contains("NOT CONFIRMED"));
        assert!(page.contains("2. NO"));
        assert!(page.contains("> a record: a sentence [an account]"));
    }
}
