//! Whole bundles: the first byte chooses a sample, the second its manifest, signature or rows, the rest replaces those.
//! Every check runs on the result. A check must not panic, and only the provider's own bytes may be approved.
#![no_main]

use carbon_notary_engine::{
    bench::{
        draft::{Draft, Sealed},
        profiles::PROFILES,
        samples,
    },
    bundle::{Manifest, MANIFEST, SIGNATURE},
    check,
    facts::Sha256Hash,
    report::Decision,
};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

static SAMPLES: LazyLock<Vec<Sealed>> =
    LazyLock::new(|| PROFILES.into_iter().map(samples::of).map(Draft::finish).collect());

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let [sample, place, rest @ ..] = bytes else { return };
    let mut sealed = SAMPLES[usize::from(*sample) % SAMPLES.len()].clone();
    let signed = sealed.context.claim.provider.is_some();
    let before = sealed.store.clone();
    match place % 4 {
        0 => *sealed.file(MANIFEST) = rest.to_vec(),
        1 => sealed.store.put(SIGNATURE, rest),
        // The rows as they came, or with all hashes renewed.
        2 => replace_rows(&mut sealed, rest, false),
        _ => replace_rows(&mut sealed, rest, true),
    }
    sealed.claim_manifest();
    let report = check(&sealed.context, &sealed.store).expect("memory is always available");
    assert_eq!(report.sha256(), check(&sealed.context, &sealed.store).expect("as before").sha256());
    if signed && sealed.store != before {
        assert_ne!(report.decision, Decision::Approve);
    }
});

fn replace_rows(sealed: &mut Sealed, rows: &[u8], renew: bool) {
    let mut manifest = Manifest::parse(sealed.file(MANIFEST)).expect("a sample's manifest");
    let path = manifest.files[0].path.to_string();
    *sealed.file(&path) = rows.to_vec();
    if renew {
        manifest.files[0].bytes = rows.len() as u64;
        manifest.files[0].sha256 = Sha256Hash(Sha256::digest(rows).into());
        *sealed.file(MANIFEST) = serde_json::to_vec(&manifest).expect("a manifest can be written");
    }
}
