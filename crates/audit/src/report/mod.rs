//! The result of an audit: one [`AuditFinding`] per check, and the page made of them.
//!
//! The texts of a report are for lay readers. On purpose they say "mass" for grams CO2e, "register" for the rollup log and
//! "entry" for a leaf, and no other term of the program that a reader would have to look up.

pub mod format;
mod page;

use crate::statement::NeutralityClaim;
use serde::Serialize;
use std::fmt::Display;

/// A step of the audit, in the order in which the checks build on each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The statement's bytes and content against the certificates.
    Statement,
    /// The files behind each record: manifest, hashes, signature.
    Evidence,
    /// Grams, recomputed from the raw rows.
    Grams,
    /// The registry's rules, sources and factors, against what their authors signed.
    Rules,
    /// Each record's digest, corrections and the votes for them.
    Notaries,
    /// The history of the burned units, from record to burn.
    Lots,
    /// The burn: its votes, equal sides, no unit burned twice, void units and their covers.
    Burn,
    /// The inventory of the year.
    Year,
    /// The kind of claim, against records and years.
    Claim,
    /// The leaves, rebuilt from certificate and inventory.
    Leaf,
    /// The Merkle log of all leaves.
    Log,
    /// The ledger on the L1.
    L1,
}

impl Step {
    /// All steps, in order.
    pub const ALL: [Self; 12] = [
        Self::Statement,
        Self::Evidence,
        Self::Grams,
        Self::Rules,
        Self::Notaries,
        Self::Lots,
        Self::Burn,
        Self::Year,
        Self::Claim,
        Self::Leaf,
        Self::Log,
        Self::L1,
    ];

    /// What the step checks, as a sentence for the page.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Statement => "The statement is the one the certificate names, and says what the certificate says",
            Self::Evidence => "The raw data files are complete, unaltered and signed by a listed data provider",
            Self::Grams => "The raw data, added up again, give the recorded mass to the gram",
            Self::Rules => "Rules, sources and factors are those that their authors signed",
            Self::Notaries => "A quorum of notaries signed off each record",
            Self::Lots => "The units burned lead back, owner by owner, to their records",
            Self::Burn => "Both sides were burned in equal mass, once, and nothing is missing since",
            Self::Year => "The year's account is complete and adds up",
            Self::Claim => "What the statement claims follows from its records, credits and year",
            Self::Leaf => "The register's entries say the same",
            Self::Log => "The register is whole: no entry altered, none left out",
            Self::L1 => "The L1 holds that register and gives the same answer",
        }
    }
}

/// Result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The check was made and found nothing wrong.
    Pass,
    /// The check could not be made.
    Open,
    /// The check found something wrong.
    Fail,
}

/// A check and its result.
#[derive(Clone, Debug, Serialize)]
pub struct AuditFinding {
    /// The step that the check belongs to.
    pub step: Step,
    /// Its result.
    pub status: Status,
    /// Its subject: a record, certificate or file, by its address or path.
    pub about: String,
    /// What was found, with the numbers.
    pub sentence: String,
    /// Where the facts are: account, transaction, file, contract.
    pub source: String,
}

/// A check before its result is known. It makes the [`AuditFinding`].
#[derive(Clone, Debug)]
pub struct Check {
    step: Step,
    about: String,
    source: String,
}

impl Check {
    /// A check of `step` on a subject, by facts from `source`.
    pub fn new(step: Step, about: impl Display, source: impl Display) -> Self {
        Self { step, about: about.to_string(), source: source.to_string() }
    }

    /// Nothing is wrong.
    pub fn pass(&self, sentence: impl Display) -> AuditFinding {
        self.finding(Status::Pass, sentence)
    }

    /// Something is wrong.
    pub fn fail(&self, sentence: impl Display) -> AuditFinding {
        self.finding(Status::Fail, sentence)
    }

    /// The check could not be made.
    pub fn open(&self, sentence: impl Display) -> AuditFinding {
        self.finding(Status::Open, sentence)
    }

    /// Fails with the first contradiction of several, or passes with the sentence `right`.
    pub fn unless(
        &self,
        contradictions: impl IntoIterator<Item = Option<String>>,
        right: impl Display,
    ) -> AuditFinding {
        match contradictions.into_iter().flatten().next() {
            Some(wrong) => self.fail(wrong),
            None => self.pass(right),
        }
    }

    /// Passes with the sentence in `Ok`, or fails with the one in `Err`.
    pub fn result(&self, result: Result<impl Display, impl Display>) -> AuditFinding {
        match result {
            Ok(sentence) => self.pass(sentence),
            Err(sentence) => self.fail(sentence),
        }
    }

    fn finding(&self, status: Status, sentence: impl Display) -> AuditFinding {
        let Self { step, about, source } = self.clone();
        AuditFinding { step, status, about, sentence: sentence.to_string(), source }
    }
}

/// The result of the whole audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// Every check passed, and the year is carbon neutral.
    Confirmed,
    /// Every check that was made passed, but confirms less than a carbon neutral year with its raw data.
    PartlyConfirmed,
    /// No check failed, but some could not be made.
    NotFullyChecked,
    /// At least one check failed.
    Refuted,
}

impl Conclusion {
    /// 0: a carbon neutral year is confirmed; 1: something failed; 2: something could not be checked; 3: partly confirmed.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Confirmed => 0,
            Self::Refuted => 1,
            Self::NotFullyChecked => 2,
            Self::PartlyConfirmed => 3,
        }
    }
}

/// Facts for the page, besides the findings.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Facts {
    /// The subject that is declared neutral.
    pub subject: String,
    /// The party responsible for the subject.
    pub responsible: String,
    /// What the statement claims.
    pub claim: Option<NeutralityClaim>,
    /// The claim in the author's words, which were not checked.
    pub words: String,
    /// First and last day.
    pub period: String,
    /// Author and day of the statement, and its assurance.
    pub prepared: String,
    /// What the statement leaves out.
    pub exclusions: Vec<String>,
    /// The program: address, code and upgrade authority.
    pub program: String,
    /// The registry: name and address.
    pub registry: String,
    /// Whether the auditor gave the registry. If not, the certificate chose it, and anyone can create a registry of any name.
    pub registry_given: bool,
    /// Grams of the footprint.
    pub footprint_grams: u64,
    /// Grams neutralized by the certificates, less their shortfalls.
    pub offset_grams: u64,
    /// Certificates, by address, with their days.
    pub certificates: Vec<String>,
    /// Credits, one per line.
    pub credits: Vec<String>,
    /// Years of the emitters, one per line: carbon neutral, or how many grams of how many are neutralized.
    pub years: Vec<String>,
    /// Later events that a reader should know.
    pub remarks: Vec<String>,
    /// What no signature, digest or root proves, so that the Solana node's word is all there is. Steps that are open for this
    /// reason are among the findings.
    pub word: Vec<String>,
    /// The contract that answered on the L1, and its chain.
    pub ledger: String,
}

/// The result of an audit.
#[derive(Clone, Debug, Serialize)]
pub struct AuditReport {
    /// sha256 of the statement's bytes, hex.
    pub statement_sha256: String,
    /// The result of the whole audit.
    pub conclusion: Conclusion,
    /// Whether the raw data were left out.
    pub public: bool,
    /// Facts for the page.
    pub facts: Facts,
    /// Every check, in the order of the steps.
    pub findings: Vec<AuditFinding>,
}

impl AuditReport {
    /// An empty report on the statement of these bytes. `public` leaves the raw data out.
    pub fn new(statement: &[u8], public: bool) -> Self {
        Self {
            statement_sha256: hex::encode(crate::key::sha256(statement)),
            conclusion: Conclusion::NotFullyChecked,
            public,
            facts: Facts::default(),
            findings: vec![],
        }
    }

    /// Adds a finding.
    pub fn add(&mut self, finding: AuditFinding) {
        self.findings.push(finding);
    }

    /// Sorts the findings by step and concludes. A step without a finding was not reached, so the report is not confirmed.
    pub fn conclude(mut self) -> Self {
        self.findings.sort_by_key(|finding| finding.step);
        let worst = self.findings.iter().map(|finding| finding.status).max();
        let skipped = Step::ALL.iter().any(|step| !self.left_out(*step) && self.of(*step).next().is_none());
        self.conclusion = match worst {
            Some(Status::Fail) => Conclusion::Refuted,
            Some(Status::Pass) if !skipped => match self.facts.claim {
                Some(NeutralityClaim::NeutralYear) if !self.public => Conclusion::Confirmed,
                _ => Conclusion::PartlyConfirmed,
            },
            _ => Conclusion::NotFullyChecked,
        };
        self
    }

    /// Whether the audit leaves a step out, because it is public.
    pub fn left_out(&self, step: Step) -> bool {
        self.public && matches!(step, Step::Evidence | Step::Grams)
    }

    /// The findings of a step.
    pub fn of(&self, step: Step) -> impl Iterator<Item = &AuditFinding> {
        self.findings.iter().filter(move |finding| finding.step == step)
    }

    /// The checks that failed.
    pub fn failures(&self) -> impl Iterator<Item = &AuditFinding> {
        self.findings.iter().filter(|finding| finding.status == Status::Fail)
    }

    /// The exit code of the process.
    pub fn exit_code(&self) -> u8 {
        self.conclusion.exit_code()
    }

    /// The page for people to read.
    pub fn page(&self) -> String {
        page::write(self)
    }
}

/// A sentence on how two values differ; `None` if they are equal.
pub fn differ<T: PartialEq + Display>(what: &str, found: T, expected: T) -> Option<String> {
    (found != expected).then(|| format!("{what} is {found}, not {expected}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: usize = Step::ALL.len();

    fn report(statuses: &[Status], claim: NeutralityClaim, public: bool) -> AuditReport {
        let mut report = AuditReport::new(b"statement", public);
        report.facts.claim = Some(claim);
        for (step, status) in Step::ALL.into_iter().zip(statuses) {
            if !report.left_out(step) {
                report.add(Check::new(step, "a record", "an account").finding(*status, "a sentence"));
            }
        }
        report.conclude()
    }

    #[test]
    fn a_failure_outweighs_all_and_a_step_that_was_not_reached_is_not_confirmed() {
        let report = |statuses: &[Status]| report(statuses, NeutralityClaim::NeutralYear, false);
        let all = [Status::Pass; STEPS];
        assert_eq!(report(&all).exit_code(), 0);
        assert_eq!(report(&all[..STEPS - 1]).exit_code(), 2, "a step was not reached");
        let mut open = all;
        open[3] = Status::Open;
        assert_eq!(report(&open).exit_code(), 2);
        open[STEPS - 1] = Status::Fail;
        assert_eq!(report(&open).exit_code(), 1);
    }

    #[test]
    fn less_than_a_neutral_year_with_its_raw_data_is_confirmed_in_part() {
        let all = [Status::Pass; STEPS];
        for claim in [NeutralityClaim::OffsetRecords, NeutralityClaim::OffsetPart, NeutralityClaim::Retirement] {
            let found = report(&all, claim, false);
            assert_eq!((found.conclusion, found.exit_code()), (Conclusion::PartlyConfirmed, 3));
            // The page breaks lines between words.
            let words = found.page().split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains("This does not make the year carbon neutral."), "{words}");
        }
        let public = report(&all, NeutralityClaim::NeutralYear, true);
        assert_eq!(public.exit_code(), 3);
        assert!(public.page().contains("WITHOUT THE RAW DATA"), "{}", public.page());
        assert!(public.page().contains("2. left out"), "{}", public.page());
    }

    #[test]
    fn the_page_names_what_failed_and_where() {
        let mut statuses = [Status::Pass; STEPS];
        statuses[1] = Status::Fail;
        let page = report(&statuses, NeutralityClaim::NeutralYear, false).page();
        assert!(page.contains("NOT CONFIRMED"));
        assert!(page.contains("2. NO"));
        assert!(page.contains("> a record: a sentence [an account]"));
    }
}
