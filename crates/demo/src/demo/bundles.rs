//! Evidence bundles of the demo's sources in the form of docs/notary-checks.md: a bundle for each source, an item for each stream.

use super::{
    files, rows,
    scenario::{RegistryPlan, SourcePlan, StreamPlan, EDITION},
};
use anyhow::{Context, Result};
use carbon_notary_engine::{
    bundle::{Basis, FileEntry, Item, Manifest, RelPath, RowFormat, FORMAT, MANIFEST, SIGNATURE, SIGNED, VERSION},
    facts::{self, Day, FactorId, Key, Sha256Hash},
};
use carbon_wire::kinds::StreamKind;
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
        let (bytes, meters, rows) = rows::generate(seed, registry, (source, number))?;
        let path = format!("rows/{}.csv", stream.label.replace(' ', "-"));
        files::write(&folder.join(&path), &bytes)?;
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
    files::write(&folder.join(MANIFEST), &manifest)?;
    let signature = signer.sign(&[SIGNED, &Sha256::digest(&manifest)[..]].concat());
    files::write(&folder.join(SIGNATURE), hex::encode(signature.to_bytes()).as_bytes())?;
    Ok((folder, count))
}

fn item(registry: &RegistryPlan, (number, stream): (usize, &StreamPlan), meters: Vec<String>) -> Item {
    let year = registry.days();
    let factor = registry.factor(stream.family).map(|factor| FactorId { family: factor.family, edition: EDITION });
    Item {
        item: number as u32,
        kind: stream.data,
        stream: number as u8,
        stream_kind: Some(StreamKind::from(stream.kind).into()),
        first_day: Day(year.first_day),
        last_day: Day(year.last_day),
        unit: stream.unit.into(),
        basis: Basis::Measured,
        gwp: registry.gwp.into(),
        factor,
        meters,
        service: vec![],
        stops: vec![],
    }
}
