//! Where a bundle's files come from: a folder, memory, or the network ([`super::http`]).

use super::path::RelPath;
use std::{
    collections::BTreeMap,
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

/// Opens the files of one bundle. The reader limits the number of bytes.
pub trait Store {
    /// Opens a file for reading from its start.
    ///
    /// # Errors
    /// See [`OpenError`].
    fn open(&self, path: &RelPath) -> Result<Box<dyn io::Read + '_>, OpenError>;
}

/// Reason why a file of a bundle cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The bundle has no such file: a finding about the evidence.
    #[error("there is no such file")]
    Missing,
    /// It must not be opened: a finding about the evidence.
    #[error("{0}")]
    Refused(String),
    /// It could not be opened now; trying again may help. This is no finding about the evidence.
    #[error("{0}")]
    Unavailable(String),
}

/// A bundle in a folder.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// The bundle in `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self(root.into())
    }
}

impl Store for Folder {
    fn open(&self, path: &RelPath) -> Result<Box<dyn io::Read + '_>, OpenError> {
        let mut full = self.0.clone();
        let mut expected = None;
        for name in path.names() {
            full.push(name);
            let found = fs::symlink_metadata(&full).map_err(|error| describe(&full, &error))?;
            if found.is_symlink() {
                return Err(OpenError::Refused(format!("{name} is a symbolic link")));
            }
            expected = Some(found);
        }
        // A pipe or a device would block or never end.
        let Some(expected) = expected.filter(fs::Metadata::is_file) else {
            return Err(OpenError::Refused("not a regular file".into()));
        };
        let file = fs::File::open(&full).map_err(|error| describe(&full, &error))?;
        let opened = file.metadata().map_err(|error| describe(&full, &error))?;
        // If the name became a link between the check and the opening, another file was opened.
        if (opened.dev(), opened.ino()) != (expected.dev(), expected.ino()) {
            return Err(OpenError::Refused("the file changed while it was opened".into()));
        }
        Ok(Box::new(file))
    }
}

fn describe(path: &Path, error: &io::Error) -> OpenError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => OpenError::Missing,
        _ => OpenError::Unavailable(format!("{}: {error}", path.display())),
    }
}

/// A bundle in memory: generated, or already fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory(pub BTreeMap<RelPath, Vec<u8>>);

impl Memory {
    /// Adds or replaces a file.
    ///
    /// # Panics
    /// If `path` is not a valid path.
    pub fn put(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.0.insert(RelPath::parse(path).expect("a plain path"), bytes.into());
    }
}

impl Store for Memory {
    fn open(&self, path: &RelPath) -> Result<Box<dyn io::Read + '_>, OpenError> {
        match self.0.get(path) {
            Some(bytes) => Ok(Box::new(bytes.as_slice())),
            None => Err(OpenError::Missing),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn open(dir: &Path, path: &str) -> Result<String, OpenError> {
        let mut text = String::new();
        Folder::new(dir).open(&RelPath::parse(path).unwrap())?.read_to_string(&mut text).unwrap();
        Ok(text)
    }

    #[test]
    fn regular_files_only() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("rows")).unwrap();
        fs::write(dir.path().join("rows/a.csv"), "x").unwrap();
        assert_eq!(open(dir.path(), "rows/a.csv").unwrap(), "x");
        assert!(matches!(open(dir.path(), "rows/b.csv"), Err(OpenError::Missing)));
        assert!(matches!(open(dir.path(), "rows/a.csv/b"), Err(OpenError::Missing)));
        assert!(matches!(open(dir.path(), "rows"), Err(OpenError::Refused(_))));
    }

    #[test]
    fn no_link_is_followed_anywhere() {
        let (dir, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(outside.path().join("secret"), "x").unwrap();
        fs::write(dir.path().join("real"), "x").unwrap();
        symlink(outside.path().join("secret"), dir.path().join("file")).unwrap();
        symlink(outside.path(), dir.path().join("folder")).unwrap();
        symlink(dir.path().join("real"), dir.path().join("inside")).unwrap();
        symlink("/dev/zero", dir.path().join("endless")).unwrap();
        for path in ["file", "folder/secret", "inside", "endless"] {
            assert!(matches!(open(dir.path(), path), Err(OpenError::Refused(_))), "{path}");
        }
    }

    #[test]
    fn a_pipe_does_not_block() {
        let dir = tempfile::tempdir().unwrap();
        let made = std::process::Command::new("mkfifo").arg(dir.path().join("pipe")).status().unwrap();
        assert!(made.success());
        assert!(matches!(open(dir.path(), "pipe"), Err(OpenError::Refused(_))));
    }
}
