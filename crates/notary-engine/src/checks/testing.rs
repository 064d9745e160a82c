//! Small bundles that pass every check, and what a check says about a changed one.

use crate::{
    bench::{draft::Sealed, samples},
    check,
    facts::Key,
    report::{Outcome, Verdict},
};
use ed25519_dalek::SigningKey;

pub use samples::{capture, electricity, forest, half_hourly, invoices, other_year, project, stack};

/// A listed provider who signed nothing here.
pub fn other_provider() -> Key {
    Key(SigningKey::from_bytes(&[42; 32]).verifying_key().to_bytes())
}

/// What one check says.
pub fn outcome(sealed: &Sealed, id: &str) -> Outcome {
    let report = check(&sealed.context, &sealed.store).expect("memory is always available");
    report.outcome(id).expect("a check of that id").clone()
}

fn assert(sealed: &Sealed, id: &str, verdict: Verdict) -> String {
    let outcome = outcome(sealed, id);
    assert_eq!(outcome.verdict, verdict, "{id}: {}", outcome.sentence);
    outcome.sentence
}

/// The check passes; returns its sentence.
pub fn assert_pass(sealed: &Sealed, id: &str) -> String {
    assert(sealed, id, Verdict::Pass)
}

/// The check fails, and so the claim is rejected; returns its sentence.
pub fn assert_fail(sealed: &Sealed, id: &str) -> String {
    assert(sealed, id, Verdict::Fail)
}

/// The check doubts; returns its sentence.
pub fn assert_doubt(sealed: &Sealed, id: &str) -> String {
    assert(sealed, id, Verdict::Doubt)
}

/// The check has nothing to say; returns its sentence.
pub fn assert_not_applicable(sealed: &Sealed, id: &str) -> String {
    assert(sealed, id, Verdict::NotApplicable)
}
