//! Small bundles that pass every check, and the findings about changed ones.

use crate::{
    bench::{draft::Sealed, samples},
    check,
    facts::Key,
    report::{Finding, Status},
};
use ed25519_dalek::SigningKey;

pub use samples::{capture, electricity, forest, half_hourly, invoices, other_year, project, stack};

/// A listed provider that signed none of the samples.
pub fn other_provider() -> Key {
    Key(SigningKey::from_bytes(&[42; 32]).verifying_key().to_bytes())
}

/// The finding of one check.
pub fn finding(sealed: &Sealed, id: &str) -> Finding {
    let report = check(&sealed.context, &sealed.store).expect("memory is always available");
    report.finding(id).expect("a check of that id").clone()
}

fn assert(sealed: &Sealed, id: &str, status: Status) -> String {
    let finding = finding(sealed, id);
    assert_eq!(finding.status, status, "{id}: {}", finding.sentence);
    finding.sentence
}

/// The check passes; returns its sentence.
pub fn assert_pass(sealed: &Sealed, id: &str) -> String {
    assert(sealed, id, Status::Pass)
}

/// The check fails, and so the claim is rejected; returns its sentence.
pub fn assert_fail(sealed: &Sealed, id: &str) -> String {
    assert(sealed, id, Status::Fail)
}

/// The check doubts; returns its sentence.
pub fn assert_doubt(sealed: &Sealed, id: &str) -> String {
    assert(sealed, id, Status::Doubt)
}

/// The check has nothing to say; returns its sentence.
pub fn assert_not_applicable(sealed: &Sealed, id: &str) -> String {
    assert(sealed, id, Status::NotApplicable)
}
