//! Instructions on reduction pools.

use crate::{addresses as at, instructions::build};
use carbon_consensus::{
    accounts, instruction,
    lot::Lot,
    pool::{CreatePoolArgs, Member, Pool, Settlement},
    token::TokenClass,
};
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

const SYSTEM: Pubkey = anchor_lang::system_program::ID;

/// The memberships of a pool, in its order.
fn members(pool: &Pool) -> impl Iterator<Item = AccountMeta> + '_ {
    pool.members.iter().map(|source| AccountMeta::new(at::member(source, pool.year), false))
}

/// `create_pool`.
pub fn create_pool(payer: Pubkey, operator: Pubkey, registry: Pubkey, args: CreatePoolArgs) -> Instruction {
    build(
        accounts::CreatePool {
            payer,
            operator,
            registry,
            pool: at::pool(&registry, &operator, args.nonce),
            system_program: SYSTEM,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::CreatePool { args },
    )
}

/// `join_pool` with a notarized baseline; `target` is in grams.
pub fn join_pool(
    payer: Pubkey,
    owner: Pubkey,
    key: Pubkey,
    pool: &Pool,
    source: Pubkey,
    baseline: Pubkey,
    target: u64,
) -> Instruction {
    build(
        accounts::JoinPool {
            payer,
            owner,
            operator: pool.operator,
            registry: pool.registry,
            pool: key,
            source,
            baseline,
            member: at::member(&source, pool.year),
            system_program: SYSTEM,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::JoinPool { target },
    )
}

/// `leave_pool`.
pub fn leave_pool(caller: Pubkey, member: &Member) -> Instruction {
    build(
        accounts::LeavePool {
            caller,
            pool: member.pool,
            source: member.header.source,
            member: at::member(&member.header.source, member.header.year),
            rent_payer: member.rent_payer,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::LeavePool {},
    )
}

/// `lock_pool`.
pub fn lock_pool(key: Pubkey, pool: &Pool) -> Instruction {
    let accounts = accounts::LockPool {
        operator: pool.operator,
        registry: pool.registry,
        pool: key,
        event_authority: at::event_authority(),
        program: carbon_consensus::ID,
    };
    let mut instruction = build(accounts, instruction::LockPool {});
    instruction.accounts.extend(members(pool));
    instruction
}

/// `close_pool`.
pub fn close_pool(caller: Pubkey, key: Pubkey, pool: &Pool) -> Instruction {
    build(
        accounts::ClosePool {
            caller,
            pool: key,
            rent_payer: pool.rent_payer,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::ClosePool {},
    )
}

/// `cure_pool` with the first `grams` of the lot at `key`, for the member of `source` and `year`.
pub fn cure_pool(key: Pubkey, lot: &Lot, source: Pubkey, year: u16, grams: u64) -> Instruction {
    let registry = lot.registry;
    build(
        accounts::CurePool {
            owner: lot.owner,
            registry,
            member: at::member(&source, year),
            record: lot.record,
            lot: key,
            mint_authority: at::mint_authority(&registry),
            mint: at::mint(&registry, lot.class),
            token_account: at::token_account(&registry, &lot.owner, lot.class),
            token_program: anchor_spl::token_2022::ID,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::CurePool { grams },
    )
}

/// `open_settlement`.
pub fn open_settlement(payer: Pubkey, key: Pubkey, pool: &Pool) -> Instruction {
    let accounts = accounts::OpenSettlement {
        payer,
        registry: pool.registry,
        notaries: at::notaries(&pool.registry),
        pool: key,
        settlement: at::settlement(&key),
        system_program: SYSTEM,
        event_authority: at::event_authority(),
        program: carbon_consensus::ID,
    };
    let mut instruction = build(accounts, instruction::OpenSettlement {});
    for (source, member) in pool.members.iter().zip(members(pool)) {
        let inventory = AccountMeta::new_readonly(at::inventory(source, pool.year), false);
        instruction.accounts.extend([member, inventory]);
    }
    instruction
}

/// `review_emissions` of consecutive records, oldest first, from the head `previous` to where the review stands.
pub fn review_emissions(member: &Member, previous: [u8; 32], records: &[Pubkey]) -> Instruction {
    let accounts = accounts::ReviewEmissions {
        registry: member.registry,
        notaries: at::notaries(&member.registry),
        settlement: at::settlement(&member.pool),
        member: at::member(&member.header.source, member.header.year),
        source: member.header.source,
        event_authority: at::event_authority(),
        program: carbon_consensus::ID,
    };
    let mut instruction = build(accounts, instruction::ReviewEmissions { previous });
    instruction.accounts.extend(records.iter().map(|record| AccountMeta::new_readonly(*record, false)));
    instruction
}

/// `review_reductions` of consecutive records and their lots, oldest first, from the head `previous` to where the review
/// stands.
pub fn review_reductions(member: &Member, previous: [u8; 32], records: &[Pubkey]) -> Instruction {
    let accounts = accounts::ReviewReductions {
        registry: member.registry,
        notaries: at::notaries(&member.registry),
        settlement: at::settlement(&member.pool),
        member: at::member(&member.header.source, member.header.year),
        event_authority: at::event_authority(),
        program: carbon_consensus::ID,
    };
    let mut instruction = build(accounts, instruction::ReviewReductions { previous });
    for record in records {
        let lot = AccountMeta::new(at::lot(record, 0), false);
        instruction.accounts.extend([AccountMeta::new_readonly(*record, false), lot]);
    }
    instruction
}

/// `execute_settlement`.
pub fn execute_settlement(key: Pubkey, pool: &Pool, settlement: &Settlement) -> Instruction {
    let accounts = accounts::ExecuteSettlement {
        registry: pool.registry,
        notaries: at::notaries(&pool.registry),
        pool: key,
        settlement: at::settlement(&key),
        rent_payer: settlement.rent_payer,
        event_authority: at::event_authority(),
        program: carbon_consensus::ID,
    };
    let mut instruction = build(accounts, instruction::ExecuteSettlement {});
    instruction.accounts.extend(members(pool));
    instruction
}

/// `drop_settlement`.
pub fn drop_settlement(key: Pubkey, pool: &Pool, settlement: &Settlement) -> Instruction {
    let accounts = accounts::DropSettlement {
        registry: pool.registry,
        notaries: at::notaries(&pool.registry),
        pool: key,
        settlement: at::settlement(&key),
        rent_payer: settlement.rent_payer,
        event_authority: at::event_authority(),
        program: carbon_consensus::ID,
    };
    let mut instruction = build(accounts, instruction::DropSettlement {});
    instruction.accounts.extend(members(pool));
    instruction
}

/// `convert_reduction` of the lot at `key`.
pub fn convert_reduction(payer: Pubkey, member: &Member, key: Pubkey, lot: &Lot) -> Instruction {
    let (registry, owner) = (member.registry, member.owner);
    let (reduction, credit) = (TokenClass::Reduction, TokenClass::ReductionCredit);
    build(
        accounts::ConvertReduction {
            payer,
            registry,
            member: at::member(&member.header.source, member.header.year),
            owner,
            record: lot.record,
            lot: key,
            mint_authority: at::mint_authority(&registry),
            reduction_mint: at::mint(&registry, reduction),
            reduction_tokens: at::token_account(&registry, &owner, reduction),
            credit_mint: at::mint(&registry, credit),
            credit_tokens: at::token_account(&registry, &owner, credit),
            token_program: anchor_spl::token_2022::ID,
            associated_token_program: anchor_spl::associated_token::ID,
            system_program: SYSTEM,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::ConvertReduction {},
    )
}

/// `void_pool`.
pub fn void_pool(key: Pubkey, pool: &Pool) -> Instruction {
    let accounts = accounts::VoidPool {
        registry: pool.registry,
        pool: key,
        event_authority: at::event_authority(),
        program: carbon_consensus::ID,
    };
    let mut instruction = build(accounts, instruction::VoidPool {});
    instruction.accounts.extend(members(pool));
    instruction
}
