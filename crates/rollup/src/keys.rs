//! Keys: Solana's key files, and private keys of the L1, which are never passed on the command line.

use alloy::signers::local::PrivateKeySigner;
use anyhow::{anyhow, bail, Context, Result};
use solana_keypair::{read_keypair_file, Keypair};
use std::path::{Path, PathBuf};

/// Environment variable with the private key of the L1.
const L1_KEY: &str = "CARBON_L1_KEY";

/// Reads a key file of Solana's tools; without a path, their default one.
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
            "{} has no key: {error}; make one with `solana-keygen new`, or name another with --payer",
            path.display()
        )
    })
}

/// Reads the private key of the L1, 32 bytes in hex, from a file or from `CARBON_L1_KEY`.
pub fn l1(path: Option<&Path>) -> Result<PrivateKeySigner> {
    let (text, place) = match path {
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| format!("reading the key {}", path.display()))?;
            (text, path.display().to_string())
        }
        None => match std::env::var(L1_KEY) {
            Ok(text) => (text, L1_KEY.to_string()),
            Err(_) => bail!("the key of the payer on the L1 is missing: put the private key in {L1_KEY}, or in a file and name it with --l1-key"),
        },
    };
    // The error must not contain the file's content.
    text.trim().parse().map_err(|_| anyhow!("{place} is not a private key: 32 bytes in hex are needed"))
}
