//! The audit recomputes the results of other crates, so neither its library nor its binary may contain their code.

use serde_json::Value;
use std::{collections::BTreeSet, process::Command};

/// The only crates of the workspace that the package may contain: itself and the wire formats.
const ALLOWED: [&str; 2] = ["carbon-audit", "carbon-wire"];
/// The framework of the audited program: its readers of accounts and events must not be used either.
const FORBIDDEN: &str = "anchor-lang";

/// The output of a command of cargo about this package. It reads only what a build has downloaded.
fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--locked", "--offline", "--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn of_the_workspace_only_the_wire_formats_are_compiled_in() {
    let metadata: Value = serde_json::from_str(&cargo(&["metadata", "--format-version", "1", "--no-deps"])).unwrap();
    let members = metadata["packages"].as_array().unwrap();
    let audit = members.iter().find(|package| package["name"] == "carbon-audit").unwrap();
    let binaries = audit["targets"].as_array().unwrap().iter().filter(|target| target["kind"][0] == "bin");
    assert_eq!(binaries.count(), 1, "the binary is of this package, so its dependencies are checked too");

    let tree = cargo(&["tree", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
    let compiled: BTreeSet<&str> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(compiled.len() > 100, "the tree is that of a package with many dependencies");
    let members: BTreeSet<&str> = members.iter().map(|package| package["name"].as_str().unwrap()).collect();
    let of_workspace: BTreeSet<&str> = compiled.intersection(&members).copied().collect();
    assert_eq!(of_workspace, BTreeSet::from(ALLOWED));
    assert!(!compiled.contains(FORBIDDEN), "{FORBIDDEN}");
}
