//! Every error of the program is one that a test provokes.

use carbon_testkit::files::{idl, sources};
use std::collections::BTreeSet;

/// Errors that nothing can bring about in this release, and why.
const UNREACHABLE: &[(&str, &str)] = &[(
    "RecordsDoNotAddUp",
    "the inventory counts what the trail's records are worth, restatements included, and no record of a frozen member is \
     restated; `a_trail_is_gone_back_to_its_beginning_and_adds_up` provokes it in the program's own tests",
)];

/// The variants that the tests of the compiled program name. They name one only as what a call must be refused with:
/// `assert_refused`, or a table of wrong values or accounts and what comes of them.
fn expected_by_tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, source) in sources("tests/program") {
        // This file, and the model: what its random steps come to is not the same in every run.
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
