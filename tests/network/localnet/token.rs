//! The network has the version of Token-2022 with PermissionedBurn (version 11).

use super::chain::{code, TestNetwork};
use anchor_spl::token_2022::{spl_token_2022::instruction as token, ID as TOKEN_2022};
use carbon_client::{addresses as at, program::token::TokenClass};
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// Token-2022's error for an instruction that the mint does not support.
const NOT_FOR_THIS_MINT: u32 = 12;
/// Token-2022's error for a transfer of a non-transferable token.
const NON_TRANSFERABLE: u32 = 37;

/// A holder can neither burn nor move the tokens of a record.
pub fn a_holder_cannot_burn_or_move_tokens(chain: &TestNetwork, registry: &Pubkey, grams: u64) {
    let alice = chain.key("alice");
    let holder = alice.pubkey();
    let mint = at::mint(registry, TokenClass::Emission);
    let account = at::token_account(registry, &holder, TokenClass::Emission);
    let burn = token::burn(&TOKEN_2022, &account, &mint, &holder, &[], grams).expect("an instruction");
    let refused = chain.send(&[burn], &[alice]).expect_err("a burn");
    assert_eq!(code(&refused), Some(NOT_FOR_THIS_MINT));
    let transfer = token::transfer_checked(&TOKEN_2022, &account, &mint, &account, &holder, &[], grams, 6);
    let refused = chain.send(&[transfer.expect("an instruction")], &[alice]).expect_err("a transfer");
    assert_eq!(code(&refused), Some(NON_TRANSFERABLE));
}
