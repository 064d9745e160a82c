//! Stands in for Wormhole's post-message shim in tests: accounts, checks, calls and event of the real program. Never
//! part of the product.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

use anchor_lang::{
    prelude::*,
    solana_program::{
        entrypoint::ProgramResult,
        instruction::{AccountMeta, Instruction},
        program::invoke_signed,
        program_error::ProgramError,
    },
};

/// Where every network has the shim.
const ID: Pubkey = pubkey!("EtZMZM22ViKMo4r5y4Anovs3wKQ2owUmDpjygnMMcdEX");
/// Core bridges: local, devnet, mainnet. (The real shim is compiled for one of them.)
const CORE_BRIDGES: [Pubkey; 3] = [
    pubkey!("Bridge1p5gheXUvJ6jGWGeCsgPKgnE3YgdGKRVCMY9o"),
    pubkey!("3u8hJUVTA4jH1wYAyUur7FFZVQ8H635K3tSHHF4ssjQ5"),
    pubkey!("worm2ZoG2kUd4vFXhvjh93UUH596ayRfgQ2MgjNMTth"),
];
/// `post_message`: then nonce u32, finality u8, and the payload with its length u32.
const POST_MESSAGE: [u8; 8] = [0xd6, 0x32, 0x64, 0xd1, 0x26, 0x22, 0x07, 0x4c];
/// Bytes before the payload.
const HEADER: usize = 8 + 4 + 1 + 4;
/// Begins the event: Anchor's tag and the event's own.
const MESSAGE_EVENT: [u8; 16] =
    [0xe4, 0x45, 0xa5, 0x2e, 0x51, 0xcb, 0x9a, 0x1d, 0x44, 0x1b, 0x8f, 0x00, 0x4d, 0x4c, 0x89, 0x70];
const EVENT_AUTHORITY: &[u8] = b"__event_authority";
/// `post_message_unreliable` of the core bridge with nonce 0, an empty payload and consistency 0: guardians read all
/// three from this program's instruction.
const EMPTY_MESSAGE: [u8; 10] = [8, 0, 0, 0, 0, 0, 0, 0, 0, 0];

anchor_lang::solana_program::entrypoint!(process);

fn process(program: &Pubkey, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
    if *program != ID {
        return Err(ProgramError::IncorrectProgramId);
    }
    if is_posting(data) {
        post(accounts)
    } else {
        event(accounts)
    }
}

/// Whether the data is a `post_message`; bytes after it do not matter.
fn is_posting(data: &[u8]) -> bool {
    let Some(header) = data.first_chunk::<HEADER>() else { return false };
    let length = u32::from_le_bytes(header[13..].try_into().expect("four bytes")) as usize;
    header.starts_with(&POST_MESSAGE) && header[12] <= 1 && data.len() - HEADER >= length
}

fn post(infos: &[AccountInfo]) -> ProgramResult {
    let [bridge, message, emitter, sequence, payer, fee_collector, clock, system, core, authority, _shim, ..] = infos
    else {
        return Err(ProgramError::NotEnoughAccountKeys);
    };
    let (address, bump) = Pubkey::find_program_address(&[emitter.key.as_ref()], &ID);
    if *message.key != address {
        msg!("Message (account #2) seeds constraint violated");
        return Err(ProgramError::InvalidSeeds);
    }
    if !CORE_BRIDGES.contains(core.key) {
        msg!("Wormhole program (account #9) address constraint violated");
        return Err(ProgramError::InvalidAccountData);
    }
    let metas = vec![
        AccountMeta::new(*bridge.key, false),
        AccountMeta::new(*message.key, true),
        AccountMeta::new_readonly(*emitter.key, true),
        AccountMeta::new(*sequence.key, false),
        AccountMeta::new(*payer.key, true),
        AccountMeta::new(*fee_collector.key, false),
        AccountMeta::new_readonly(*clock.key, false),
        AccountMeta::new_readonly(*system.key, false),
    ];
    let call = Instruction { program_id: *core.key, accounts: metas, data: EMPTY_MESSAGE.to_vec() };
    invoke_signed(&call, infos, &[&[emitter.key.as_ref(), &[bump]]])?;

    let mut data = Vec::with_capacity(60);
    data.extend_from_slice(&MESSAGE_EVENT);
    data.extend_from_slice(emitter.key.as_ref());
    let next = u64::from_le_bytes(sequence.try_borrow_data()?[..8].try_into().expect("eight bytes"));
    data.extend_from_slice(&(next - 1).to_le_bytes());
    // The clock's unix time is an i64 at 32.
    data.extend_from_slice(&clock.try_borrow_data()?[32..36]);
    let (_, bump) = Pubkey::find_program_address(&[EVENT_AUTHORITY], &ID);
    let metas = vec![AccountMeta::new_readonly(*authority.key, true)];
    let call = Instruction { program_id: ID, accounts: metas, data };
    invoke_signed(&call, infos, &[&[EVENT_AUTHORITY, &[bump]]])
}

/// The event is the data of this call by the program's own authority; no further work is needed.
fn event(infos: &[AccountInfo]) -> ProgramResult {
    let (address, _) = Pubkey::find_program_address(&[EVENT_AUTHORITY], &ID);
    let by_authority = infos.first().is_some_and(|info| info.is_signer && *info.key == address);
    by_authority.then_some(()).ok_or(ProgramError::InvalidInstructionData)
}
