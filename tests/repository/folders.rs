//! The program's folders have an order, which `lib.rs` states: each uses only those before it. So the program can be read from
//! the bottom up.

use super::{path, read};
use std::{collections::BTreeSet, fs, path::Path};

const SOURCES: &str = "programs/carbon-consensus/src";
/// Begins the line of `lib.rs` that states the order.
const STATED: &str = "//! Order of the folders, each uses only those before it: ";
/// Heading of the chapter of `docs/architecture.md` that lists the order.
const DOCUMENTED: &str = "Inside the program\n";
/// The catalogue of events carries the domains' types, and every domain emits events: it is beside the order.
const CATALOGUE: &str = "events";

fn order() -> Vec<String> {
    let text = read(&format!("{SOURCES}/lib.rs"));
    let line = text.lines().find_map(|line| line.strip_prefix(STATED)).expect("lib.rs states the order of the folders");
    line.trim_end_matches('.').split(", ").map(String::from).collect()
}

/// Path and text of every source file in a folder, but for unit tests.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).expect("a folder of the program") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if !path.ends_with("tests.rs") {
            let text = fs::read_to_string(&path).expect("a source file");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
            found.push((path.display().to_string(), lines.collect::<Vec<_>>().join("\n")));
        }
    }
    found
}

/// The order in the numbered list of the architecture document, without its first item: the files below all folders.
fn documented_order() -> Vec<String> {
    let text = read("docs/architecture.md");
    let chapter =
        text.split("\n## ").find(|chapter| chapter.starts_with(DOCUMENTED)).expect("a chapter on the program");
    let items = chapter.lines().filter_map(|line| {
        let (number, item) = line.split_once(". `")?;
        number.parse::<usize>().ok()?;
        Some(item.split('`').next()?.to_string())
    });
    items.skip(1).collect()
}

/// The root modules that a source names: by `crate::x`, or in the braces of `crate::{x, y::z}`. Constants of the root, such
/// as `crate::ID`, are no modules.
///
/// Panics if the source hides a module: it names a type of the root, imports the root as a whole, or goes two modules up.
fn used(code: &str) -> BTreeSet<String> {
    assert!(!code.contains("super::super"), "a path goes two modules up; write `crate::`");
    let mut found = named(code);
    found.retain(|name| {
        let constant = name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        assert!(!name.is_empty(), "the root is imported as a whole; name what is used");
        assert!(constant || !name.starts_with(|c: char| c.is_ascii_uppercase()), "{name} hides the module it is from");
        !constant
    });
    found
}

/// The first name after each `crate::`; empty for `*`.
fn named(code: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let Some(list) = rest.strip_prefix('{') else {
            found.insert(word(rest));
            continue;
        };
        let (mut depth, mut begins) = (0, true);
        for (at, character) in list.char_indices() {
            match character {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                space if space.is_whitespace() => {}
                _ if depth == 0 && begins => {
                    found.insert(word(&list[at..]));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn every_folder_uses_only_those_before_it() {
    let order = order();
    let folders: BTreeSet<String> = fs::read_dir(path(SOURCES))
        .expect("the program")
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().expect("UTF-8"))
        .filter(|name| name != CATALOGUE)
        .collect();
    assert_eq!(order.iter().cloned().collect::<BTreeSet<_>>(), folders, "the order in lib.rs names every folder once");
    assert_eq!(order.len(), folders.len(), "the order in lib.rs names every folder once");
    for (place, folder) in order.iter().enumerate() {
        for (file, code) in sources(&path(SOURCES).join(folder)) {
            let later: Vec<_> = used(&code).into_iter().filter(|name| order[place + 1..].contains(name)).collect();
            assert!(later.is_empty(), "{file} uses {later:?}, which come after {folder}");
        }
    }
}

#[test]
fn the_architecture_document_has_the_same_order() {
    assert_eq!(documented_order(), order());
}

#[test]
fn root_modules_use_no_folder() {
    let order = order();
    for entry in fs::read_dir(path(SOURCES)).expect("the program") {
        let path = entry.expect("an entry").path();
        if path.is_dir() || path.ends_with("lib.rs") {
            continue;
        }
        let code = fs::read_to_string(&path).expect("a source file");
        let folders: Vec<_> = used(&code).into_iter().filter(|name| order.contains(name)).collect();
        assert!(folders.is_empty(), "{} uses {folders:?}", path.display());
    }
}

#[test]
fn names_are_found_in_every_form() {
    let code = "use crate::{\n    a::{b, c},\n    d,\n};\nuse crate::e::F;\nlet x = crate::g::H;";
    assert_eq!(used(code), ["a", "d", "e", "g"].map(String::from).into());
    assert_eq!(used("crate::ID, crate::EVENT_AUTHORITY_AND_BUMP.0, crate::a1"), ["a1"].map(String::from).into());
}

#[test]
fn names_that_hide_a_module_are_refused() {
    for code in ["crate::Lot", "use crate::*;", "use crate::{a, Lot};", "use crate::{a, *};", "super::super::a"] {
        assert!(std::panic::catch_unwind(|| used(code)).is_err(), "{code}");
    }
}
