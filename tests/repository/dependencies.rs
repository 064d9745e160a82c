//! `docs/architecture.md` has a table of the crates and what each may depend on. It is exactly what the manifests say.

use super::{path, read};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

type Dependencies = BTreeMap<String, BTreeSet<String>>;

/// Dependencies between the crates of the workspace, as the manifests name them. Those of tests alone are left out.
fn manifests() -> Dependencies {
    let arguments = ["metadata", "--no-deps", "--offline", "--locked", "--format-version", "1"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(path(".")).output().expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let name = |value: &Value| value["name"].as_str().expect("a name").to_string();
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().expect("dependencies").iter();
            let own = dependencies.filter(|one| one["kind"] != "dev" && !one["path"].is_null());
            (name(package), own.map(name).collect())
        })
        .collect()
}

/// The table of the document: crate, what it is, dependencies.
fn documented() -> Dependencies {
    let text = read("docs/architecture.md");
    let rows = text.lines().skip_while(|line| !line.starts_with("| crate | what |")).skip(2);
    rows.take_while(|line| line.starts_with('|'))
        .map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            let [name, _, dependencies] = cells[..] else { panic!("three cells: {row}") };
            let plain = |cell: &str| cell.trim_matches('`').to_string();
            let list = dependencies.split(',').map(str::trim).filter(|one| *one != "—" && !one.is_empty());
            (plain(name), list.map(plain).collect())
        })
        .collect()
}

#[test]
fn the_architecture_document_names_every_crate_and_its_dependencies() {
    let (manifests, documented) = (manifests(), documented());
    for (name, dependencies) in &manifests {
        assert_eq!(documented.get(name), Some(dependencies), "docs/architecture.md, row of {name}");
    }
    assert_eq!(documented.len(), manifests.len(), "docs/architecture.md names a crate that does not exist");
}

/// An auditor must not compile what is audited: see also `crates/audit/tests/independence.rs`, which follows all dependencies.
#[test]
fn the_audit_shares_only_the_wire_formats() {
    assert_eq!(manifests()["carbon-audit"], BTreeSet::from(["carbon-wire".to_string()]));
}
