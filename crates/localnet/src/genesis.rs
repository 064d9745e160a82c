//! The accounts of a new network.

use crate::keys::{Keys, COIN, OPERATOR};
use anchor_lang::solana_program::program_pack::Pack;
use anchor_spl::token::{self, spl_token::state::Mint};
use anyhow::{anyhow, Context, Result};
use carbon_client::program;
use carbon_embedded::{program_path, wormhole};
use solana_account::Account;
use solana_pubkey::{pubkey, Pubkey};
use solana_signer::Signer;
use std::{ops::Range, path::Path};
use surfpool_core::surfnet::svm::SurfnetSvm;

/// Lamports of each wallet: a thousand SOL.
const FUNDS: u64 = 1_000_000_000_000;
/// Decimals of the coin.
pub const COIN_DECIMALS: u8 = 6;

/// The loader of programs that cannot be upgraded.
const LOADER: Pubkey = pubkey!("BPFLoader2111111111111111111111111111111111");
/// The loader of programs that their authority can upgrade.
const UPGRADEABLE_LOADER: Pubkey = pubkey!("BPFLoaderUpgradeab1e11111111111111111111111");

/// Puts programs and accounts into a new runtime.
pub(crate) fn fill(svm: &mut SurfnetSvm, keys: &Keys, with_program: bool) -> Result<()> {
    let mut accounts = others(keys, |bytes| svm.inner.minimum_balance_for_rent_exemption(bytes))?;
    if with_program {
        accounts.extend(ours(keys)?);
    }
    for (key, mut account) in accounts {
        let rent = svm.inner.minimum_balance_for_rent_exemption(account.data.len());
        account.lamports = account.lamports.max(rent);
        svm.set_account(&key, account).map_err(|error| anyhow!("account {key}: {error}"))?;
    }
    Ok(())
}

/// The program, upgradeable by the operator. Its data comes first, because setting the program's account compiles the data.
fn ours(keys: &Keys) -> Result<[(Pubkey, Account); 2]> {
    let elf = read(&program_path())?;
    let data_key = program_data_of(&program::ID);
    let data = program_data(&keys.get(OPERATOR).pubkey(), &elf);
    Ok([(data_key, data), (program::ID, program(&data_key))])
}

/// All accounts except the program's: Wormhole's programs and accounts, the wallets, the coin. The caller adds rent to accounts
/// without lamports.
pub(crate) fn others(keys: &Keys, rent: impl Fn(usize) -> u64) -> Result<Vec<(Pubkey, Account)>> {
    let mut accounts = vec![];
    for (id, path) in wormhole::programs() {
        let data = read(&path)?;
        accounts.push((id, Account { data, owner: LOADER, executable: true, ..Account::default() }));
    }
    accounts.extend(wormhole::accounts(rent));
    accounts.extend(keys.wallets().map(|wallet| (wallet, Account { lamports: FUNDS, ..Account::default() })));
    accounts.push((keys.get(COIN).pubkey(), coin(&keys.get(OPERATOR).pubkey())));
    Ok(accounts)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("reading the compiled program {}: run `make build`", path.display()))
}

/// The account of a program: the loader's state 2 and the address of its data.
fn program(data_key: &Pubkey) -> Account {
    let data = [&2u32.to_le_bytes()[..], data_key.as_ref()].concat();
    Account { data, owner: UPGRADEABLE_LOADER, executable: true, ..Account::default() }
}

/// Address of an upgradeable program's data.
pub(crate) fn program_data_of(id: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[id.as_ref()], &UPGRADEABLE_LOADER).0
}

/// Place of the slot of the deployment in the account of a program's data.
pub(crate) const DEPLOYMENT_SLOT: Range<usize> = 4..12;

/// The account of a program's data: the loader's state 3, the slot of the deployment, the upgrade authority, the ELF.
fn program_data(authority: &Pubkey, elf: &[u8]) -> Account {
    let data = [&3u32.to_le_bytes()[..], &0u64.to_le_bytes(), &[1], authority.as_ref(), elf].concat();
    Account { data, owner: UPGRADEABLE_LOADER, ..Account::default() }
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
