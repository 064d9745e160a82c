//! Wormhole on the embedded runtime: its two programs or their mocks, and their accounts.
//!
//! | variable | meaning |
//! |---|---|
//! | `WORMHOLE_CORE_SO` | path of another core bridge's ELF |
//! | `WORMHOLE_SHIM_SO` | path of another post-message shim's ELF |
//! | `WORMHOLE_CLUSTER` | `local` (default), `devnet` or `mainnet`: the cluster whose program ids are used |

use crate::elf_path;
use anyhow::{Context, Result};
use carbon_client::{program::rollup::BridgeArgs, wormhole::Cluster};
use litesvm::LiteSVM;
use solana_account::Account;
use solana_pubkey::Pubkey;
use std::path::PathBuf;

/// Lamports that a message costs here. Mainnet has had 0 and 100; a fee above 0 lets tests see that it is paid.
pub const FEE: u64 = 100;

/// Bridge arguments of a registry.
pub fn bridge() -> BridgeArgs {
    cluster().into()
}

/// Bytes of the core bridge's config.
const CONFIG_LEN: usize = 24;

/// The cluster whose program ids are used.
pub fn cluster() -> Cluster {
    let name = std::env::var("WORMHOLE_CLUSTER").unwrap_or("local".into());
    Cluster::named(&name).unwrap_or_else(|| panic!("WORMHOLE_CLUSTER is local, devnet or mainnet, not {name}"))
}

/// Wormhole's two programs, each with the path of its ELF.
pub fn programs() -> [(Pubkey, PathBuf); 2] {
    let cluster = cluster();
    [
        (cluster.core_bridge, elf_path("WORMHOLE_CORE_SO", "mock_core_bridge")),
        (cluster.shim, elf_path("WORMHOLE_SHIM_SO", "mock_post_message_shim")),
    ]
}

/// The accounts of a core bridge that has not posted a message. `rent` gives the lamports for an account of a size in bytes.
pub fn accounts(rent: impl Fn(usize) -> u64) -> [(Pubkey, Account); 2] {
    let collected = rent(0);
    let collector = Account { lamports: collected, ..Account::default() };
    [(cluster().fee_collector(), collector), (cluster().config(), config(collected, FEE, rent(CONFIG_LEN)))]
}

/// Loads both programs and the accounts of a core bridge that has not posted a message.
pub(crate) fn load(svm: &mut LiteSVM) -> Result<()> {
    for (id, path) in programs() {
        crate::load(svm, id, &path)?;
    }
    for (key, account) in accounts(|bytes| svm.minimum_balance_for_rent_exemption(bytes)) {
        svm.set_account(key, account).with_context(|| format!("Wormhole's account {key}"))?;
    }
    Ok(())
}

/// Writes the core bridge's config: the collector's lamports after the last message, and the fee of the next message.
pub fn set_config(svm: &mut LiteSVM, last_lamports: u64, fee: u64) -> Result<()> {
    let rent = svm.minimum_balance_for_rent_exemption(CONFIG_LEN);
    let account = config(last_lamports, fee, rent);
    svm.set_account(cluster().config(), account).map_err(|error| anyhow::anyhow!("{error:?}"))
}

/// The core bridge's config.
fn config(last_lamports: u64, fee: u64, lamports: u64) -> Account {
    // Index of the guardian set, and seconds that a replaced one stays valid.
    let (guardian_set, expiry) = (0u32, 86_400u32);
    let mut data = Vec::with_capacity(CONFIG_LEN);
    data.extend_from_slice(&guardian_set.to_le_bytes());
    data.extend_from_slice(&last_lamports.to_le_bytes());
    data.extend_from_slice(&expiry.to_le_bytes());
    data.extend_from_slice(&fee.to_le_bytes());
    Account { lamports, data, owner: cluster().core_bridge, ..Account::default() }
}
