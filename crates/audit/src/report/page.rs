//! The page: a report as text for lay readers.

use super::{
    format::{count, mass},
    AuditFinding, AuditReport, Conclusion, Status, Step,
};
use crate::statement::NeutralityClaim;
use std::fmt::Write as _;

/// Maximum characters per line.
const WIDTH: usize = 100;
/// Characters of a line that its label takes.
const LABEL: usize = 16;
/// Maximum failed and open findings per step that are written out.
const MAX_LINES: usize = 6;

/// Writes the page.
pub fn write(report: &AuditReport) -> String {
    let mut page = Page(String::new());
    page.line("AUDIT OF A CARBON NEUTRALITY STATEMENT", "");
    page.blank();
    page.line("Conclusion", &conclusion(report));
    let facts = &report.facts;
    if !facts.subject.is_empty() {
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
        let chosen = if facts.registry_given { "given by you" } else { "chosen by the certificate, not by you" };
        page.line("Registry", &format!("{} ({chosen})", facts.registry));
        page.line("Program", &facts.program);
        page.line("L1", &facts.ledger);
    }
    page.line("Statement", &format!("sha256 {}", report.statement_sha256));
    page.blank();
    page.line("WHAT WAS CHECKED", "");
    for (number, step) in (1..).zip(Step::ALL) {
        step_lines(&mut page, number, step, report);
    }
    if !facts.words.is_empty() {
        page.line("Not checked", &format!("the words of the statement: \"{}\"", facts.words));
    }
    if !facts.word.is_empty() {
        page.line("TAKEN AT THE SOLANA NODE'S WORD", "");
        facts.word.iter().for_each(|text| page.line("-", text));
    }
    page.blank();
    page.line("WHAT THIS DOES NOT PROVE", "");
    for text in [
        "That the meters and surveys were right: a data provider signed the raw data.",
        "That notary keys belong to independent people, or that Wormhole's guardians are honest.",
        "That the credits are additional or permanent, or that the words of the claim are lawful where they are used.",
    ] {
        page.line("-", text);
    }
    page.0
}

/// What is confirmed, in one or two sentences.
fn conclusion(report: &AuditReport) -> String {
    let facts = &report.facts;
    let offset = match facts.claim {
        Some(NeutralityClaim::NeutralYear) => {
            format!("The year is carbon neutral: all {} of its emissions are offset.", mass(facts.footprint_grams))
        }
        _ => format!(
            "{} of {} offset. This does not make the year carbon neutral.",
            mass(facts.offset_grams),
            mass(facts.footprint_grams)
        ),
    };
    match report.conclusion {
        Conclusion::Confirmed => format!("CONFIRMED. Every check below was made and passed. {offset}"),
        Conclusion::PartlyConfirmed if report.public => {
            format!("CONFIRMED FROM THE CHAINS, WITHOUT THE RAW DATA: {offset}")
        }
        Conclusion::PartlyConfirmed => format!("CONFIRMED: {offset}"),
        Conclusion::NotFullyChecked => {
            "NOT FULLY CHECKED. Nothing was found wrong, but not everything could be checked.".into()
        }
        Conclusion::Refuted => "NOT CONFIRMED. At least one check failed; it is named below.".into(),
    }
}

fn step_lines(page: &mut Page, number: usize, step: Step, report: &AuditReport) {
    let all: Vec<&AuditFinding> = report.of(step).collect();
    let with = |status: Status| all.iter().filter(move |finding| finding.status == status);
    let answer = match all.iter().map(|finding| finding.status).max() {
        Some(Status::Pass) => "yes",
        Some(Status::Open) => "OPEN",
        Some(Status::Fail) => "NO",
        None if report.left_out(step) => "left out",
        None => "not reached",
    };
    page.line(&format!("{number}. {answer}"), &format!("{}.", step.sentence()));
    // Failed and open findings are written out; passed ones get one line. The JSON has them all.
    for finding in with(Status::Fail).chain(with(Status::Open)).take(MAX_LINES) {
        page.line("", &format!("> {}: {} [{}]", finding.about, finding.sentence, finding.source));
    }
    if let Some(first) = with(Status::Pass).next() {
        page.short(&format!("{}: {}", count(with(Status::Pass).count(), "check"), first.sentence));
    }
}

struct Page(String);

impl Page {
    fn blank(&mut self) {
        self.0.push('\n');
    }

    /// A text without a label, cut at the end of the line.
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
