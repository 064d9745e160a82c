//! Bytes as text: addresses in base58, digests in hex, days as dates.

use crate::numbers;
use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A Solana address or an ed25519 key, base58 as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Key(pub [u8; 32]);

/// A sha256, hex as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Sha256Hash(pub [u8; 32]);

/// The first eight bytes of a sha256, hex as text: see [`crate::evidence::Fingerprints`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fingerprint(pub [u8; 8]);

/// A UTC day, an ISO 8601 date as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Day(pub u32);

impl Key {
    /// The key of its base58 text.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        // Longest base58 of 32 bytes: 44 characters. The decoder's work grows with the square of the length.
        let fits = text.len() <= 44 && bs58::decode(text).onto(&mut bytes) == Ok(32);
        fits.then_some(Self(bytes))
    }
}

impl Sha256Hash {
    /// The digest of its 64 hex digits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok().map(|()| Self(bytes))
    }
}

impl Fingerprint {
    fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 8];
        hex::decode_to_slice(text, &mut bytes).ok().map(|()| Self(bytes))
    }
}

impl Day {
    fn parse(text: &str) -> Option<Self> {
        numbers::day(text).map(Self)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&bs58::encode(self.0).into_string())
    }
}

impl fmt::Display for Sha256Hash {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&numbers::date(self.0))
    }
}

/// Text in reports, files and debug output is the same text.
macro_rules! as_text {
    ($($name:ident, $what:literal;)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| D::Error::custom(concat!("not ", $what)))
            }
        }
    )*};
}

as_text! {
    Key, "32 bytes in base58";
    Sha256Hash, "a sha256 in hex";
    Fingerprint, "eight bytes in hex";
    Day, "a date such as 2024-06-30";
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spelled_as_people_know_them() {
        let system = "11111111111111111111111111111111";
        assert_eq!(Key::parse(system), Some(Key([0; 32])));
        assert_eq!(Key::default().to_string(), system);
        assert_eq!(serde_json::to_string(&Day(19_904)).unwrap(), "\"2024-06-30\"");
    }

    #[test]
    fn other_texts_are_refused() {
        let long = "1".repeat(1 << 20);
        for text in ["", "1", "0", "l", long.as_str()] {
            assert_eq!(Key::parse(text), None);
            assert_eq!(Sha256Hash::parse(text), None);
        }
        serde_json::from_str::<Day>("\"2023-02-29\"").expect_err("no such day");
        serde_json::from_str::<Key>("7").expect_err("no text");
    }

    proptest! {
        #[test]
        fn round_trip(bytes: [u8; 32]) {
            prop_assert_eq!(Key::parse(&Key(bytes).to_string()), Some(Key(bytes)));
            prop_assert_eq!(Sha256Hash::parse(&Sha256Hash(bytes).to_string()), Some(Sha256Hash(bytes)));
        }
    }
}
