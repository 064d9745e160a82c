//! Tokens to pay with, of the classic token program.

use super::chain::{DemoChain, FUNDS};
use anyhow::Result;
use carbon_client::market::Coin;
use carbon_embedded::coin;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// The payment coin of a registry.
pub fn payment_coin(chain: &mut DemoChain, label: &str) -> Result<Coin> {
    let minter = minter(chain, label);
    chain.runtime.fund(&minter.pubkey(), FUNDS);
    create(chain, &format!("{label}/coin"), &minter)
}

/// Mint authority of a registry's coin.
pub fn minter(chain: &DemoChain, label: &str) -> Keypair {
    chain.key(&format!("{label}/minter"))
}

/// Creates a coin.
pub fn create(chain: &mut DemoChain, name: &str, minter: &Keypair) -> Result<Coin> {
    let mint = chain.key(name);
    let coin = Coin { mint: mint.pubkey(), program: anchor_spl::token::ID };
    let rent = chain.rent(coin::MINT_LEN as usize);
    let create = coin::create(&coin, &minter.pubkey(), coin::MINT_LEN, rent, vec![]);
    chain.prepare(&create, &[minter, &mint])?;
    Ok(coin)
}
