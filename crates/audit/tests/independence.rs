//! The audit recomputes the results of other crates, so neither its library nor its binary may contain their code.

use serde_json::Value;
use std::{
    collections::{BTreeSet, HashSet},
    process::Command,
};

/// The only crates of the workspace that the package may contain: itself and the wire formats.
const ALLOWED: [&str; 2] = ["carbon-audit", "carbon-wire"];
/// The framework of the audited program: its readers of accounts and events must not be used either.
const FORBIDDEN: &str = "anchor-lang";

#[test]
fn of_the_workspace_only_the_wire_formats_are_compiled_in() {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .unwrap();
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = |id: &Value| packages.iter().find(|package| package["id"] == *id).unwrap();
    let name = |id: &Value| package(id)["name"].as_str().unwrap();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let audit = &nodes.iter().find(|node| name(&node["id"]) == "carbon-audit").unwrap()["id"];
    let binaries = package(audit)["targets"].as_array().unwrap().iter().filter(|target| target["kind"][0] == "bin");
    assert_eq!(binaries.count(), 1, "the binary is of this package, so its dependencies are checked too");

    let (mut seen, mut next) = (HashSet::new(), vec![audit]);
    while let Some(id) = next.pop() {
        if !seen.insert(id.as_str().unwrap()) {
            continue;
        }
        let node = nodes.iter().find(|node| node["id"] == *id).unwrap();
        for dependency in node["deps"].as_array().unwrap() {
            // `null` is a normal dependency.
            let kinds = dependency["dep_kinds"].as_array().unwrap();
            if kinds.iter().any(|kind| kind["kind"] != "dev") {
                next.push(&dependency["pkg"]);
            }
        }
    }
    let members: HashSet<&str> =
        metadata["workspace_members"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    let of_workspace: BTreeSet<&str> = seen.intersection(&members).map(|id| name(&Value::from(*id))).collect();
    assert_eq!(of_workspace, BTreeSet::from(ALLOWED));
    assert!(seen.iter().all(|id| name(&Value::from(*id)) != FORBIDDEN), "{FORBIDDEN}");
}
