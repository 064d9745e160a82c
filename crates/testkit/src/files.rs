//! Files of this repository: the committed IDL, the sources, and the files that tests generate.

use serde_json::Value;
use std::path::{Path, PathBuf};

/// The committed IDL.
pub fn idl() -> Value {
    serde_json::from_str(include_str!("../../../idl/carbon_consensus.json")).expect("the IDL is JSON")
}

/// Path and text of every Rust file in a folder of this repository and its subfolders.
pub fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = vec![];
    collect(&repository().join(folder), &mut found);
    assert!(!found.is_empty(), "no sources in {folder}");
    found
}

/// Whether generated files are to be written. By default they are only compared: a test run changes no tracked file.
pub fn is_generating() -> bool {
    std::env::var_os("CARBON_GENERATE").is_some()
}

/// Asserts that a generated file of this repository has this text, or writes it when [`is_generating`].
#[track_caller]
pub fn assert_generated(path: &str, text: &str) {
    let file = repository().join(path);
    if is_generating() {
        return std::fs::write(&file, text).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
    for (line, (found, expected)) in committed.lines().zip(text.lines()).enumerate() {
        assert_eq!(found, expected, "{path} is out of date in line {}: run `make generate`", line + 1);
    }
    assert!(committed == text, "{path} is out of date at its end: run `make generate`");
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn collect(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the repository") {
        let path = entry.expect("an entry of a folder").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.display().to_string(), std::fs::read_to_string(&path).expect("a source file")));
        }
    }
}
