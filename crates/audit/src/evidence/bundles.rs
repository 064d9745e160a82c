//! Finds the bundle that a record names and compares its files with the manifest.

use super::{manifest::Manifest, Flaw};
use crate::key::{sha256, Key};
use anyhow::{Context, Result};
use ed25519_dalek::{Signature, VerifyingKey};
use std::{
    collections::HashMap,
    path::{Component, Path, PathBuf},
};

const MANIFEST: &str = "manifest.json";
const SIGNATURE: &str = "manifest.sig";
/// First bytes of the message that a provider signs; the manifest's sha256 follows.
const SIGNED_PREFIX: &[u8] = b"Carbon Consensus evidence bundle v1\n";
/// Maximum depth of nested folders.
const MAX_DEPTH: usize = 16;

/// All bundles below a folder.
#[derive(Debug, Default)]
pub struct Bundles {
    by_hash: HashMap<[u8; 32], Vec<Bundle>>,
}

/// A folder with a manifest.
#[derive(Debug)]
pub struct Bundle {
    /// The folder.
    pub dir: PathBuf,
    /// The manifest's bytes.
    pub manifest: Vec<u8>,
}

impl Bundles {
    /// All bundles in a folder, at any depth. Links are not followed.
    ///
    /// # Errors
    /// A folder or manifest cannot be read, or folders are nested too deeply.
    pub fn in_folder(dir: &Path) -> Result<Self> {
        let mut bundles = Self::default();
        bundles.collect(dir, MAX_DEPTH)?;
        Ok(bundles)
    }

    fn collect(&mut self, dir: &Path, depth: usize) -> Result<()> {
        let describe = || format!("evidence folder {}", dir.display());
        let mut folders = vec![];
        for entry in std::fs::read_dir(dir).with_context(describe)? {
            let entry = entry.with_context(describe)?;
            let kind = entry.file_type().with_context(describe)?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() && entry.file_name() == MANIFEST {
                let manifest = std::fs::read(entry.path()).with_context(|| entry.path().display().to_string())?;
                let same = self.by_hash.entry(sha256(&manifest)).or_default();
                same.push(Bundle { dir: dir.into(), manifest });
            }
        }
        for folder in folders {
            anyhow::ensure!(depth > 0, "{}: folders are more than {MAX_DEPTH} deep", describe());
            self.collect(&folder, depth - 1)?;
        }
        Ok(())
    }

    /// The bundles whose manifest has this sha256. They are copies of one bundle; files of some may be broken.
    pub fn by_sha256(&self, hash: &[u8; 32]) -> &[Bundle] {
        self.by_hash.get(hash).map_or(&[], Vec::as_slice)
    }

    /// The bundles without a valid signature of any of these keys. Their manifests were changed after signing, or none of these
    /// keys signed them.
    pub fn unsigned_by(&self, providers: &[Key]) -> Vec<&Bundle> {
        let mut found: Vec<_> = self
            .by_hash
            .values()
            .flatten()
            .filter(|bundle| providers.iter().all(|provider| bundle.check_signature(provider).is_err()))
            .collect();
        found.sort_by(|a, b| a.dir.cmp(&b.dir));
        found
    }
}

impl Bundle {
    /// Path of one of its files, as text.
    pub fn name(&self, file: &str) -> String {
        self.dir.join(file).display().to_string()
    }

    fn flaw(&self, file: &str, what: impl ToString) -> Flaw {
        Flaw { file: self.name(file), what: what.to_string() }
    }

    /// The manifest.
    ///
    /// # Errors
    /// The file is not a manifest.
    pub fn contents(&self) -> Result<Manifest, Flaw> {
        Manifest::parse(&self.manifest).map_err(|error| self.flaw(MANIFEST, error))
    }

    /// Checks that a provider signed the manifest.
    ///
    /// # Errors
    /// There is no valid signature of the provider.
    pub fn check_signature(&self, provider: &Key) -> Result<(), Flaw> {
        let flaw = |what: &str| self.flaw(SIGNATURE, what);
        let text = std::fs::read_to_string(self.dir.join(SIGNATURE)).map_err(|error| flaw(&error.to_string()))?;
        let mut signature = [0; 64];
        hex::decode_to_slice(text.trim(), &mut signature).map_err(|_| flaw("not 64 bytes in hex"))?;
        let message = [SIGNED_PREFIX, &sha256(&self.manifest)].concat();
        VerifyingKey::from_bytes(&provider.0)
            .and_then(|key| key.verify_strict(&message, &Signature::from_bytes(&signature)))
            .map_err(|_| flaw(&format!("not a signature of data provider {provider} over this manifest")))
    }

    /// The bytes of each file of rows, after comparing size and sha256 with the manifest.
    ///
    /// # Errors
    /// The first file that differs from the manifest.
    pub fn files(&self, manifest: &Manifest) -> Result<Vec<Vec<u8>>, Flaw> {
        manifest.files.iter().map(|file| self.file(&file.path, file.bytes, &file.sha256)).collect()
    }

    fn file(&self, path: &str, bytes: u64, hash: &str) -> Result<Vec<u8>, Flaw> {
        let flaw = |what: String| self.flaw(path, what);
        let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        if !plain || path.is_empty() {
            return Err(flaw("the path leads out of the bundle".into()));
        }
        let full = self.dir.join(path);
        let found = std::fs::symlink_metadata(&full).map_err(|error| flaw(error.to_string()))?;
        if !found.is_file() || found.len() != bytes {
            return Err(flaw(format!("it has {} bytes, the manifest names {bytes}", found.len())));
        }
        let content = std::fs::read(&full).map_err(|error| flaw(error.to_string()))?;
        let found = hex::encode(sha256(&content));
        if found != hash {
            return Err(flaw(format!("its bytes were changed: its sha256 is {found}, the manifest names {hash}")));
        }
        Ok(content)
    }
}

#[cfg(test)]
#[path = "bundles_tests.rs"]
mod tests;
