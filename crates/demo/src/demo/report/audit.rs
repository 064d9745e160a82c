//! What `carbon audit` said of the demo's statements.

use super::Report;
use crate::demo::{
    audit::{code, count},
    registry::Registry,
};
use carbon_audit::report::{Conclusion, Finding, Status, Step};
use serde::Serialize;

/// The audits, in full in OUT/audit.
pub struct AuditReport {
    /// By the emitter.
    pub statements: Vec<(&'static str, carbon_audit::report::Report)>,
    /// What was found after a byte was changed.
    pub altered: AlteredReport,
}

/// An audit of evidence of which one byte was changed.
pub struct AlteredReport {
    /// The file, below OUT.
    pub file: String,
    /// What was found.
    pub found: carbon_audit::report::Report,
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
    failed: Vec<&'a Finding>,
}

impl Serialize for AuditReport {
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

impl Report {
    /// What the audits of a registry's statements said.
    pub fn take_audit(&mut self, registry: &Registry, audit: AuditReport) {
        let label = registry.plan.label;
        let altered = ("altered evidence", &audit.altered.found);
        let all = audit.statements.iter().map(|(emitter, found)| (*emitter, found)).chain([altered]);
        for (name, found) in all {
            let recomputed = found.of(Step::Grams).filter(|finding| finding.status == Status::Pass);
            for (figure, number) in [
                ("conclusion", code(found.conclusion)),
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
