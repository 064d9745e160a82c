//! Evidence, fetched once and kept: every file under its own sha256, so that nothing a stranger serves can take the place of
//! something else.

mod origin;

use crate::{
    config::EvidenceSettings,
    state::{Listing, Place, State},
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

/// Seconds of a year of retention.
const YEAR: i64 = 366 * 86_400;
/// A file that was fetched this recently may not be listed yet.
const FRESH: Duration = Duration::from_secs(3_600);

/// What a claim says of its evidence.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Digest of the ballot it is for.
    pub digest: &'a [u8; 32],
    /// sha256 of the manifest.
    pub sha256: &'a [u8; 32],
    /// Where it is said to be.
    pub uri: &'a str,
}

/// The store, and where it may be filled from.
pub struct Bundles {
    folder: PathBuf,
    settings: EvidenceSettings,
}

/// Evidence that cannot be had now. No finding: to be tried again.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unavailable(pub String);

impl Bundles {
    /// The store in a folder of the daemon's own.
    ///
    /// # Errors
    /// When the folder cannot be made, or a host's credentials cannot be read.
    pub fn open(folder: PathBuf, settings: EvidenceSettings) -> Result<Self> {
        let half = folder.join("half");
        // What a killed daemon had fetched half.
        if half.exists() {
            fs::remove_dir_all(&half).with_context(|| format!("clearing {}", half.display()))?;
        }
        fs::create_dir_all(&half).with_context(|| format!("creating {}", half.display()))?;
        for host in &settings.host {
            origin::authorization(host)?;
        }
        Ok(Self { folder, settings })
    }

    /// The bundle of a claim: from the store, and what is missing there from where the claim says.
    ///
    /// # Errors
    /// [`Unavailable`] when something cannot be had now. What is wrong with the evidence itself the checks will find.
    pub fn fetch(&self, state: &State, wanted: &Wanted, now: i64) -> Result<Kept<'_>> {
        let mut listing = state.listing(wanted.digest)?;
        if listing.is_empty() || !self.is_whole(&listing)? {
            listing = self.fetch_all(wanted)?;
            state.list(wanted.digest, now, &listing)?;
        }
        Ok(Kept { bundles: self, listing })
    }

    fn fetch_all(&self, wanted: &Wanted) -> Result<Listing> {
        let origin = match Origin::of(wanted.uri, &self.settings)? {
            Ok(origin) => origin,
            Err(why) => return Ok(Listing::from([(MANIFEST.to_string(), Place::Refused(why))])),
        };
        let mut listing = Listing::new();
        let mut fetch = |path: &str, sha256: Option<&[u8; 32]>, limit: u64| -> Result<Place> {
            let place = match sha256.filter(|sha256| self.is_kept(sha256)) {
                Some(sha256) => Place::Kept(*sha256),
                None => self.fetch_file(&origin, path, limit)?,
            };
            listing.insert(path.to_string(), place.clone());
            Ok(place)
        };
        // What fixes every byte fixes no signature: that is asked for every time, and is small.
        fetch(SIGNATURE, None, MAX_SIGNATURE)?;
        if let Place::Kept(sha256) = fetch(MANIFEST, Some(wanted.sha256), MAX_MANIFEST)? {
            // Of any other manifest nothing is fetched: the claim is rejected for that alone.
            let manifest = (sha256 == *wanted.sha256).then(|| fs::read(self.path(&sha256))).transpose()?;
            let manifest = manifest.and_then(|bytes| Manifest::parse(&bytes).ok());
            let files = manifest.map(|manifest| manifest.files).unwrap_or_default();
            let bytes: u64 = files.iter().map(|file| file.bytes).sum();
            let most = self.settings.max_bundle_bytes;
            if bytes > most {
                return Err(
                    Unavailable(format!("the bundle has {bytes} bytes, more than max_bundle_bytes = {most}")).into()
                );
            }
            for file in &files {
                fetch(file.path.as_str(), Some(&file.sha256.0), file.bytes)?;
            }
        }
        Ok(listing)
    }

    /// Fetches a file of at most `limit` bytes and one, which shows that it is longer.
    fn fetch_file(&self, origin: &Origin, path: &str, limit: u64) -> Result<Place> {
        let unavailable = |error: &dyn std::fmt::Display| Unavailable(format!("{path}: {error}"));
        let parsed = RelPath::parse(path).ok_or_else(|| unavailable(&"not a plain path"))?;
        let reader = match origin.open(&parsed) {
            Ok(reader) => reader,
            Err(OpenError::Missing) => return Ok(Place::Missing),
            Err(OpenError::Refused(why)) => return Ok(Place::Refused(why)),
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
        Ok(Place::Kept(sha256))
    }

    fn path(&self, sha256: &[u8; 32]) -> PathBuf {
        let name = hex::encode(sha256);
        self.folder.join(&name[..2]).join(name)
    }

    /// Whether the store has a file, and the disk kept it as it was: a fault of this machine must not look like one of the
    /// claimant's.
    fn is_kept(&self, sha256: &[u8; 32]) -> bool {
        let hashed = || -> io::Result<[u8; 32]> {
            let mut hash = Sha256::new();
            io::copy(&mut fs::File::open(self.path(sha256))?, &mut hash)?;
            Ok(hash.finalize().into())
        };
        hashed().is_ok_and(|hashed| hashed == *sha256)
    }

    fn is_whole(&self, listing: &Listing) -> Result<bool> {
        Ok(listing.values().all(|place| match place {
            Place::Kept(sha256) => self.is_kept(sha256),
            Place::Missing | Place::Refused(_) => true,
        }))
    }

    /// Deletes what was fetched more than `years` before `now` and nothing newer names. Returns how many files.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn clear(&self, state: &State, now: i64, years: u16) -> Result<usize> {
        let kept = state.keep_since(now - i64::from(years) * YEAR)?;
        let mut deleted = 0;
        for entry in fs::read_dir(&self.folder)? {
            let folder = entry?.path();
            // Two hex digits; `half` is longer.
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
        let fresh = fs::metadata(&path)?.modified()?.elapsed().is_ok_and(|age| age < FRESH);
        if ours && !fresh && !kept.contains(&sha256) {
            fs::remove_file(&path)?;
            deleted += 1;
        }
    }
    Ok(deleted)
}

/// A bundle that was fetched, as the checks read it.
pub struct Kept<'a> {
    bundles: &'a Bundles,
    listing: Listing,
}

impl Store for Kept<'_> {
    fn open(&self, path: &RelPath) -> Result<Box<dyn Read + '_>, OpenError> {
        // A bundle of which nothing at all may be opened has one entry.
        match self.listing.get(path.as_str()).or_else(|| self.listing.get(MANIFEST).filter(|_| self.listing.len() == 1))
        {
            Some(Place::Kept(sha256)) => {
                let file = fs::File::open(self.bundles.path(sha256));
                file.map(|file| Box::new(file) as _).map_err(|error| OpenError::Unavailable(error.to_string()))
            }
            Some(Place::Refused(why)) => Err(OpenError::Refused(why.clone())),
            Some(Place::Missing) | None => Err(OpenError::Missing),
        }
    }
}

#[cfg(test)]
mod tests;
