//! Supplies and balances, and the check that lots and tokens agree.

use crate::test_registry::*;
use carbon_client::{
    addresses as at,
    program::{lot::Lot, token::*},
    read,
};
use solana_pubkey::Pubkey;
use std::collections::BTreeMap;

/// Offset of the amount in a token account, after mint and owner.
pub const TOKEN_AMOUNT: usize = 64;
/// Offset of the supply in a mint, after the optional mint authority.
pub const MINT_SUPPLY: usize = 36;

impl TestRegistry {
    /// Token balance of an owner, 0 without a token account.
    pub fn balance(&mut self, owner: &Pubkey, class: TokenClass) -> u64 {
        self.tokens_in(&at::token_account(&self.registry, owner, class))
    }

    /// Amount in a token account of any token program, 0 when it does not exist.
    pub fn tokens_in(&mut self, account: &Pubkey) -> u64 {
        self.runtime.svm().get_account(account).map_or(0, |account| number(&account.data[TOKEN_AMOUNT..]))
    }

    /// Supply of a mint.
    pub fn supply(&mut self, class: TokenClass) -> u64 {
        self.supply_of(&at::mint(&self.registry, class))
    }

    /// Supply of a mint of any token program, 0 when it does not exist.
    pub fn supply_of(&mut self, mint: &Pubkey) -> u64 {
        self.runtime.svm().get_account(mint).map_or(0, |account| number(&account.data[MINT_SUPPLY..]))
    }

    /// Asserts that supply equals lots, and each balance its owner's lots, for every class.
    pub fn assert_conservation(&mut self) {
        let mut supply = BTreeMap::new();
        let mut balances = BTreeMap::new();
        for (_, account) in self.runtime.svm().get_program_accounts(&carbon_client::program::ID) {
            if let Ok(lot) = read::<Lot>(&account.data) {
                if lot.registry == self.registry {
                    *supply.entry(lot.class as u8).or_insert(0) += lot.end - lot.start;
                    *balances.entry((lot.owner, lot.class as u8)).or_insert(0) += lot.end - lot.start;
                }
            }
        }
        for class in TokenClass::ALL {
            assert_eq!(self.supply(class), supply.get(&(class as u8)).copied().unwrap_or(0), "supply of {class:?}");
        }
        for ((owner, class), grams) in balances {
            assert_eq!(self.balance(&owner, TokenClass::ALL[class as usize]), grams, "balance of {owner}");
        }
    }
}

fn number(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes"))
}
