//! The place that a claim's URI names, and whether this notary may read from it.

use super::Unavailable;
use crate::config::{EvidenceSettings, Host};
use anyhow::{Context, Result};
use carbon_notary_engine::bundle::{quote, Access, Folder, Http, OpenError, RelPath, Store};
use std::{
    fs,
    io::Read,
    path::{Component, Path, PathBuf},
};

/// A place from which bundles are read.
pub(super) enum Origin {
    Http(Http),
    Folder(Folder),
}

impl Origin {
    /// The place that a URI names. The inner error is a finding: every notary refuses such a URI.
    ///
    /// # Errors
    /// [`Unavailable`] for a folder that this notary does not read; other notaries may read it.
    pub fn of(uri: &str, settings: &EvidenceSettings) -> Result<Result<Self, String>> {
        if let Some(path) = uri.strip_prefix("file://") {
            return Ok(Ok(Self::Folder(Folder::new(allowed(Path::new(path), settings)?))));
        }
        let access = if settings.allow_private { Access::Private } else { Access::Public };
        let http = match Http::new(uri, access) {
            Ok(http) => http,
            Err(_) => return Ok(Err(format!("{} is not a plain http or https URL", quote(uri)))),
        };
        let authority = uri.split('/').nth(2).unwrap_or_default();
        let host = settings.host.iter().find(|host| host.name.eq_ignore_ascii_case(authority));
        // Credentials are not sent over the open internet in plain text.
        let host = host.filter(|_| uri.starts_with("https://") || settings.allow_private);
        Ok(Ok(Self::Http(match host {
            Some(host) => http.authorized(authorization(host)?),
            None => http,
        })))
    }

    pub fn open(&self, path: &RelPath) -> Result<Box<dyn Read + '_>, OpenError> {
        match self {
            Self::Http(http) => http.open(path),
            Self::Folder(folder) => folder.open(path),
        }
    }
}

/// The value of a host's `Authorization` header.
pub(super) fn authorization(host: &Host) -> Result<String> {
    let path = &host.authorization_file;
    let text =
        fs::read_to_string(path).with_context(|| format!("credentials of {} in {}", host.name, path.display()))?;
    Ok(text.trim().to_string())
}

/// The real path, links resolved, if it is below one of the folders that this notary may read.
fn allowed(path: &Path, settings: &EvidenceSettings) -> Result<PathBuf> {
    let refused = || Unavailable(format!("{} is outside the folders that this notary reads", path.display()));
    let plain = path.is_absolute() && path.components().all(|part| !matches!(part, Component::ParentDir));
    let below = |path: &Path| settings.folders.iter().any(|folder| path.starts_with(folder));
    if !plain || !below(path) {
        return Err(refused().into());
    }
    let real = path.canonicalize().map_err(|error| Unavailable(format!("{}: {error}", path.display())))?;
    let mut roots = settings.folders.iter().filter_map(|folder| folder.canonicalize().ok());
    if !roots.any(|folder| real.starts_with(folder)) {
        return Err(refused().into());
    }
    Ok(real)
}
