//! Results of `carbon audit` on the demo's statements.

use super::DemoReport;
use crate::demo::registry::DemoRegistry;
use carbon_audit::report::{AuditFinding, Conclusion, Status, Step};
use serde::Serialize;

/// Audit reports. OUT/audit has them in full.
pub struct DemoAuditReport {
    /// By emitter.
    pub statements: Vec<(&'static str, carbon_audit::report::AuditReport)>,
    /// The report after one byte was changed.
    pub altered: AlteredReport,
}

/// The audit of evidence with one changed byte.
pub struct AlteredReport {
    /// The changed file, below OUT.
    pub file: String,
    /// The report.
    pub found: carbon_audit::report::AuditReport,
}

#[derive(Serialize)]
struct Written<'a> {
    statements: Vec<Audited<'a>>,
    altered: Altered<'a>,
}

#[derive(Serialize)]
struct Audited<'a> {
    emitter: &'a str,
    statement_sha256: &'a str,
    conclusion: Conclusion,
    passed: u64,
    failed: u64,
    open: u64,
    years: &'a [String],
}

#[derive(Serialize)]
struct Altered<'a> {
    file: &'a str,
    conclusion: Conclusion,
    failed: Vec<&'a AuditFinding>,
}

impl Serialize for DemoAuditReport {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let statements = self.statements.iter().map(|(emitter, found)| Audited {
            emitter,
            statement_sha256: &found.statement_sha256,
            conclusion: found.conclusion,
            passed: count(found, Status::Pass),
            failed: count(found, Status::Fail),
            open: count(found, Status::Open),
            years: &found.facts.years,
        });
        let AlteredReport { file, found } = &self.altered;
        let altered = Altered { file, conclusion: found.conclusion, failed: found.failures().collect() };
        Written { statements: statements.collect(), altered }.serialize(serializer)
    }
}

impl DemoReport {
    /// Adds the audits of a registry's statements.
    pub fn add_audit(&mut self, registry: &DemoRegistry, audit: DemoAuditReport) {
        let label = registry.plan.label;
        let altered = ("altered evidence", &audit.altered.found);
        let all = audit.statements.iter().map(|(emitter, found)| (*emitter, found)).chain([altered]);
        for (name, found) in all {
            let recomputed = found.of(Step::Grams).filter(|finding| finding.status == Status::Pass);
            for (figure, number) in [
                ("exit code", found.exit_code().into()),
                ("failed checks", count(found, Status::Fail)),
                ("open checks", count(found, Status::Open)),
                ("records recomputed", recomputed.count() as u64),
                ("grams", found.facts.offset_grams),
            ] {
                self.figures.insert(format!("{label}/audit of {name}/{figure}"), number);
            }
        }
        self.audit = Some(audit);
    }
}

/// Number of checks with a status.
fn count(report: &carbon_audit::report::AuditReport, status: Status) -> u64 {
    report.findings.iter().filter(|finding| finding.status == status).count() as u64
}
