//! Calls the program that its first account is, with all further accounts and the data it was given: for tests of what
//! works one level down in the call stack. Never part of the product.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

use anchor_lang::{
    prelude::*,
    solana_program::{
        entrypoint::ProgramResult,
        instruction::{AccountMeta, Instruction},
        program::invoke,
        program_error::ProgramError,
    },
};

anchor_lang::solana_program::entrypoint!(process);

fn process(_: &Pubkey, infos: &[AccountInfo], data: &[u8]) -> ProgramResult {
    let (program, infos) = infos.split_first().ok_or(ProgramError::NotEnoughAccountKeys)?;
    let meta = |info: &AccountInfo| AccountMeta {
        pubkey: *info.key,
        is_signer: info.is_signer,
        is_writable: info.is_writable,
    };
    let call =
        Instruction { program_id: *program.key, accounts: infos.iter().map(meta).collect(), data: data.to_vec() };
    invoke(&call, infos)
}
