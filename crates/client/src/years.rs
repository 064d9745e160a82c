//! Instructions on reporting years.

use crate::{addresses as at, instructions::build};
use carbon_consensus::{accounts, instruction};
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

const SYSTEM: Pubkey = anchor_lang::system_program::ID;

/// `propose_year_closing` by the source's owner, with the day maps of the declared emission streams.
#[allow(clippy::too_many_arguments)]
pub fn propose_year_closing(
    payer: Pubkey,
    proposer: Pubkey,
    registry: Pubkey,
    source: Pubkey,
    year: u16,
    emitted: u64,
    add_back: u64,
    day_maps: &[Pubkey],
) -> Instruction {
    close_year_as(None, payer, proposer, registry, source, year, emitted, add_back, day_maps)
}

/// `propose_year_closing` by the operator of the pool that the source is in.
#[allow(clippy::too_many_arguments)]
pub fn close_year_by_operator(
    payer: Pubkey,
    operator: Pubkey,
    registry: Pubkey,
    source: Pubkey,
    year: u16,
    emitted: u64,
    add_back: u64,
    day_maps: &[Pubkey],
) -> Instruction {
    let member = Some(at::member(&source, year));
    close_year_as(member, payer, operator, registry, source, year, emitted, add_back, day_maps)
}

#[allow(clippy::too_many_arguments)]
fn close_year_as(
    member: Option<Pubkey>,
    payer: Pubkey,
    proposer: Pubkey,
    registry: Pubkey,
    source: Pubkey,
    year: u16,
    emitted: u64,
    add_back: u64,
    day_maps: &[Pubkey],
) -> Instruction {
    let mut instruction = build(
        accounts::ProposeYearClosing {
            payer,
            proposer,
            registry,
            notaries: at::notaries(&registry),
            source,
            inventory: at::inventory(&source, year),
            member,
            closing: at::closing(&source, year),
            system_program: SYSTEM,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::ProposeYearClosing { emitted, add_back },
    );
    instruction.accounts.extend(day_maps.iter().map(|map| AccountMeta::new_readonly(*map, false)));
    instruction
}

/// `execute_year_closing`.
pub fn execute_year_closing(registry: Pubkey, source: Pubkey, year: u16, rent_payer: Pubkey) -> Instruction {
    build(
        accounts::ExecuteYearClosing {
            registry,
            notaries: at::notaries(&registry),
            closing: at::closing(&source, year),
            inventory: at::inventory(&source, year),
            rent_payer,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::ExecuteYearClosing {},
    )
}

/// `drop_year_closing`.
pub fn drop_year_closing(
    caller: Pubkey,
    registry: Pubkey,
    source: Pubkey,
    year: u16,
    rent_payer: Pubkey,
) -> Instruction {
    build(
        accounts::DropYearClosing {
            caller,
            registry,
            notaries: at::notaries(&registry),
            closing: at::closing(&source, year),
            inventory: at::inventory(&source, year),
            rent_payer,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::DropYearClosing {},
    )
}

/// `log_year`; the owner signs to name a statement.
pub fn log_year(
    owner: Option<Pubkey>,
    registry: Pubkey,
    source: Pubkey,
    year: u16,
    statement_sha256: [u8; 32],
) -> Instruction {
    build(
        accounts::LogYear {
            owner,
            registry,
            log: at::log(&registry),
            source,
            inventory: at::inventory(&source, year),
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::LogYear { statement_sha256 },
    )
}
