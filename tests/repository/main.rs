//! Rules of the repository itself: which crate depends on which, and the order of the program's folders.

mod dependencies;
mod folders;

use std::path::{Path, PathBuf};

/// A path of the repository.
fn path(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(relative)
}

/// A text file of the repository.
fn read(relative: &str) -> String {
    std::fs::read_to_string(path(relative)).unwrap_or_else(|error| panic!("{relative}: {error}"))
}
