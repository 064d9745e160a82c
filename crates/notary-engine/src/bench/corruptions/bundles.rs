//! Corruptions of finished bundles: bytes changed, signatures forged.

use crate::{
    bench::draft::{key, Sealed},
    bundle::{Manifest, MANIFEST, SIGNATURE},
    facts::{ElsewhereRecord, Key, Sha256Hash},
};
use rand::Rng;
use rand_chacha::ChaCha20Rng;
use sha2::{Digest, Sha256};

/// Signed with another key than the provider's.
pub(super) fn forged(sealed: &mut Sealed, rng: &mut ChaCha20Rng) {
    sealed.sign(&key(&format!("forger {}", rng.random::<u32>())));
}

/// A good signature, but of another manifest.
pub(super) fn foreign(sealed: &mut Sealed, _: &mut ChaCha20Rng) {
    sealed.file(MANIFEST).push(b'\n');
    sealed.claim_manifest();
}

pub(super) fn removed(sealed: &mut Sealed, _: &mut ChaCha20Rng) {
    sealed.store.0.retain(|path, _| path.as_str() != SIGNATURE);
}

/// Path of the first file of rows.
fn rows(sealed: &mut Sealed) -> String {
    let path = sealed.store.0.keys().find(|path| path.as_str().starts_with("rows/"));
    path.map_or_else(|| MANIFEST.to_string(), ToString::to_string)
}

/// A claimant who changes a digit and renews every hash, but cannot renew the signature.
pub(super) fn deflated(sealed: &mut Sealed, rng: &mut ChaCha20Rng) {
    let path = rows(sealed);
    let bytes = sealed.file(&path);
    // A digit of the last third: not the header.
    let digits: Vec<usize> = (bytes.len() * 2 / 3..bytes.len()).filter(|i| bytes[*i].is_ascii_digit()).collect();
    let place = digits[rng.random_range(0..digits.len())];
    bytes[place] = if bytes[place] == b'0' { b'1' } else { bytes[place] - 1 };
    let sha256 = Sha256Hash(Sha256::digest(&*bytes).into());
    if let Ok(mut manifest) = Manifest::parse(sealed.file(MANIFEST)) {
        manifest.files[0].sha256 = sha256;
        *sealed.file(MANIFEST) = serde_json::to_vec_pretty(&manifest).expect("a manifest of texts and numbers");
    }
    sealed.claim_manifest();
}

pub(super) fn byte(sealed: &mut Sealed, rng: &mut ChaCha20Rng) {
    let path = rows(sealed);
    let bytes = sealed.file(&path);
    let place = rng.random_range(0..bytes.len());
    bytes[place] ^= 1 << rng.random_range(0..7);
}

pub(super) fn cut(sealed: &mut Sealed, rng: &mut ChaCha20Rng) {
    let path = rows(sealed);
    let bytes = sealed.file(&path);
    let length = rng.random_range(0..bytes.len());
    bytes.truncate(length);
}

pub(super) fn other_bundle(sealed: &mut Sealed, rng: &mut ChaCha20Rng) {
    sealed.context.claim.evidence_sha256 = Sha256Hash(rng.random());
}

pub(super) fn recorded_elsewhere(sealed: &mut Sealed, rng: &mut ChaCha20Rng) {
    let (registry, item) = (Key(rng.random()), sealed.context.claim.item);
    sealed.context.history.elsewhere.push(ElsewhereRecord { registry, name: "a record".into(), item });
}

/// A compressed file: recognized by its first bytes and never unpacked, because it may unpack to gigabytes.
pub(super) fn compressed(sealed: &mut Sealed, rng: &mut ChaCha20Rng) {
    let path = rows(sealed);
    let magic: &[u8] = if rng.random_bool(0.5) { b"\x1f\x8b\x08\0\0\0" } else { b"PK\x03\x04\x14\0" };
    let bytes = sealed.file(&path);
    bytes.splice(..magic.len().min(bytes.len()), magic.iter().copied());
}
