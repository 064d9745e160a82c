//! Instructions on registries, their mints and their rules.

use crate::{
    addresses,
    build::{build, SYSTEM},
};
use carbon_consensus::{instruction, registry::*, token::TokenClass};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

/// `create_registry`.
pub fn create_registry(payer: Pubkey, creator: Pubkey, args: CreateRegistryArgs) -> Instruction {
    let registry = addresses::registry(&creator, args.id);
    build!(
        accounts::CreateRegistry {
            payer,
            creator,
            registry,
            notaries: addresses::notaries(&registry),
            log: addresses::log(&registry),
            mint_authority: addresses::mint_authority(&registry),
            buffer: addresses::buffer(&registry),
            system_program: SYSTEM,
        },
        instruction::CreateRegistry { args },
    )
}

/// `create_mint`.
pub fn create_mint(payer: Pubkey, authority: Pubkey, registry: Pubkey, class: TokenClass, uri: String) -> Instruction {
    build!(
        accounts::CreateMint {
            payer,
            authority,
            registry,
            mint_authority: addresses::mint_authority(&registry),
            mint: addresses::mint(&registry, class),
            token_program: anchor_spl::token_2022::ID,
            system_program: SYSTEM,
        },
        instruction::CreateMint { class, uri },
    )
}

/// `open_registry`.
pub fn open_registry(authority: Pubkey, registry: Pubkey) -> Instruction {
    build!(
        accounts::OpenRegistry { authority, registry, notaries: addresses::notaries(&registry) },
        instruction::OpenRegistry {},
    )
}

/// `propose_authority`.
pub fn propose_authority(authority: Pubkey, registry: Pubkey, proposed: Pubkey) -> Instruction {
    build!(accounts::ProposeAuthority { authority, registry }, instruction::ProposeAuthority { proposed },)
}

/// `accept_authority`.
pub fn accept_authority(proposed: Pubkey, registry: Pubkey) -> Instruction {
    build!(accounts::AcceptAuthority { proposed, registry }, instruction::AcceptAuthority {},)
}

/// `pause_registry`.
pub fn pause_registry(guardian: Pubkey, registry: Pubkey) -> Instruction {
    build!(accounts::PauseRegistry { guardian, registry }, instruction::PauseRegistry {},)
}

/// `unpause_registry`.
pub fn unpause_registry(caller: Pubkey, registry: Pubkey) -> Instruction {
    build!(accounts::UnpauseRegistry { caller, registry }, instruction::UnpauseRegistry {},)
}

/// `apply_change`.
pub fn apply_change(authority: Pubkey, registry: Pubkey, change: Change) -> Instruction {
    build!(
        accounts::ApplyChange { authority, registry, notaries: addresses::notaries(&registry) },
        instruction::ApplyChange { change },
    )
}

/// `schedule_change`.
pub fn schedule_change(payer: Pubkey, authority: Pubkey, registry: Pubkey, nonce: u64, change: Change) -> Instruction {
    build!(
        accounts::ScheduleChange {
            payer,
            authority,
            registry,
            scheduled: addresses::change(&registry, nonce),
            system_program: SYSTEM,
        },
        instruction::ScheduleChange { nonce, change },
    )
}

/// `execute_change`.
pub fn execute_change(authority: Pubkey, registry: Pubkey, nonce: u64, rent_payer: Pubkey) -> Instruction {
    build!(
        accounts::ExecuteChange {
            authority,
            registry,
            notaries: addresses::notaries(&registry),
            scheduled: addresses::change(&registry, nonce),
            rent_payer,
        },
        instruction::ExecuteChange {},
    )
}

/// `cancel_change`.
pub fn cancel_change(caller: Pubkey, registry: Pubkey, nonce: u64, rent_payer: Pubkey) -> Instruction {
    build!(
        accounts::CancelChange { caller, registry, scheduled: addresses::change(&registry, nonce), rent_payer },
        instruction::CancelChange {},
    )
}
