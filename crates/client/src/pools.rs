//! Instructions on reduction pools.

use crate::{
    addresses,
    build::{build, SYSTEM},
};
use carbon_consensus::{
    instruction,
    lot::Lot,
    pool::{CreatePoolArgs, Member, Pool, Settlement},
    token::TokenClass,
};
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

/// The member accounts of a pool, in the pool's order.
fn members(pool: &Pool) -> impl Iterator<Item = AccountMeta> + '_ {
    pool.members.iter().map(|source| AccountMeta::new(addresses::member(source, pool.year), false))
}

/// `create_pool`.
pub fn create_pool(payer: Pubkey, operator: Pubkey, registry: Pubkey, args: CreatePoolArgs) -> Instruction {
    build!(
        accounts::CreatePool {
            payer,
            operator,
            registry,
            pool: addresses::pool(&registry, &operator, args.nonce),
            system_program: SYSTEM,
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
    build!(
        accounts::JoinPool {
            payer,
            owner,
            operator: pool.operator,
            registry: pool.registry,
            pool: key,
            source,
            baseline,
            member: addresses::member(&source, pool.year),
            system_program: SYSTEM,
        },
        instruction::JoinPool { target },
    )
}

/// `leave_pool`.
pub fn leave_pool(caller: Pubkey, member: &Member) -> Instruction {
    build!(
        accounts::LeavePool {
            caller,
            registry: member.registry,
            pool: member.pool,
            source: member.header.source,
            member: addresses::member(&member.header.source, member.header.year),
            rent_payer: member.rent_payer,
        },
        instruction::LeavePool {},
    )
}

/// `lock_pool`. `baseline` is the baseline's record of each member's source.
pub fn lock_pool(key: Pubkey, pool: &Pool, baseline: impl Fn(&Pubkey) -> Pubkey) -> Instruction {
    let Pool { operator, registry, .. } = *pool;
    let mut instruction = build!(
        accounts::LockPool { operator, registry, notaries: addresses::notaries(&registry), pool: key },
        instruction::LockPool {}
    );
    for (source, member) in pool.members.iter().zip(members(pool)) {
        let [baseline, source] = [baseline(source), *source].map(|key| AccountMeta::new_readonly(key, false));
        instruction.accounts.extend([member, baseline, source]);
    }
    instruction
}

/// `close_pool`.
pub fn close_pool(caller: Pubkey, key: Pubkey, pool: &Pool) -> Instruction {
    build!(
        accounts::ClosePool { caller, registry: pool.registry, pool: key, rent_payer: pool.rent_payer },
        instruction::ClosePool {},
    )
}

/// `cure_pool` with the first `grams` of the lot at `key`, for the member of `source` and `year`.
pub fn cure_pool(payer: Pubkey, key: Pubkey, lot: &Lot, source: Pubkey, year: u16, grams: u64) -> Instruction {
    let (registry, member) = (lot.registry, addresses::member(&source, year));
    build!(
        accounts::CurePool {
            payer,
            owner: lot.owner,
            registry,
            member,
            cure: addresses::cure(&member, &lot.record),
            record: lot.record,
            lot: key,
            mint_authority: addresses::mint_authority(&registry),
            mint: addresses::mint(&registry, lot.class),
            token_account: addresses::token_account(&registry, &lot.owner, lot.class),
            token_program: anchor_spl::token_2022::ID,
            system_program: SYSTEM,
        },
        instruction::CurePool { grams },
    )
}

/// `impair_cure` of the credits of `record` that the member of `source` and `year` burned.
pub fn impair_cure(registry: Pubkey, source: Pubkey, year: u16, record: Pubkey) -> Instruction {
    let member = addresses::member(&source, year);
    build!(
        accounts::ImpairCure {
            log: addresses::log(&registry),
            member,
            cure: addresses::cure(&member, &record),
            record,
        },
        instruction::ImpairCure {},
    )
}

/// `open_settlement`.
pub fn open_settlement(payer: Pubkey, key: Pubkey, pool: &Pool) -> Instruction {
    let mut instruction = build!(
        accounts::OpenSettlement {
            payer,
            registry: pool.registry,
            notaries: addresses::notaries(&pool.registry),
            log: addresses::log(&pool.registry),
            pool: key,
            settlement: addresses::settlement(&key),
            system_program: SYSTEM,
        },
        instruction::OpenSettlement {}
    );
    for (source, member) in pool.members.iter().zip(members(pool)) {
        let inventory = AccountMeta::new_readonly(addresses::inventory(source, pool.year), false);
        instruction.accounts.extend([member, inventory]);
    }
    instruction
}

/// `review_emissions` of consecutive records, oldest first. They lead from the head `previous` to the head that the review has
/// reached.
pub fn review_emissions(member: &Member, previous: [u8; 32], records: &[Pubkey]) -> Instruction {
    let mut instruction = build!(
        accounts::ReviewEmissions {
            registry: member.registry,
            notaries: addresses::notaries(&member.registry),
            settlement: addresses::settlement(&member.pool),
            member: addresses::member(&member.header.source, member.header.year),
            source: member.header.source,
        },
        instruction::ReviewEmissions { previous }
    );
    instruction.accounts.extend(records.iter().map(|record| AccountMeta::new_readonly(*record, false)));
    instruction
}

/// `review_reductions` of consecutive records and their lots, oldest first. They lead from the head `previous` to the head that
/// the review has reached.
pub fn review_reductions(member: &Member, previous: [u8; 32], records: &[Pubkey]) -> Instruction {
    let mut instruction = build!(
        accounts::ReviewReductions {
            registry: member.registry,
            notaries: addresses::notaries(&member.registry),
            settlement: addresses::settlement(&member.pool),
            member: addresses::member(&member.header.source, member.header.year),
        },
        instruction::ReviewReductions { previous }
    );
    for record in records {
        let lot = AccountMeta::new(addresses::lot(record, 0), false);
        instruction.accounts.extend([AccountMeta::new_readonly(*record, false), lot]);
    }
    instruction
}

/// `execute_settlement`.
pub fn execute_settlement(key: Pubkey, pool: &Pool, settlement: &Settlement) -> Instruction {
    let mut instruction = build!(
        accounts::ExecuteSettlement {
            registry: pool.registry,
            notaries: addresses::notaries(&pool.registry),
            pool: key,
            settlement: addresses::settlement(&key),
            rent_payer: settlement.rent_payer,
        },
        instruction::ExecuteSettlement {}
    );
    instruction.accounts.extend(members(pool));
    instruction
}

/// `drop_settlement`.
pub fn drop_settlement(key: Pubkey, pool: &Pool, settlement: &Settlement) -> Instruction {
    let mut instruction = build!(
        accounts::DropSettlement {
            registry: pool.registry,
            notaries: addresses::notaries(&pool.registry),
            pool: key,
            settlement: addresses::settlement(&key),
            rent_payer: settlement.rent_payer,
        },
        instruction::DropSettlement {}
    );
    instruction.accounts.extend(members(pool));
    instruction
}

/// `convert_reduction` of the lot at `key`.
pub fn convert_reduction(payer: Pubkey, member: &Member, key: Pubkey, lot: &Lot) -> Instruction {
    let (registry, owner) = (member.registry, member.owner);
    let (reduction, credit) = (TokenClass::Reduction, TokenClass::ReductionCredit);
    build!(
        accounts::ConvertReduction {
            payer,
            registry,
            member: addresses::member(&member.header.source, member.header.year),
            owner,
            record: lot.record,
            lot: key,
            mint_authority: addresses::mint_authority(&registry),
            reduction_mint: addresses::mint(&registry, reduction),
            reduction_tokens: addresses::token_account(&registry, &owner, reduction),
            credit_mint: addresses::mint(&registry, credit),
            credit_tokens: addresses::token_account(&registry, &owner, credit),
            token_program: anchor_spl::token_2022::ID,
            associated_token_program: anchor_spl::associated_token::ID,
            system_program: SYSTEM,
        },
        instruction::ConvertReduction {},
    )
}

/// `void_pool`.
pub fn void_pool(key: Pubkey, pool: &Pool) -> Instruction {
    let mut instruction = build!(accounts::VoidPool { registry: pool.registry, pool: key }, instruction::VoidPool {});
    instruction.accounts.extend(members(pool));
    instruction
}
