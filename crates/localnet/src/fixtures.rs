//! The network's accounts as files for `solana-test-validator`.

use crate::{genesis, keys::Keys};
use anchor_spl::token_2022;
use anyhow::{Context, Result};
use base64::{prelude::BASE64_STANDARD, Engine};
use solana_account::Account;
use solana_pubkey::Pubkey;
use std::path::Path;
use surfpool_core::litesvm::LiteSVM;

/// Writes all accounts except the program's to a folder for `solana-test-validator --account-dir`. They include Token-2022, because
/// a validator may have a version without PermissionedBurn.
pub fn write_fixtures(seed: &str, folder: &Path) -> Result<()> {
    let svm = LiteSVM::new();
    let rent = |bytes| svm.minimum_balance_for_rent_exemption(bytes);
    let mut accounts = genesis::others(&Keys::new(seed), rent)?;
    let data_key = genesis::program_data_of(&token_2022::ID);
    for key in [token_2022::ID, data_key] {
        let mut account = svm.get_account(&key).context("litesvm brings Token-2022")?;
        if key == data_key {
            // A validator begins at slot 0 and runs no program that was deployed later.
            account.data[genesis::DEPLOYMENT_SLOT].fill(0);
        }
        accounts.push((key, account));
    }
    std::fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    for (key, mut account) in accounts {
        account.lamports = account.lamports.max(rent(account.data.len()));
        let path = folder.join(format!("{key}.json"));
        std::fs::write(&path, fixture(&key, &account)).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

/// An account in the format of the validator's tools.
fn fixture(key: &Pubkey, account: &Account) -> String {
    serde_json::json!({
        "pubkey": key.to_string(),
        "account": {
            "lamports": account.lamports,
            "data": [BASE64_STANDARD.encode(&account.data), "base64"],
            "owner": account.owner.to_string(),
            "executable": account.executable,
            "rentEpoch": u64::MAX,
            "space": account.data.len(),
        },
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn a_validator_at_slot_0_can_run_token_2022() {
        let folder = tempfile::tempdir().unwrap();
        write_fixtures("fixtures", folder.path()).unwrap();
        let key = genesis::program_data_of(&token_2022::ID);
        let text = std::fs::read(folder.path().join(format!("{key}.json"))).unwrap();
        let file: Value = serde_json::from_slice(&text).unwrap();
        let written = BASE64_STANDARD.decode(file["account"]["data"][0].as_str().unwrap()).unwrap();
        let known = LiteSVM::new().get_account(&key).unwrap().data;
        assert_eq!(written[genesis::DEPLOYMENT_SLOT], [0; 8]);
        assert_eq!(written[..4], known[..4]);
        assert_eq!(written[genesis::DEPLOYMENT_SLOT.end..], known[genesis::DEPLOYMENT_SLOT.end..]);
    }
}
