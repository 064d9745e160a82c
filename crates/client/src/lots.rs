//! Instructions on lots.

use crate::{
    addresses,
    build::{build, SYSTEM},
};
use carbon_consensus::{instruction, lot::Lot, token::TokenClass};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

/// `transfer_lot`: moves the first `grams` of the lot at `key` to `recipient`. The recipient of emissions signs too.
pub fn transfer_lot(payer: Pubkey, key: Pubkey, lot: &Lot, recipient: Pubkey, grams: u64) -> Instruction {
    let registry = lot.registry;
    build!(
        accounts::TransferLot {
            payer,
            owner: lot.owner,
            recipient,
            consent: (lot.class == TokenClass::Emission).then_some(recipient),
            registry,
            record: lot.record,
            lot: key,
            child: addresses::lot(&key, lot.children),
            mint_authority: addresses::mint_authority(&registry),
            mint: addresses::mint(&registry, lot.class),
            from: addresses::token_account(&registry, &lot.owner, lot.class),
            to: addresses::token_account(&registry, &recipient, lot.class),
            token_program: anchor_spl::token_2022::ID,
            associated_token_program: anchor_spl::associated_token::ID,
            system_program: SYSTEM,
        },
        instruction::TransferLot { grams },
    )
}

/// `close_lot`.
pub fn close_lot(key: Pubkey, rent_payer: Pubkey) -> Instruction {
    build!(accounts::CloseLot { lot: key, rent_payer }, instruction::CloseLot {},)
}

/// `close_void_lot` of the lot at `key`.
pub fn close_void_lot(key: Pubkey, lot: &Lot) -> Instruction {
    let registry = lot.registry;
    build!(
        accounts::CloseVoidLot {
            registry,
            record: lot.record,
            lot: key,
            rent_payer: lot.rent_payer,
            mint_authority: addresses::mint_authority(&registry),
            mint: addresses::mint(&registry, lot.class),
            token_account: addresses::token_account(&registry, &lot.owner, lot.class),
            token_program: anchor_spl::token_2022::ID,
        },
        instruction::CloseVoidLot {},
    )
}
