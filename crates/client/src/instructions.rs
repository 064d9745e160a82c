//! One function per instruction of registry, notaries and sources; the others have a module each.

use crate::addresses as at;
use anchor_lang::{InstructionData, ToAccountMetas};
use carbon_consensus::{accounts, instruction, notary::*, registry::*, source::*, token::TokenClass};
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

const SYSTEM: Pubkey = anchor_lang::system_program::ID;

pub(crate) fn build(accounts: impl ToAccountMetas, data: impl InstructionData) -> Instruction {
    Instruction { program_id: carbon_consensus::ID, accounts: accounts.to_account_metas(None), data: data.data() }
}

/// `create_registry`.
pub fn create_registry(payer: Pubkey, creator: Pubkey, args: CreateRegistryArgs) -> Instruction {
    let registry = at::registry(&creator, args.id);
    build(
        accounts::CreateRegistry {
            payer,
            creator,
            registry,
            notaries: at::notaries(&registry),
            log: at::log(&registry),
            mint_authority: at::mint_authority(&registry),
            buffer: at::buffer(&registry),
            system_program: SYSTEM,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::CreateRegistry { args },
    )
}

/// `create_mint`.
pub fn create_mint(payer: Pubkey, authority: Pubkey, registry: Pubkey, class: TokenClass, uri: String) -> Instruction {
    build(
        accounts::CreateMint {
            payer,
            authority,
            registry,
            mint_authority: at::mint_authority(&registry),
            mint: at::mint(&registry, class),
            token_program: anchor_spl::token_2022::ID,
            system_program: SYSTEM,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::CreateMint { class, uri },
    )
}

/// `open_registry`.
pub fn open_registry(authority: Pubkey, registry: Pubkey) -> Instruction {
    build(
        accounts::OpenRegistry {
            authority,
            registry,
            notaries: at::notaries(&registry),
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::OpenRegistry {},
    )
}

/// `propose_authority`.
pub fn propose_authority(authority: Pubkey, registry: Pubkey, proposed: Pubkey) -> Instruction {
    build(
        accounts::ProposeAuthority {
            authority,
            registry,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::ProposeAuthority { proposed },
    )
}

/// `accept_authority`.
pub fn accept_authority(proposed: Pubkey, registry: Pubkey) -> Instruction {
    build(
        accounts::AcceptAuthority {
            proposed,
            registry,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::AcceptAuthority {},
    )
}

/// `pause_registry`.
pub fn pause_registry(guardian: Pubkey, registry: Pubkey) -> Instruction {
    build(
        accounts::PauseRegistry {
            guardian,
            registry,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::PauseRegistry {},
    )
}

/// `unpause_registry`.
pub fn unpause_registry(caller: Pubkey, registry: Pubkey) -> Instruction {
    build(
        accounts::UnpauseRegistry {
            caller,
            registry,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::UnpauseRegistry {},
    )
}

/// `apply_change`.
pub fn apply_change(authority: Pubkey, registry: Pubkey, change: Change) -> Instruction {
    build(
        accounts::ApplyChange {
            authority,
            registry,
            notaries: at::notaries(&registry),
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::ApplyChange { change },
    )
}

/// `schedule_change`.
pub fn schedule_change(payer: Pubkey, authority: Pubkey, registry: Pubkey, nonce: u64, change: Change) -> Instruction {
    build(
        accounts::ScheduleChange {
            payer,
            authority,
            registry,
            scheduled: at::change(&registry, nonce),
            system_program: SYSTEM,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::ScheduleChange { nonce, change },
    )
}

/// `execute_change`.
pub fn execute_change(authority: Pubkey, registry: Pubkey, nonce: u64, rent_payer: Pubkey) -> Instruction {
    build(
        accounts::ExecuteChange {
            authority,
            registry,
            notaries: at::notaries(&registry),
            scheduled: at::change(&registry, nonce),
            rent_payer,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::ExecuteChange {},
    )
}

/// `cancel_change`.
pub fn cancel_change(caller: Pubkey, registry: Pubkey, nonce: u64, rent_payer: Pubkey) -> Instruction {
    build(
        accounts::CancelChange {
            caller,
            registry,
            scheduled: at::change(&registry, nonce),
            rent_payer,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::CancelChange {},
    )
}

/// `suspend_notary`.
pub fn suspend_notary(guardian: Pubkey, registry: Pubkey, notary: Pubkey) -> Instruction {
    build(
        accounts::SuspendNotary {
            guardian,
            registry,
            notaries: at::notaries(&registry),
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::SuspendNotary { notary },
    )
}

/// `attest`, signed by each of `voters`.
pub fn attest(
    registry: Pubkey,
    subject: Pubkey,
    digest: [u8; 32],
    verdict: Verdict,
    report: [u8; 32],
    voters: &[Pubkey],
) -> Instruction {
    let mut instruction = build(
        accounts::Attest {
            registry,
            notaries: at::notaries(&registry),
            subject,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::Attest { digest, verdict, report },
    );
    instruction.accounts.extend(voters.iter().map(|voter| AccountMeta::new_readonly(*voter, true)));
    instruction
}

/// `reopen_ballot`.
pub fn reopen_ballot(registry: Pubkey, subject: Pubkey) -> Instruction {
    build(
        accounts::ReopenBallot {
            registry,
            notaries: at::notaries(&registry),
            subject,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::ReopenBallot {},
    )
}

/// `publish_factor`.
pub fn publish_factor(payer: Pubkey, authority: Pubkey, registry: Pubkey, args: PublishFactorArgs) -> Instruction {
    build(
        accounts::PublishFactor {
            payer,
            authority,
            registry,
            factor: at::factor(&registry, args.family, args.edition),
            system_program: SYSTEM,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::PublishFactor { args },
    )
}

/// `withdraw_factor`.
pub fn withdraw_factor(authority: Pubkey, registry: Pubkey, factor: Pubkey) -> Instruction {
    build(
        accounts::WithdrawFactor {
            authority,
            registry,
            factor,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::WithdrawFactor {},
    )
}

/// `list_provider`.
pub fn list_provider(payer: Pubkey, authority: Pubkey, registry: Pubkey, key: Pubkey, name: String) -> Instruction {
    build(
        accounts::ListProvider {
            payer,
            authority,
            registry,
            provider: at::provider(&registry, &key),
            system_program: SYSTEM,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::ListProvider { key, name },
    )
}

/// `delist_provider`.
pub fn delist_provider(authority: Pubkey, registry: Pubkey, key: Pubkey, rent_payer: Pubkey) -> Instruction {
    build(
        accounts::DelistProvider {
            authority,
            registry,
            provider: at::provider(&registry, &key),
            rent_payer,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::DelistProvider {},
    )
}

/// `register_source`.
pub fn register_source(payer: Pubkey, owner: Pubkey, registry: Pubkey, args: RegisterSourceArgs) -> Instruction {
    build(
        accounts::RegisterSource {
            payer,
            owner,
            registry,
            source: at::source(&registry, &owner, args.index),
            system_program: SYSTEM,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::RegisterSource { args },
    )
}

/// `admit_source`.
pub fn admit_source(admitter: Pubkey, registry: Pubkey, source: Pubkey) -> Instruction {
    build(
        accounts::AdmitSource {
            admitter,
            registry,
            notaries: at::notaries(&registry),
            source,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::AdmitSource {},
    )
}

/// `collect_fees`.
pub fn collect_fees(registry: Pubkey, source: Pubkey, treasury: Pubkey) -> Instruction {
    build(
        accounts::CollectFees {
            registry,
            source,
            treasury,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::CollectFees {},
    )
}
