//! Numbers, days, instants, keys, paths: each has one spelling, so an accepted text is written back unchanged.
#![no_main]

use carbon_notary_engine::{
    bundle::{quote, RelPath},
    facts::{Key, Sha256Hash},
    numbers::{date, day, decimal, instant, plain, timestamp},
};

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Some(micro) = decimal(text) {
        assert_eq!(decimal(&plain(micro)), Some(micro));
    }
    if let Some(number) = day(text) {
        assert_eq!(date(number), text);
    }
    if let Some(seconds) = instant(text) {
        assert_eq!(timestamp(seconds), text);
    }
    if let Some(key) = Key::parse(text) {
        assert_eq!(key.to_string(), text);
    }
    if let Some(hash) = Sha256Hash::parse(text) {
        assert_eq!(hash.to_string(), text.to_lowercase());
    }
    if let Some(path) = RelPath::parse(text) {
        assert!(path.names().all(|name| !name.starts_with('.')));
    }
    assert!(quote(text).chars().all(|c| !c.is_control()));
});
