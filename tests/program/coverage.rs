//! A test provokes every error of the program.

use carbon_testkit::files::{idl, sources};
use std::collections::BTreeSet;

/// Errors that no transaction can provoke in this release, and why. Unit tests of the program provoke them.
const UNREACHABLE: &[(&str, &str)] = &[
    (
        "RecordsDoNotAddUp",
        "the inventory counts the valid grams of the trail's records, restatements included, and records of a frozen member \
         cannot be restated; provoked in programs/carbon-consensus/src/pool/member/tests.rs",
    ),
    (
        "LotNotLockedByProof",
        "the proof itself names the lot, and add_leg locked that lot for this proof; provoked in \
         programs/carbon-consensus/src/lot/state/tests.rs",
    ),
];

/// The variants that the tests of the compiled program name. A test names a variant only as the expected refusal of a
/// call: in `assert_refused`, or in a table of wrong values or accounts with their results.
fn expected_by_tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, source) in sources("tests/program") {
        // Not this file, and not the models: their random steps provoke different errors in each run.
        if path.ends_with("coverage.rs") || path.ends_with("model.rs") {
            continue;
        }
        for line in source.lines() {
            let code = line.split("//").next().unwrap_or_default();
            for rest in code.split("CarbonError::").skip(1) {
                found.insert(rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_string());
            }
        }
    }
    found
}

#[test]
fn every_error_is_provoked_by_a_test() {
    let idl = idl();
    let errors = idl["errors"].as_array().expect("the IDL's errors");
    let errors: BTreeSet<String> =
        errors.iter().map(|error| error["name"].as_str().expect("a name").to_string()).collect();
    let provoked = expected_by_tests();
    let unreachable: BTreeSet<String> = UNREACHABLE.iter().map(|(name, _)| name.to_string()).collect();

    let untested: Vec<_> = errors.difference(&provoked).filter(|name| !unreachable.contains(*name)).collect();
    assert!(untested.is_empty(), "no test provokes {untested:?}");
    let reached: Vec<_> = unreachable.intersection(&provoked).collect();
    assert!(reached.is_empty(), "a test provokes {reached:?}: take it off the list");
    assert!(unreachable.is_subset(&errors), "the list names errors that the program does not have");
}
