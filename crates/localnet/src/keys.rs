//! Named keys. They follow from a public seed, so they are only for local networks.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::path::Path;

/// Deploys and runs the registry; may upgrade the program.
pub(crate) const OPERATOR: &str = "operator";
/// The mint of the payment token. This key has no wallet.
pub(crate) const COIN: &str = "coin";

/// Names of the funded keys. `payer` pays for transactions of others, `relayer` relays messages to the L1.
const WALLETS: [&str; 13] = [
    OPERATOR, "guardian", "payer", "relayer", "provider", "alice", "bob", "carol", "notary-1", "notary-2", "notary-3",
    "notary-4", "notary-5",
];

/// The keys of a network.
pub struct Keys(Vec<(&'static str, Keypair)>);

impl Keys {
    /// The keys of a seed.
    pub fn new(seed: &str) -> Self {
        let names = WALLETS.into_iter().chain([COIN]);
        Self(names.map(|name| (name, derive(seed, name))).collect())
    }

    /// The key of a name. Panics for an unknown name: the names are fixed.
    pub fn get(&self, name: &str) -> &Keypair {
        let found = self.0.iter().find(|(known, _)| *known == name);
        &found.unwrap_or_else(|| panic!("no key is named {name}")).1
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.iter().map(|(name, _)| *name)
    }

    /// Addresses of the funded keys.
    pub(crate) fn wallets(&self) -> impl Iterator<Item = Pubkey> + '_ {
        self.0.iter().filter(|(name, _)| WALLETS.contains(name)).map(|(_, key)| key.pubkey())
    }

    /// Writes each key as `NAME.json`, in the format of Solana's tools.
    pub fn write(&self, folder: &Path) -> Result<()> {
        std::fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        for (name, key) in &self.0 {
            let path = folder.join(format!("{name}.json"));
            let bytes = serde_json::to_vec(&key.to_bytes()[..])?;
            std::fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))?;
        }
        Ok(())
    }
}

fn derive(seed: &str, name: &str) -> Keypair {
    let digest =
        Sha256::new().chain_update("carbon localnet key\0").chain_update(seed).chain_update("\0").chain_update(name);
    Keypair::new_from_array(digest.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use solana_keypair::read_keypair_file;

    /// The configuration of a registry on the local network names these keys.
    #[test]
    fn the_local_configuration_names_them() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/localnet.json");
        let config: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let keys = Keys::new("carbon");
        let named = |pointer: &str, name: &str| {
            assert_eq!(config.pointer(pointer).unwrap(), &keys.get(name).pubkey().to_string(), "{pointer}");
        };
        named("/registry/guardian", "guardian");
        named("/registry/treasury", "operator");
        named("/providers/0/key", "provider");
        named("/payments/0", "coin");
        for number in 0..5 {
            named(&format!("/notaries/{number}/key"), &format!("notary-{}", number + 1));
        }
    }

    #[test]
    fn another_seed_gives_other_keys() {
        let (one, other) = (Keys::new("carbon"), Keys::new("else"));
        assert!(one.names().all(|name| one.get(name).pubkey() != other.get(name).pubkey()));
    }

    #[test]
    fn tools_read_the_files() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::new("carbon");
        keys.write(folder.path()).unwrap();
        for name in keys.names() {
            let read = read_keypair_file(folder.path().join(format!("{name}.json"))).unwrap();
            assert_eq!(&read, keys.get(name));
        }
    }
}
