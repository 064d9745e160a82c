//! Instructions on reporting years.

use crate::{
    addresses,
    build::{build, SYSTEM},
};
use carbon_consensus::instruction;
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

/// `propose_year_closing` by the source's owner, or the operator of its `pool`, with the day maps of the declared emission
/// streams.
#[allow(clippy::too_many_arguments)]
pub fn propose_year_closing(
    payer: Pubkey,
    proposer: Pubkey,
    registry: Pubkey,
    source: Pubkey,
    pool: Option<Pubkey>,
    year: u16,
    emitted: u64,
    add_back: u64,
    day_maps: &[Pubkey],
) -> Instruction {
    let mut instruction = build!(
        accounts::ProposeYearClosing {
            payer,
            proposer,
            registry,
            notaries: addresses::notaries(&registry),
            source,
            inventory: addresses::inventory(&source, year),
            pool,
            closing: addresses::closing(&source, year),
            system_program: SYSTEM,
        },
        instruction::ProposeYearClosing { emitted, add_back },
    );
    instruction.accounts.extend(day_maps.iter().map(|map| AccountMeta::new_readonly(*map, false)));
    instruction
}

/// `execute_year_closing`.
pub fn execute_year_closing(registry: Pubkey, source: Pubkey, year: u16, rent_payer: Pubkey) -> Instruction {
    build!(
        accounts::ExecuteYearClosing {
            registry,
            notaries: addresses::notaries(&registry),
            closing: addresses::closing(&source, year),
            source,
            inventory: addresses::inventory(&source, year),
            rent_payer,
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
    build!(
        accounts::DropYearClosing {
            caller,
            registry,
            notaries: addresses::notaries(&registry),
            closing: addresses::closing(&source, year),
            inventory: addresses::inventory(&source, year),
            rent_payer,
        },
        instruction::DropYearClosing {},
    )
}

/// `log_year`. The source's owner signs to register a neutrality statement.
pub fn log_year(
    owner: Option<Pubkey>,
    registry: Pubkey,
    source: Pubkey,
    year: u16,
    statement_sha256: [u8; 32],
) -> Instruction {
    build!(
        accounts::LogYear {
            owner,
            registry,
            log: addresses::log(&registry),
            source,
            inventory: addresses::inventory(&source, year),
        },
        instruction::LogYear { statement_sha256 },
    )
}
