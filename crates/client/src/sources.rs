//! Instructions on sources, emission factors and data providers.

use crate::{
    addresses,
    build::{build, SYSTEM},
};
use carbon_consensus::{instruction, source::*};
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

/// `publish_factor`.
pub fn publish_factor(payer: Pubkey, authority: Pubkey, registry: Pubkey, args: PublishFactorArgs) -> Instruction {
    build!(
        accounts::PublishFactor {
            payer,
            authority,
            registry,
            factor: addresses::factor(&registry, args.family, args.edition),
            system_program: SYSTEM,
        },
        instruction::PublishFactor { args },
    )
}

/// `withdraw_factor`.
pub fn withdraw_factor(authority: Pubkey, registry: Pubkey, factor: Pubkey) -> Instruction {
    build!(accounts::WithdrawFactor { authority, registry, factor }, instruction::WithdrawFactor {},)
}

/// `list_provider`.
pub fn list_provider(payer: Pubkey, authority: Pubkey, registry: Pubkey, key: Pubkey, name: String) -> Instruction {
    build!(
        accounts::ListProvider {
            payer,
            authority,
            registry,
            provider: addresses::provider(&registry, &key),
            system_program: SYSTEM,
        },
        instruction::ListProvider { key, name },
    )
}

/// `delist_provider`.
pub fn delist_provider(authority: Pubkey, registry: Pubkey, key: Pubkey, rent_payer: Pubkey) -> Instruction {
    build!(
        accounts::DelistProvider { authority, registry, provider: addresses::provider(&registry, &key), rent_payer },
        instruction::DelistProvider {},
    )
}

/// `register_source`. The operators of the arguments sign, too.
pub fn register_source(payer: Pubkey, owner: Pubkey, registry: Pubkey, args: RegisterSourceArgs) -> Instruction {
    let operators: Vec<_> = args.operators.iter().map(|key| AccountMeta::new_readonly(*key, true)).collect();
    let mut instruction = build!(
        accounts::RegisterSource {
            payer,
            owner,
            registry,
            notaries: addresses::notaries(&registry),
            source: addresses::source(&registry, &owner, args.index),
            system_program: SYSTEM,
        },
        instruction::RegisterSource { args },
    );
    instruction.accounts.extend(operators);
    instruction
}

/// `admit_source`.
pub fn admit_source(admitter: Pubkey, registry: Pubkey, source: Pubkey) -> Instruction {
    build!(
        accounts::AdmitSource { admitter, registry, notaries: addresses::notaries(&registry), source },
        instruction::AdmitSource {},
    )
}

/// `suspend_source`.
pub fn suspend_source(guardian: Pubkey, registry: Pubkey, source: Pubkey) -> Instruction {
    build!(accounts::SuspendSource { guardian, registry, source }, instruction::SuspendSource {},)
}

/// `reinstate_source`.
pub fn reinstate_source(authority: Pubkey, registry: Pubkey, source: Pubkey) -> Instruction {
    build!(accounts::ReinstateSource { authority, registry, source }, instruction::ReinstateSource {},)
}

/// `collect_fees`.
pub fn collect_fees(registry: Pubkey, source: Pubkey, treasury: Pubkey) -> Instruction {
    build!(accounts::CollectFees { registry, source, treasury }, instruction::CollectFees {},)
}
