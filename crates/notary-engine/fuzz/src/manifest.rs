//! The manifest's parser: it does not panic, and writes an accepted manifest back unchanged.
#![no_main]

use carbon_notary_engine::bundle::Manifest;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(manifest) = Manifest::parse(bytes) {
        let json = serde_json::to_vec(&manifest).expect("a manifest can be written");
        assert_eq!(Manifest::parse(&json).as_ref(), Ok(&manifest));
    }
});
