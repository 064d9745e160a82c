//! Addresses, as bytes and as base58 text.

use borsh::BorshDeserialize;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use solana_pubkey::Pubkey;
use std::fmt;

/// A Solana address or an ed25519 key.
#[derive(BorshDeserialize, Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub [u8; 32]);

impl Key {
    /// The address that a base58 text encodes.
    pub fn parse(text: &str) -> Option<Self> {
        bs58::decode(text).into_vec().ok()?.try_into().ok().map(Self)
    }

    /// The address that a program derives from seeds.
    pub fn derived(program: &Self, seeds: &[&[u8]]) -> Self {
        Self(Pubkey::find_program_address(seeds, &Pubkey::new_from_array(program.0)).0.to_bytes())
    }

    /// Whether all bytes are zero, which means no address.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&bs58::encode(self.0).into_string())
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as Deserialize>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an address"))
    }
}

impl std::str::FromStr for Key {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).ok_or("not a base58 address of 32 bytes")
    }
}

/// The sha256 of bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
