//! Tokens move and burn only through the program: holders against the real Token-2022.

use anchor_spl::token_2022::spl_token_2022::instruction as token;
use carbon_client::{addresses as at, program::token::TokenClass};
use carbon_tests::*;
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;
use solana_signer::Signer;

const TOKEN_2022: Pubkey = anchor_spl::token_2022::ID;

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
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let emission = world.emission(1_000);
    world.record(source, emission);
    let absorption = world.absorption(1_000);
    world.record(source, absorption);
    let owner = key(12);
    let holder = owner.pubkey();
    // REDU and CRDR have no holders before the pool issue lands: nothing can issue them.
    for class in [TokenClass::Emission, TokenClass::AbsorptionCredit] {
        let mint = at::mint(&world.registry, class);
        let account = at::token_account(&world.registry, &holder, class);
        let buffer = at::buffer(&world.registry);
        let elsewhere = at::token_account(&world.registry, &buffer, TokenClass::AbsorptionCredit);
        let before = world.balance(&holder, class);
        assert!(before > 0);
        let attempts: Vec<(&str, Instruction, u32)> = vec![
            // 12: instruction not supported on this mint, the burn being permissioned.
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
            // 11: a non-native account is closed only when empty.
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
            let outcome = world.runtime.send(&[instruction], &[&owner]);
            match code {
                u32::MAX => drop(outcome.expect_err("refused")),
                code => assert_code(outcome, code),
            }
            assert_eq!(world.balance(&holder, class), before);
        }
        world.assert_conservation();
    }
}

#[test]
fn each_mint_has_its_extensions_and_metadata() {
    use anchor_spl::token_2022::spl_token_2022::extension::{
        metadata_pointer::MetadataPointer, permanent_delegate::PermanentDelegate, BaseStateWithExtensions,
        StateWithExtensions,
    };
    use anchor_spl::token_2022::spl_token_2022::state::Mint;
    use anchor_spl::token_2022_extensions::spl_token_metadata_interface::state::TokenMetadata;

    let mut world = World::new();
    let authority = at::mint_authority(&world.registry);
    for class in TokenClass::ALL {
        let key = at::mint(&world.registry, class);
        let account = world.runtime.svm().get_account(&key).unwrap();
        assert_eq!(account.owner, TOKEN_2022);
        let rent = world.runtime.svm().minimum_balance_for_rent_exemption(account.data.len());
        assert_eq!(account.lamports, rent, "exactly the rent of what it became");
        // PermissionedBurn is extension 28, with the authority: the interface crate does not know it by name.
        let burn = [&28u16.to_le_bytes()[..], &32u16.to_le_bytes(), authority.as_ref()].concat();
        assert!(account.data.windows(burn.len()).any(|bytes| bytes == burn), "{class:?} burns only by permission");
        let types: Vec<u16> = extension_types(&account.data);
        // NonTransferable 9, PermanentDelegate 12, MetadataPointer 18, TokenMetadata 19, PermissionedBurn 28.
        assert_eq!(types, [9, 28, 12, 18, 19]);

        let known = StateWithExtensions::<Mint>::unpack(&account.data).unwrap();
        assert_eq!(known.base.decimals, 6);
        assert_eq!(Option::<Pubkey>::from(known.base.mint_authority), Some(authority));
        assert!(known.base.freeze_authority.is_none());
        let delegate = known.get_extension::<PermanentDelegate>().unwrap();
        assert_eq!(Option::<Pubkey>::from(delegate.delegate), Some(authority));
        let pointer = known.get_extension::<MetadataPointer>().unwrap();
        assert_eq!(Option::<Pubkey>::from(pointer.metadata_address), Some(key));
        let metadata = known.get_variable_len_extension::<TokenMetadata>().unwrap();
        assert_eq!((metadata.symbol.as_str(), metadata.mint), (class.symbol(), key));
        assert_eq!(metadata.name, format!("Test Registry {}", class.label()));
        assert_eq!(metadata.uri, format!("https://registry.example/{}", class.symbol()));
        let keys: Vec<&str> = metadata.additional_metadata.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["class", "unit"]);
    }
}

/// Types of the extensions of a mint, in order.
fn extension_types(data: &[u8]) -> Vec<u16> {
    let mut types = vec![];
    let mut at = 166;
    while at + 4 <= data.len() {
        let read = |at: usize| u16::from_le_bytes([data[at], data[at + 1]]);
        if read(at) == 0 {
            break;
        }
        types.push(read(at));
        at += 4 + read(at + 2) as usize;
    }
    types
}

#[test]
fn a_token_account_has_the_length_the_deposit_reckons_with() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = world.emission(1);
    world.record(source, args);
    let account = at::token_account(&world.registry, &world.owner.pubkey(), TokenClass::Emission);
    let account = world.runtime.svm().get_account(&account).unwrap();
    assert_eq!(account.data.len(), carbon_client::program::token::custody::TOKEN_ACCOUNT_LEN);
}
