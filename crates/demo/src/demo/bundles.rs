//! Evidence bundles of the demo's sources, as docs/notary.md describes them: one for each source, an item for each stream.

use super::{
    rows,
    scenario::{RegistryPlan, SourcePlan, StreamPlan, EDITION},
};
use anyhow::{Context, Result};
use carbon_client::program::source::StreamKind as Declared;
use carbon_notary_engine::{
    bundle::{Basis, FileEntry, Item, Manifest, RelPath, RowFormat, FORMAT, MANIFEST, SIGNATURE, SIGNED, VERSION},
    facts::{self, Day, FactorId, Key, Sha256Hash, StreamKind},
};
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest, Sha256};
use solana_pubkey::Pubkey;
use std::path::{Path, PathBuf};

/// Writes a source's bundle below `dir`; returns its folder and how many rows it has.
pub fn write(
    dir: &Path,
    seed: u64,
    registry: &RegistryPlan,
    (source, key): (&SourcePlan, Pubkey),
    signer: &SigningKey,
) -> Result<(PathBuf, usize)> {
    let folder = dir.join(source.label);
    let (mut files, mut items, mut count) = (vec![], vec![], 0);
    for (number, stream) in source.streams.iter().enumerate() {
        let (bytes, meters, rows) = rows::of_stream(seed, registry, (source, number))?;
        let path = format!("rows/{}.csv", stream.label.replace(' ', "-"));
        put(&folder.join(&path), &bytes)?;
        files.push(FileEntry {
            path: RelPath::parse(&path).with_context(|| format!("{path} is no plain path"))?,
            kind: stream.data,
            format: RowFormat::Csv,
            bytes: bytes.len() as u64,
            sha256: Sha256Hash(Sha256::digest(&bytes).into()),
        });
        items.push(item(registry, (number, stream), meters));
        count += rows;
    }
    let manifest = Manifest {
        format: FORMAT.into(),
        version: VERSION,
        source: Key(key.to_bytes()),
        boundary: facts::Boundary::Operational,
        files,
        items,
    };
    let manifest = serde_json::to_vec_pretty(&manifest)?;
    put(&folder.join(MANIFEST), &manifest)?;
    let signature = signer.sign(&[SIGNED, &Sha256::digest(&manifest)[..]].concat());
    put(&folder.join(SIGNATURE), hex::encode(signature.to_bytes()).as_bytes())?;
    Ok((folder, count))
}

fn item(registry: &RegistryPlan, (number, stream): (usize, &StreamPlan), meters: Vec<String>) -> Item {
    let year = registry.days();
    let factor = registry.factor(stream.family).map(|factor| FactorId { family: factor.family, edition: EDITION });
    Item {
        item: number as u32,
        kind: stream.data,
        stream: number as u8,
        stream_kind: Some(stream_kind(stream.kind)),
        first_day: Day(year.first_day),
        last_day: Day(year.last_day),
        unit: stream.unit.into(),
        basis: Basis::Measured,
        gwp: registry.gwp.into(),
        factor,
        meters,
        stops: vec![],
    }
}

/// A stream's kind in the words of the engine.
pub fn stream_kind(kind: Declared) -> StreamKind {
    carbon_wire::kinds::StreamKind::from(kind).into()
}

/// Writes a file, and the folders it is in.
pub fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    let describe = || format!("writing {}: choose another folder with --out", path.display());
    std::fs::create_dir_all(path.parent().with_context(describe)?).with_context(describe)?;
    std::fs::write(path, bytes).with_context(describe)
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in std::fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &to)?,
            false => put(&to, &std::fs::read(entry.path())?)?,
        }
    }
    Ok(())
}
