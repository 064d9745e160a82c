//! Files and folders.

use anyhow::{Context, Result};
use std::path::Path;

/// Writes a file and creates the folders above it.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let describe = || format!("writing {}: choose another folder with --out", path.display());
    std::fs::create_dir_all(path.parent().with_context(describe)?).with_context(describe)?;
    std::fs::write(path, bytes).with_context(describe)
}

/// Copies a folder with all its content.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in std::fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &to)?,
            false => write(&to, &std::fs::read(entry.path())?)?,
        }
    }
    Ok(())
}
