//! What is on the network before its first transaction.

use crate::keys::{Keys, COIN, OPERATOR};
use anchor_lang::solana_program::program_pack::Pack;
use anchor_spl::token::{self, spl_token::state::Mint};
use anyhow::{anyhow, Context, Result};
use carbon_client::program;
use carbon_embedded::{program_path, wormhole};
use solana_account::Account;
use solana_pubkey::{pubkey, Pubkey};
use solana_signer::Signer;
use std::path::Path;
use surfpool_core::surfnet::svm::SurfnetSvm;

/// Lamports of each wallet: a thousand SOL.
const FUNDS: u64 = 1_000_000_000_000;
/// Decimals of the coin.
pub const COIN_DECIMALS: u8 = 6;

/// The loader of programs that cannot be changed.
const LOADER: Pubkey = pubkey!("BPFLoader2111111111111111111111111111111111");
/// The loader of programs that their authority can upgrade.
const UPGRADEABLE_LOADER: Pubkey = pubkey!("BPFLoaderUpgradeab1e11111111111111111111111");

/// Puts programs and accounts on a fresh ledger.
pub(crate) fn fill(svm: &mut SurfnetSvm, keys: &Keys, with_program: bool) -> Result<()> {
    let operator = keys.get(OPERATOR).pubkey();
    if with_program {
        let elf = read(&program_path())?;
        // Data first: the program is compiled when its account is set.
        let (data_key, data) = program_data(&program::ID, &operator, &elf);
        set(svm, data_key, data)?;
        set(svm, program::ID, program(&data_key))?;
    }
    for (id, path) in wormhole::programs() {
        let data = read(&path)?;
        set(svm, id, Account { data, owner: LOADER, executable: true, ..Account::default() })?;
    }
    for (key, account) in wormhole::accounts(|bytes| svm.inner.minimum_balance_for_rent_exemption(bytes)) {
        set(svm, key, account)?;
    }
    for wallet in keys.wallets() {
        set(svm, wallet, Account { lamports: FUNDS, ..Account::default() })?;
    }
    set(svm, keys.get(COIN).pubkey(), coin(&operator))
}

/// Sets an account, with enough lamports to stay.
fn set(svm: &mut SurfnetSvm, key: Pubkey, mut account: Account) -> Result<()> {
    let rent = svm.inner.minimum_balance_for_rent_exemption(account.data.len());
    account.lamports = account.lamports.max(rent);
    svm.set_account(&key, account).map_err(|error| anyhow!("account {key}: {error}"))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("reading the compiled program {}: run `make build`", path.display()))
}

/// The account of a program: the loader's state 2, and where its data is.
fn program(data_key: &Pubkey) -> Account {
    let data = [&2u32.to_le_bytes()[..], data_key.as_ref()].concat();
    Account { data, owner: UPGRADEABLE_LOADER, executable: true, ..Account::default() }
}

/// The account of a program's data: the loader's state 3, the slot of the deployment, who may upgrade, the ELF.
fn program_data(id: &Pubkey, authority: &Pubkey, elf: &[u8]) -> (Pubkey, Account) {
    let key = Pubkey::find_program_address(&[id.as_ref()], &UPGRADEABLE_LOADER).0;
    let data = [&3u32.to_le_bytes()[..], &0u64.to_le_bytes(), &[1], authority.as_ref(), elf].concat();
    (key, Account { data, owner: UPGRADEABLE_LOADER, ..Account::default() })
}

/// The coin's mint.
fn coin(minter: &Pubkey) -> Account {
    let mint = Mint {
        mint_authority: Some(*minter).into(),
        decimals: COIN_DECIMALS,
        is_initialized: true,
        ..Default::default()
    };
    let mut data = vec![0; Mint::LEN];
    mint.pack_into_slice(&mut data);
    Account { data, owner: token::ID, ..Account::default() }
}
