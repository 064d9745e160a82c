//! Stands in for Wormhole's core bridge in tests: the two instructions that post a message, with the checks, accounts,
//! log and errors of the real program. It has no guardians and no other instructions. Never part of the product.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod accounts;
mod message;
mod refusal;

use accounts::{create, derived, mutable, signer, Accounts};
use anchor_lang::{
    prelude::*,
    solana_program::{entrypoint::ProgramResult, program_error::ProgramError},
};
use message::{Message, Posting, RELIABLE, UNRELIABLE};
use refusal::Refusal;

/// Tag of `post_message`, which creates its message account.
const POST_MESSAGE: u8 = 1;
/// Tag of `post_message_unreliable`, which writes one message over the other.
const POST_MESSAGE_UNRELIABLE: u8 = 8;
/// Bytes of the bridge's config account: guardian set u32, lamports of the collector at the last message u64, expiry
/// u32, fee u64.
const CONFIG_LEN: usize = 24;
/// Where the lamports are in it.
const LAST_LAMPORTS: std::ops::Range<usize> = 4..12;
/// Where the fee is in it.
const FEE: std::ops::Range<usize> = 16..24;

anchor_lang::solana_program::entrypoint!(process);

fn process(program: &Pubkey, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
    dispatch(program, accounts, data).map_err(|refusal| {
        msg!("Error: {:?}", refusal);
        match refusal {
            Refusal::ProgramError(error) => error,
            // As the real one has it: the number is in the log only.
            _ => ProgramError::Custom(0),
        }
    })
}

fn dispatch(program: &Pubkey, infos: &[AccountInfo], data: &[u8]) -> std::result::Result<(), Refusal> {
    match data.split_first() {
        Some((&POST_MESSAGE, data)) => post(program, infos, data, RELIABLE),
        Some((&POST_MESSAGE_UNRELIABLE, data)) => post(program, infos, data, UNRELIABLE),
        other => Err(Refusal::UnknownInstruction(other.map_or(0, |(tag, _)| *tag))),
    }
}

fn post(program: &Pubkey, infos: &[AccountInfo], data: &[u8], magic: [u8; 3]) -> std::result::Result<(), Refusal> {
    let posting = Posting::parse(data)?;
    let accounts = Accounts::take(infos)?;
    let Accounts { bridge, message, emitter, sequence, payer, fee_collector, clock } = accounts;

    // In the order of the accounts, as the real program takes them apart.
    mutable(bridge)?;
    derived(bridge, &[b"Bridge"], program)?;
    let mut config: [u8; CONFIG_LEN] = accounts::content(bridge, program)?.ok_or(Refusal::IoError)?;
    signer(message)?;
    mutable(message)?;
    let old = Message::read(message, program, magic)?;
    signer(emitter)?;
    mutable(sequence)?;
    let next: Option<[u8; 8]> = accounts::content(sequence, program)?;
    mutable(payer)?;
    signer(payer)?;
    mutable(fee_collector)?;
    derived(fee_collector, &[b"fee_collector"], program)?;
    let time = accounts::unix_time(clock)?;

    if let Some(old) = &old {
        if old.payload.len() != posting.payload.len() {
            return Err(Refusal::Custom(refusal::INVALID_PAYLOAD_LENGTH));
        }
        if old.emitter != emitter.key.to_bytes() {
            return Err(Refusal::Custom(refusal::EMITTER_CHANGED));
        }
    }
    let sequence_seeds: [&[u8]; 2] = [b"Sequence", emitter.key.as_ref()];
    let bump = derived(sequence, &sequence_seeds, program)?;

    // Any account may have paid: the collector must have received the fee since the last message.
    let paid = fee_collector.lamports().checked_sub(number(&config[LAST_LAMPORTS]));
    if paid.ok_or(Refusal::Custom(refusal::MATH_OVERFLOW))? < number(&config[FEE]) {
        return Err(Refusal::Custom(refusal::INSUFFICIENT_FEES));
    }
    config[LAST_LAMPORTS].copy_from_slice(&fee_collector.lamports().to_le_bytes());
    if next.is_none() {
        create(infos, payer, sequence, 8, program, &[&[sequence_seeds[0], sequence_seeds[1], &[bump]]])?;
    }
    let number = next.map_or(0, u64::from_le_bytes);
    msg!("Sequence: {}", number);

    let bytes =
        Message { emitter: emitter.key.to_bytes(), payload: posting.payload }.encode(magic, time, number, &posting);
    if old.is_none() {
        create(infos, payer, message, bytes.len(), program, &[])?;
    }
    bridge.try_borrow_mut_data()?.copy_from_slice(&config);
    message.try_borrow_mut_data()?.copy_from_slice(&bytes);
    sequence.try_borrow_mut_data()?.copy_from_slice(&(number + 1).to_le_bytes());
    Ok(())
}

fn number(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(bytes.try_into().expect("eight bytes"))
}
