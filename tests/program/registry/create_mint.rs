//! `create_mint`: extensions, authorities and metadata of the four mints.

use carbon_client::{addresses as at, program::token::TokenClass};
use carbon_testkit::*;
use solana_pubkey::Pubkey;

#[test]
fn each_mint_has_its_extensions_and_metadata() {
    use anchor_spl::token_2022::spl_token_2022::extension::{
        metadata_pointer::MetadataPointer, permanent_delegate::PermanentDelegate, BaseStateWithExtensions,
        StateWithExtensions,
    };
    use anchor_spl::token_2022::spl_token_2022::state::Mint;
    use anchor_spl::token_2022_extensions::spl_token_metadata_interface::state::TokenMetadata;

    let mut test = TestRegistry::new();
    let authority = at::mint_authority(&test.registry);
    for class in TokenClass::ALL {
        let key = at::mint(&test.registry, class);
        let account = test.runtime.svm().get_account(&key).unwrap();
        assert_eq!(account.owner, crate::custody::TOKEN_2022);
        let rent = test.runtime.svm().minimum_balance_for_rent_exemption(account.data.len());
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
