//! Accounts of the two instructions, and the checks on each.

use crate::refusal::Refusal;
use anchor_lang::{
    prelude::*,
    solana_program::{
        program::{invoke, invoke_signed},
        program_error::ProgramError,
        system_instruction,
        sysvar::SysvarId,
    },
};

type Result<T> = std::result::Result<T, Refusal>;

/// In this order; further accounts are for the system program.
pub struct Accounts<'a, 'info> {
    pub bridge: &'a AccountInfo<'info>,
    pub message: &'a AccountInfo<'info>,
    pub emitter: &'a AccountInfo<'info>,
    pub sequence: &'a AccountInfo<'info>,
    pub payer: &'a AccountInfo<'info>,
    pub fee_collector: &'a AccountInfo<'info>,
    pub clock: &'a AccountInfo<'info>,
}

impl<'a, 'info> Accounts<'a, 'info> {
    pub fn take(infos: &'a [AccountInfo<'info>]) -> Result<Self> {
        let [bridge, message, emitter, sequence, payer, fee_collector, clock, ..] = infos else {
            return Err(ProgramError::NotEnoughAccountKeys.into());
        };
        Ok(Self { bridge, message, emitter, sequence, payer, fee_collector, clock })
    }
}

pub fn mutable(info: &AccountInfo) -> Result<()> {
    info.is_writable.then_some(()).ok_or(Refusal::InvalidMutability(*info.key, false))
}

pub fn signer(info: &AccountInfo) -> Result<()> {
    info.is_signer.then_some(()).ok_or(Refusal::InvalidSigner(*info.key))
}

/// Checks an address, and returns its bump.
pub fn derived(info: &AccountInfo, seeds: &[&[u8]], program: &Pubkey) -> Result<u8> {
    let (address, bump) = Pubkey::find_program_address(seeds, program);
    (*info.key == address).then_some(bump).ok_or(Refusal::InvalidDerive(*info.key, address))
}

/// The content of an account of this program, `None` when it has none.
pub fn content<const N: usize>(info: &AccountInfo, program: &Pubkey) -> Result<Option<[u8; N]>> {
    let data = info.try_borrow_data()?;
    if data.is_empty() {
        return Ok(None);
    }
    let content = <[u8; N]>::try_from(&data[..]).map_err(|_| Refusal::IoError)?;
    owned(info, program)?;
    Ok(Some(content))
}

pub fn owned(info: &AccountInfo, program: &Pubkey) -> Result<()> {
    (info.owner == program).then_some(()).ok_or(Refusal::InvalidOwner(*info.owner))
}

/// The clock's, as messages carry it.
pub fn unix_time(clock: &AccountInfo) -> Result<u32> {
    (*clock.key == Clock::id()).then_some(()).ok_or(Refusal::InvalidSysvar(*clock.key))?;
    // An i64 after slot, epoch start, epoch and the next one's.
    let bytes = clock.try_borrow_data()?.get(32..36).and_then(|bytes| bytes.try_into().ok());
    bytes.map(u32::from_le_bytes).ok_or(Refusal::IoError)
}

/// Creates an account of this program, adding to the lamports that it already holds.
pub fn create(
    infos: &[AccountInfo],
    payer: &AccountInfo,
    account: &AccountInfo,
    size: usize,
    program: &Pubkey,
    seeds: &[&[&[u8]]],
) -> Result<()> {
    let rent = Rent::get()?.minimum_balance(size);
    if account.lamports() < rent {
        invoke(&system_instruction::transfer(payer.key, account.key, rent - account.lamports()), infos)?;
    }
    invoke_signed(&system_instruction::allocate(account.key, size as u64), infos, seeds)?;
    invoke_signed(&system_instruction::assign(account.key, program), infos, seeds)?;
    Ok(())
}
