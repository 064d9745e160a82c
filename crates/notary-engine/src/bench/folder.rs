//! Bundles in folders: one folder each, with `context.json` beside the manifest; labels in one sidecar file, which is opened
//! only after every check has run.

use super::{
    corruptions::CORRUPTIONS,
    draft::Sealed,
    profiles::{clean, numbers, PROFILES},
    score::{Alarms, Score, Tally},
};
use crate::{bundle::Folder, check, facts::Context, limits::MAX_CONTEXT, report::Report};
use anyhow::{ensure, Context as _, Result};
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use std::{collections::BTreeMap, fs, io::Read, path::Path};

/// Name of the file of facts in a bundle's folder.
pub const CONTEXT: &str = "context.json";
/// Name of the sidecar file of labels, beside the bundles' folders.
pub const LABELS: &str = "labels.json";

/// The label of a bundle: whether and how it is corrupted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Kind of corruption; `None` for a clean bundle.
    pub corruption: Option<String>,
    /// The check that must catch it; `None` allows any check.
    #[serde(default)]
    pub check: Option<String>,
    /// Whether the checks can catch it.
    #[serde(default = "yes")]
    pub hard: bool,
}

fn yes() -> bool {
    true
}

/// Reads a file of facts: a claim's context, or a year that is to be closed.
///
/// # Errors
/// When the file cannot be read, is too large, or does not follow the format.
pub fn read_facts<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let describe = || format!("facts in {}", path.display());
    let mut bytes = vec![];
    let file = fs::File::open(path).with_context(describe)?;
    file.take(MAX_CONTEXT + 1).read_to_end(&mut bytes).with_context(describe)?;
    ensure!(bytes.len() as u64 <= MAX_CONTEXT, "{}: more than {MAX_CONTEXT} bytes", describe());
    serde_json::from_slice(&bytes).with_context(describe)
}

/// Checks the bundle in a folder, by the facts in the folder.
///
/// # Errors
/// When facts or evidence cannot be read now.
pub fn check_folder(folder: &Path) -> Result<Report> {
    let context: Context = read_facts(&folder.join(CONTEXT))?;
    Ok(check(&context, &Folder::new(folder))?)
}

/// Checks every bundle below `dir`, then opens the labels.
///
/// # Errors
/// When a bundle, the labels or a bundle's label cannot be read.
pub fn score_folders(dir: &Path) -> Result<Score> {
    let reports = check_folders(dir)?;
    let path = dir.join(LABELS);
    let text = fs::read_to_string(&path).with_context(|| format!("labels in {}", path.display()))?;
    let labels: BTreeMap<String, Label> =
        serde_json::from_str(&text).with_context(|| format!("labels in {}", path.display()))?;
    let mut kinds: BTreeMap<String, Tally> = BTreeMap::new();
    let mut alarms = Alarms::default();
    for (name, report) in &reports {
        let label = labels.get(name).with_context(|| format!("{} has no label for {name}", path.display()))?;
        match &label.corruption {
            None => alarms.count(name, report),
            Some(kind) => {
                let tally = kinds.entry(kind.clone()).or_insert_with(|| Tally {
                    kind: kind.clone(),
                    check: label.check.clone(),
                    hard: label.hard,
                    ..Tally::default()
                });
                tally.bundles += 1;
                tally.count(report);
            }
        }
    }
    Ok(Score { kinds: kinds.into_values().collect(), alarms })
}

/// Reports of every folder below `dir`, by name. Opens only the folders, not the labels.
fn check_folders(dir: &Path) -> Result<BTreeMap<String, Report>> {
    let mut reports = BTreeMap::new();
    for entry in fs::read_dir(dir).with_context(|| format!("bundles in {}", dir.display()))? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let report = check_folder(&entry.path()).with_context(|| format!("bundle {name}"))?;
            reports.insert(name, report);
        }
    }
    Ok(reports)
}

/// Writes `per_kind` bundles of each corruption and `per_profile` clean ones of each profile, under random numbers,
/// with their labels.
///
/// # Errors
/// When the folder is not empty or cannot be written.
pub fn write_folders(dir: &Path, seed: u64, per_kind: usize, per_profile: usize) -> Result<usize> {
    fs::create_dir_all(dir).with_context(|| format!("creating {}", dir.display()))?;
    let empty = fs::read_dir(dir)?.next().is_none();
    ensure!(empty, "{} is not empty: choose a new folder", dir.display());
    let mut bundles: Vec<(Sealed, Label)> = vec![];
    for corruption in CORRUPTIONS {
        for number in 0..per_kind {
            let rng = &mut numbers(seed, &format!("folder/{}/{number}", corruption.kind));
            let label = Label {
                corruption: Some(corruption.kind.into()),
                check: Some(corruption.check.into()),
                hard: corruption.hard,
            };
            bundles.push((corruption.bundle(rng), label));
        }
    }
    for profile in PROFILES {
        for number in 0..per_profile {
            let rng = &mut numbers(seed, &format!("folder/{profile:?}/{number}"));
            bundles.push((clean(profile, rng).finish(), Label { corruption: None, check: None, hard: true }));
        }
    }
    let mut labels = BTreeMap::new();
    for (number, (sealed, label)) in bundles.iter().enumerate() {
        let name = format!("{number:04}");
        write_bundle(&dir.join(&name), sealed)?;
        labels.insert(name, label);
    }
    put(&dir.join(LABELS), serde_json::to_string_pretty(&labels)?.as_bytes())?;
    Ok(bundles.len())
}

/// Writes a bundle with its facts.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_bundle(folder: &Path, sealed: &Sealed) -> Result<()> {
    for (path, bytes) in &sealed.store.0 {
        put(&folder.join(path.as_str()), bytes)?;
    }
    put(&folder.join(CONTEXT), serde_json::to_string_pretty(&sealed.context)?.as_bytes())
}

fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).with_context(|| format!("creating {}", parent.display()))?;
    fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unseen_bundles_are_scored_by_labels_that_the_checks_never_open() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("bundles");
        let written = write_folders(&root, 5, 1, 1).unwrap();
        let labels = fs::read_to_string(root.join(LABELS)).unwrap();
        let scored = score_folders(&root).unwrap();
        assert_eq!(scored.missed().count(), 0, "{:?}", scored.missed().collect::<Vec<_>>());
        assert_eq!(scored.kinds.iter().map(|tally| tally.bundles).sum::<usize>() + scored.alarms.bundles, written);
        assert_eq!(scored.alarms.bundles, PROFILES.len());

        // The checks give the same results without labels and with false labels.
        let with_labels = check_folders(&root).unwrap();
        fs::remove_file(root.join(LABELS)).unwrap();
        assert_eq!(check_folders(&root).unwrap(), with_labels);
        score_folders(&root).expect_err("no labels");
        fs::write(root.join(LABELS), labels.replace("null", "\"made up\"")).unwrap();
        assert_eq!(check_folders(&root).unwrap(), with_labels);
        let false_labels = score_folders(&root).unwrap();
        assert_eq!(false_labels.alarms.bundles, 0);
        assert_eq!(false_labels.missed().count(), 1, "clean bundles are no corruption");
    }

    #[test]
    fn nothing_is_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("mine"), "x").unwrap();
        write_folders(dir.path(), 1, 0, 0).expect_err("not empty");
    }
}
