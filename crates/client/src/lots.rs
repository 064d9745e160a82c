//! Instructions on lots.

use crate::{addresses as at, instructions::build};
use carbon_consensus::{accounts, instruction, lot::Lot, token::TokenClass};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

const SYSTEM: Pubkey = anchor_lang::system_program::ID;

/// `transfer_lot`: the first `grams` of the lot at `key` go to `recipient`, who signs too where they are emissions.
pub fn transfer_lot(payer: Pubkey, key: Pubkey, lot: &Lot, recipient: Pubkey, grams: u64) -> Instruction {
    let registry = lot.registry;
    build(
        accounts::TransferLot {
            payer,
            owner: lot.owner,
            recipient,
            consent: (lot.class == TokenClass::Emission).then_some(recipient),
            registry,
            record: lot.record,
            lot: key,
            child: at::lot(&key, lot.children),
            mint_authority: at::mint_authority(&registry),
            mint: at::mint(&registry, lot.class),
            from: at::token_account(&registry, &lot.owner, lot.class),
            to: at::token_account(&registry, &recipient, lot.class),
            token_program: anchor_spl::token_2022::ID,
            associated_token_program: anchor_spl::associated_token::ID,
            system_program: SYSTEM,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::TransferLot { grams },
    )
}

/// `close_lot`.
pub fn close_lot(key: Pubkey, rent_payer: Pubkey) -> Instruction {
    build(
        accounts::CloseLot {
            lot: key,
            rent_payer,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::CloseLot {},
    )
}
