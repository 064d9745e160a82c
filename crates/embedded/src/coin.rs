//! Payment tokens on test networks. The holder of the mint's key mints them.

use anchor_lang::solana_program::system_instruction::create_account;
use anchor_spl::{
    associated_token::spl_associated_token_account::instruction::create_associated_token_account_idempotent,
    token_2022::spl_token_2022::instruction::{initialize_mint2, mint_to_checked},
};
use carbon_client::market::Coin;
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

/// Decimals of every coin here.
pub const DECIMALS: u8 = 6;
/// Bytes of a mint without extensions.
pub const MINT_LEN: u64 = 82;

/// Creates a mint of `space` bytes and initializes it after the instructions of `before`. Both token programs read the same
/// instructions. The minter, who pays `rent`, and the mint sign.
pub fn create(coin: &Coin, minter: &Pubkey, space: u64, rent: u64, before: Vec<Instruction>) -> Vec<Instruction> {
    let create = create_account(minter, &coin.mint, rent, space, &coin.program);
    let initialize = initialize_mint2(&coin.program, &coin.mint, minter, Some(minter), DECIMALS);
    let initialize = initialize.expect("one of the token programs");
    std::iter::once(create).chain(before).chain([initialize]).collect()
}

/// Creates an owner's associated token account if it does not exist, and mints coins to it. The minter signs.
pub fn give(coin: &Coin, minter: &Pubkey, owner: &Pubkey, amount: u64) -> [Instruction; 2] {
    let open = create_associated_token_account_idempotent(minter, owner, &coin.mint, &coin.program);
    let account = coin.account_of(owner);
    let mint = mint_to_checked(&coin.program, &coin.mint, &account, minter, &[], amount, DECIMALS);
    [open, mint.expect("one of the token programs")]
}
