//! The evidence store. Each file is fetched once and stored under its own sha256, so a file that one host serves can never
//! replace another file.

mod origin;

use crate::{
    config::EvidenceSettings,
    state::{FileStatus, Listing, State},
};
use anyhow::{Context, Result};
use carbon_notary_engine::{
    bundle::{Manifest, OpenError, RelPath, Store, MANIFEST, SIGNATURE},
    limits::{BUFFER, MAX_MANIFEST, MAX_SIGNATURE},
};
use origin::Origin;
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeSet,
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    time::Duration,
};

/// Seconds per year of retention.
const YEAR: i64 = 366 * 86_400;
/// A file younger than this is kept: its listing may not be written yet.
const LISTING_GRACE: Duration = Duration::from_secs(3_600);

/// The evidence that a claim names.
#[derive(Clone, Copy, Debug)]
pub struct EvidenceRequest<'a> {
    /// Digest of the ballot that the evidence is for.
    pub digest: &'a [u8; 32],
    /// sha256 of the manifest.
    pub sha256: &'a [u8; 32],
    /// URI of the bundle, as the claim states it.
    pub uri: &'a str,
}

/// The store and the settings for fetching.
pub struct Bundles {
    folder: PathBuf,
    settings: EvidenceSettings,
}

/// The evidence is not available now. This is not a finding; the daemon tries again later.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unavailable(pub String);

impl Bundles {
    /// Opens the store in a folder that only this daemon uses.
    ///
    /// # Errors
    /// When the folder cannot be created, or a host's credentials cannot be read.
    pub fn open(folder: PathBuf, settings: EvidenceSettings) -> Result<Self> {
        let half = folder.join("half");
        // Partial downloads of a daemon that was killed.
        if half.exists() {
            fs::remove_dir_all(&half).with_context(|| format!("clearing {}", half.display()))?;
        }
        fs::create_dir_all(&half).with_context(|| format!("creating {}", half.display()))?;
        for host in &settings.host {
            origin::authorization(host)?;
        }
        Ok(Self { folder, settings })
    }

    /// Returns the bundle of a claim from the store; fetches it from the claim's URI if a file is missing or damaged.
    ///
    /// # Errors
    /// [`Unavailable`] when a file cannot be fetched now. Faults of the evidence itself are left to the checks.
    pub fn fetch(&self, state: &State, wanted: &EvidenceRequest, now: i64) -> Result<StoredBundle<'_>> {
        let mut listing = state.listing(wanted.digest)?;
        if listing.is_empty() || !self.is_whole(&listing)? {
            listing = self.fetch_all(wanted)?;
            state.list(wanted.digest, now, &listing)?;
        }
        Ok(StoredBundle { bundles: self, listing })
    }

    fn fetch_all(&self, wanted: &EvidenceRequest) -> Result<Listing> {
        let origin = match Origin::of(wanted.uri, &self.settings)? {
            Ok(origin) => origin,
            Err(why) => return Ok(Listing::from([(MANIFEST.to_string(), FileStatus::Refused(why))])),
        };
        let mut listing = Listing::new();
        let mut fetch = |path: &str, sha256: Option<&[u8; 32]>, limit: u64| -> Result<FileStatus> {
            let place = match sha256.filter(|sha256| self.has(sha256)) {
                Some(sha256) => FileStatus::Stored(*sha256),
                None => self.fetch_file(&origin, path, limit)?,
            };
            listing.insert(path.to_string(), place.clone());
            Ok(place)
        };
        // The manifest's hash does not cover the signature, so the signature is fetched every time. It is small.
        fetch(SIGNATURE, None, MAX_SIGNATURE)?;
        if let FileStatus::Stored(sha256) = fetch(MANIFEST, Some(wanted.sha256), MAX_MANIFEST)? {
            // A manifest with another hash rejects the claim by itself; its files are not fetched.
            let manifest = (sha256 == *wanted.sha256).then(|| fs::read(self.path(&sha256))).transpose()?;
            let manifest = manifest.and_then(|bytes| Manifest::parse(&bytes).ok());
            let files = manifest.map(|manifest| manifest.files).unwrap_or_default();
            let bytes: u64 = files.iter().map(|file| file.bytes).sum();
            let limit = self.settings.max_bundle_bytes;
            if bytes > limit {
                return Err(
                    Unavailable(format!("the bundle has {bytes} bytes, more than max_bundle_bytes = {limit}")).into()
                );
            }
            for file in &files {
                fetch(file.path.as_str(), Some(&file.sha256.0), file.bytes)?;
            }
        }
        Ok(listing)
    }

    /// Fetches a file. Reads at most `limit + 1` bytes: the extra byte shows that the file is too long.
    fn fetch_file(&self, origin: &Origin, path: &str, limit: u64) -> Result<FileStatus> {
        let unavailable = |error: &dyn std::fmt::Display| Unavailable(format!("{path}: {error}"));
        let parsed = RelPath::parse(path).ok_or_else(|| unavailable(&"not a plain path"))?;
        let reader = match origin.open(&parsed) {
            Ok(reader) => reader,
            Err(OpenError::Missing) => return Ok(FileStatus::Missing),
            Err(OpenError::Refused(why)) => return Ok(FileStatus::Refused(why)),
            Err(OpenError::Unavailable(why)) => return Err(unavailable(&why).into()),
        };
        let mut reader = reader.take(limit + 1);
        let mut half = tempfile::NamedTempFile::new_in(self.folder.join("half"))?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; BUFFER];
        loop {
            let read = match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(unavailable(&error).into()),
            };
            hash.update(&buffer[..read]);
            half.write_all(&buffer[..read])?;
        }
        let sha256: [u8; 32] = hash.finalize().into();
        half.as_file().sync_all()?;
        let kept = self.path(&sha256);
        fs::create_dir_all(kept.parent().unwrap_or(&self.folder))?;
        half.persist(&kept)?;
        Ok(FileStatus::Stored(sha256))
    }

    fn path(&self, sha256: &[u8; 32]) -> PathBuf {
        let name = hex::encode(sha256);
        self.folder.join(&name[..2]).join(name)
    }

    /// Whether the store has the file with its content intact. A disk fault of this machine must not look like a fault of the
    /// claimant.
    fn has(&self, sha256: &[u8; 32]) -> bool {
        let hashed = || -> io::Result<[u8; 32]> {
            let mut hash = Sha256::new();
            io::copy(&mut fs::File::open(self.path(sha256))?, &mut hash)?;
            Ok(hash.finalize().into())
        };
        hashed().is_ok_and(|hashed| hashed == *sha256)
    }

    fn is_whole(&self, listing: &Listing) -> Result<bool> {
        Ok(listing.values().all(|place| match place {
            FileStatus::Stored(sha256) => self.has(sha256),
            FileStatus::Missing | FileStatus::Refused(_) => true,
        }))
    }

    /// Deletes files that were fetched more than `years` before `now` (unix seconds) and that no newer bundle lists. Returns
    /// the number of deleted files.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn clear(&self, state: &State, now: i64, years: u16) -> Result<usize> {
        let kept = state.keep_since(now - i64::from(years) * YEAR)?;
        let mut deleted = 0;
        for entry in fs::read_dir(&self.folder)? {
            let folder = entry?.path();
            // Folders of stored files have two hex digits as their name; `half` is longer.
            if folder.file_name().is_some_and(|name| name.len() == 2) {
                deleted += clear_folder(&folder, &kept)?;
            }
        }
        Ok(deleted)
    }
}

fn clear_folder(folder: &Path, kept: &BTreeSet<[u8; 32]>) -> Result<usize> {
    let mut deleted = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let mut sha256 = [0; 32];
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let ours = hex::decode_to_slice(&name, &mut sha256).is_ok();
        let fresh = fs::metadata(&path)?.modified()?.elapsed().is_ok_and(|age| age < LISTING_GRACE);
        if ours && !fresh && !kept.contains(&sha256) {
            fs::remove_file(&path)?;
            deleted += 1;
        }
    }
    Ok(deleted)
}

/// A fetched bundle, as the checks read it.
pub struct StoredBundle<'a> {
    bundles: &'a Bundles,
    listing: Listing,
}

impl Store for StoredBundle<'_> {
    fn open(&self, path: &RelPath) -> Result<Box<dyn Read + '_>, OpenError> {
        // A bundle whose URI was refused has one entry, for the manifest; it answers for every path.
        match self.listing.get(path.as_str()).or_else(|| self.listing.get(MANIFEST).filter(|_| self.listing.len() == 1))
        {
            Some(FileStatus::Stored(sha256)) => {
                let file = fs::File::open(self.bundles.path(sha256));
                file.map(|file| Box::new(file) as _).map_err(|error| OpenError::Unavailable(error.to_string()))
            }
            Some(FileStatus::Refused(why)) => Err(OpenError::Refused(why.clone())),
            Some(FileStatus::Missing) | None => Err(OpenError::Missing),
        }
    }
}

#[cfg(test)]
mod tests;
