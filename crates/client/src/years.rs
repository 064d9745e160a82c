//! Instructions on reporting years.

use crate::{addresses as at, instructions::build};
use carbon_consensus::{accounts, instruction};
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

const SYSTEM: Pubkey = anchor_lang::system_program::ID;

/// `close_year` by the source's owner, with the day maps of the declared emission streams.
#[allow(clippy::too_many_arguments)]
pub fn close_year(
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

/// `close_year` by the operator of the pool that the source is in.
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
        accounts::CloseYear {
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
        instruction::CloseYear { emitted, add_back },
    );
    instruction.accounts.extend(day_maps.iter().map(|map| AccountMeta::new_readonly(*map, false)));
    instruction
}

/// `execute_closing`.
pub fn execute_closing(registry: Pubkey, source: Pubkey, year: u16, rent_payer: Pubkey) -> Instruction {
    build(
        accounts::ExecuteClosing {
            registry,
            notaries: at::notaries(&registry),
            closing: at::closing(&source, year),
            inventory: at::inventory(&source, year),
            rent_payer,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::ExecuteClosing {},
    )
}

/// `drop_closing`.
pub fn drop_closing(caller: Pubkey, registry: Pubkey, source: Pubkey, year: u16, rent_payer: Pubkey) -> Instruction {
    build(
        accounts::DropClosing {
            caller,
            registry,
            notaries: at::notaries(&registry),
            closing: at::closing(&source, year),
            inventory: at::inventory(&source, year),
            rent_payer,
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::DropClosing {},
    )
}

/// `state_year`; the owner signs to name a statement.
pub fn state_year(
    owner: Option<Pubkey>,
    registry: Pubkey,
    source: Pubkey,
    year: u16,
    statement_sha256: [u8; 32],
) -> Instruction {
    build(
        accounts::StateYear {
            owner,
            registry,
            log: at::log(&registry),
            source,
            inventory: at::inventory(&source, year),
            event_authority: at::event_authority(),
            program: carbon_consensus::ID,
        },
        instruction::StateYear { statement_sha256 },
    )
}
