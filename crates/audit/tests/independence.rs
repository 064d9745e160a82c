//! The audit recomputes what others computed, so it must not run their code.

use serde_json::Value;
use std::{collections::HashSet, process::Command};

/// Crates of the parties that are audited, and the framework of the program.
const FORBIDDEN: [&str; 6] =
    ["carbon-consensus", "carbon-client", "carbon-rpc", "carbon-notary-engine", "carbon-embedded", "anchor-lang"];

#[test]
fn nothing_of_those_who_are_audited_is_compiled_in() {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .unwrap();
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let name = |id: &Value| packages.iter().find(|package| package["id"] == *id).unwrap()["name"].as_str().unwrap();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let audit = &nodes.iter().find(|node| name(&node["id"]) == "carbon-audit").unwrap()["id"];
    let (mut seen, mut next) = (HashSet::new(), vec![audit]);
    while let Some(id) = next.pop() {
        if !seen.insert(id.as_str().unwrap()) {
            continue;
        }
        let node = nodes.iter().find(|node| node["id"] == *id).unwrap();
        for dependency in node["deps"].as_array().unwrap() {
            // `null` is a normal dependency, the others are of tests and build scripts.
            let kinds = dependency["dep_kinds"].as_array().unwrap();
            if kinds.iter().any(|kind| kind["kind"].is_null()) {
                next.push(&dependency["pkg"]);
            }
        }
    }
    let names: HashSet<&str> = seen.iter().map(|id| name(&Value::from(*id))).collect();
    assert!(names.contains("carbon-wire"), "the wire formats are what it shares");
    for forbidden in FORBIDDEN {
        assert!(!names.contains(forbidden), "{forbidden}");
    }
}
