//! The PermissionedBurn extension of Token-2022 v11, which the interface crate of Anchor's Solana v3 types does not
//! know yet (instruction 46; sub-instruction 0 initializes).

use anchor_lang::{
    prelude::*,
    solana_program::instruction::{AccountMeta, Instruction},
};

/// Token-2022's instruction number of the extension.
const PERMISSIONED_BURN: u8 = 46;
/// Its first sub-instruction.
const INITIALIZE: u8 = 0;

/// Bytes the extension takes in a mint: type, length, authority.
pub const EXTENSION_LEN: usize = 2 + 2 + 32;

/// Makes `authority` a signer of every burn. Must come before the mint is initialized.
pub fn initialize(token_program: &Pubkey, mint: &Pubkey, authority: &Pubkey) -> Instruction {
    let mut data = vec![PERMISSIONED_BURN, INITIALIZE];
    data.extend_from_slice(authority.as_ref());
    Instruction { program_id: *token_program, accounts: vec![AccountMeta::new(*mint, false)], data }
}
