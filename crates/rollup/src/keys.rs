//! Keys: Solana's key files, and the L1's private keys, which never come on the command line.

use alloy::signers::local::PrivateKeySigner;
use anyhow::{anyhow, bail, Context, Result};
use solana_keypair::{read_keypair_file, Keypair};
use std::path::{Path, PathBuf};

/// Variable with the L1's private key.
const L1_KEY: &str = "CARBON_L1_KEY";

/// A key from a file of Solana's tools; without a path, the one they use by default.
pub fn solana(path: Option<&Path>) -> Result<Keypair> {
    let path = match path {
        Some(path) => path.to_owned(),
        None => {
            let home = std::env::var_os("HOME").context("HOME is not set: name the payer's key file with --payer")?;
            PathBuf::from(home).join(".config/solana/id.json")
        }
    };
    read_keypair_file(&path).map_err(|error| {
        anyhow!(
            "no key in {}: {error}; make one with `solana-keygen new`, or name another with --payer",
            path.display()
        )
    })
}

/// The L1's key, 32 bytes in hex, from a file or from `CARBON_L1_KEY`.
pub fn l1(path: Option<&Path>) -> Result<PrivateKeySigner> {
    let (text, place) = match path {
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| format!("reading the key {}", path.display()))?;
            (text, path.display().to_string())
        }
        None => match std::env::var(L1_KEY) {
            Ok(text) => (text, L1_KEY.to_string()),
            Err(_) => bail!("who pays on the L1 is missing: put the private key in {L1_KEY}, or in a file and name it with --l1-key"),
        },
    };
    // The error must not repeat what the file says.
    text.trim().parse().map_err(|_| anyhow!("{place} is no private key: 32 bytes in hex are needed"))
}
