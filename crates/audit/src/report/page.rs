//! The page: plain words, one line of reading at a time.

use super::{
    words::{count, mass},
    Conclusion, Finding, Outcome, Report, Step,
};
use std::fmt::Write as _;

/// Most characters in a line.
const WIDTH: usize = 100;
/// Of which its label takes so many.
const LABEL: usize = 16;
/// Findings of a step that are written out one by one.
const MAX_LINES: usize = 6;

/// Writes the page.
pub fn write(report: &Report) -> String {
    let mut page = Page(String::new());
    page.line("AUDIT OF A CARBON NEUTRALITY STATEMENT", "");
    page.blank();
    page.line(
        "Conclusion",
        match report.conclusion {
            Conclusion::Confirmed => "CONFIRMED. Every check below was made and passed.",
            Conclusion::NotFullyChecked => {
                "NOT FULLY CHECKED. Nothing was found wrong, but not everything could be checked."
            }
            Conclusion::Refuted => "NOT CONFIRMED. At least one check failed; it is named below.",
        },
    );
    let facts = &report.facts;
    if !facts.subject.is_empty() {
        page.line("Claim", &format!("\"{}\"", facts.claim));
        page.line("Subject", &format!("{}; responsible: {}", facts.subject, facts.responsible));
        page.line("Period", &facts.period);
        page.line("Prepared", &facts.prepared);
        page.line("Footprint", &mass(facts.footprint_grams));
        page.line(
            "Neutralized",
            &format!("{} by certificate {}", mass(facts.offset_grams), facts.certificates.join(", ")),
        );
        facts.credits.iter().for_each(|credit| page.line("Credit", credit));
        facts.years.iter().for_each(|year| page.line("Year", year));
        facts.remarks.iter().for_each(|remark| page.line("Note", remark));
        facts.exclusions.iter().for_each(|exclusion| page.line("Left out", exclusion));
        page.line("Registry", &facts.registry);
        page.line("Second chain", &facts.ledger);
    }
    page.line("Statement", &format!("sha256 {}", report.statement_sha256));
    page.blank();
    page.line("WHAT WAS CHECKED", "");
    for (number, step) in (1..).zip(Step::ALL) {
        step_lines(&mut page, number, step, report);
    }
    page.blank();
    page.line("WHAT THIS DOES NOT PROVE", "");
    for text in [
        "That the meters and surveys were right: a data provider signed the raw data, and nobody here read the meters.",
        "That differing notary keys are independent people, or that the guardians of Wormhole are honest.",
        "That the Solana node told the truth where nothing ties its answers to the second chain: later restatements of \
         records, emission factors, listings of providers, and the state of the accounts today.",
        "That the credits are additional or permanent, or that the claim's words suit the law where they are used.",
    ] {
        page.line("-", text);
    }
    page.0
}

fn step_lines(page: &mut Page, number: usize, step: Step, report: &Report) {
    let all: Vec<&Finding> = report.of(step).collect();
    let with = |outcome: Outcome| all.iter().filter(move |finding| finding.outcome == outcome);
    let verdict = match all.iter().map(|finding| finding.outcome).max() {
        Some(Outcome::Pass) => "yes",
        Some(Outcome::Open) => "OPEN",
        Some(Outcome::Fail) => "NO",
        None => "not reached",
    };
    page.line(&format!("{number}. {verdict}"), &format!("{}.", step.words()));
    // What went wrong is written out; of what went right, a line. The rest is in the JSON.
    for finding in with(Outcome::Fail).chain(with(Outcome::Open)).take(MAX_LINES) {
        page.line("", &format!("> {}: {} [{}]", finding.about, finding.sentence, finding.source));
    }
    if let Some(first) = with(Outcome::Pass).next() {
        page.short(&format!("{}: {}", count(with(Outcome::Pass).count(), "check"), first.sentence));
    }
}

struct Page(String);

impl Page {
    fn blank(&mut self) {
        self.0.push('\n');
    }

    /// A text without a label, cut where the line ends.
    fn short(&mut self, text: &str) {
        let room = WIDTH - LABEL;
        let cut = text.chars().count() > room;
        let kept: String = text.chars().take(if cut { room - 3 } else { room }).collect();
        let _ = writeln!(self.0, "{:LABEL$}{kept}{}", "", if cut { "..." } else { "" });
    }

    /// A label and a text, broken between words.
    fn line(&mut self, label: &str, text: &str) {
        if text.is_empty() {
            return self.0 += &format!("{label}\n");
        }
        let (mut label, mut line) = (label, String::new());
        for word in text.split_whitespace() {
            if !line.is_empty() && LABEL + line.chars().count() + 1 + word.chars().count() > WIDTH {
                let _ = writeln!(self.0, "{label:<LABEL$}{line}");
                (label, line) = ("", String::new());
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line += word;
        }
        let _ = writeln!(self.0, "{label:<LABEL$}{line}");
    }
}
