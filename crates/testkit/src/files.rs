//! What the repository says about itself: the committed IDL and the sources, for tests that look for what is missing.

use serde_json::Value;
use std::path::Path;

/// The committed IDL.
pub fn idl() -> Value {
    serde_json::from_str(include_str!("../../../idl/carbon_consensus.json")).expect("the IDL is JSON")
}

/// Path and text of every Rust file in a folder of this repository and its subfolders.
pub fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = vec![];
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder), &mut found);
    assert!(!found.is_empty(), "no sources in {folder}");
    found
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
