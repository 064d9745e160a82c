//! The PermissionedBurn extension of Token-2022 v11 (instruction 46; sub-instruction 0 initializes, 1 burns). The
//! interface crate that goes with Anchor does not have it yet.

use anchor_lang::{
    prelude::*,
    solana_program::instruction::{AccountMeta, Instruction},
};

/// Token-2022's instruction number of the extension.
const PERMISSIONED_BURN: u8 = 46;
/// Sub-instruction that initializes the extension.
const INITIALIZE: u8 = 0;
/// Sub-instruction that burns.
const BURN: u8 = 1;

/// Bytes the extension takes in a mint: type, length, authority.
pub const EXTENSION_LEN: usize = 2 + 2 + 32;

/// Requires `authority` to sign every burn. Must come before the mint is initialized.
pub fn initialize(token_program: &Pubkey, mint: &Pubkey, authority: &Pubkey) -> Instruction {
    let mut data = vec![PERMISSIONED_BURN, INITIALIZE];
    data.extend_from_slice(authority.as_ref());
    Instruction { program_id: *token_program, accounts: vec![AccountMeta::new(*mint, false)], data }
}

/// Burns base units of `account`. `authority` is both the mint's burn authority and its permanent delegate, so the
/// holder need not sign. The caller must have checked that the holder agrees.
pub fn burn(token_program: &Pubkey, account: &Pubkey, mint: &Pubkey, authority: &Pubkey, amount: u64) -> Instruction {
    let mut data = vec![PERMISSIONED_BURN, BURN];
    data.extend_from_slice(&amount.to_le_bytes());
    let accounts = vec![
        AccountMeta::new(*account, false),
        AccountMeta::new(*mint, false),
        AccountMeta::new_readonly(*authority, true),
        AccountMeta::new_readonly(*authority, true),
    ];
    Instruction { program_id: *token_program, accounts, data }
}
