//! Tokens can be moved and burned only through the program: holders try with the real Token-2022.

use anchor_spl::token_2022::spl_token_2022::instruction as token;
use carbon_client::{
    addresses as at,
    program::{pool::PoolUnit, token::TokenClass},
};
use carbon_testkit::*;
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;
use solana_signer::Signer;

pub const TOKEN_2022: Pubkey = anchor_spl::token_2022::ID;

/// PermissionedBurn's `Burn`, signed as given.
fn permissioned_burn(account: Pubkey, mint: Pubkey, authority: Pubkey, owner: Pubkey, amount: u64) -> Instruction {
    let mut data = vec![46, 1];
    data.extend_from_slice(&amount.to_le_bytes());
    Instruction {
        program_id: TOKEN_2022,
        accounts: vec![
            AccountMeta::new(account, false),
            AccountMeta::new(mint, false),
            AccountMeta::new_readonly(authority, true),
            AccountMeta::new_readonly(owner, true),
        ],
        data,
    }
}

#[test]
fn a_holder_can_do_nothing_with_tokens_directly() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let emission = test.emission(1_000);
    test.record(source, emission);
    let absorption = test.absorption(1_000);
    test.record(source, absorption);
    let owner = key(12);
    let holder = owner.pubkey();
    // Credits of one pool, and reductions that another has not settled.
    test.run_pool(PoolUnit::Gram, &[MemberReport::tonnes(100, 60, 0, 0)]);
    let (_, members) = test.locked(PoolUnit::Gram, &[100 * TONNE]);
    test.report(members[0], MemberReport::tonnes(100, 60, 0, 0));
    for class in TokenClass::ALL {
        let mint = at::mint(&test.registry, class);
        let account = at::token_account(&test.registry, &holder, class);
        let buffer = at::buffer(&test.registry);
        let elsewhere = at::token_account(&test.registry, &buffer, TokenClass::AbsorptionCredit);
        let before = test.balance(&holder, class);
        assert!(before > 0);
        let attempts: Vec<(&str, Instruction, u32)> = vec![
            // 12: instruction not supported for this mint, because burns are permissioned.
            ("Burn", token::burn(&TOKEN_2022, &account, &mint, &holder, &[], 1).unwrap(), 12),
            ("BurnChecked", token::burn_checked(&TOKEN_2022, &account, &mint, &holder, &[], 1, 6).unwrap(), 12),
            // 37: non-transferable.
            (
                "TransferChecked",
                token::transfer_checked(&TOKEN_2022, &account, &mint, &elsewhere, &holder, &[], 1, 6).unwrap(),
                37,
            ),
            (
                "PermissionedBurn with the holder as authority",
                permissioned_burn(account, mint, holder, holder, 1),
                u32::MAX,
            ),
            // 11: a non-native account can be closed only when it is empty.
            ("CloseAccount", token::close_account(&TOKEN_2022, &account, &holder, &holder, &[]).unwrap(), 11),
            (
                "SetAuthority of the mint",
                token::set_authority(&TOKEN_2022, &mint, None, token::AuthorityType::MintTokens, &holder, &[]).unwrap(),
                4,
            ),
            (
                "SetAuthority of the account's owner",
                token::set_authority(
                    &TOKEN_2022,
                    &account,
                    Some(&key(90).pubkey()),
                    token::AuthorityType::AccountOwner,
                    &holder,
                    &[],
                )
                .unwrap(),
                34,
            ),
            ("MintTo", token::mint_to(&TOKEN_2022, &mint, &account, &holder, &[], 1).unwrap(), 4),
        ];
        for (name, instruction, code) in attempts {
            println!("{class:?}: {name}");
            let outcome = test.runtime.send(&[instruction], &[&owner]);
            match code {
                u32::MAX => drop(outcome.expect_err("refused")),
                code => assert_code(outcome, code),
            }
            assert_eq!(test.balance(&holder, class), before);
        }
        test.assert_conservation();
    }
}

#[test]
fn a_token_account_has_the_length_the_deposit_reckons_with() {
    let mut test = TestRegistry::new();
    let source = test.source(TestRegistry::source_args(1));
    let args = test.emission(1);
    test.record(source, args);
    let account = at::token_account(&test.registry, &test.people.owner.pubkey(), TokenClass::Emission);
    let account = test.runtime.svm().get_account(&account).unwrap();
    assert_eq!(account.data.len(), carbon_client::program::token::custody::TOKEN_ACCOUNT_LEN);
}
